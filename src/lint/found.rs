//! Where lints put what they find.

use crate::diagnostic::{Diagnostic, JsonPath, Place, Related, Span};

use super::Lint;

/// The most that one lint says of a job.
const MOST: usize = 100;

/// What one lint finds.
pub(super) struct Found {
    lint: &'static Lint,
    all: Vec<Diagnostic>,
}

impl Found {
    pub(super) fn new(lint: &'static Lint) -> Self {
        Found {
            lint,
            all: Vec::new(),
        }
    }

    /// Whether nothing more is kept: those who would search for long need not begin.
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= MOST
    }

    pub(super) fn into_vec(self) -> Vec<Diagnostic> {
        self.all
    }

    /// Something is questionable here; `hint` says how to mend it.
    pub(super) fn add(&mut self, at: JsonPath, message: impl Into<String>, hint: impl Into<String>) {
        self.add_at(Place::path(at), message.into(), hint.into(), Vec::new());
    }

    /// The same, which has to do with something elsewhere.
    pub(super) fn add_related(
        &mut self,
        at: JsonPath,
        message: impl Into<String>,
        hint: impl Into<String>,
        (other, what): (JsonPath, &str),
    ) {
        let related = Related {
            place: Place::path(other),
            message: what.to_owned(),
        };
        self.add_at(Place::path(at), message.into(), hint.into(), vec![related]);
    }

    /// Something is questionable in the text itself.
    pub(super) fn add_in_text(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.add_at(Place::at(span), message.into(), hint.into(), Vec::new());
    }

    fn add_at(&mut self, place: Place, message: String, hint: String, related: Vec<Related>) {
        if !self.is_full() {
            self.all.push(Diagnostic {
                code: self.lint.code,
                severity: self.lint.severity,
                message,
                hint: Some(hint),
                place,
                related,
            });
        }
    }
}
