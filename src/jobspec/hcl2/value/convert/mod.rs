//! From one type to another.
//!
//! Whether two types convert is decided from the types alone, and then a value may still be refused: `"abc"` is a
//! string, which converts to numbers, and no number. A *safe* conversion never refuses a value; only those count
//! where the reference looks for a common type without force.

mod mismatch;
mod unify;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use mismatch::mismatch;
pub(crate) use unify::unify_by_force;

use super::{Number, Type, Value};
use crate::notation::quote::quoted;

/// Why a value is not converted, in the reference's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConvertError(pub(crate) String);

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refused<T>(words: impl Into<String>) -> Result<T, ConvertError> {
    Err(ConvertError(words.into()))
}

/// Brings a value to a type.
///
/// # Errors
///
/// When the types do not go together, or this value cannot be had as the other type.
pub(crate) fn convert(value: &Value, wanted: &Type) -> Result<Value, ConvertError> {
    let given = value.type_of();
    if given == *wanted {
        return Ok(value.clone());
    }
    if !converts(&given, wanted, true) {
        return refused(mismatch(&given, wanted));
    }
    apply(value, wanted, true)
}

/// Whether a type converts to another: safely, or by force with values that may be refused.
pub(crate) fn converts(given: &Type, wanted: &Type, by_force: bool) -> bool {
    let equal_or_converts =
        |given: &Type, wanted: &Type| given == wanted || converts(given, wanted, by_force);
    match (given, wanted) {
        (_, Type::Dynamic) => true,
        (Type::Dynamic, _) => by_force,
        (Type::Number | Type::Bool, Type::String) => true,
        (Type::String, Type::Number | Type::Bool) => by_force,
        (Type::Object(given), Type::Object(wanted)) => wanted.iter().all(|(name, wanted)| {
            given
                .get(name)
                .is_some_and(|given| equal_or_converts(given, wanted))
        }),
        (Type::Tuple(given), Type::Tuple(wanted)) => {
            let mut pairs = given.iter().zip(wanted);
            given.len() == wanted.len() && pairs.all(|(given, wanted)| equal_or_converts(given, wanted))
        }
        (Type::List(given) | Type::Set(given), Type::List(wanted))
        | (Type::Set(given), Type::Set(wanted)) => equal_or_converts(given, wanted),
        // A set keeps neither order nor repetitions.
        (Type::List(given), Type::Set(wanted)) => by_force && equal_or_converts(given, wanted),
        (Type::Map(given), Type::Map(wanted)) => equal_or_converts(given, wanted),
        (Type::Tuple(given), Type::List(of) | Type::Set(of)) => sequence_element(given, of, by_force)
            .is_some_and(|of| given.iter().all(|given| equal_or_converts(given, &of))),
        (Type::Object(given), Type::Map(of)) => map_element(given, of, by_force)
            .is_some_and(|of| given.values().all(|given| equal_or_converts(given, &of))),
        // A map need not have the names.
        (Type::Map(given), Type::Object(wanted)) => {
            by_force && wanted.values().all(|wanted| equal_or_converts(given, wanted))
        }
        _ => false,
    }
}

/// The element type that a tuple's elements get in a list or set; none if they have nothing in common.
fn sequence_element(given: &[Type], of: &Type, by_force: bool) -> Option<Type> {
    if given.is_empty() || *of != Type::Dynamic {
        return Some(of.clone());
    }
    let common = unify::unify_types(given, by_force)?;
    // Elements without a type make no list, unless all are so.
    let typed = given.iter().any(|given| *given != Type::Dynamic);
    (common != Type::Dynamic || !typed).then_some(common)
}

/// The element type that an object's values get in a map.
fn map_element(given: &BTreeMap<String, Type>, of: &Type, by_force: bool) -> Option<Type> {
    if given.is_empty() || *of != Type::Dynamic {
        return Some(of.clone());
    }
    let given: Vec<Type> = given.values().cloned().collect();
    unify::unify_types(&given, by_force)
}

