//! What people see: errors with the line they are in, colours where they are wanted.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, LineIndex, Severity};
use crate::diff::text;

use super::input::Source;

/// The exit code of what did not work, as Nomad's own commands have it.
pub(super) const EXIT_ERROR: u8 = 255;

/// How many diagnostics are printed.
const SHOWN: usize = 20;

/// Why a command did not work.
#[derive(Debug)]
pub(super) struct Failure {
    text: String,
}

impl Failure {
    /// A sentence.
    pub(super) fn new(message: impl AsRef<str>) -> Self {
        Failure {
            text: format!("{ERROR}error{ERROR:#}: {}\n", message.as_ref()),
        }
    }

    /// What is wrong with a file: each fault with the line that it is in, or the reference's words if there is no
    /// place to show.
    pub(super) fn of_source(
        message: String,
        source: &Source,
        faults: Vec<Diagnostic>,
        reference: String,
    ) -> Self {
        let mut failure = Self::new(message);
        if faults.is_empty() {
            let _ = writeln!(failure.text, "  {reference}");
        }
        let text = source.text();
        let index = LineIndex::new(&text);
        for fault in faults.iter().take(SHOWN) {
            show(&mut failure.text, fault, &source.name, &index);
        }
        if let Some(more) = faults.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(failure.text, "… and {more} more");
        }
        failure
    }

    /// The same with another paragraph.
    pub(super) fn and(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Prints it to the standard error.
    pub(super) fn print(&self) {
        anstream::eprint!("{}", self.text);
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const FAINT: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Shows a diagnostic with its line.
pub(super) fn show(out: &mut String, found: &Diagnostic, file: &str, index: &LineIndex<'_>) {
    let style = match found.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Hint => HINT,
    };
    let Some(span) = found.place.span else {
        let path = found
            .place
            .path
            .as_ref()
            .map(|path| format!(" ({path})"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "  {style}{}{style:#}: {}{path}",
            found.severity.as_str(),
            found.message
        );
        return;
    };
    let start = index.position(span.start);
    let end = index.position(span.end);
    let line = index.line(start.line);
    let before: String = line.chars().take(start.column as usize - 1).collect();
    let width = if end.line == start.line {
        (end.column.saturating_sub(start.column)).max(1)
    } else {
        1
    };
    let number = start.line.to_string();
    let margin = " ".repeat(number.len());
    // The marker stands below what it marks: tabs stay tabs.
    let pad: String = before
        .chars()
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let marker = "^".repeat(width as usize);
    let _ = writeln!(
        out,
        "{style}{}{style:#}: {BOLD}{}{BOLD:#}",
        found.severity.as_str(),
        found.message
    );
    let _ = writeln!(
        out,
        "{FAINT}{margin}-->{FAINT:#} {file}:{number}:{}",
        start.column
    );
    let _ = writeln!(out, "{FAINT}{margin} |{FAINT:#}");
    let _ = writeln!(out, "{FAINT}{number} |{FAINT:#} {line}");
    let _ = writeln!(out, "{FAINT}{margin} |{FAINT:#} {pad}{style}{marker}{style:#}");
    if let Some(hint) = &found.hint {
        let _ = writeln!(out, "{FAINT}{margin} ={FAINT:#} {HINT}help{HINT:#}: {hint}");
    }
    out.push('\n');
}

/// A text in pieces, with the colours of `nomad plan`.
pub(super) fn coloured(pieces: &text::StyledText) -> String {
    let mut out = String::new();
    for piece in &pieces.0 {
        let style = style_of(piece.style);
        let _ = write!(out, "{style}{}{style:#}", piece.text);
    }
    out
}

fn style_of(style: text::Style) -> Style {
    let colour = match style {
        text::Style::Plain => return Style::new(),
        text::Style::Heading => return BOLD,
        text::Style::Create => AnsiColor::Green,
        text::Style::Destroy => AnsiColor::Red,
        text::Style::Edit | text::Style::Canary => AnsiColor::BrightYellow,
        text::Style::InPlace => AnsiColor::Cyan,
        text::Style::Replace => AnsiColor::Yellow,
        text::Style::Migrate => AnsiColor::Blue,
    };
    colour.on_default()
}
