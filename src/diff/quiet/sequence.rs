//! Lists of values: which of them stayed, came, went or changed.

use std::collections::BTreeMap;

use super::object_diff;
use crate::diff::fields::{field, readable_text};
use crate::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, FieldDiff, ObjectDiff};
use crate::model::object::{Diff, Field, List};

/// How many pairs are looked at to find what stayed; in longer lists only beginning and end are compared.
const MAX_PAIRS: usize = 250_000;

/// What became of a value; the numbers are places in the old and the new list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Gone(usize),
    Came(usize),
    Became(usize, usize),
}

/// What became of the values of a list that are not the same: as few steps as there can be.
pub(super) fn steps<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Step> {
    let is_same = |(old, new): &(&T, &T)| old == new;
    let head = old.iter().zip(new).take_while(is_same).count();
    let rest = |list: &'_ [T]| list.len() - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(is_same).count();
    let tail = tail.min(rest(old)).min(rest(new));
    let middle = |list| -> &[T] {
        let list: &[T] = list;
        list.get(head..list.len() - tail).unwrap_or_default()
    };
    let stays = common(middle(old), middle(new));
    let ends = std::iter::once((middle(old).len(), middle(new).len()));
    let mut steps = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for (old_end, new_end) in stays.into_iter().chain(ends) {
        // What stands between the same neighbours became one another, as far as both sides go.
        while old_at < old_end && new_at < new_end {
            steps.push(Step::Became(head + old_at, head + new_at));
            (old_at, new_at) = (old_at + 1, new_at + 1);
        }
        steps.extend((old_at..old_end).map(|at| Step::Gone(head + at)));
        steps.extend((new_at..new_end).map(|at| Step::Came(head + at)));
        (old_at, new_at) = (old_end + 1, new_end + 1);
    }
    steps
}

/// The longest common subsequence, as pairs of places.
fn common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() || old.len().saturating_mul(new.len()) > MAX_PAIRS {
        return Vec::new();
    }
    // How long it is from each pair of places to the ends.
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    for (i, old) in old.iter().enumerate().rev() {
        for (j, new) in new.iter().enumerate().rev() {
            let length = if old == new {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(slot) = lengths.get_mut(i * width + j) {
                *slot = length;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
        if one == other {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// A list of plain values. Where the reference takes it for a set, so does this; otherwise the order counts.
pub(super) fn list(row: &Field, old: Option<&dyn List>, new: Option<&dyn List>) -> Option<ObjectDiff> {
    let (old, new) = (texts(old), texts(new));
    let (name, fields) = match row.diff {
        Diff::As(name) | Diff::Plain(name) => (name, of_set(name, &old, &new)),
        _ => (row.name, of_sequence(row.name, &old, &new)),
    };
    if fields.is_empty() {
        return None;
    }
    let diff_type = match (old.is_empty(), new.is_empty()) {
        (true, _) => DIFF_ADDED,
        (_, true) => DIFF_DELETED,
        _ => DIFF_EDITED,
    };
    Some(object_diff(
        diff_type,
        name,
        fields.into_iter().map(Some).collect(),
        Vec::new(),
    ))
}

fn texts(list: Option<&dyn List>) -> Vec<String> {
    let length = list.map_or(0, List::len);
    let items = (0..length).filter_map(|index| list?.item(index));
    items.map(|item| readable_text(Some(item.view()))).collect()
}

fn of_sequence(name: &str, old: &[String], new: &[String]) -> Vec<FieldDiff> {
    let text = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    let named = |at: usize| format!("{name}[{at}]");
    let fields = steps(old, new).into_iter().filter_map(|step| match step {
        Step::Gone(at) => field(&named(at), text(old, at), String::new(), false),
        Step::Came(at) => field(&named(at), String::new(), text(new, at), false),
        Step::Became(at, new_at) => field(&named(new_at), text(old, at), text(new, new_at), false),
    });
    fields.collect()
}

fn of_set(name: &str, old: &[String], new: &[String]) -> Vec<FieldDiff> {
    let mut counts: BTreeMap<&String, i64> = BTreeMap::new();
    new.iter().for_each(|text| *counts.entry(text).or_default() += 1);
    old.iter().for_each(|text| *counts.entry(text).or_default() -= 1);
    let fields = counts.into_iter().flat_map(|(text, count)| {
        let times = usize::try_from(count.unsigned_abs()).unwrap_or_default();
        let made = if count > 0 {
            field(name, String::new(), text.clone(), false)
        } else {
            field(name, text.clone(), String::new(), false)
        };
        std::iter::repeat_n(made, times).flatten()
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps_of(old: &str, new: &str) -> Vec<Step> {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        steps(&letters(old), &letters(new))
    }

    #[test]
    fn what_stayed_is_no_step() {
        use Step::{Became, Came, Gone};
        assert_eq!(steps_of("abc", "abc"), []);
        assert_eq!(steps_of("abc", "xabc"), [Came(0)]);
        assert_eq!(steps_of("abc", "abxc"), [Came(2)]);
        assert_eq!(steps_of("abc", "ac"), [Gone(1)]);
        assert_eq!(steps_of("abc", "axc"), [Became(1, 1)]);
        assert_eq!(steps_of("aa", "aaa"), [Came(2)]);
        assert_eq!(steps_of("abcd", "xbcdy"), [Became(0, 0), Came(4)]);
        assert_eq!(steps_of("", "ab"), [Came(0), Came(1)]);
        assert_eq!(steps_of("ab", ""), [Gone(0), Gone(1)]);
    }

    #[test]
    fn long_lists_are_compared_from_their_ends() {
        let old: Vec<usize> = (0..2_000).collect();
        let mut new = old.clone();
        new.insert(1_000, 9_999);
        assert_eq!(steps(&old, &new), [Step::Came(1_000)]);
        let reversed: Vec<usize> = old.iter().rev().copied().collect();
        assert_eq!(steps(&old, &reversed).len(), 2_000);
    }
}
