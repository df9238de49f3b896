//! What people see: what went wrong, findings in the format that was asked for, colours where they are wanted.

use std::io::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use clap::{Args, ValueEnum};

use crate::diagnostic::render::{self, InFile, Tool};
use crate::styled::{Style, StyledText};

/// The exit code of what could not be done: a file that cannot be read, arguments that make no sense.
pub(super) const EXIT_ERROR: u8 = 2;

/// The exit code of a plan that could not be made, as Nomad's own has it.
pub(super) const EXIT_PLAN_ERROR: u8 = 255;

/// Who found it, for those who read what we found.
const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    address: env!("CARGO_PKG_REPOSITORY"),
};

/// How findings are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each with the line that it is in.
    #[default]
    Human,
    /// A JSON list.
    Json,
    /// As compilers print them, a line each: `file:line:column: error: message [code]`.
    Gcc,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
}

/// The argument that asks for a format.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct FormatArgument {
    /// How to print what is wrong.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: Format,
}

impl Format {
    /// What was found in some files, in this format.
    pub(super) fn render(self, files: &[InFile<'_>]) -> Result<StyledText, Failure> {
        let json = |text: Result<String, serde_json::Error>| {
            let text = text.map_err(|error| Failure::new(error.to_string()))?;
            Ok(StyledText::from(text + "\n"))
        };
        match self {
            Format::Human => {
                let mut text = StyledText::default();
                files.iter().for_each(|found| text.append(render::human(found)));
                Ok(text)
            }
            Format::Json => json(serde_json::to_string_pretty(&render::json_of_files(files))),
            Format::Gcc => Ok(files.iter().map(render::gcc).collect::<String>().into()),
            Format::Sarif => json(serde_json::to_string_pretty(&render::sarif(files, TOOL))),
        }
    }
}

/// Why a command did not work.
#[derive(Debug)]
pub(super) struct Failure {
    text: StyledText,
}

impl Failure {
    /// A sentence.
    pub(super) fn new(message: impl AsRef<str>) -> Self {
        Self::after(StyledText::default(), message)
    }

    /// A sentence after what led to it.
    pub(super) fn after(mut text: StyledText, message: impl AsRef<str>) -> Self {
        text.push(Style::Error, "error");
        text.plain(format!(": {}\n", message.as_ref()));
        Failure { text }
    }

    /// The same with another paragraph.
    pub(super) fn and(mut self, text: &str) -> Self {
        self.text.plain(text);
        self
    }

    /// Prints it to the standard error.
    pub(super) fn print(&self) {
        print_error(&self.text);
    }
}

/// Prints to the standard output. Whoever stops reading has read enough.
pub(super) fn print(text: &StyledText) {
    let _ = anstream::stdout().write_all(coloured(text).as_bytes());
}

/// Prints to the standard error.
pub(super) fn print_error(text: &StyledText) {
    let _ = anstream::stderr().write_all(coloured(text).as_bytes());
}

/// A text with the colours of a terminal. They are taken out again on the way to anything else.
pub(super) fn coloured(text: &StyledText) -> String {
    let pieces = text.0.iter().map(|piece| {
        let colours = colours(piece.style);
        format!("{colours}{}{colours:#}", piece.text)
    });
    pieces.collect()
}

/// What a style looks like.
fn colours(style: Style) -> Ansi {
    let plain = Ansi::new();
    let bold = |colour: AnsiColor| colour.on_default().bold();
    match style {
        Style::Plain => plain,
        Style::Heading => plain.bold(),
        Style::Faint => plain.dimmed(),
        Style::Create | Style::Good => AnsiColor::Green.on_default(),
        Style::Destroy => AnsiColor::Red.on_default(),
        Style::Edit | Style::Canary => AnsiColor::BrightYellow.on_default(),
        Style::InPlace => AnsiColor::Cyan.on_default(),
        Style::Replace => AnsiColor::Yellow.on_default(),
        Style::Migrate => AnsiColor::Blue.on_default(),
        Style::Error => bold(AnsiColor::Red),
        Style::Warning => bold(AnsiColor::Yellow),
        Style::Hint => bold(AnsiColor::Cyan),
    }
}

/// A number and what it counts, in the plural where it should be: `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
