//! What is wrong with an HCL2 text, and how the reference says it.

use super::files::{FileId, Files, Position};
use crate::diagnostic::{Severity, Span};

/// Where a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere: the reference has no range and prints `<nil>`.
    Nowhere,
    /// In a value that has no text of its own: the reference has an empty range and prints `:0,0-0`.
    Valueless,
    /// In a text.
    At(FileId, Span),
    /// In a text, this many columns behind the beginning of something: where the reference counts bytes as columns.
    Behind(FileId, Span, u32),
}

impl Place {
    /// The text, and the bytes of it.
    pub(crate) fn span(self) -> Option<(FileId, Span)> {
        match self {
            Place::Nowhere | Place::Valueless => None,
            Place::At(file, span) | Place::Behind(file, span, _) => Some((file, span)),
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What, in a few words.
    pub(crate) summary: String,
    /// What, in sentences.
    pub(crate) detail: String,
    /// Where.
    pub(crate) place: Place,
    /// What it is about, where the reference does not say.
    pub(crate) about: Option<(FileId, Span)>,
    /// An error, or a warning, which is shown only beside errors.
    pub(crate) severity: Severity,
}

impl Fault {
    /// A fault at a place of a text.
    pub(crate) fn at(
        file: FileId,
        span: Span,
        summary: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Fault::new(Place::At(file, span), summary, detail)
    }

    /// A fault at a place.
    pub(crate) fn new(place: Place, summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Fault {
            summary: summary.into(),
            detail: detail.into(),
            place,
            about: None,
            severity: Severity::Error,
        }
    }

    /// A fault without a place.
    pub(crate) fn nowhere(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Fault::new(Place::Nowhere, summary, detail)
    }

    /// The same, about something in a text.
    pub(crate) fn about(self, file: FileId, span: Span) -> Self {
        Fault {
            about: Some((file, span)),
            ..self
        }
    }

    /// The same as a warning.
    pub(crate) fn into_warning(self) -> Self {
        Fault {
            severity: Severity::Warning,
            ..self
        }
    }

    /// `FILE:LINE,COLUMN-COLUMN: SUMMARY; DETAIL`.
    pub(crate) fn text(&self, files: &Files) -> String {
        let place = match self.place {
            Place::Nowhere => "<nil>".to_owned(),
            Place::Valueless => ":0,0-0".to_owned(),
            Place::At(file, span) => files.file(file).range(span),
            Place::Behind(file, span, columns) => {
                let file = files.file(file);
                let mut start = file.position(span.start);
                start.column += columns;
                let end = Position {
                    line: start.line,
                    column: start.column + 1,
                };
                file.range_between(start, end)
            }
        };
        format!("{place}: {}; {}", self.summary, self.detail)
    }
}

/// How many faults are kept; of more than that, only the number is known.
const KEPT: usize = 10_000;

/// Faults in the order in which the reference finds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    kept: Vec<Fault>,
    dropped: usize,
}

impl Faults {
    /// None.
    pub(crate) fn new() -> Self {
        Faults::default()
    }

    /// One more.
    pub(crate) fn push(&mut self, fault: Fault) {
        if self.kept.len() < KEPT {
            self.kept.push(fault);
        } else {
            self.dropped += 1;
        }
    }

    /// One more, before the `index`th.
    pub(crate) fn insert(&mut self, index: usize, fault: Fault) {
        if index < self.kept.len() && self.kept.len() < KEPT {
            self.kept.insert(index, fault);
        } else {
            self.push(fault);
        }
    }

    /// All of `others` too.
    pub(crate) fn extend(&mut self, others: Faults) {
        let dropped = others.dropped;
        for fault in others {
            self.push(fault);
        }
        self.dropped += dropped;
    }

    /// Whether all is well.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether something is wrong, not only doubtful.
    pub(crate) fn has_errors(&self) -> bool {
        self.kept.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.kept.len() + self.dropped
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.kept.iter()
    }

    /// The first one's text, and how many more there are: `FIRST, and N other diagnostic(s)`.
    pub(crate) fn summary(&self, files: &Files) -> String {
        match (self.kept.first(), self.len()) {
            (None, _) => "no diagnostics".to_owned(),
            (Some(only), 1) => only.text(files),
            (Some(first), count) => format!("{}, and {} other diagnostic(s)", first.text(files), count - 1),
        }
    }

    /// All texts, one a line.
    pub(crate) fn lines(&self, files: &Files) -> String {
        let texts: Vec<String> = self.kept.iter().map(|fault| fault.text(files)).collect();
        texts.join("\n")
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Faults {
            kept: vec![fault],
            dropped: 0,
        }
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}
