//! Constraints, affinities and spreads.

use std::collections::BTreeSet;

use super::list;
use super::messages as say;
use super::report::{At, Findings};
use crate::model::constraint::{Affinity, Constraint, Spread};
use crate::model::job::{JOB_TYPE_SYSTEM, Job};
use crate::notation::number::parse_uint_in;
use crate::notation::quote::quoted;
use crate::notation::regexp;
use crate::notation::version::{Constraints, Scheme};

pub(super) fn constraints(constraints: &[Constraint], at: &At<'_>, found: &mut Findings) {
    for (index, constraint) in constraints.iter().enumerate() {
        let heading = || say::constraint_failed(index + 1);
        found.under(heading, |found| {
            self::constraint(constraint, &at.index(index), found)
        });
    }
}

pub(super) fn affinities(affinities: &[Affinity], job: &Job, at: &At<'_>, found: &mut Findings) {
    if job.job_type() == JOB_TYPE_SYSTEM {
        if !affinities.is_empty() {
            found.add(say::system_affinity(), at);
        }
        return;
    }
    for (index, affinity) in affinities.iter().enumerate() {
        let heading = || say::affinity_failed(index + 1);
        found.under(heading, |found| self::affinity(affinity, &at.index(index), found));
    }
}

pub(super) fn spreads(spreads: &[Spread], job: &Job, at: &At<'_>, found: &mut Findings) {
    if job.job_type() == JOB_TYPE_SYSTEM {
        if !spreads.is_empty() {
            found.add(say::system_spread(), at);
        }
        return;
    }
    for (index, spread) in spreads.iter().enumerate() {
        let heading = || say::spread_failed(index + 1);
        found.under(heading, |found| self::spread(spread, &at.index(index), found));
    }
}

pub(super) fn constraint(constraint: &Constraint, at: &At<'_>, found: &mut Findings) {
    let operand = constraint.operand.as_str();
    let target = constraint.r_target.as_str();
    let (value, operator) = (&at.member("RTarget"), &at.member("Operand"));
    if operand.is_empty() {
        found.add(say::missing_operand(), operator);
    }
    match operand {
        "set_contains" | "set_contains_all" | "set_contains_any" if target.is_empty() => {
            found.add(say::set_without_target(), value);
        }
        "distinct_hosts" | "set_contains" | "set_contains_all" | "set_contains_any" => {}
        "distinct_property" => distinct_count(target, value, found),
        "is_set" | "is_not_set" => {
            if !target.is_empty() {
                found.add(say::operand_takes_no_target(quoted(operand)), value);
            }
        }
        _ => {
            if !is_comparison(operand, target, "constraint", value, found) {
                found.add(say::unknown_operand(quoted(operand)), operator);
            }
        }
    }
    if operand != "distinct_hosts" && constraint.l_target.is_empty() {
        found.add(say::missing_attribute(), &at.member("LTarget"));
    }
}

pub(super) fn affinity(affinity: &Affinity, at: &At<'_>, found: &mut Findings) {
    let operand = affinity.operand.as_str();
    let target = affinity.r_target.as_str();
    let (value, operator) = (&at.member("RTarget"), &at.member("Operand"));
    if operand.is_empty() {
        found.add(say::affinity_without_operand(), operator);
    }
    match operand {
        "set_contains" | "set_contains_all" | "set_contains_any" => {
            if target.is_empty() {
                found.add(say::affinity_set_without_target(), value);
            }
        }
        _ => {
            if !is_comparison(operand, target, "affinity", value, found) {
                found.add(say::unknown_affinity_operand(quoted(operand)), operator);
            }
        }
    }
    if affinity.l_target.is_empty() {
        found.add(say::affinity_without_attribute(), &at.member("LTarget"));
    }
    match affinity.weight.unwrap_or_default() {
        0 => found.add(say::affinity_weight_zero(), &at.member("Weight")),
        -100..=100 => {}
        _ => found.add(say::affinity_weight_range(), &at.member("Weight")),
    }
}

