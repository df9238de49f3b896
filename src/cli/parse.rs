//! `foreplan parse`: a job file as the API's JSON.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::canonical;
use crate::model::json::encode;
use crate::model::object::Shape;

use super::input::Source;
use super::output::Failure;

/// Print a job file as the JSON that Nomad's API takes.
#[derive(Debug, Args)]
pub(super) struct Parse {
    /// The job file; `-` for the standard input.
    file: PathBuf,
    /// Fill in the defaults of Nomad's API clients.
    #[arg(long)]
    canonical: bool,
}

impl Parse {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut job = Source::read(&self.file)?.job()?;
        if self.canonical {
            canonical::client(&mut job);
        }
        let text = serde_json::to_string_pretty(&json!({ "Job": encode(&job, Shape::Submitted) }));
        println!("{}", text.map_err(|error| Failure::new(error.to_string()))?);
        Ok(ExitCode::SUCCESS)
    }
}
