//! `foreplan parse`: a job file as the API's JSON.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::canonical;
use crate::model::json::encode;
use crate::model::object::Shape;

use super::input::{Reading, Source};
use super::output::{Failure, Format, FormatArgument, print, print_error};

/// Print a job file as the JSON that Nomad's API takes.
///
/// What is wrong with the file is printed to the standard error; in a format for machines it takes the place of the
/// job on the standard output.
///
/// Exit codes: 0 if there is a job, 1 if the file is refused, 2 if it cannot be read or the arguments are wrong.
#[derive(Debug, Args)]
pub(super) struct Parse {
    /// The job file; `-` for the standard input.
    file: PathBuf,
    /// Fill in the defaults of Nomad's API clients.
    #[arg(long)]
    canonical: bool,
    #[command(flatten)]
    format: FormatArgument,
    #[command(flatten)]
    reading: Reading,
}

impl Parse {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let source = Source::read(&self.file)?;
        // Whoever sends the job to a cluster wants identifiers and salts of its own.
        let seed = getrandom::u64().map_err(|error| Failure::new(error.to_string()))?;
        let parsed = self.reading.reader(seed)?.parse(&source);
        let format = self.format.format;
        let Some(mut job) = parsed.job else {
            if format == Format::Human {
                source.refused(&parsed.diagnostics, false).print();
            } else {
                print(&source.render(&parsed.diagnostics, format)?);
            }
            return Ok(ExitCode::FAILURE);
        };
        if !parsed.diagnostics.is_empty() {
            print_error(&source.render(&parsed.diagnostics, format)?);
        }
        if self.canonical {
            canonical::client(&mut job);
        }
        let text = serde_json::to_string_pretty(&json!({ "Job": encode(&job, Shape::Submitted) }));
        let text = text.map_err(|error| Failure::new(error.to_string()))?;
        print(&format!("{text}\n").into());
        Ok(ExitCode::SUCCESS)
    }
}
