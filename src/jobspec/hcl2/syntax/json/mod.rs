//! HCL's JSON syntax. It is JSON with a place for every value, with every member of an object in its order, and with
//! templates in strings.
//!
//! - `scan`, `text`, `parse`: text to tree
//! - `body`: what of a body a schema asks for

mod body;
mod parse;
mod scan;
mod text;

use std::sync::Arc;

pub(super) use body::{just_attributes, leftovers, missing_item_span, partial_content};
pub(super) use parse::parse;

use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::files::FileId;

/// A value of the JSON syntax.
#[derive(Debug)]
pub(crate) struct JsonNode {
    /// What it is.
    pub(crate) value: JsonValue,
    /// All of it.
    pub(crate) span: Span,
}

/// What a value of the JSON syntax is.
#[derive(Debug)]
pub(crate) enum JsonValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A string, mostly a template.
    String(JsonString),
    /// `[…]`.
    Array(Vec<JsonNode>),
    /// `{…}`, with every member in its order, also those of the same name.
    Object(Vec<JsonMember>),
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct JsonMember {
    /// Its name.
    pub(crate) name: JsonString,
    /// Its value.
    pub(crate) value: JsonNode,
}

/// A string of the JSON syntax.
#[derive(Debug)]
pub(crate) struct JsonString {
    /// What it says, without escapes.
    pub(crate) text: Arc<str>,
    /// Where it is, with its quotes.
    pub(crate) span: Span,
    /// What it says as a template, if that is more than its text. An error is one only for those who evaluate it.
    pub(crate) template: Option<Result<JsonTemplate, Faults>>,
}

/// A template in a string of the JSON syntax.
#[derive(Debug)]
pub(crate) struct JsonTemplate {
    /// The text of its own that its spans are bytes of: the string without escapes, as the reference has it.
    pub(crate) file: FileId,
    /// The tree.
    pub(crate) template: hcl_edit::template::Template,
}

impl JsonNode {
    /// Its bracket or brace, if it has one, else all of it: the reference's `StartRange`.
    pub(super) fn open_span(&self) -> Span {
        match self.value {
            JsonValue::Array(_) | JsonValue::Object(_) => Span::new(self.span.start, self.span.start + 1),
            _ => self.span,
        }
    }

    /// Its last byte.
    pub(super) fn close_span(&self) -> Span {
        Span::new(self.span.end.saturating_sub(1), self.span.end)
    }
}
