//! Values as JSON, and JSON as values.

use super::Value;

/// Writes a wholly known value as compact JSON.
///
/// # Errors
///
/// The words of the reference, for what JSON cannot say.
pub(crate) fn to_json(value: &Value) -> Result<String, String> {
    let _ = value;
    Ok(String::new())
}

/// Reads JSON: objects become objects, arrays become tuples.
///
/// # Errors
///
/// The words of the reference.
pub(crate) fn from_json(text: &str) -> Result<Value, String> {
    let _ = text;
    Ok(Value::NULL)
}
