//! From the text of a job file to a job.
//!
//! [`hcl1::parse_job`] reads HCL1, the language of Nomad 0.12's job files (and its JSON flavour), and gives the job
//! as the parser leaves it: what the file does not say is unset. Filling in defaults is the business of
//! `canonical`, judging the job that of `validate`.
//!
//! [`parse`] does the same for a file in any [`Dialect`], and for the API's JSON.
//!
//! - [`hcl1`]: text to tree, and the way from there
//! - `hcl2`: the same for HCL2, the language of Nomad 1.0 (feature `hcl2`)
//! - `decode`: tree to job, a description per stanza
//! - `format`: a text in its tidy form, in either dialect
//! - `messages`: every error text
//! - `places`: where in the file each value of the job is
//! - `print`: from a job back to a job file
//!
//! Nothing in here knows HTTP, and nothing reads files.

mod api_json;
mod decode;
mod dialect;
mod evidence;
mod format;
pub mod hcl1;
#[cfg(feature = "hcl2")]
pub mod hcl2;
mod inputs;
mod json_places;
mod messages;
mod places;
mod print;

use std::fmt;

pub use dialect::{Dialect, Options, UnknownDialect, parse};
pub use format::format;
pub use inputs::{FileResolver, MemoryFiles, NoVariables, Variables};
pub use places::Places;
pub use print::{Printed, print};

use crate::diagnostic::Diagnostic;
use crate::model::job::Job;

/// What came out of a job file: a job or an error, and what there is to say about the text.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The job, unless the file is refused.
    pub job: Option<Job>,
    /// Why the file is refused: the text that Nomad's API answers, of the first fault it meets.
    pub error: Option<ReferenceError>,
    /// All faults that were found, each with its place in the text, in the order of the text; at most a hundred.
    pub diagnostics: Vec<Diagnostic>,
    /// Where in the text the values of the job are, if that was asked for.
    pub places: Places,
}

/// The error text of Nomad 0.12.4, to the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceError(String);

impl ReferenceError {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReferenceError {}
