//! Which object of an old list became which of the new one.

use std::collections::BTreeSet;

use super::by_text;
use crate::diff::fields::plain_text;
use crate::diff::objects::{content, key_of};
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED};
use crate::model::object::{Object, View};

/// How many pairs are looked at to find the best ones; in longer lists the order decides.
const MAX_PAIRS: usize = 4096;

/// An object before and after.
#[derive(Clone, Copy)]
pub(super) enum Match<'a> {
    Both(&'a dyn Object, &'a dyn Object),
    Old(&'a dyn Object),
    New(&'a dyn Object),
}

impl<'a> Match<'a> {
    pub(super) fn of(old: Option<&'a dyn Object>, new: Option<&'a dyn Object>) -> Option<Self> {
        match (old, new) {
            (Some(old), Some(new)) => Some(Match::Both(old, new)),
            (Some(old), None) => Some(Match::Old(old)),
            (None, new) => new.map(Match::New),
        }
    }

    pub(super) fn sides(self) -> (Option<&'a dyn Object>, Option<&'a dyn Object>) {
        match self {
            Match::Both(old, new) => (Some(old), Some(new)),
            Match::Old(old) => (Some(old), None),
            Match::New(new) => (None, Some(new)),
        }
    }

    /// The new object if there is one.
    pub(super) fn shown(self) -> &'a dyn Object {
        match self {
            Match::Both(_, object) | Match::Old(object) | Match::New(object) => object,
        }
    }

    pub(super) fn is_both(self) -> bool {
        matches!(self, Match::Both(..))
    }

    pub(super) fn diff_type(self) -> &'static str {
        match self {
            Match::Both(..) => DIFF_EDITED,
            Match::Old(_) => DIFF_DELETED,
            Match::New(_) => DIFF_ADDED,
        }
    }
}

/// What became of each object: those of the new list in their order, then those that are gone.
///
/// Objects of the same content are the same. Of the rest, objects with a key are matched by it; those without one by
/// the members that they are known by, and then by how much they have in common.
pub(super) fn matches<'a>(old: &[&'a dyn Object], new: &[&'a dyn Object]) -> Vec<Match<'a>> {
    let mut lists = Lists {
        old,
        new,
        partner_of_new: vec![None; new.len()],
        is_old_taken: vec![false; old.len()],
    };
    lists.pair_equal();
    let Some(object_type) = old.first().or(new.first()).map(|object| object.object_type()) else {
        return Vec::new();
    };
    let has_key = !object_type.key.is_empty();
    if has_key {
        lists.pair_alike_within(|object| key_of(object, object_type.key).into_owned());
    } else {
        if !object_type.known_by.is_empty() {
            lists.pair_alike_within(|object| key_of(object, object_type.known_by).into_owned());
        }
        let (old, new) = lists.left();
        lists.pair_alike(&old, &new, true);
    }
    lists.result()
}

struct Lists<'a, 'l> {
    old: &'l [&'a dyn Object],
    new: &'l [&'a dyn Object],
    partner_of_new: Vec<Option<usize>>,
    is_old_taken: Vec<bool>,
}

