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

use crate::diagnostic::{Diagnostic, Place};
use crate::jobspec::Dialect;
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
    let refused =
        |message: words::Message| vec![Diagnostic::error(message.code, message.text, Place::default())];
    let text = object::job(job).ok_or_else(|| refused(words::too_deep(MAX_DEPTH)))?;
    let text = super::format(text.as_bytes(), Dialect::Hcl1)?;
    let parsed = parse_job(text.as_bytes());
    match (parsed.job, parsed.error) {
        (Some(read), _) => Ok(Printed {
            losses: losses::of(job, &read),
            text,
        }),
        (None, error) => {
            let error = error.map(|error| error.to_string()).unwrap_or_default();
            Err(refused(words::unprintable(&error)))
        }
    }
}

#[cfg(test)]
mod tests;
