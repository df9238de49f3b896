//! Values as the reference's decoder sees them between the tree and the job.
//!
//! Between an HCL tree and the objects of the API the reference has one more form: maps, lists and plain values
//! of a dynamic type. Repeated keys, labels and the kinds of values are settled there; see [`super::resolve`],
//! which makes these values, and [`super::weak`], which turns them into members of objects.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value as Json;

use crate::diagnostic::Span;
use crate::jobspec::messages as words;
use crate::notation::number::{float, parse_bool};

/// A value and the text it stands in.
#[derive(Debug, Clone)]
pub(super) struct Value<'a> {
    pub(super) data: Data<'a>,
    pub(super) span: Span,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Data<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Cow<'a, str>),
    /// What is written in brackets.
    List(Vec<Value<'a>>),
    /// A block, and all others of its name: always a list.
    Maps(Vec<Entries<'a>>),
    /// An object in a list.
    Map(Entries<'a>),
}

/// The entries of a map, in the order of the text, and its text.
#[derive(Debug, Clone)]
pub(super) struct Entries<'a> {
    pub(super) list: Vec<(Cow<'a, str>, Value<'a>)>,
    pub(super) span: Span,
}

impl Data<'_> {
    /// The name of its type in error texts.
    pub(super) fn go_type(&self) -> &'static str {
        match self {
            Data::List(_) => "[]interface {}",
            Data::Maps(_) => "[]map[string]interface {}",
            Data::Map(_) => "map[string]interface {}",
            plain => plain.go_kind(),
        }
    }

    /// The name of its kind in error texts.
    pub(super) fn go_kind(&self) -> &'static str {
        match self {
            Data::Bool(_) => "bool",
            Data::Int(_) => "int",
            Data::Float(_) => "float64",
            Data::Str(_) => "string",
            Data::List(_) | Data::Maps(_) => "slice",
            Data::Map(_) => "map",
        }
    }

    /// What it says if it is a truth value, or text that says one.
    pub(super) fn parse_bool(&self) -> Result<bool, String> {
        match self {
            Data::Bool(value) => Ok(*value),
            Data::Str(text) => parse_bool(text).map_err(|error| error.to_string()),
            other => Err(words::no_bool(other)),
        }
    }

    pub(super) fn into_json(self) -> Json {
        match self {
            Data::Bool(value) => Json::Bool(value),
            Data::Int(value) => Json::from(value),
            Data::Float(value) => Json::from(value),
            Data::Str(text) => Json::String(text.into_owned()),
            Data::List(list) => list.into_iter().map(|value| value.data.into_json()).collect(),
            Data::Maps(maps) => maps.into_iter().map(Entries::into_json).collect(),
            Data::Map(entries) => entries.into_json(),
        }
    }
}

impl Entries<'_> {
    fn into_json(self) -> Json {
        let members = self
            .list
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value.data.into_json()));
        Json::Object(members.collect())
    }
}

/// As Go prints a value of any type.
impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::Bool(value) => value.fmt(f),
            Data::Int(value) => value.fmt(f),
            Data::Float(value) => f.write_str(&float(*value)),
            Data::Str(text) => f.write_str(text),
            Data::List(list) => write_separated(f, list.iter().map(|value| &value.data)),
            Data::Maps(maps) => write_separated(f, maps),
            Data::Map(entries) => entries.fmt(f),
        }
    }
}

impl fmt::Display for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted: Vec<_> = self.list.iter().collect();
        sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
        f.write_str("map[")?;
        for (position, (key, value)) in sorted.into_iter().enumerate() {
            let space = if position == 0 { "" } else { " " };
            write!(f, "{space}{key}:{}", value.data)?;
        }
        f.write_str("]")
    }
}

fn write_separated(
    f: &mut fmt::Formatter<'_>,
    values: impl IntoIterator<Item = impl fmt::Display>,
) -> fmt::Result {
    f.write_str("[")?;
    for (position, value) in values.into_iter().enumerate() {
        let space = if position == 0 { "" } else { " " };
        write!(f, "{space}{value}")?;
    }
    f.write_str("]")
}
