//! Job → job with every default filled in.
//!
//! A job is made complete in steps, in this order:
//!
//! 1. [`client`]: what the client's API layer fills in. `PUT /v1/jobs/parse` with `Canonicalize` prints this.
//! 2. [`copied`]: what the copy in the server's store makes of a job that is registered for the first time.
//!
//! What the rows of the model say of a member is done in `settle`, for all objects alike; the rest is code, a
//! file a stanza. Nothing in here judges a job: that is what `validate` does.

mod client;
mod settle;

use settle::{Step, settle};

use crate::model::job::Job;

pub use client::client;

/// Makes of a job what the copy in the server's store makes of it when it is registered for the first time:
/// most empty lists and maps become null, a few nulls become empty.
pub fn copied(job: &mut Job) {
    settle(job, Step::Copied);
}

/// Text in upper case, letter by letter: what becomes longer in upper case stays as it is.
fn upper(text: &str) -> String {
    text.chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(single), None) => single,
                _ => c,
            }
        })
        .collect()
}
