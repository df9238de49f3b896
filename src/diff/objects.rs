//! Objects inside two versions of an object: single ones, lists, sets of texts, maps.
//!
//! How a member is compared follows from its kind and from what its row says. Lists of objects are compared by the
//! key of their type; where it has none, an object is either there or not.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::fields::{self, field, plain_text, texts};
use super::flat::flat;
use super::{Members, pairs, some};
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, DIFF_NONE, FieldDiff, ObjectDiff};
use crate::model::object::{Diff, Field, Kind, List, Object, ObjectType, View};

/// Two versions of an object, of which one may be missing.
pub(super) struct Pair<'a> {
    old: Option<&'a dyn Object>,
    new: Option<&'a dyn Object>,
    object_type: &'static ObjectType,
    /// Whether an old version that is missing reads like zero values.
    from_zero: bool,
}

impl<'a> Pair<'a> {
    /// `None` if both are missing.
    pub(super) fn of(old: Option<&'a dyn Object>, new: Option<&'a dyn Object>) -> Option<Self> {
        let object_type = old.or(new)?.object_type();
        Some(Pair {
            old,
            new,
            object_type,
            from_zero: false,
        })
    }

    pub(super) fn object_type(&self) -> &'static ObjectType {
        self.object_type
    }

    /// What both versions have in a member; nothing where there is no object.
    pub(super) fn member(&self, index: usize) -> (Option<View<'a>>, Option<View<'a>>) {
        let view = |object: Option<&'a dyn Object>| {
            object
                .and_then(|object| object.member(index))
                .map(|member| member.view())
        };
        let old = if self.from_zero {
            Some(View::Null)
        } else {
            view(self.old)
        };
        (old, view(self.new))
    }

    /// Everything that a diff lists of this object.
    pub(super) fn members(&self, contextual: bool) -> Members {
        Members {
            fields: fields::fields(self, "", contextual && !self.object_type.diff_terse),
            objects: self.objects(contextual),
        }
    }

    fn objects(&self, contextual: bool) -> Vec<Option<ObjectDiff>> {
        let mut objects = Vec::new();
        let fields = self.object_type.fields;
        let mut add = |index: usize, field: &'static Field| {
            let (old, new) = self.member(index);
            Comparison {
                field,
                contextual,
                is_new: self.old.is_none(),
            }
            .member(old, new, &mut objects);
        };
        if self.object_type.diff_order.is_empty() {
            fields
                .iter()
                .enumerate()
                .for_each(|(index, field)| add(index, field));
        }
        for name in self.object_type.diff_order {
            if let Some((index, field)) = fields.iter().enumerate().find(|(_, field)| field.name == *name) {
                add(index, field);
            }
        }
        objects
    }

    /// The object under this name, if the two versions differ in anything.
    fn whole(&self, name: &str, contextual: bool) -> Option<ObjectDiff> {
        let diff_type = match (self.old, self.new) {
            (Some(old), Some(new)) if old.equals(new) => return None,
            (None, _) => DIFF_ADDED,
            (_, None) => DIFF_DELETED,
            _ => DIFF_EDITED,
        };
        let Members { fields, objects } = self.members(contextual);
        Some(object_diff(diff_type, name, fields, objects))
    }

    /// The object under this name, if the two versions differ in a field.
    fn plain(&self, name: &str, without: &str, contextual: bool) -> Option<ObjectDiff> {
        if self.old.zip(self.new).is_some_and(|(old, new)| old.equals(new)) {
            return None;
        }
        let fields = fields::fields(self, without, contextual);
        let has = |diff_type: &str| fields.iter().flatten().any(|field| field.diff_type == diff_type);
        let diff_type = match (has(DIFF_ADDED), has(DIFF_DELETED), has(DIFF_EDITED)) {
            (false, false, false) => return None,
            (true, false, false) => DIFF_ADDED,
            (false, true, false) => DIFF_DELETED,
            _ => DIFF_EDITED,
        };
        let objects = self.objects(contextual);
        Some(object_diff(diff_type, name, fields, objects))
    }
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

/// How one member is compared.
struct Comparison {
    field: &'static Field,
    contextual: bool,
    /// Whether the object around it is new.
    is_new: bool,
}

