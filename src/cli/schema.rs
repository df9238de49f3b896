//! `foreplan schema`: the objects of the API, for editors and other programs.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::{api, schema};

use super::output::Failure;

/// Print the JSON Schema of jobs, or of all that Nomad's API takes and gives.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what.
    #[arg(value_enum, default_value_t)]
    document: Document,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Document {
    /// A job as clients submit it, as JSON Schema 2020-12.
    #[default]
    Job,
    /// All objects of the API, as JSON Schema 2020-12.
    Api,
    /// All paths of the API, as OpenAPI 3.1.
    Openapi,
}

impl Schema {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let document = match self.document {
            Document::Job => schema::job(),
            Document::Api => api::schema(),
            Document::Openapi => api::openapi(),
        };
        // A value's alternate form is the one on many lines.
        println!("{document:#}");
        Ok(ExitCode::SUCCESS)
    }
}
