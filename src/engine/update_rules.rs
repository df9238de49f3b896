//! Which updates of a stored job registration refuses, after validation has passed.

use crate::model::job::Job;
use crate::notation::quote::quoted;

/// Whether `new` may be registered where `old` is stored, or nothing.
///
/// # Errors
///
/// In the words of the reference, which answers with the status 500.
pub fn check(old: Option<&Job>, new: &Job) -> Result<(), String> {
    let Some(old) = old else {
        return refuse(new.dispatched, "job can't be submitted with 'Dispatched' set");
    };
    if old.job_type() != new.job_type() {
        let (old, new) = (quoted(old.job_type()), quoted(new.job_type()));
        return Err(format!("cannot update job from type {old} to {new}"));
    }
    let (periodic, was_periodic) = (new.is_periodic(), old.is_periodic());
    let (parameterized, was_parameterized) = (new.is_parameterized(), old.is_parameterized());
    refuse(
        was_periodic && !periodic,
        "cannot update periodic job to being non-periodic",
    )?;
    refuse(
        periodic && !was_periodic,
        "cannot update non-periodic job to being periodic",
    )?;
    // These two say the opposite of what is meant; so does the reference.
    let gone = was_parameterized && !parameterized;
    refuse(gone, "cannot update non-parameterized job to being parameterized")?;
    let come = parameterized && !was_parameterized;
    refuse(come, "cannot update parameterized job to being non-parameterized")?;
    refuse(
        old.dispatched != new.dispatched,
        "field 'Dispatched' is read-only",
    )
}

fn refuse(is_refused: bool, why: &str) -> Result<(), String> {
    if is_refused { Err(why.to_owned()) } else { Ok(()) }
}
