//! Plain values of two versions of an object, side by side as text.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::objects::Pair;
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, DIFF_NONE, FieldDiff};
use crate::model::object::{Diff, Field, Kind, Shape, View};

/// The plain members of an object that differ, or in a context all of them, by name. `without` is left out.
pub(super) fn fields(pair: &Pair<'_>, without: &str, context: bool) -> Vec<Option<FieldDiff>> {
    let mut fields = Vec::new();
    for (index, field) in pair.object_type().fields.iter().enumerate() {
        if field.name != without && field.is_in(Shape::Stored) {
            let (old, new) = pair.member(index);
            member(field, old, new, context, &mut fields);
        }
    }
    fields.sort_unstable_by(order);
    fields
}

fn member(
    field: &Field,
    old: Option<View<'_>>,
    new: Option<View<'_>>,
    context: bool,
    fields: &mut Vec<Option<FieldDiff>>,
) {
    let mut add = |name: &str, old: String, new: String| {
        fields.extend(self::field(name, old, new, context).map(Some));
    };
    match (field.diff, &field.kind) {
        (Diff::Shown, Kind::Map(of)) if is_plain(of) => {
            for key in keys(old, new) {
                let (old, new) = (entry(old, key), entry(new, key));
                if context || !is_same(old, new) {
                    add(&format!("{}[{key}]", field.name), text(old, of), text(new, of));
                }
            }
        }
        (Diff::Shown, kind) if is_plain(kind) && (context || !is_same(old, new)) => {
            add(field.name, text(old, kind), text(new, kind));
        }
        (Diff::InBoth, _) if old.is_some() && new.is_some() => {
            add(field.name, plain_text(old), plain_text(new));
        }
        (Diff::InBothAsText, _) if old.is_some() && new.is_some() => {
            add(field.name, readable_text(old), readable_text(new));
        }
        (Diff::Joined, _) => {
            let (old, new) = (texts(old), texts(new));
            if !(old.is_empty() && new.is_empty()) {
                add(field.name, old.join(","), new.join(","));
            }
        }
        _ => {}
    }
}

/// One field, if it differs or is shown anyway. What is not there reads like an empty text.
pub(super) fn field(name: &str, old: String, new: String, context: bool) -> Option<FieldDiff> {
    let diff_type = match (old.as_str(), new.as_str()) {
        (old, new) if old == new && context => DIFF_NONE,
        (old, new) if old == new => return None,
        ("", _) => DIFF_ADDED,
        (_, "") => DIFF_DELETED,
        _ => DIFF_EDITED,
    };
    Some(FieldDiff {
        diff_type: diff_type.to_owned(),
        name: name.to_owned(),
        old,
        new,
        annotations: None,
    })
}

/// The order of fields in a list: nulls first, then by name and values.
pub(super) fn order(a: &Option<FieldDiff>, b: &Option<FieldDiff>) -> Ordering {
    fn key(field: &Option<FieldDiff>) -> Option<(&str, &str, &str)> {
        field
            .as_ref()
            .map(|field| (field.name.as_str(), field.old.as_str(), field.new.as_str()))
    }
    key(a).cmp(&key(b))
}

/// The texts of a list, none if it is not set.
pub(super) fn texts<'a>(list: Option<View<'a>>) -> Vec<&'a str> {
    let Some(View::List(list)) = list else {
        return Vec::new();
    };
    let items = (0..list.len()).filter_map(|index| list.item(index));
    items
        .map(|item| {
            if let View::Str(text) = item.view() {
                text
            } else {
                ""
            }
        })
        .collect()
}

/// The keys of both versions of a map, in order.
pub(super) fn keys<'a>(old: Option<View<'a>>, new: Option<View<'a>>) -> BTreeSet<&'a str> {
    let mut keys = BTreeSet::new();
    for view in [old, new].into_iter().flatten() {
        if let View::Map(map) = view {
            map.each(&mut |key, _| {
                keys.insert(key);
                true
            });
        }
    }
    keys
}

/// The value of a key in a map.
pub(super) fn entry<'a>(map: Option<View<'a>>, key: &str) -> Option<View<'a>> {
    match map {
        Some(View::Map(map)) => map.value(key).map(|member| member.view()),
        _ => None,
    }
}

/// Whether values of this kind are plain ones.
pub(super) fn is_plain(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Bool | Kind::Int(_) | Kind::Uint(_) | Kind::Float | Kind::Str | Kind::Duration | Kind::Time
    )
}

/// Whether two values are known to read alike.
fn is_same(old: Option<View<'_>>, new: Option<View<'_>>) -> bool {
    old.zip(new).is_some_and(|(old, new)| old.equals(&new))
}

/// A plain value as text. One that an object leaves unset reads like its zero value.
fn text(view: Option<View<'_>>, kind: &Kind) -> String {
    match (view, kind) {
        (Some(View::Null), Kind::Bool) => "false".to_owned(),
        (Some(View::Null), Kind::Int(_) | Kind::Uint(_) | Kind::Float | Kind::Duration) => "0".to_owned(),
        (view, _) => plain_text(view),
    }
}

/// A plain value as text: durations as a number.
pub(super) fn plain_text(view: Option<View<'_>>) -> String {
    match view {
        Some(View::Bool(value)) => value.to_string(),
        Some(View::Int(value)) => value.to_string(),
        Some(View::Uint(value)) => value.to_string(),
        Some(View::Float(value)) => crate::notation::number::float(value),
        Some(View::Str(value)) => value.to_owned(),
        Some(View::Duration(value)) => value.nanoseconds().to_string(),
        Some(View::Time(value)) => value.to_string(),
        _ => String::new(),
    }
}

/// A plain value as text: durations as people write them.
pub(super) fn readable_text(view: Option<View<'_>>) -> String {
    match view {
        Some(View::Duration(value)) => value.to_string(),
        view => plain_text(view),
    }
}
