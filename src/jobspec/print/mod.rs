//! From a job back to a job file.
//!
//! The tables of members say how each is written (`model::object::Field::hcl`), so `object` is one walk over a job:
//! what is plain becomes an argument, objects become blocks, and the few spellings that no table can say are
//! listed there. `value` writes what stands to the right of a `=`, `quote` text, and `format` gives the whole its
//! layout. The result is HCL1, spelled so that HCL2 says the same where it can say it at all.
//!
//! Not every job can be written: nothing in a job file sets a status, and what is null in one place cannot be null
//! in another. So what has been written is read again and compared, and `losses` says what did not come through.

mod losses;
mod object;
mod quote;
mod value;

use super::{Dialect, format};
use crate::diagnostic::{Diagnostic, Place};
use crate::jobspec::hcl1::{MAX_DEPTH, parse_job};
use crate::jobspec::messages as words;
use crate::model::job::Job;

/// A job as a job file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The text.
    pub text: String,
    /// What of the job is not in it, each with its path in the job; warnings, and hints where it does not matter
    /// because the server gives these values anyway.
    pub losses: Vec<Diagnostic>,
}

/// Writes a job as a job file.
///
/// What is left out of a job is left out of the file; so a job as it was parsed comes back as it was, and a job
/// with all its defaults filled in says all of them.
///
/// # Errors
///
/// Why no job file can say this job: two groups of one name, for instance, are no job file.
///
/// ```
/// use foreplan::jobspec::{hcl1, print};
///
/// let job = hcl1::parse_job(b"job \"web\" { group \"g\" { task \"t\" { kill_timeout = 90000000000 } } }").job.unwrap();
/// let printed = print(&job).unwrap();
/// assert_eq!(
///     printed.text,
///     "job \"web\" {\n  group \"g\" {\n    task \"t\" {\n      kill_timeout = \"90s\"\n    }\n  }\n}\n"
/// );
/// assert_eq!(hcl1::parse_job(printed.text.as_bytes()).job.unwrap(), job);
/// ```
pub fn print(job: &Job) -> Result<Printed, Vec<Diagnostic>> {
    let written = object::job(job).map_err(|path| {
        let message = words::too_deep(MAX_DEPTH);
        vec![Diagnostic::error(message.code, message.text, Place::path(path))]
    })?;
    let text = format(written.text.as_bytes(), Dialect::Hcl1)?;
    let parsed = parse_job(text.as_bytes());
    match parsed.job {
        Some(read) => Ok(Printed {
            losses: losses::of(job, read),
            text,
        }),
        None => Err(parsed
            .diagnostics
            .iter()
            .map(|fault| {
                let message = words::unprintable(&fault.message);
                let span = fault.place.span.unwrap_or_default();
                let path = written.path_at(&text, span.start as usize);
                let place = path.map(Place::path).unwrap_or_default();
                Diagnostic::error(message.code, message.text, place)
            })
            .collect()),
    }
}

#[cfg(test)]
mod tests;
