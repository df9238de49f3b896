//! `foreplan validate`: what is wrong with job files, without a cluster.

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::check::Checked;
use crate::diagnostic::Severity;
use crate::diagnostic::render::{self, InFile};
use crate::lint;
use crate::model::node::Node;
use crate::styled::{Style, StyledText};

use super::input::{Linting, Reader, Reading, Source, nodes};
use super::output::{EXIT_ERROR, Failure, Format, FormatArgument, counted, print};

/// Say what is wrong with job files: syntax, the rules of Nomad, and what is questionable.
///
/// Exit codes: 0 if all jobs are valid, 1 if one is not, 2 if a file cannot be read or the arguments are wrong.
#[derive(Debug, Args)]
pub(super) struct Validate {
    /// The job files (HCL, or the API's JSON); `-` for the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Take warnings for errors.
    #[arg(long)]
    strict: bool,
    /// The cluster, for lints that look at it: a JSON list of machines, or of nodes as the API has them.
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
    #[command(flatten)]
    linting: Linting,
    #[command(flatten)]
    format: FormatArgument,
    #[command(flatten)]
    reading: Reading,
}

impl Validate {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let nodes = self
            .cluster
            .as_deref()
            .map(|path| nodes(Some(path)))
            .transpose()?;
        let nodes: Option<Vec<&Node>> = nodes.as_ref().map(|nodes| nodes.iter().collect());
        let lints = self.linting.options(nodes.as_deref());
        let reader = self.reading.reader(0)?;
        let mut looked_at = Vec::new();
        for path in &self.files {
            match Source::read(path) {
                Ok(source) => {
                    let checked = self.check(&reader, &source, &lints);
                    looked_at.push((source, checked));
                }
                Err(failure) => failure.print(),
            }
        }
        let texts: Vec<Cow<'_, str>> = looked_at
            .iter()
            .map(|(source, _)| render::shown_text(&source.bytes))
            .collect();
        let found: Vec<InFile<'_>> = looked_at
            .iter()
            .zip(&texts)
            .map(|((source, checked), text)| InFile {
                file: &source.name,
                text,
                diagnostics: &checked.diagnostics,
            })
            .collect();
        match self.format.format {
            Format::Human => {
                for (found, (_, checked)) in found.iter().zip(&looked_at) {
                    print(&render::human(found));
                    print(&verdict(found.file, checked));
                }
            }
            format => print(&format.render(&found)?),
        }
        let is_valid = looked_at.iter().all(|(_, checked)| checked.is_valid());
        Ok(match looked_at.len() == self.files.len() {
            false => ExitCode::from(EXIT_ERROR),
            true if is_valid => ExitCode::SUCCESS,
            true => ExitCode::FAILURE,
        })
    }

    fn check(&self, reader: &Reader, source: &Source, lints: &lint::Options<'_>) -> Checked {
        let mut checked = reader.check(source, Some(lints));
        if self.strict {
            let warnings = checked.diagnostics.iter_mut();
            warnings
                .filter(|found| found.severity == Severity::Warning)
                .for_each(|found| found.severity = Severity::Error);
        }
        checked
    }
}

/// A line that says how it is about a file.
fn verdict(file: &str, checked: &Checked) -> StyledText {
    let mut out = StyledText::default();
    let counts = [
        (Severity::Error, "error"),
        (Severity::Warning, "warning"),
        (Severity::Hint, "hint"),
    ];
    let counts = counts.map(|(severity, noun)| (checked.count(severity), noun));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, noun)| counted(*count, noun)).collect();
    let says = match &checked.job {
        Some(job) if checked.is_valid() => format!("job {:?} is valid", job.id()),
        Some(job) => format!("job {:?} is not valid", job.id()),
        None => "not a valid job file".to_owned(),
    };
    if checked.is_valid() {
        out.push(Style::Good, "✓");
    } else {
        out.push(Style::Error, "✗");
    }
    out.plain(format!(" {file}: {says}"));
    if !counts.is_empty() {
        out.plain(format!(" ({})", counts.join(", ")));
    }
    out.plain("\n");
    out
}
