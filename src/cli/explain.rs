//! `foreplan explain`: the page of a lint.

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Args;

use crate::diagnostic::Severity;
use crate::lint::{LINTS, Lint, page};

use super::output::Failure;

/// Explain a lint: what it finds, why that matters, and how to mend it. Without a code, list all of them.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code, such as `lint/unused-port` or `unused-port`.
    code: Option<String>,
}

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

impl Explain {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let text = match &self.code {
            None => list(),
            Some(code) => match Lint::find(code) {
                Some(lint) => in_colours(&page::page(lint, 1)),
                None => {
                    return Err(Failure::new(format!("there is no lint {code}"))
                        .and("  `foreplan explain` lists them\n"));
                }
            },
        };
        anstream::print!("{text}");
        Ok(ExitCode::SUCCESS)
    }
}

fn list() -> String {
    let width = LINTS.iter().map(|lint| lint.code.len()).max().unwrap_or_default();
    let mut out = String::new();
    for lint in LINTS {
        let style = severity_style(lint.severity);
        let _ = writeln!(
            out,
            "{BOLD}{:<width$}{BOLD:#}  {style}{:<7}{style:#}  {}",
            lint.code,
            lint.severity.as_str(),
            lint.summary()
        );
    }
    out
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Hint => AnsiColor::Cyan.on_default(),
    }
}

/// A page in Markdown as a terminal shows it: headings bold, code as it is, a little to the right.
fn in_colours(page: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code && !line.is_empty() {
            let _ = writeln!(out, "    {line}");
        } else if line.starts_with('#') {
            let _ = writeln!(out, "{BOLD}{}{BOLD:#}", line.trim_start_matches(['#', ' ']));
        } else if line.starts_with('`') && line.contains(" · ") {
            let _ = writeln!(out, "{FAINT}{}{FAINT:#}", line.replace('`', ""));
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_no_signs_of_markdown_around_its_examples() {
        let lint = Lint::find("unused-port").unwrap();
        let text = anstream::adapter::strip_str(&in_colours(&page::page(lint, 1))).to_string();
        assert!(
            text.starts_with("unused-port\n\nlint/unused-port · hint\n"),
            "{text}"
        );
        assert!(
            text.contains("\nWhy\n") && text.contains("\n    network {\n"),
            "{text}"
        );
        assert!(!text.contains("```"), "{text}");
    }
}
