//! Whether an answer is the recorded one: the rules of `check_jobspec.py`.

use serde_json::{Number, Value};

/// The first place where two JSON values differ, in words.
///
/// The order of keys is free, numbers are equal by value, and null is not the same as absent.
pub(crate) fn difference(expected: &Value, actual: &Value) -> Option<String> {
    differ("$", expected, actual)
}

fn differ(path: &str, expected: &Value, actual: &Value) -> Option<String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let path = format!("{path}.{key}");
                let Some(found) = actual.get(key) else {
                    return Some(format!("{path}: missing, expected {}", brief(value)));
                };
                if let Some(difference) = differ(&path, value, found) {
                    return Some(difference);
                }
            }
            let extra = actual.keys().find(|key| !expected.contains_key(*key));
            extra.map(|key| format!("{path}: unexpected key {key}"))
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                return Some(format!(
                    "{path}: expected {} elements, got {}",
                    expected.len(),
                    actual.len()
                ));
            }
            let pairs = expected.iter().zip(actual).enumerate();
            pairs
                .filter_map(|(index, (expected, actual))| {
                    differ(&format!("{path}[{index}]"), expected, actual)
                })
                .next()
        }
        (Value::Number(left), Value::Number(right)) if same_number(left, right) => None,
        _ if expected == actual => None,
        _ => Some(format!(
            "{path}: expected {}, got {}",
            brief(expected),
            brief(actual)
        )),
    }
}

fn same_number(left: &Number, right: &Number) -> bool {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}

fn brief(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}

/// The same value with the lines of texts and the members of lists in a fixed order, for answers whose order the
/// reference does not fix.
pub(crate) fn in_order(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut lines: Vec<&str> = text.split('\n').collect();
            lines.sort_unstable();
            Value::from(lines)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(in_order).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), in_order(value)))
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn differences_are_found_where_they_are() {
    use serde_json::json;
    let expected = json!({"a": [1, {"b": null}], "c": 1.0});
    assert_eq!(
        difference(&expected, &json!({"c": 1, "a": [1.0, {"b": null}]})),
        None
    );
    for (actual, words) in [
        (json!({"a": [1, {"b": null}]}), "$.c: missing, expected 1.0"),
        (json!({"a": [1, {}], "c": 1}), "$.a[1].b: missing, expected null"),
        (json!({"a": [1], "c": 1}), "$.a: expected 2 elements, got 1"),
        (
            json!({"a": [1, {"b": 0}], "c": 1}),
            "$.a[1].b: expected null, got 0",
        ),
        (
            json!({"a": [1, {"b": null}], "c": 1, "d": 1}),
            "$: unexpected key d",
        ),
    ] {
        assert_eq!(difference(&expected, &actual).as_deref(), Some(words));
    }
    let list = json!(["b\na", 1]);
    assert_eq!(in_order(&list), in_order(&json!([1, "a\nb"])));
    assert_ne!(in_order(&list), in_order(&json!([1, "a\nc"])));
}
