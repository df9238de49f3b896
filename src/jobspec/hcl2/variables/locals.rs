//! `locals` blocks: named values that may refer to variables and to each other, in any order.

use std::collections::BTreeMap;

use crate::jobspec::hcl2::eval::{self, Environment, Scope, Step, evaluate};
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::syntax::{Attribute, Block};
use crate::jobspec::hcl2::value::Value;

/// All locals, in the order of the text. Of two of the same name the later one counts.
pub(super) fn collect<'a>(blocks: &[Block<'a>], faults: &mut Faults) -> Vec<Attribute<'a>> {
    let mut locals = Vec::new();
    for block in blocks.iter().filter(|block| block.kind == "locals") {
        let (attributes, found) = block.body.just_attributes();
        faults.extend(found);
        let before = locals.len();
        locals.extend(attributes.into_values());
        let own = locals.get_mut(before..).unwrap_or_default();
        own.sort_by_key(|attribute| attribute.span.start);
    }
    locals
}

/// Evaluates all locals into `names`. If some cannot be evaluated, the faults of one of them are told.
///
/// What a local plainly refers to comes before it. Whatever fails then is tried again as long as others succeed:
/// not every reference can be seen.
pub(super) fn evaluate_all(
    locals: &[Attribute<'_>],
    names: &mut BTreeMap<String, Value>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    let needs = needs(locals, environment);
    let order = in_order(&needs);
    let mut waiting = order.clone();
    let mut set_by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut is_backward = false;
    loop {
        let mut failed: BTreeMap<usize, Faults> = BTreeMap::new();
        let tried = waiting.len();
        for index in waiting {
            let Some(local) = locals.get(index) else { continue };
            let mut found = Faults::new();
            let value = evaluate(&local.expression, &Scope::new(environment, names), &mut found);
            if found.has_errors() {
                failed.insert(index, found);
                continue;
            }
            let latest = set_by.entry(local.name).or_insert(index);
            if index >= *latest {
                *latest = index;
                if let Some(Value::Object(values)) = names.get_mut("local") {
                    values.insert(local.name.to_owned(), value);
                }
            }
        }
        let is_exhausted = environment.context.budget.spend(1).is_err();
        if failed.len() == tried || is_exhausted {
            let last_good = last_good(&order, &needs, &failed);
            return faults.extend(the_one_told(failed, last_good));
        }
        // Forth and back, since those that are left may be in any order.
        waiting = failed.into_keys().collect();
        is_backward = !is_backward;
        if is_backward {
            waiting.reverse();
        }
    }
}

/// How often the reference goes on to the next local before it gives up.
const TURNS: usize = 101;

/// Of the locals that fail the reference tells the faults of one: it goes round among them for so many turns,
/// beginning behind the last one that succeeded.
fn the_one_told(mut failed: BTreeMap<usize, Faults>, last_good: Option<usize>) -> Faults {
    let count = failed.len();
    let first = last_good.map_or(0, |last| failed.range(..last).count());
    let turn = first + if count > 1 { TURNS } else { 0 };
    let index = failed.keys().nth(turn.checked_rem(count).unwrap_or(0)).copied();
    index.and_then(|index| failed.remove(&index)).unwrap_or_default()
}

/// The local that the reference evaluates last of those that succeed. It goes through them again and again in the
/// order of the text; one that needs a later one succeeds a round after it.
fn last_good(order: &[usize], needs: &[Vec<usize>], failed: &BTreeMap<usize, Faults>) -> Option<usize> {
    let mut rounds: BTreeMap<usize, usize> = BTreeMap::new();
    for &index in order.iter().filter(|index| !failed.contains_key(index)) {
        let after = |needed: &usize| Some(rounds.get(needed)? + usize::from(*needed > index));
        let needed = needs.get(index).into_iter().flatten();
        let round = needed.filter_map(after).max().unwrap_or(0);
        rounds.insert(index, round);
    }
    let last = rounds.iter().max_by_key(|(index, round)| (**round, **index));
    last.map(|(index, _)| *index)
}

/// The locals that each of the locals plainly refers to.
fn needs(locals: &[Attribute<'_>], environment: &Environment<'_>) -> Vec<Vec<usize>> {
    let by_name: BTreeMap<&str, usize> = locals
        .iter()
        .enumerate()
        .map(|(index, local)| (local.name, index))
        .collect();
    let needed = |reference: eval::Reference| match reference.steps.first() {
        Some((Step::Attribute(name), _)) if reference.root == "local" => by_name.get(name.as_str()).copied(),
        Some((Step::Index(Value::String(name)), _)) if reference.root == "local" => {
            by_name.get(&**name).copied()
        }
        _ => None,
    };
    let references = |local: &Attribute<'_>| eval::references(&local.expression, environment.files);
    locals
        .iter()
        .map(|local| references(local).into_iter().filter_map(needed).collect())
        .collect()
}

/// The locals in an order in which each comes after those that it needs.
fn in_order(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(needs.len());
    let mut is_seen = vec![false; needs.len()];
    let mut open: Vec<(usize, std::slice::Iter<'_, usize>)> = Vec::new();
    for index in 0..needs.len() {
        let mut next = Some(index);
        // No recursion: a chain of locals may be long.
        loop {
            if let Some(index) = next.take()
                && let (Some(is_seen), Some(needed)) = (is_seen.get_mut(index), needs.get(index))
                && !std::mem::replace(is_seen, true)
            {
                open.push((index, needed.iter()));
            }
            let Some((index, needed)) = open.last_mut() else {
                break;
            };
            next = needed.next().copied();
            if next.is_none() {
                order.push(*index);
                open.pop();
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_first() {
        let order = in_order(&[vec![2], vec![0, 1], vec![], vec![1]]);
        assert_eq!(order, [2, 0, 1, 3]);
    }

    #[test]
    fn the_last_good_one_may_come_before_others() {
        let needs = [vec![], vec![3], vec![2], vec![]];
        let failed = BTreeMap::from([(0, Faults::new()), (2, Faults::new())]);
        assert_eq!(last_good(&in_order(&needs), &needs, &failed), Some(1));
    }
}
