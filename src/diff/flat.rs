//! A map of anything as one object: every value in it, however deep, is a field.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{entry, field, keys, order, plain_text};
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, ObjectDiff};
use crate::model::object::{Shape, View};
use crate::notation::number;

/// Two versions of a map that differ, under this name.
pub(super) fn flat(
    name: &str,
    old: Option<View<'_>>,
    new: Option<View<'_>>,
    context: bool,
) -> Option<ObjectDiff> {
    let is_empty = |map: Option<View<'_>>| map.is_none_or(|map| map.is_empty());
    let is_null = |map: Option<View<'_>>| map.is_none_or(|map| matches!(map, View::Null));
    let keys = keys(old, new);
    let is_same = |key: &&str| match (entry(old, key), entry(new, key)) {
        (Some(old), Some(new)) => old.equals(&new),
        _ => false,
    };
    if is_null(old) == is_null(new) && keys.iter().all(is_same) {
        return None;
    }
    let mut values: BTreeMap<String, (String, String)> = BTreeMap::new();
    for key in keys.into_iter().filter(|key| context || !is_same(key)) {
        let mut flatten = |view, place: fn(&mut (String, String)) -> &mut String| {
            value(key, view, &mut |key, text| {
                *place(values.entry(key).or_default()) = text
            });
        };
        flatten(entry(old, key), |pair| &mut pair.0);
        flatten(entry(new, key), |pair| &mut pair.1);
    }
    let diff_type = match (is_empty(old), is_empty(new)) {
        (true, _) => DIFF_ADDED,
        (_, true) => DIFF_DELETED,
        _ => DIFF_EDITED,
    };
    let fields = values
        .into_iter()
        .filter_map(|(name, (old, new))| field(&name, old, new, context));
    let mut fields: Vec<_> = fields.map(Some).collect();
    fields.sort_unstable_by(order);
    Some(ObjectDiff {
        diff_type: diff_type.to_owned(),
        name: name.to_owned(),
        fields: super::some(fields),
        objects: None,
    })
}

/// Hands each plain value in `view` to `out`, with the way to it as its key.
fn value(key: &str, view: Option<View<'_>>, out: &mut dyn FnMut(String, String)) {
    match view {
        None => {}
        Some(View::Json(json)) => json_value(key.to_owned(), json, out),
        Some(View::Null) => out(key.to_owned(), "nil".to_owned()),
        Some(View::List(list)) => {
            for (index, item) in (0..list.len()).filter_map(|index| Some((index, list.item(index)?))) {
                value(&format!("{key}[{index}]"), Some(item.view()), out);
            }
        }
        // A small object reads as its members with colons between them: an address and its port.
        Some(View::Object(object)) => {
            let fields = object.object_type().fields.iter().enumerate();
            let stored = fields.filter(|(_, field)| field.is_in(Shape::Stored));
            let members = stored.filter_map(|(index, _)| object.member(index));
            let texts: Vec<String> = members.map(|member| plain_text(Some(member.view()))).collect();
            out(key.to_owned(), texts.join(":"));
        }
        plain => out(key.to_owned(), plain_text(plain)),
    }
}

fn json_value(key: String, json: &Value, out: &mut dyn FnMut(String, String)) {
    match json {
        Value::Null => out(key, "nil".to_owned()),
        Value::Bool(value) => out(key, value.to_string()),
        Value::Number(value) => out(key, number::float(value.as_f64().unwrap_or_default())),
        Value::String(value) => out(key, value.clone()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                json_value(format!("{key}[{index}]"), item, out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                // The name of a member is its key where nothing is before it.
                let key = if key.is_empty() {
                    name.clone()
                } else {
                    format!("{key}[{name}]")
                };
                json_value(key, member, out);
            }
        }
    }
}
