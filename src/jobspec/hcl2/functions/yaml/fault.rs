//! What is wrong with a document, and where the reference says it is.

use std::fmt;

/// A place in the text, counted from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) index: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    words: String,
    /// Line and column as they are shown; the first line's faults have none.
    place: Option<(usize, usize)>,
}

impl Fault {
    /// A fault of the text as a whole.
    pub(super) fn anywhere(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            place: None,
        }
    }

    /// A token or value that cannot stand where it stands.
    pub(super) fn at(mark: Mark, words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            place: (mark.line > 0).then_some((mark.line, mark.column + 1)),
        }
    }

    /// The same, where a place on the first line is replaced by that of the surrounding collection.
    pub(super) fn within(context: Mark, mark: Mark, words: impl Into<String>) -> Self {
        Self::at(if mark.line > 0 { mark } else { context }, words)
    }

    /// Characters that make no token: only their line is shown.
    pub(super) fn scanning(mark: Mark, words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            place: (mark.line > 0).then_some((mark.line + 1, 1)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "on line {line}, column {column}: ")?;
        }
        f.write_str(&self.words)
    }
}
