//! Values and their types, as the reference's expression language has them.
//!
//! - [`types`]: what a value may be, and how people call it
//! - [`number`]: numbers of 512 bits
//! - [`convert`]: from one type to another, and a type for several values together
//! - [`order`]: what equals what, and in which order a set goes
//! - [`json`]: to JSON and back
//!
//! Values nest as deep as an expression or a document can make them; whoever builds values from values checks
//! [`Value::depth_exceeds`], so that nothing here meets more levels than [`MAX_DEPTH`] and a few.

pub(crate) mod convert;
pub(crate) mod json;
mod number;
pub(crate) mod order;
mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(crate) use number::Number;
pub(crate) use types::Type;

/// How deep values may nest.
pub(crate) const MAX_DEPTH: usize = 200;

/// A value of the expression language.
///
/// `Eq` is sameness of type and content; what `==` means to the language is [`order::equals`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Not known, because the expression that gives it failed.
    Unknown(Type),
    Null(Type),
    Bool(bool),
    Number(Number),
    /// In Unicode's normal form C: make it with [`Value::string`].
    String(Arc<str>),
    /// Elements of one type.
    List(Type, Vec<Value>),
    /// Elements of one type, each once, in the order in which the reference visits them: make it with
    /// [`Value::set`].
    Set(Type, Vec<Value>),
    /// Elements of one type by key.
    Map(Type, BTreeMap<String, Value>),
    Tuple(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// What a failed expression gives.
    pub(crate) const UNKNOWN: Self = Self::Unknown(Type::Dynamic);
    /// A literal `null`.
    pub(crate) const NULL: Self = Self::Null(Type::Dynamic);

    /// Text, brought into Unicode's normal form C.
    pub(crate) fn string(text: impl AsRef<str>) -> Self {
        Self::String(normalized(text.as_ref()).into())
    }

    /// A list; the elements' type is that of the first that has one.
    ///
    /// All elements must be of one type, up to nulls and unknowns without a type.
    pub(crate) fn list(elements: Vec<Self>) -> Self {
        let (of, elements) = of_one_type(elements);
        Self::List(of, elements)
    }

    /// A set of elements of one type: without repetitions, in the order of sets.
    pub(crate) fn set(elements: Vec<Self>) -> Self {
        let (of, elements) = of_one_type(elements);
        Self::Set(of, order::as_set(elements))
    }

    /// A map; the elements' type is that of the first that has one.
    pub(crate) fn map(elements: BTreeMap<String, Self>) -> Self {
        let of = common_type(elements.values());
        let elements = elements
            .into_iter()
            .map(|(key, value)| (key, value.typed_as(&of)))
            .collect();
        Self::Map(of, elements)
    }

    /// A list of strings, possibly empty.
    pub(crate) fn list_of_strings(elements: Vec<Self>) -> Self {
        Self::List(Type::String, elements)
    }

    /// Gives the type to a null or unknown that has none.
    fn typed_as(self, of: &Type) -> Self {
        match self {
            Self::Null(Type::Dynamic) => Self::Null(of.clone()),
            Self::Unknown(Type::Dynamic) => Self::Unknown(of.clone()),
            value => value,
        }
    }

    /// Its type.
    pub(crate) fn type_of(&self) -> Type {
        match self {
            Self::Unknown(of) | Self::Null(of) => of.clone(),
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(of, _) => Type::List(Box::new(of.clone())),
            Self::Set(of, _) => Type::Set(Box::new(of.clone())),
            Self::Map(of, _) => Type::Map(Box::new(of.clone())),
            Self::Tuple(elements) => Type::Tuple(elements.iter().map(Self::type_of).collect()),
            Self::Object(elements) => Type::Object(
                elements
                    .iter()
                    .map(|(name, value)| (name.clone(), value.type_of()))
                    .collect(),
            ),
        }
    }

    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null(_))
    }

    /// Whether it is known, whatever may be inside.
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }

    /// Whether it and everything inside is known.
    pub(crate) fn is_wholly_known(&self) -> bool {
        self.is_known() && self.children().all(Self::is_wholly_known)
    }

    /// How many elements a list, set, map, tuple or object has; none for other values.
    pub(crate) fn length(&self) -> Option<usize> {
        match self {
            Self::List(_, elements) | Self::Set(_, elements) | Self::Tuple(elements) => Some(elements.len()),
            Self::Map(_, elements) | Self::Object(elements) => Some(elements.len()),
            Self::Unknown(Type::Tuple(types)) => Some(types.len()),
            _ => None,
        }
    }

    /// What is directly inside, in the reference's order.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        let (sequence, named) = match self {
            Self::List(_, elements) | Self::Set(_, elements) | Self::Tuple(elements) => {
                (Some(elements), None)
            }
            Self::Map(_, elements) | Self::Object(elements) => (None, Some(elements)),
            _ => (None, None),
        };
        let sequence = sequence.into_iter().flatten();
        sequence.chain(named.into_iter().flat_map(BTreeMap::values))
    }

    /// What is directly inside, with its key: a position, a name, or for a set the element itself. None for values
    /// that cannot be gone through.
    pub(crate) fn entries(&self) -> Option<Vec<(Self, Self)>> {
        let numbered = |elements: &[Self]| {
            let numbered = elements.iter().enumerate();
            numbered
                .map(|(index, value)| (Self::Number(index.into()), value.clone()))
                .collect()
        };
        match self {
            Self::List(_, elements) | Self::Tuple(elements) => Some(numbered(elements)),
            Self::Set(_, elements) => Some(
                elements
                    .iter()
                    .map(|value| (value.clone(), value.clone()))
                    .collect(),
            ),
            Self::Map(_, elements) | Self::Object(elements) => {
                let named = elements.iter();
                Some(
                    named
                        .map(|(key, value)| (Self::String(key.as_str().into()), value.clone()))
                        .collect(),
                )
            }
            _ => None,
        }
    }

    /// As text, if it is a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// As a number, if it is one.
    pub(crate) fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// As a truth value, if it is one.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether values nest deeper in it than so many levels.
    pub(crate) fn depth_exceeds(&self, levels: usize) -> bool {
        self.children()
            .any(|child| levels == 0 || child.depth_exceeds(levels - 1))
    }

    /// About how many bytes it takes, to be charged to a budget.
    pub(crate) fn size(&self) -> u64 {
        const EACH: u64 = 64;
        let bytes = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let own = match self {
            Self::String(text) => bytes(text.len()),
            Self::Map(_, elements) | Self::Object(elements) => {
                elements.keys().map(|key| bytes(key.len())).sum()
            }
            _ => 0,
        };
        self.children()
            .fold(EACH + own, |sum, child| sum.saturating_add(child.size()))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

/// The text in Unicode's normal form C.
pub(crate) fn normalized(text: &str) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.to_owned();
    }
    text.nfc().collect()
}

fn of_one_type(elements: Vec<Value>) -> (Type, Vec<Value>) {
    let of = common_type(&elements);
    let elements = elements.into_iter().map(|value| value.typed_as(&of)).collect();
    (of, elements)
}

/// The type of the first element that has one.
fn common_type<'a>(elements: impl IntoIterator<Item = &'a Value>) -> Type {
    let mut types = elements.into_iter().map(Value::type_of);
    types.find(|of| *of != Type::Dynamic).unwrap_or(Type::Dynamic)
}

#[cfg(test)]
mod tests;
