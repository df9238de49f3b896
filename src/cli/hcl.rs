//! `foreplan hcl`: the API's JSON as a job file.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::diagnostic::{Diagnostic, Severity};
use crate::jobspec;

use super::fmt::ignore_closed;
use super::input::{Reading, Source};
use super::output::{Failure, Format, counted, print_error};

/// What random functions of HCL2 give: the same every time, for a file that is kept.
const SEED: u64 = 0;

/// Print a job as a job file (HCL): the way back from what `foreplan parse` and `nomad job inspect` print.
///
/// Nothing gets lost without a word: what no job file can say is listed on the standard error, with its path in the
/// job. Values that the server gives every job itself, such as its version, are only counted.
///
/// Exit codes: 0 if there is a job file, 1 if no file can say the job or (with --strict) all of it, 2 if the file cannot
/// be read or the arguments are wrong.
#[derive(Debug, Args)]
pub(super) struct Hcl {
    /// The job: `{"Job": …}` or the job itself, or a job file to be written anew; `-` for the standard input.
    file: PathBuf,
    /// Print nothing if something of the job would be lost.
    #[arg(long)]
    strict: bool,
    /// List also what does not matter.
    #[arg(long)]
    verbose: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Hcl {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let source = Source::read(&self.file)?;
        let parsed = self.reading.reader(SEED)?.parse(&source);
        let Some(job) = parsed.job else {
            source.refused(&parsed.diagnostics, false).print();
            return Ok(ExitCode::FAILURE);
        };
        let printed = match jobspec::print(&job) {
            Ok(printed) => printed,
            Err(faults) => {
                let shown = source.render(&faults, Format::Human)?;
                let message = format!("the job in {} cannot be a job file", source.name);
                Failure::after(shown, message).print();
                return Ok(ExitCode::FAILURE);
            }
        };
        let (hints, warnings): (Vec<Diagnostic>, Vec<Diagnostic>) = printed
            .losses
            .into_iter()
            .partition(|loss| loss.severity == Severity::Hint);
        print_error(&source.render(&warnings, Format::Human)?);
        if self.verbose {
            print_error(&source.render(&hints, Format::Human)?);
        } else if !hints.is_empty() {
            let values = counted(hints.len(), "value");
            print_error(&format!("{values} left out that do not matter (--verbose lists them)\n").into());
        }
        if self.strict && !warnings.is_empty() {
            let lost = counted(warnings.len(), "value");
            Failure::new(format!("{lost} of the job in {} would be lost", source.name)).print();
            return Ok(ExitCode::FAILURE);
        }
        let written = io::stdout().lock().write_all(printed.text.as_bytes());
        ignore_closed(written)
            .map_err(|error| Failure::new(format!("cannot write to the standard output: {error}")))?;
        Ok(ExitCode::SUCCESS)
    }
}