impl Comparison {
    fn member<'a>(
        &self,
        old: Option<View<'a>>,
        new: Option<View<'a>>,
        objects: &mut Vec<Option<ObjectDiff>>,
    ) {
        let Some(name) = self.name() else {
            return;
        };
        match &self.field.kind {
            Kind::Object(_) => {
                let pair = Pair::of(object(old), object(new));
                let from_zero = self.is_new && matches!(self.field.diff, Diff::PlainFromZero(_));
                let pair = pair.map(|pair| Pair { from_zero, ..pair });
                objects.extend(pair.and_then(|pair| self.object(name, &pair)).map(Some));
            }
            Kind::List(Kind::Object(object_type)) => {
                let (old, new) = (list(old), list(new));
                let mut differing = match object_type().key {
                    [] => self.set(name, old, new),
                    key => self.keyed(name, key, old, new),
                };
                differing.sort_by(order);
                objects.append(&mut differing);
            }
            Kind::List(_) => objects.extend(self.words(name, old, new).map(Some)),
            Kind::Map(_) => objects.extend(flat(name, old, new, self.contextual).map(Some)),
            _ => {}
        }
    }

    /// The name under which the member is listed, if it is.
    fn name(&self) -> Option<&'static str> {
        match self.field.diff {
            Diff::As(name) | Diff::Plain(name) | Diff::PlainWithout(name, _) | Diff::PlainFromZero(name) => {
                Some(name)
            }
            Diff::Shown | Diff::Hidden | Diff::InBoth | Diff::InBothAsText | Diff::Joined => None,
        }
    }

    fn object(&self, name: &str, pair: &Pair<'_>) -> Option<ObjectDiff> {
        match self.field.diff {
            Diff::As(_) => pair.whole(name, self.contextual),
            Diff::PlainWithout(_, without) => pair.plain(name, without, self.contextual),
            _ => pair.plain(name, "", self.contextual),
        }
    }

    /// Objects with a key: those with the same one are two versions of one object.
    fn keyed<'a>(
        &self,
        name: &str,
        key: &[&str],
        old: Option<&'a dyn List>,
        new: Option<&'a dyn List>,
    ) -> Vec<Option<ObjectDiff>> {
        if is_same(old, new) {
            return Vec::new();
        }
        let pairs = pairs(items(old), items(new), |object| key_of(object, key));
        let pairs = pairs.into_values().filter_map(|(old, new)| Pair::of(old, new));
        pairs
            .filter_map(|pair| self.object(name, &pair))
            .map(Some)
            .collect()
    }

    /// Objects without a key: each is either there or not. One without any content is null in the diff.
    fn set(&self, name: &str, old: Option<&dyn List>, new: Option<&dyn List>) -> Vec<Option<ObjectDiff>> {
        if is_same(old, new) {
            return Vec::new();
        }
        let by_content = |list| {
            let items = items(list);
            items
                .map(|object| (content(object), object))
                .collect::<BTreeMap<_, _>>()
        };
        let (old, new) = (by_content(old), by_content(new));
        let deleted = old.iter().filter(|(content, _)| !new.contains_key(*content));
        let added = new.iter().filter(|(content, _)| !old.contains_key(*content));
        let deleted = deleted.filter_map(|(_, object)| Pair::of(Some(*object), None));
        let added = added.filter_map(|(_, object)| Pair::of(None, Some(*object)));
        deleted
            .chain(added)
            .map(|pair| self.object(name, &pair))
            .collect()
    }

    /// A list of texts as a set. An empty text that comes or goes is null in the diff.
    fn words(&self, name: &str, old: Option<View<'_>>, new: Option<View<'_>>) -> Option<ObjectDiff> {
        let old: BTreeSet<&str> = texts(old).into_iter().collect();
        let new: BTreeSet<&str> = texts(new).into_iter().collect();
        let diff_type = match (new.is_subset(&old), old.is_subset(&new)) {
            (true, true) => DIFF_NONE,
            (false, true) => DIFF_ADDED,
            (true, false) => DIFF_DELETED,
            (false, false) => DIFF_EDITED,
        };
        let is_listed = self.contextual && matches!(self.field.diff, Diff::As(_)) && !old.is_empty();
        if diff_type == DIFF_NONE && !is_listed {
            return None;
        }
        let text = |set: &BTreeSet<&str>, word| set.get(word).copied().unwrap_or_default().to_owned();
        let is_shown = |word: &&&str| self.contextual || old.contains(**word) != new.contains(**word);
        let words = old.union(&new).filter(is_shown);
        let mut fields: Vec<_> = words
            .map(|word| field(name, text(&old, word), text(&new, word), self.contextual))
            .collect();
        fields.sort_by(fields::order);
        Some(object_diff(diff_type, name, fields, Vec::new()))
    }
}

