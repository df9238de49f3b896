//! What is wrong with something a user wrote, as data.
//!
//! A [`Diagnostic`] has a stable code, a severity, a message, a place and perhaps a hint. Whoever finds a fault
//! makes one; it knows no colour and no format. How it reads as text or as JSON is the business of the files
//! in [`render`], and what it means for an HTTP answer that of `api`.
//!
//! Places are byte ranges of a source text ([`Span`]), or paths into a job ([`JsonPath`]) where the job did not
//! come from a text. Lines, columns and UTF-16 offsets are made at the edge, by [`LineIndex`].

mod line_index;
mod path;
pub mod render;
mod span;

pub use line_index::{LineIndex, Position};
pub use path::{JsonPath, PathStep};
pub use span::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be used as it is.
    Error,
    /// It can be used, but probably does not do what was meant.
    Warning,
    /// It could be better.
    Hint,
}

impl Severity {
    /// The word for it in all output formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The bytes of the source text, if it came from one.
    pub span: Option<Span>,
    /// The member of the job, if it is about one.
    pub path: Option<JsonPath>,
}

impl Place {
    /// A place in a source text.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Place {
            span: Some(span),
            path: None,
        }
    }

    /// A place in a job.
    #[must_use]
    pub fn path(path: JsonPath) -> Self {
        Place {
            span: None,
            path: Some(path),
        }
    }
}

/// Another place that has to do with it, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other place.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// Something that is wrong, or questionable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name for this kind of fault, such as `hcl1/unknown-key`: what people search for and silence.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it, if that can be said.
    pub hint: Option<String>,
    /// Where.
    pub place: Place,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error of this kind.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>, place: Place) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            hint: None,
            place,
            related: Vec::new(),
        }
    }

    /// A warning of this kind.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>, place: Place) -> Self {
        Diagnostic {
            severity: Severity::Warning,
            ..Self::error(code, message, place)
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
