//! Whether a new version of a job is a change at all.

use crate::model::job::Job;
use crate::model::object::{Empty, MemberType};

/// Whether registering `new` over the stored `old` makes a new version.
///
/// The server's own notes do not count. The new job is compared as the copy in the store makes it, the old one as
/// it is: an empty list that the copy would make null counts as a change, even of a job against itself.
#[must_use]
pub fn spec_changed(old: &Job, new: &Job) -> bool {
    !old.is_copy_of(new, Empty::Kept)
}
