//! `foreplan diff`: what differs between two job files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::diff::{self, Mode, text};
use crate::styled::{Style, StyledText};

use super::input::{Reading, Source, is_stdin};
use super::output::{Failure, print};

/// Show what differs between two job files, as Nomad would compare two versions of the job.
///
/// The difference is the one that `nomad plan` shows. With --quiet, what was moved or changed inside a list is
/// recognised again, so that something put in shows as that and no more.
///
/// Exit codes: 0 if nothing differs, 1 if something does, 2 if there is an error.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The job file before (HCL, or the API's JSON); `-` for the standard input.
    old: PathBuf,
    /// The job file after.
    new: PathBuf,
    /// Compare as Nomad does; this is the default.
    #[arg(long, conflicts_with = "quiet")]
    exact: bool,
    /// Match groups, tasks, services, ports and everything else by what they are.
    #[arg(long, visible_alias = "by-identity")]
    quiet: bool,
    /// List also what is inside of groups, tasks and objects that come or go as a whole.
    #[arg(long)]
    verbose: bool,
    /// Print the difference as JSON, as the API has it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Diff {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        if is_stdin(&self.old) && is_stdin(&self.new) {
            return Err(Failure::new("only one of the files can be the standard input"));
        }
        let reader = self.reading.reader(0)?;
        let old = reader.stored(&Source::read(&self.old)?)?;
        let new = reader.stored(&Source::read(&self.new)?)?;
        let mode = if self.quiet { Mode::Quiet } else { Mode::Exact };
        let mut found = diff::between(&old, &new, mode)
            .map_err(|error| Failure::new(error.to_string()).and("  --quiet compares any two jobs\n"))?;
        let is_hidden = !found.is_change() && diff::differ(&old, &new);
        if self.json {
            let text = serde_json::to_string_pretty(&found);
            let text = text.map_err(|error| Failure::new(error.to_string()))?;
            print(&format!("{text}\n").into());
        } else {
            diff::annotate(&mut found, None).map_err(|error| Failure::new(error.to_string()))?;
            print(&text::lay_out(&found, self.verbose));
            if is_hidden {
                print(&hidden());
            }
        }
        Ok(ExitCode::from(u8::from(found.is_change() || is_hidden)))
    }
}

/// What to say of a difference that the exact mode does not show.
fn hidden() -> StyledText {
    let mut out = StyledText::default();
    let text = "The jobs differ in what Nomad's own diff leaves out: --quiet shows it.\n";
    out.push(Style::Faint, text);
    out
}
