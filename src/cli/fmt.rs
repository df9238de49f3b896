//! `foreplan fmt`: job files in their tidy form.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::jobspec::{self, Dialect};

use super::input::{Source, is_stdin};
use super::output::{EXIT_ERROR, Failure, Format, counted, print};
use super::unified::unified_diff;

/// Lay job files out as everybody does: two spaces a level, `=` below `=`, one blank line at most.
///
/// Files are rewritten in place, and the names of those that changed are printed. What is in quotes and heredocs,
/// comments and the order of everything stay as they are, and so does the job. The input is HCL1 or HCL2.
///
/// Exit codes: 0 if all is done, 1 if --check found a file that is not formatted, 2 if a file cannot be read, written
/// or understood.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// The job files; `-` formats the standard input to the standard output.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change nothing; print the names of files that are not formatted.
    #[arg(long)]
    check: bool,
    /// Change nothing; print what would change.
    #[arg(long)]
    diff: bool,
    /// The language of the files: hcl1 (Nomad 0.12), hcl2 (Nomad 1.0), or auto for whichever it is.
    #[arg(long, value_name = "DIALECT", default_value = Dialect::Auto.as_str())]
    dialect: Dialect,
}

impl Fmt {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let (mut differs, mut failed) = (false, false);
        for file in &self.files {
            match self.format(file) {
                Ok(is_different) => differs |= is_different,
                Err(failure) => {
                    failure.print();
                    failed = true;
                }
            }
        }
        Ok(if failed {
            ExitCode::from(EXIT_ERROR)
        } else {
            ExitCode::from(u8::from(self.check && differs))
        })
    }

    /// Formats one file. Returns whether it was not formatted before.
    fn format(&self, file: &Path) -> Result<bool, Failure> {
        let source = Source::read(file)?;
        let text = jobspec::format(&source.bytes, self.dialect).map_err(|faults| {
            let message = format!(
                "{} is left alone: {}",
                source.name,
                counted(faults.len(), "error")
            );
            match source.render(&faults, Format::Human) {
                Ok(shown) => Failure::after(shown, message),
                Err(failure) => failure,
            }
        })?;
        let differs = text.as_bytes() != source.bytes;
        if self.diff {
            if differs {
                print(&unified_diff(&source.name, &source.bytes, &text));
            }
        } else if self.check {
            if differs {
                print(&format!("{}\n", source.name).into());
            }
        } else if is_stdin(file) {
            let written = io::stdout().lock().write_all(text.as_bytes());
            ignore_closed(written)
                .map_err(|error| Failure::new(format!("cannot write to the standard output: {error}")))?;
        } else if differs {
            replace(file, &text)
                .map_err(|error| Failure::new(format!("cannot write {}: {error}", source.name)))?;
            print(&format!("{}\n", source.name).into());
        }
        Ok(differs)
    }
}

/// Whoever stops reading has read enough.
pub(super) fn ignore_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Gives a file new contents, all or none of them: they are written beside it first.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    // Behind a symbolic link it is the file that changes, not the link.
    let file = fs::canonicalize(file)?;
    let permissions = fs::metadata(&file)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = fs::File::create_new(&beside)
        .and_then(|mut new| new.write_all(text.as_bytes()))
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