pub(super) fn object<'a>(view: Option<View<'a>>) -> Option<&'a dyn Object> {
    match view {
        Some(View::Object(object)) => Some(object),
        _ => None,
    }
}

pub(super) fn list<'a>(view: Option<View<'a>>) -> Option<&'a dyn List> {
    match view {
        Some(View::List(list)) => Some(list),
        _ => None,
    }
}

/// The objects of a list, none if it is not set.
pub(super) fn items(list: Option<&dyn List>) -> impl Iterator<Item = &dyn Object> {
    let length = list.map_or(0, List::len);
    (0..length).filter_map(move |index| object(list?.item(index).map(|item| item.view())))
}

/// Whether two lists hold the same objects in the same order.
fn is_same(old: Option<&dyn List>, new: Option<&dyn List>) -> bool {
    let length = |list: Option<&dyn List>| list.map_or(0, List::len);
    length(old) == length(new) && items(old).zip(items(new)).all(|(old, new)| old.equals(new))
}

/// What tells an object from others in its list.
pub(super) fn key_of<'a>(object: &'a dyn Object, key: &[&str]) -> Cow<'a, str> {
    let position = |name: &&str| object.object_type().position(name, 0);
    let views: Vec<View<'a>> = key
        .iter()
        .filter_map(position)
        .filter_map(|index| object.member(index).map(|member| member.view()))
        .collect();
    match views.as_slice() {
        [View::Str(text)] => Cow::Borrowed(text),
        views => Cow::Owned(
            views
                .iter()
                .map(|view| plain_text(Some(*view)))
                .collect::<Vec<_>>()
                .join("/"),
        ),
    }
}

/// The content of an object as a text that is the same for objects of the same content; null and empty are alike.
pub(super) fn content(object: &dyn Object) -> String {
    fn write(view: View<'_>, out: &mut String) {
        match view {
            View::Object(object) => {
                out.push('{');
                for (index, field) in object.object_type().fields.iter().enumerate() {
                    match object.member(index).map(|member| member.view()) {
                        None | Some(View::Null) => {}
                        Some(View::List(list)) if list.is_empty() => {}
                        Some(View::Map(map)) if map.is_empty() => {}
                        Some(view) => {
                            out.push_str(field.name);
                            write(view, out);
                        }
                    }
                }
                out.push('}');
            }
            View::List(list) => {
                out.push('[');
                for item in (0..list.len()).filter_map(|index| list.item(index)) {
                    write(item.view(), out);
                }
                out.push(']');
            }
            View::Map(map) => {
                out.push('(');
                map.each(&mut |key, value| {
                    write(View::Str(key), out);
                    write(value.view(), out);
                    true
                });
                out.push(')');
            }
            plain => out.push_str(&format!("{:?}", plain_text(Some(plain)))),
        }
    }
    let mut out = String::new();
    write(View::Object(object), &mut out);
    out
}

/// The order of objects in a list: nulls first, then by name, type, number of members, and the members themselves.
fn order(a: &Option<ObjectDiff>, b: &Option<ObjectDiff>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else {
        return a.is_some().cmp(&b.is_some());
    };
    let rank = |diff: &ObjectDiff| {
        let types = [DIFF_EDITED, DIFF_ADDED, DIFF_DELETED];
        types
            .iter()
            .position(|known| *known == diff.diff_type)
            .unwrap_or(types.len())
    };
    let fields = |diff: &'_ ObjectDiff| diff.fields.as_ref().map_or(0, Vec::len);
    let objects = |diff: &'_ ObjectDiff| diff.objects.as_ref().map_or(0, Vec::len);
    a.name
        .cmp(&b.name)
        .then_with(|| rank(a).cmp(&rank(b)))
        .then_with(|| fields(a).cmp(&fields(b)))
        .then_with(|| objects(a).cmp(&objects(b)))
        .then_with(|| {
            let pairs = a.fields.iter().flatten().zip(b.fields.iter().flatten());
            pairs
                .map(|(a, b)| fields::order(a, b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        })
        .then_with(|| {
            let pairs = a.objects.iter().flatten().zip(b.objects.iter().flatten());
            pairs
                .map(|(a, b)| order(a, b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        })
}