impl<'a> Lists<'a, '_> {
    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(partner), Some(is_taken)) =
            (self.partner_of_new.get_mut(new), self.is_old_taken.get_mut(old))
        {
            *partner = Some(old);
            *is_taken = true;
        }
    }

    /// The places of what has no partner yet.
    fn left(&self) -> (Vec<usize>, Vec<usize>) {
        let free = |(place, is_free): (usize, bool)| is_free.then_some(place);
        let old = self.is_old_taken.iter().map(|is_taken| !is_taken);
        let new = self.partner_of_new.iter().map(Option::is_none);
        (
            old.enumerate().filter_map(free).collect(),
            new.enumerate().filter_map(free).collect(),
        )
    }

    /// Pairs what reads alike, in the order of the lists.
    fn pair_equal(&mut self) {
        let (old, new) = (by_text(self.old, content), by_text(self.new, content));
        for (text, new) in new {
            let old = old.get(&text).map(Vec::as_slice).unwrap_or_default();
            old.iter().zip(new).for_each(|(old, new)| self.pair(*old, new));
        }
    }

    /// Pairs what is left and has the same text here; of several those that have most in common.
    fn pair_alike_within(&mut self, text: impl Fn(&dyn Object) -> String) {
        let (old_left, new_left) = self.left();
        let text_at = |list: &[&'a dyn Object], place: usize| list.get(place).map(|object| text(*object));
        let old = by_text(&old_left, |place| text_at(self.old, place).unwrap_or_default());
        let new = by_text(&new_left, |place| text_at(self.new, place).unwrap_or_default());
        for (text, new) in new {
            let pick = |left: &[usize], places: &[usize]| -> Vec<usize> {
                places
                    .iter()
                    .filter_map(|place| left.get(*place).copied())
                    .collect()
            };
            if let Some(old) = old.get(&text) {
                self.pair_alike(&pick(&old_left, old), &pick(&new_left, &new), false);
            }
        }
    }

    /// Pairs these, the best pairs first; `only_similar` leaves those alone that have less than half in common.
    fn pair_alike(&mut self, old: &[usize], new: &[usize], only_similar: bool) {
        let is_small = old.len().saturating_mul(new.len()) <= MAX_PAIRS;
        if !is_small || (old.len() == 1 && new.len() == 1 && !only_similar) {
            old.iter().zip(new).for_each(|(old, new)| self.pair(*old, *new));
            return;
        }
        let leaves = |list: &[&'a dyn Object], places: &[usize]| -> Vec<(usize, BTreeSet<String>)> {
            let objects = places
                .iter()
                .filter_map(|place| Some((*place, *list.get(*place)?)));
            objects.map(|(place, object)| (place, leaves(object))).collect()
        };
        let (old, new) = (leaves(self.old, old), leaves(self.new, new));
        let mut pairs = Vec::new();
        for (old_place, old) in &old {
            for (new_place, new) in &new {
                let common = old.intersection(new).count();
                // Twice what they have in common, of all that both have, in thousandths.
                let likeness = (2000 * common).checked_div(old.len() + new.len()).unwrap_or(1000);
                if !only_similar || likeness >= 500 {
                    pairs.push((std::cmp::Reverse(likeness), *old_place, *new_place));
                }
            }
        }
        pairs.sort_unstable();
        for (_, old, new) in pairs {
            let is_free = self.is_old_taken.get(old) == Some(&false)
                && self.partner_of_new.get(new).is_some_and(Option::is_none);
            if is_free {
                self.pair(old, new);
            }
        }
    }

    fn result(self) -> Vec<Match<'a>> {
        let new = self.new.iter().zip(&self.partner_of_new);
        let new = new.map(
            |(new, partner)| match partner.and_then(|place| self.old.get(place)) {
                Some(old) => Match::Both(*old, *new),
                None => Match::New(*new),
            },
        );
        let old = self.old.iter().zip(&self.is_old_taken);
        let gone = old
            .filter(|(_, is_taken)| !**is_taken)
            .map(|(old, _)| Match::Old(*old));
        new.chain(gone).collect()
    }
}

/// What is set in an object, each value with the way to it.
fn leaves(object: &dyn Object) -> BTreeSet<String> {
    fn add(way: &str, view: View<'_>, out: &mut BTreeSet<String>) {
        match view {
            view if view.is_empty() => {}
            View::Object(object) => {
                for (index, field) in object.object_type().fields.iter().enumerate() {
                    if let Some(member) = object.member(index) {
                        add(&format!("{way}.{}", field.name), member.view(), out);
                    }
                }
            }
            // What is in a list may move in it.
            View::List(list) => (0..list.len())
                .filter_map(|index| list.item(index))
                .for_each(|item| add(way, item.view(), out)),
            View::Map(map) => map.each(&mut |key, value| {
                add(&format!("{way}.{key}"), value.view(), out);
                true
            }),
            View::Json(json) => {
                out.insert(format!("{way}={json}"));
            }
            plain => {
                out.insert(format!("{way}={}", plain_text(Some(plain))));
            }
        }
    }
    let mut out = BTreeSet::new();
    add("", View::Object(object), &mut out);
    out
}
