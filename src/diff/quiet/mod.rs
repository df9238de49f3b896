//! Job × Job → what differs, and no more than that.
//!
//! The reference's diff takes a list of objects without a key for a set: an object that changed in one member goes as
//! a whole and comes again as a whole, and one put into the middle of a list of values changes all that follow. Here
//! everything in the old job is first matched with what it became in the new one, and only then compared.
//!
//! - `matching`: objects in lists: by their key, by what they are known by, by likeness
//! - `sequence`: values in lists, whose order counts
//! - `values`: any JSON value
//!
//! All of it follows from the rows of the model. Unlike in the reference's diff, no member is left out but the
//! server's own notes; members that are unset or empty read alike, and in a list of objects the order is not shown.

mod matching;
mod sequence;
mod values;

use std::collections::BTreeMap;

use super::fields::{entry, field, is_plain, keys, order, readable_text};
use super::objects::{items, key_of, list, object};
use super::{Members, some};
use crate::model::job::Job;
use crate::model::job_diff::{
    DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, DIFF_NONE, FieldDiff, JobDiff, ObjectDiff, TaskDiff, TaskGroupDiff,
};
use crate::model::object::{Change, Diff, Field, Kind, Object, Shape, View};
use matching::Match;

/// The members of a job and of a group that a diff lists apart.
const GROUPS: &str = "TaskGroups";
const TASKS: &str = "Tasks";

/// The difference of two jobs, which need not be versions of one.
pub(super) fn jobs(old: &Job, new: &Job) -> JobDiff {
    let pair = Match::Both(old as &dyn Object, new as &dyn Object);
    let Members { fields, objects } = members(pair, GROUPS);
    let (old_groups, new_groups) = (parts(Some(old), GROUPS), parts(Some(new), GROUPS));
    let groups = matching::matches(&old_groups, &new_groups);
    let task_groups: Vec<TaskGroupDiff> = groups.into_iter().filter_map(group).collect();
    let is_same = fields.is_empty() && objects.is_empty() && task_groups.is_empty();
    JobDiff {
        diff_type: if is_same { DIFF_NONE } else { DIFF_EDITED }.to_owned(),
        id: new.id().to_owned(),
        fields: some(fields),
        objects: some(objects),
        task_groups: some(task_groups),
    }
}

fn group(pair: Match<'_>) -> Option<TaskGroupDiff> {
    let Members { fields, objects } = members(pair, TASKS);
    let (old, new) = pair.sides();
    let tasks = matching::matches(&parts(old, TASKS), &parts(new, TASKS));
    let tasks: Vec<TaskDiff> = tasks.into_iter().filter_map(task).collect();
    let is_same = fields.is_empty() && objects.is_empty() && tasks.is_empty();
    (!is_same || !pair.is_both()).then(|| TaskGroupDiff {
        diff_type: pair.diff_type().to_owned(),
        name: name(pair),
        fields: some(fields),
        objects: some(objects),
        tasks: some(tasks),
        updates: None,
    })
}

fn task(pair: Match<'_>) -> Option<TaskDiff> {
    let Members { fields, objects } = members(pair, "");
    let is_same = fields.is_empty() && objects.is_empty();
    (!is_same || !pair.is_both()).then(|| TaskDiff {
        diff_type: pair.diff_type().to_owned(),
        name: name(pair),
        fields: some(fields),
        objects: some(objects),
        annotations: None,
    })
}

/// The name by which people know an object with a key.
fn name(pair: Match<'_>) -> String {
    let object = pair.shown();
    key_of(object, object.object_type().key).into_owned()
}

/// The objects of a member that is a list.
fn parts<'a>(object: Option<&'a dyn Object>, name: &str) -> Vec<&'a dyn Object> {
    let member = object.and_then(|object| {
        let index = object.object_type().position(name, 0)?;
        object.member(index)
    });
    items(list(member.map(|member| member.view()))).collect()
}

/// What differs between two versions of an object, `without` one member.
fn members(pair: Match<'_>, without: &str) -> Members {
    let mut members = Members::default();
    let (old, new) = pair.sides();
    if old.zip(new).is_some_and(|(old, new)| old.equals(new)) {
        return members;
    }
    let rows = pair.shown().object_type().fields.iter().enumerate();
    for (index, row) in rows {
        let is_shown = row.is_in(Shape::Stored) && row.change != Change::Bookkeeping && row.name != without;
        if is_shown {
            compare(row, view(old, index), view(new, index), &mut members);
        }
    }
    members.fields.sort_unstable_by(order);
    members
}

fn view<'a>(object: Option<&'a dyn Object>, index: usize) -> Option<View<'a>> {
    object?.member(index).map(|member| member.view())
}

