//! Any JSON value, such as the configuration of a driver: members by their keys, items as a sequence.

use serde_json::Value;

use super::object_diff;
use super::sequence::{Step, steps};
use crate::diff::Members;
use crate::diff::fields::{field, readable_text};
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED};
use crate::model::object::{List, View};
use crate::notation::number;

/// Two versions of a value under a name.
pub(super) fn member(name: &str, old: Option<View<'_>>, new: Option<View<'_>>, out: &mut Members) {
    match (json(old), json(new)) {
        (None, None) => {
            let text = |view: Option<View<'_>>| readable_text(view);
            out.fields
                .extend(field(name, text(old), text(new), false).map(Some));
        }
        (old, new) => value(name, old.as_ref(), new.as_ref(), out),
    }
}

/// A value as JSON, `None` if it is a plain one or not there. Lists of lists are seldom and small.
fn json(view: Option<View<'_>>) -> Option<Value> {
    match view? {
        View::Json(json) => Some(json.clone()),
        View::List(list) => Some(Value::Array(items(list))),
        _ => None,
    }
}

fn items(list: &dyn List) -> Vec<Value> {
    let items = (0..list.len()).filter_map(|index| list.item(index));
    items
        .map(|item| match json(Some(item.view())) {
            Some(value) => value,
            None => Value::String(readable_text(Some(item.view()))),
        })
        .collect()
}

fn value(name: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Members) {
    if old == new {
        return;
    }
    match (old, new) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => array(name, old, new, out),
        (Some(Value::Object(_)), Some(Value::Object(_))) => nested(name, DIFF_EDITED, old, new, out),
        (None, Some(whole)) if is_nested(whole) => nested(name, DIFF_ADDED, None, new, out),
        (Some(whole), None) if is_nested(whole) => nested(name, DIFF_DELETED, old, None, out),
        (Some(one), Some(other)) if is_nested(one) || is_nested(other) => {
            value(name, old, None, out);
            value(name, None, new, out);
        }
        _ => {
            let text = |value: Option<&Value>| value.map(text).unwrap_or_default();
            out.fields
                .extend(field(name, text(old), text(new), false).map(Some));
        }
    }
}

/// The items of two lists, as far as they are not the same.
fn array(name: &str, old: &[Value], new: &[Value], out: &mut Members) {
    for step in steps(old, new) {
        match step {
            Step::Gone(at) => value(&format!("{name}[{at}]"), old.get(at), None, out),
            Step::Came(at) => value(&format!("{name}[{at}]"), None, new.get(at), out),
            Step::Became(at, new_at) => {
                value(&format!("{name}[{new_at}]"), old.get(at), new.get(new_at), out)
            }
        }
    }
}

/// A value with others inside, as an object.
fn nested(name: &str, diff_type: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Members) {
    let mut members = Members::default();
    match (old, new) {
        (None | Some(Value::Array(_)), None | Some(Value::Array(_))) => {
            let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
            array(name, &list(old), &list(new), &mut members);
        }
        _ => {
            let [old, new] = [old, new].map(|value| value.and_then(Value::as_object));
            let keys = old.into_iter().chain(new).flat_map(|members| members.keys());
            let keys: std::collections::BTreeSet<&String> = keys.collect();
            for key in keys {
                let at = |side: Option<&'_ serde_json::Map<String, Value>>| {
                    side.and_then(|side| side.get(key)).cloned()
                };
                value(key, at(old).as_ref(), at(new).as_ref(), &mut members);
            }
        }
    }
    let Members { fields, objects } = members;
    out.objects
        .push(Some(object_diff(diff_type, name, fields, objects)));
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "nil".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number::float(value.as_f64().unwrap_or_default()),
        Value::String(value) => value.clone(),
        nested => nested.to_string(),
    }
}
