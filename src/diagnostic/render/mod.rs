//! Diagnostics as others read them: a file a format, all over the same value.
//!
//! - [`human()`]: people in a terminal, with the line of the source
//! - [`json()`]: tools and the page
//! - [`gcc()`]: editors, and everything else that reads the messages of compilers
//! - [`sarif()`]: code scanners, as SARIF 2.1.0

mod gcc;
mod human;
mod json;
mod sarif;

use std::borrow::Cow;

use super::Diagnostic;

pub use gcc::gcc;
pub use human::human;
pub use json::{JsonDiagnostic, json, json_of_files};
pub use sarif::{Sarif, Tool, sarif};

/// What was found in a file.
#[derive(Debug, Clone, Copy)]
pub struct InFile<'a> {
    /// The file's name, as people call it.
    pub file: &'a str,
    /// Its text: what the spans of the diagnostics are ranges of.
    pub text: &'a str,
    /// What was found.
    pub diagnostics: &'a [Diagnostic],
}

/// The text of a file that should be UTF-8. What is not reads `?`, a byte each, so that spans stay what they are.
#[must_use]
pub fn shown_text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|_| '?'));
    }
    Cow::Owned(shown)
}

/// A text in which nothing steers a terminal.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    if text.contains(is_harmful) {
        Cow::Owned(text.replace(is_harmful, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A message in one line.
fn one_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    harmless(&lines.collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_keep_their_places() {
        let shown = shown_text(b"a\xff\xe2\x82b\xc3\xb1");
        assert_eq!(shown, "a???b\u{f1}");
        assert_eq!(shown_text("a\u{f1}".as_bytes()), "a\u{f1}");
    }

    #[test]
    fn messages_of_several_lines_become_one() {
        assert_eq!(
            one_line("1 error occurred:\n\t* bad \u{1b}[31m\n\n"),
            "1 error occurred: * bad \u{fffd}[31m"
        );
    }
}