/// Compares what two versions of an object have in one member.
fn compare(row: &Field, old: Option<View<'_>>, new: Option<View<'_>>, out: &mut Members) {
    if old.zip(new).is_some_and(|(old, new)| old.equals(&new)) {
        return;
    }
    match row.kind {
        Kind::Object(_) => out
            .objects
            .extend(single(named(row).unwrap_or(row.name), object(old), object(new)).map(Some)),
        Kind::List(Kind::Object(object_type)) => {
            let name = named(row).unwrap_or(object_type().name);
            let (old, new): (Vec<_>, Vec<_>) = (items(list(old)).collect(), items(list(new)).collect());
            let pairs = matching::matches(&old, &new);
            out.objects
                .extend(pairs.into_iter().filter_map(|pair| whole(name, pair)).map(Some));
        }
        Kind::List(_) => out
            .objects
            .extend(sequence::list(row, list(old), list(new)).map(Some)),
        Kind::Map(of) if is_plain(of) && matches!(row.diff, Diff::Shown | Diff::Hidden) => {
            for key in keys(old, new) {
                let name = format!("{}[{key}]", row.name);
                let (old, new) = (entry(old, key), entry(new, key));
                out.fields.extend(plain(&name, old, new).map(Some));
            }
        }
        Kind::Map(_) => out
            .objects
            .extend(map(named(row).unwrap_or(row.name), old, new).map(Some)),
        Kind::Json => values::member(row.name, old, new, out),
        _ => out.fields.extend(plain(row.name, old, new).map(Some)),
    }
}

/// The name under which the reference's diff lists a member that is more than a plain value.
fn named(row: &Field) -> Option<&'static str> {
    match row.diff {
        Diff::As(name) | Diff::Plain(name) | Diff::PlainWithout(name, _) | Diff::PlainFromZero(name) => {
            Some(name)
        }
        _ => None,
    }
}

/// A plain value, if it differs. What is unset, empty or zero reads alike.
fn plain(name: &str, old: Option<View<'_>>, new: Option<View<'_>>) -> Option<FieldDiff> {
    let is_empty = |view: Option<View<'_>>| view.is_none_or(|view| view.is_empty());
    if is_empty(old) && is_empty(new) {
        return None;
    }
    field(name, readable_text(old), readable_text(new), false)
}

/// An object that both versions have at most one of.
fn single(name: &str, old: Option<&dyn Object>, new: Option<&dyn Object>) -> Option<ObjectDiff> {
    whole(name, Match::of(old, new)?)
}

/// An object under this name, if its versions differ; with what it is known by, where it was only edited.
fn whole(name: &str, pair: Match<'_>) -> Option<ObjectDiff> {
    let Members { mut fields, objects } = members(pair, "");
    if pair.is_both() {
        if fields.is_empty() && objects.is_empty() {
            return None;
        }
        let context = context(pair.shown(), &fields);
        fields.extend(context);
        fields.sort_unstable_by(order);
    }
    Some(object_diff(pair.diff_type(), name, fields, objects))
}

fn object_diff(
    diff_type: &str,
    name: &str,
    fields: Vec<Option<FieldDiff>>,
    objects: Vec<Option<ObjectDiff>>,
) -> ObjectDiff {
    ObjectDiff {
        diff_type: diff_type.to_owned(),
        name: name.to_owned(),
        fields: some(fields),
        objects: some(objects),
    }
}

/// The members that say which object it is, as fields that did not change.
fn context(object: &dyn Object, changed: &[Option<FieldDiff>]) -> Vec<Option<FieldDiff>> {
    let object_type = object.object_type();
    let names = object_type.key.iter().chain(object_type.known_by);
    let is_new = |name: &&&str| !changed.iter().flatten().any(|field| field.name == ***name);
    let shown = names.filter(is_new).filter_map(|name| {
        let index = object_type.position(name, 0)?;
        let text = readable_text(view(Some(object), index));
        (!text.is_empty()).then(|| FieldDiff {
            diff_type: DIFF_NONE.to_owned(),
            name: (*name).to_owned(),
            old: text.clone(),
            new: text,
            annotations: None,
        })
    });
    shown.map(Some).collect()
}

/// A map of anything under this name: a member a key.
fn map(name: &str, old: Option<View<'_>>, new: Option<View<'_>>) -> Option<ObjectDiff> {
    let mut members = Members::default();
    for key in keys(old, new) {
        let (old, new) = (entry(old, key), entry(new, key));
        if old.zip(new).is_some_and(|(old, new)| old.equals(&new)) {
            continue;
        }
        match (object(old), object(new)) {
            (None, None) => values::member(key, old, new, &mut members),
            (old, new) => members.objects.extend(single(key, old, new).map(Some)),
        }
    }
    let is_there = |map: Option<View<'_>>| map.is_some_and(|map| !map.is_empty());
    let diff_type = match (is_there(old), is_there(new)) {
        (false, _) => DIFF_ADDED,
        (_, false) => DIFF_DELETED,
        _ => DIFF_EDITED,
    };
    let Members { fields, objects } = members;
    let is_same = fields.is_empty() && objects.is_empty();
    (!is_same).then(|| object_diff(diff_type, name, fields, objects))
}

/// Items by a text that says what they are, for those who look for equals.
fn by_text<T: Copy>(items: &[T], text: impl Fn(T) -> String) -> BTreeMap<String, Vec<usize>> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        places.entry(text(*item)).or_default().push(place);
    }
    places
}

#[cfg(test)]
mod tests;
