//! Constraints: one operand on two values.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::model::constraint::Constraint;
use crate::model::device::Attribute;
use crate::model::node::Node;
use crate::notation::regexp;
use crate::notation::version::{Constraints, Scheme, Version};

use super::attribute::compare;
use super::target::resolve;
use super::{Ask, Reason};

/// A value, if there is one.
pub(super) type Found<T> = Option<T>;

/// What the job asks.
pub(super) fn job(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    all(ask.job.constraints.iter().flatten(), node)
}

/// What the group asks, and each of its tasks.
pub(super) fn group(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    let of_tasks = ask
        .group
        .tasks()
        .iter()
        .flat_map(|task| task.constraints.iter().flatten());
    all(ask.group.constraints.iter().flatten().chain(of_tasks), node)
}

fn all<'a>(mut constraints: impl Iterator<Item = &'a Constraint>, node: &Node) -> Result<(), Reason> {
    match constraints.find(|constraint| !is_met(constraint, node)) {
        None => Ok(()),
        Some(Constraint {
            l_target,
            operand,
            r_target,
        }) => Err(Reason::Constraint(
            l_target.clone(),
            operand.clone(),
            r_target.clone(),
        )),
    }
}

/// Whether a node fulfils a constraint.
#[must_use]
pub fn is_met(constraint: &Constraint, node: &Node) -> bool {
    let (left, right) = (
        resolve(&constraint.l_target, node),
        resolve(&constraint.r_target, node),
    );
    matches(&constraint.operand, left, right)
}

/// How two values are held against each other. `distinct_hosts` and `distinct_property` look at allocations and
/// always hold here; an unknown operand never does.
#[must_use]
pub fn matches(operand: &str, left: Found<&str>, right: Found<&str>) -> bool {
    match (operand, left, right) {
        ("distinct_hosts" | "distinct_property", ..) => true,
        ("is_set", left, _) => left.is_some(),
        ("is_not_set", left, _) => left.is_none(),
        ("!=" | "not", left, right) => left != right,
        (operand, Some(left), Some(right)) => matches_texts(operand, left, right),
        _ => false,
    }
}

fn matches_texts(operand: &str, left: &str, right: &str) -> bool {
    match operand {
        "=" | "==" | "is" => left == right,
        "<" | "<=" | ">" | ">=" => matches_order(operand, left.cmp(right)),
        "version" => matches_version(left, right, Scheme::Version),
        "semver" => matches_version(left, right, Scheme::Semver),
        "regexp" => regexp::is_match(right, left),
        "set_contains" | "set_contains_all" => set(right).is_subset(&set(left)),
        "set_contains_any" => !set(right).is_disjoint(&set(left)),
        _ => false,
    }
}

/// Of both operands the version is read alike; they differ in the constraints.
fn matches_version(version: &str, constraints: &str, scheme: Scheme) -> bool {
    Version::parse(version, Scheme::Version).is_ok_and(|version| {
        Constraints::parse(constraints, scheme).is_ok_and(|constraints| constraints.check(&version))
    })
}

fn matches_order(operand: &str, order: Ordering) -> bool {
    match operand {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => false,
    }
}

/// The items of a list with commas.
fn set(text: &str) -> BTreeSet<&str> {
    text.split(',').map(str::trim).collect()
}

/// How two values of devices are held against each other.
pub(super) fn compare_attributes(operand: &str, left: Found<&Attribute>, right: Found<&Attribute>) -> bool {
    match (operand, left, right) {
        ("distinct_hosts" | "distinct_property", ..) => true,
        ("is_set", left, _) => left.is_some(),
        ("is_not_set", left, _) => left.is_none(),
        ("!=" | "not", None, None) => false,
        ("!=" | "not", Some(left), Some(right)) => compare(left, right).is_some_and(Ordering::is_ne),
        ("!=" | "not", ..) => true,
        ("=" | "==" | "is", Some(left), Some(right)) => compare(left, right).is_some_and(Ordering::is_eq),
        // A truth value is equal to another one or greater, never less.
        ("<" | "<=" | ">" | ">=", Some(left), Some(right)) => {
            compare(left, right).is_some_and(|order| matches_order(operand, order))
        }
        ("version" | "semver", Some(left), Some(right)) => {
            let left = left
                .string
                .clone()
                .or_else(|| left.int.map(|int| int.to_string()));
            left.zip(right.string.as_deref())
                .is_some_and(|(left, right)| matches_texts(operand, &left, right))
        }
        (operand, Some(left), Some(right)) => {
            let texts = left.string.as_deref().zip(right.string.as_deref());
            texts.is_some_and(|(left, right)| matches_texts(operand, left, right))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_hold_two_values_against_each_other() {
        for (operand, left, right, holds) in [
            ("=", Some("a"), Some("a"), true),
            ("is", Some("a"), None, false),
            ("!=", Some("a"), None, true),
            ("not", None, None, false),
            ("<", Some("10"), Some("9"), true),
            (">=", Some("b"), Some("b"), true),
            ("set_contains", Some("a, b,c"), Some("c,a"), true),
            ("set_contains", Some("a"), Some("a,b"), false),
            ("set_contains_any", Some("a"), Some("a,b"), true),
            ("set_contains_any", Some("a"), Some("b"), false),
            ("is_set", Some(""), None, true),
            ("is_not_set", Some(""), None, false),
            ("distinct_hosts", None, None, true),
            ("near", Some("a"), Some("a"), false),
        ] {
            assert_eq!(
                matches(operand, left, right),
                holds,
                "{left:?} {operand} {right:?}"
            );
        }
    }
}