/// Converts a value whose type converts.
fn apply(value: &Value, wanted: &Type, by_force: bool) -> Result<Value, ConvertError> {
    let each = |elements: &[Value], of: &Type| -> Result<Vec<Value>, ConvertError> {
        elements
            .iter()
            .map(|element| unless_equal(element, of, by_force))
            .collect()
    };
    match (value, wanted) {
        (value, Type::Dynamic) => Ok(value.clone()),
        (Value::Unknown(_), wanted) => Ok(Value::Unknown(wanted.clone())),
        (Value::Null(_), wanted) => Ok(Value::Null(wanted.clone())),
        (Value::Number(number), Type::String) => Ok(Value::string(number.to_text())),
        (Value::Bool(value), Type::String) => Ok(Value::string(if *value { "true" } else { "false" })),
        (Value::String(text), Type::Number) => match Number::parse(text) {
            Some(number) => Ok(Value::Number(number)),
            None => refused("a number is required"),
        },
        (Value::String(text), Type::Bool) => bool_from(text),
        (Value::Object(given), Type::Object(wanted)) => {
            let attribute = |(name, wanted): (&String, &Type)| {
                let given = given.get(name).map(|given| unless_equal(given, wanted, by_force));
                let given = given.unwrap_or_else(|| Ok(Value::Null(wanted.clone())));
                given.map(|given| (name.clone(), given))
            };
            Ok(Value::Object(
                wanted.iter().map(attribute).collect::<Result<_, _>>()?,
            ))
        }
        (Value::Tuple(given), Type::Tuple(wanted)) => {
            let pairs = given.iter().zip(wanted);
            let elements = pairs.map(|(given, wanted)| unless_equal(given, wanted, by_force));
            Ok(Value::Tuple(elements.collect::<Result<_, _>>()?))
        }
        (Value::Set(given_type, given), Type::List(_))
            if given.iter().any(|element| !element.is_wholly_known()) =>
        {
            // How many elements it has is open.
            Ok(Value::Unknown(Type::list(given_type.clone())))
        }
        (Value::List(given_type, given) | Value::Set(given_type, given), Type::List(of)) => {
            let elements = each(given, of)?;
            Ok(filled(Value::list(elements), given_type, of))
        }
        (Value::List(given_type, given) | Value::Set(given_type, given), Type::Set(of)) => {
            let elements = each(given, of)?;
            Ok(filled(Value::set(one_type(elements)?), given_type, of))
        }
        (Value::Tuple(given), Type::List(of)) => {
            let of = element_of_sequence(given, of, by_force);
            let elements = each(given, &of)?;
            if elements.is_empty() {
                return Ok(Value::List(of, elements));
            }
            Ok(Value::list(unified(elements, by_force)?))
        }
        (Value::Tuple(given), Type::Set(of)) => {
            let of = element_of_sequence(given, of, by_force);
            let elements = each(given, &of)?;
            if elements.is_empty() {
                return Ok(Value::Set(of, elements));
            }
            Ok(Value::set(one_type(elements)?))
        }
        (Value::Map(given_type, given), Type::Map(of)) => to_map(given, given_type, of, false),
        (Value::Object(given), Type::Map(of)) => {
            let types = given
                .iter()
                .map(|(name, value)| (name.clone(), value.type_of()))
                .collect();
            let of = map_element(&types, of, by_force).unwrap_or(Type::Dynamic);
            to_map(given, &of, &of, by_force)
        }
        (Value::Map(_, given), Type::Object(wanted)) => {
            let attribute = |(name, wanted): (&String, &Type)| match given.get(name) {
                Some(given) => Ok((name.clone(), unless_equal(given, wanted, by_force)?)),
                None => refused(format!(
                    "map has no element for required attribute {}",
                    quoted(name)
                )),
            };
            Ok(Value::Object(
                wanted.iter().map(attribute).collect::<Result<_, _>>()?,
            ))
        }
        (value, wanted) => refused(mismatch(&value.type_of(), wanted)),
    }
}

fn unless_equal(value: &Value, wanted: &Type, by_force: bool) -> Result<Value, ConvertError> {
    let given = value.type_of();
    if given == *wanted {
        return Ok(value.clone());
    }
    if !converts(&given, wanted, by_force) {
        return refused(mismatch(&given, wanted));
    }
    apply(value, wanted, by_force)
}

fn element_of_sequence(given: &[Value], of: &Type, by_force: bool) -> Type {
    let types: Vec<Type> = given.iter().map(Value::type_of).collect();
    sequence_element(&types, of, by_force).unwrap_or(Type::Dynamic)
}

fn bool_from(text: &str) -> Result<Value, ConvertError> {
    match text {
        "true" | "1" => return Ok(Value::Bool(true)),
        "false" | "0" => return Ok(Value::Bool(false)),
        _ => {}
    }
    match text.to_lowercase().as_str() {
        lower @ ("true" | "false") => refused(format!(
            "a bool is required; to convert from string, use lowercase \"{lower}\""
        )),
        _ => refused("a bool is required"),
    }
}

/// An empty collection says what its elements would be.
fn filled(collection: Value, given: &Type, wanted: &Type) -> Value {
    let of = if *wanted == Type::Dynamic { given } else { wanted };
    match collection {
        Value::List(_, elements) if elements.is_empty() => Value::List(of.clone(), elements),
        Value::Set(_, elements) if elements.is_empty() => Value::Set(of.clone(), elements),
        collection => collection,
    }
}

fn to_map(
    given: &BTreeMap<String, Value>,
    given_type: &Type,
    of: &Type,
    by_force: bool,
) -> Result<Value, ConvertError> {
    let (names, values): (Vec<&String>, Vec<&Value>) = given.iter().unzip();
    if names.is_empty() {
        let of = if *of == Type::Dynamic { given_type } else { of };
        return Ok(Value::Map(of.clone(), BTreeMap::new()));
    }
    let mut values = values
        .into_iter()
        .map(|value| unless_equal(value, of, true))
        .collect::<Result<Vec<_>, _>>()?;
    if of.is_collection() || matches!(of, Type::Object(_)) {
        values = unified(values, by_force)?;
    }
    let values = one_type(values)?;
    Ok(Value::map(names.into_iter().cloned().zip(values).collect()))
}

/// Brings elements to their common type.
fn unified(elements: Vec<Value>, by_force: bool) -> Result<Vec<Value>, ConvertError> {
    let types: Vec<Type> = elements.iter().map(Value::type_of).collect();
    let Some(common) = unify::unify_types(&types, by_force) else {
        return refused("collection elements cannot be unified");
    };
    elements
        .iter()
        .map(|element| unless_equal(element, &common, by_force))
        .collect()
}

/// Elements of a collection must agree in their type.
fn one_type(elements: Vec<Value>) -> Result<Vec<Value>, ConvertError> {
    let mut types = elements
        .iter()
        .map(Value::type_of)
        .filter(|of| *of != Type::Dynamic);
    if let Some(first) = types.next()
        && types.any(|other| other != first)
    {
        return refused(format!("{} is required", first.friendly_name()));
    }
    drop(types);
    Ok(elements)
}

#[cfg(test)]
mod tests;
