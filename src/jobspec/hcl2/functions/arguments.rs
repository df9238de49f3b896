//! Arguments as what a function computes with.
//!
//! By the time a function runs, its arguments are known, not null where that is refused, and of their parameters'
//! types; what is missing all the same reads as empty or zero.

use super::super::value::{Number, Value};
use super::{FunctionError, fail};

/// The words for a number that is no 64-bit integer.
const NO_INTEGER: &str = "value must be a whole number, between -9223372036854775808 and 9223372036854775807";

/// The argument at a position.
pub(super) fn at(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&Value::NULL)
}

/// The string at a position.
pub(super) fn text(arguments: &[Value], index: usize) -> &str {
    at(arguments, index).as_str().unwrap_or_default()
}

/// The number at a position.
pub(super) fn number(arguments: &[Value], index: usize) -> Number {
    at(arguments, index)
        .as_number()
        .cloned()
        .unwrap_or_else(|| Number::from(0_i64))
}

/// The integer at a position, or what is wrong with it.
pub(super) fn integer(arguments: &[Value], index: usize) -> Result<i64, String> {
    integer_of(at(arguments, index))
}

/// A value as an integer, or what is wrong with it.
pub(super) fn integer_of(value: &Value) -> Result<i64, String> {
    value
        .as_number()
        .and_then(Number::to_i64)
        .ok_or_else(|| NO_INTEGER.to_owned())
}

/// The float at a position.
pub(super) fn float(arguments: &[Value], index: usize) -> Result<f64, FunctionError> {
    let number = number(arguments, index);
    let float = number.to_f64();
    if float.is_infinite() && !number.is_infinite() {
        let most = Number::from_f64(f64::MAX)
            .map(|most| most.to_plain(6))
            .unwrap_or_default();
        return fail(format!("value must be between -{most} and {most} inclusive"));
    }
    Ok(float)
}

/// The elements of the list, set or tuple at a position.
pub(super) fn elements(arguments: &[Value], index: usize) -> &[Value] {
    elements_of(at(arguments, index)).unwrap_or_default()
}

/// The elements of a list, set or tuple; none for other values.
pub(super) fn elements_of(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(_, elements) | Value::Set(_, elements) | Value::Tuple(elements) => Some(elements),
        _ => None,
    }
}

/// A length as a cost.
pub(super) fn cost(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
