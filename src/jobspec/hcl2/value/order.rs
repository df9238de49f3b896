//! Equality, and the order in which the reference visits a set.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Value;
use crate::notation::quote::quoted;

/// What `==` says: none where something that is not known decides.
pub(crate) fn equals(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Unknown(_), Value::Unknown(_)) => return None,
        (Value::Unknown(of), known) | (known, Value::Unknown(of)) => {
            let open = known.is_null() || of.has_dynamic() || known.type_of() == *of;
            return if open { None } else { Some(false) };
        }
        (Value::Null(_), Value::Null(_)) => return Some(true),
        (Value::Null(_), _) | (_, Value::Null(_)) => return Some(false),
        _ => {}
    }
    let (left_type, right_type) = (left.type_of(), right.type_of());
    if untyped_inside(left) || untyped_inside(right) {
        let conform = left_type.conforms_to(&right_type) || right_type.conforms_to(&left_type);
        return if conform { None } else { Some(false) };
    }
    if left_type != right_type {
        return Some(false);
    }
    match (left, right) {
        (Value::List(_, left), Value::List(_, right)) | (Value::Tuple(left), Value::Tuple(right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            all_equal(left.iter().zip(right))
        }
        (Value::Set(_, left), Value::Set(_, right)) => {
            if left.iter().chain(right).any(|element| !element.is_known()) {
                return None;
            }
            // Both in the same order, without repetitions.
            Some(left.len() == right.len() && all_equal(left.iter().zip(right)) == Some(true))
        }
        (Value::Map(_, left), Value::Map(_, right)) | (Value::Object(left), Value::Object(right)) => {
            equal_by_name(left, right)
        }
        _ => Some(left == right),
    }
}

fn equal_by_name(left: &BTreeMap<String, Value>, right: &BTreeMap<String, Value>) -> Option<bool> {
    if !left.keys().eq(right.keys()) {
        return Some(false);
    }
    all_equal(left.values().zip(right.values()))
}

/// Whether all pairs are equal, up to the first that is not known or not equal.
fn all_equal<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Option<bool> {
    for (left, right) in pairs {
        match equals(left, right) {
            Some(true) => {}
            other => return other,
        }
    }
    Some(true)
}

/// Whether something inside is not known and has no type.
fn untyped_inside(value: &Value) -> bool {
    match value {
        Value::Unknown(of) => of.has_dynamic(),
        value => value.children().any(untyped_inside),
    }
}

/// The elements as a set: each once, in the reference's order.
pub(super) fn as_set(elements: Vec<Value>) -> Vec<Value> {
    let mut keyed: Vec<(String, Value)> = elements
        .into_iter()
        .map(|value| (fingerprint(&value), value))
        .collect();
    keyed.sort_by(|(left_key, left), (right_key, right)| {
        by_value(left, right)
            .then_with(|| left_key.cmp(right_key))
            .then_with(|| compare(left, right))
    });
    keyed.dedup_by(|(_, later), (_, earlier)| equals(earlier, later) == Some(true));
    keyed.into_iter().map(|(_, value)| value).collect()
}

/// A value that sorts, so that equal values of one type can be found. The order means nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sorted<'a>(pub(crate) &'a Value);

impl PartialEq for Sorted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Sorted<'_> {}

impl PartialOrd for Sorted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sorted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.0, other.0)
    }
}

/// Equal exactly for equal values of one type, as far as they are known.
fn compare(left: &Value, right: &Value) -> Ordering {
    let kind = |value: &Value| match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::List(..) | Value::Set(..) | Value::Tuple(_) => 3,
        Value::Map(..) | Value::Object(_) => 4,
        Value::Unknown(_) => 5,
        Value::Null(_) => 6,
    };
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Map(_, left) | Value::Object(left), Value::Map(_, right) | Value::Object(right)) => {
            let sorted = |(key, value)| (key, Sorted(value));
            left.iter().map(sorted).cmp(right.iter().map(sorted))
        }
        (left, right) => {
            let by_kind = kind(left).cmp(&kind(right));
            by_kind.then_with(|| left.children().map(Sorted).cmp(right.children().map(Sorted)))
        }
    }
}

/// Primitive values by value, then what is not known, nulls last; compound values only by their fingerprint.
fn by_value(left: &Value, right: &Value) -> Ordering {
    let class = |value: &Value| match value {
        Value::Null(_) => 2,
        Value::Unknown(_) => 1,
        _ => 0,
    };
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        _ => class(left).cmp(&class(right)),
    }
}

/// What the reference sorts compound values by; empty for others.
fn fingerprint(value: &Value) -> String {
    let mut text = String::new();
    if value.is_known() && value.length().is_some() {
        write_fingerprint(value, &mut text);
    }
    text
}

fn write_fingerprint(value: &Value, text: &mut String) {
    const DIGITS: usize = 10;
    let each = |open, elements: &[Value], close, text: &mut String| {
        text.push(open);
        for element in elements {
            write_fingerprint(element, text);
            text.push(';');
        }
        text.push(close);
    };
    match value {
        Value::Unknown(_) => text.push('?'),
        Value::Null(_) => text.push('~'),
        Value::Bool(value) => text.push(if *value { 'T' } else { 'F' }),
        Value::Number(number) => text.push_str(&number.to_general(Some(DIGITS))),
        Value::String(string) => push_quoted(string, text),
        Value::List(_, elements) | Value::Set(_, elements) => each('[', elements, ']', text),
        Value::Tuple(elements) => each('<', elements, '>', text),
        Value::Map(_, elements) => {
            text.push('{');
            for (key, element) in elements {
                push_quoted(key, text);
                text.push(':');
                write_fingerprint(element, text);
                text.push(';');
            }
            text.push('}');
        }
        Value::Object(elements) => {
            text.push('<');
            for element in elements.values() {
                write_fingerprint(element, text);
                text.push(';');
            }
            text.push('>');
        }
    }
}

fn push_quoted(string: &str, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{}", quoted(string));
}
