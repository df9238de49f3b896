//! YAML 1.1, read and written as the reference's library does, with its words for what is wrong.
//!
//! - `scan`: text to tokens; `scalar` those that hold text, `properties` those that say something of others
//! - `parse`: tokens to a value
//! - `resolve`: what an untagged scalar is
//! - `write`: a value to text

mod fault;
mod parse;
mod properties;
mod resolve;
mod scalar;
mod scan;
mod write;

use super::arguments::{at, text};
use super::{Function, any, fail, function, string};
use crate::jobspec::hcl2::value::Value;

pub(super) static YAML: &[Function] = &[
    function("yamldecode", &[string("src")], |arguments, context| {
        match parse::document(text(arguments, 0), &context.budget) {
            // The reference knows no type for a lone null, and takes it for unknown.
            Ok(value) if value == Value::NULL => Ok(Value::UNKNOWN),
            Ok(value) => Ok(value),
            Err(fault) => fail(fault.to_string()),
        }
    }),
    function("yamlencode", &[any("value").or_null()], |arguments, _| {
        Ok(Value::string(write::document(at(arguments, 0))))
    }),
];

#[cfg(test)]
mod tests;
