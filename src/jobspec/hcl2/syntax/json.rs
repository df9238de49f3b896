//! The tree of HCL's JSON syntax.

use std::sync::Arc;

use super::super::fault::Faults;
use super::super::files::FileId;
use crate::diagnostic::Span;

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