/// Judges the value of an operand that compares; whether it is one.
fn is_comparison(operand: &str, target: &str, what: &str, at: &At<'_>, found: &mut Findings) -> bool {
    let fault = match operand {
        "regexp" => regexp::check(target).err().map(|why| say::invalid_regexp(&why)),
        "version" => Constraints::parse(target, Scheme::Version)
            .err()
            .map(|why| say::invalid_version(what, &why)),
        "semver" => Constraints::parse(target, Scheme::Semver)
            .err()
            .map(|why| say::invalid_semver(what, &why)),
        "=" | "==" | "is" | "!=" | "not" | "<" | "<=" | ">" | ">=" => target
            .is_empty()
            .then(|| say::operand_needs_target(quoted(operand))),
        _ => return false,
    };
    if let Some(fault) = fault {
        found.add(fault, at);
    }
    true
}

/// How many may share the property: one, or what is given.
fn distinct_count(target: &str, at: &At<'_>, found: &mut Findings) {
    if target.is_empty() {
        return;
    }
    match parse_uint_in(target, 10, 64) {
        Ok(0) => found.add(say::count_below_one(0), at),
        Ok(_) => {}
        Err(why) => found.add(say::invalid_count(quoted(target), &why.to_string()), at),
    }
}

fn spread(spread: &Spread, at: &At<'_>, found: &mut Findings) {
    if spread.attribute.is_empty() {
        found.add(say::spread_without_attribute(), &at.member("Attribute"));
    }
    if !(1..=100).contains(&spread.weight.unwrap_or_default()) {
        found.add(say::spread_weight(), &at.member("Weight"));
    }
    let mut seen = BTreeSet::new();
    let mut sum = 0;
    for (index, target) in list(&spread.spread_target).iter().enumerate() {
        let at = &at.member("SpreadTarget");
        let at = &at.index(index);
        if !seen.insert(target.value.as_str()) {
            found.add(
                say::spread_target_redefined(quoted(&target.value)),
                &at.member("Value"),
            );
        }
        if target.percent > 100 {
            found.add(say::spread_percent(quoted(&target.value)), &at.member("Percent"));
        }
        sum += u32::from(target.percent);
    }
    if sum > 100 {
        found.add(say::spread_percent_sum(sum), &at.member("SpreadTarget"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::model::constraint::{AFFINITY_OPERANDS, CONSTRAINT_OPERANDS};

    /// A target that the operand takes.
    fn target(operand: &str) -> String {
        let target = match operand {
            "is_set" | "is_not_set" => "",
            "distinct_property" => "2",
            _ => "1.2.3",
        };
        target.to_owned()
    }

    fn faults(check: impl FnOnce(&At<'_>, &mut Findings)) -> usize {
        let mut found = Findings::new(Severity::Error);
        check(&At::ROOT, &mut found);
        found.into_vec().len()
    }

    #[test]
    fn every_operand_of_the_model_has_a_rule() {
        let of_constraint = |operand: &str| {
            let constraint = Constraint {
                l_target: "${node.class}".to_owned(),
                r_target: target(operand),
                operand: operand.to_owned(),
            };
            faults(|at, found| self::constraint(&constraint, at, found))
        };
        let of_affinity = |operand: &str| {
            let affinity = Affinity {
                l_target: "${node.class}".to_owned(),
                r_target: target(operand),
                operand: operand.to_owned(),
                weight: Some(1),
            };
            faults(|at, found| self::affinity(&affinity, at, found))
        };
        for operand in CONSTRAINT_OPERANDS {
            assert_eq!(of_constraint(operand), 0, "{operand}");
        }
        for operand in AFFINITY_OPERANDS {
            assert_eq!(of_affinity(operand), 0, "{operand}");
        }
        assert_eq!((of_constraint("~"), of_affinity("is_set")), (1, 1));
    }
}
