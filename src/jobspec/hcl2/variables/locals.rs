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
    let mut waiting = in_order(locals, environment);
    let mut set_by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut last_good = None;
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
            last_good = last_good.max(Some(index));
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
            return faults.extend(the_one_told(failed, last_good));
        }
        waiting = failed.into_keys().collect();
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

/// The locals in an order in which each comes after those that it plainly refers to.
fn in_order(locals: &[Attribute<'_>], environment: &Environment<'_>) -> Vec<usize> {
    let by_name: BTreeMap<&str, usize> = locals
        .iter()
        .enumerate()
        .map(|(index, local)| (local.name, index))
        .collect();
    let needs = |index: usize| -> Vec<usize> {
        let Some(local) = locals.get(index) else {
            return Vec::new();
        };
        let references = eval::references(&local.expression, environment.files);
        references
            .iter()
            .filter(|reference| reference.root == "local")
            .filter_map(|reference| match reference.steps.first() {
                Some((Step::Attribute(name), _)) => by_name.get(name.as_str()).copied(),
                _ => None,
            })
            .collect()
    };
    let mut order = Vec::with_capacity(locals.len());
    let mut is_seen = vec![false; locals.len()];
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    for index in 0..locals.len() {
        let mut next = Some(index);
        // No recursion: a chain of locals may be long.
        loop {
            if let Some(index) = next.take()
                && let Some(is_seen) = is_seen.get_mut(index)
                && !std::mem::replace(is_seen, true)
            {
                open.push((index, needs(index)));
            }
            let Some((index, needs)) = open.last_mut() else {
                break;
            };
            next = needs.pop();
            if next.is_none() {
                order.push(*index);
                open.pop();
            }
        }
    }
    order
}
