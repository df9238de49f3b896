//! The lint `constraints-contradict`: its page, its rule, its tests.

use std::collections::BTreeMap;

use crate::lint::constraints::{ConstraintAt, is_distinct};
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::scheduler::feasible::matches;

lint! {
    /// Constraints of which a node can meet one or the other, and never both.
    ///
    /// ## Why
    ///
    /// A node must meet the constraints of the job, of the group and of each task of the group. If two of them
    /// exclude each other, nothing is ever placed.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// constraint {
    ///   attribute = "${attr.nomad.version}"
    ///   operator  = "version"
    ///   value     = ">= 0.12"
    /// }
    ///
    /// group "web" {
    ///   constraint {
    ///     attribute = "${attr.nomad.version}"
    ///     operator  = "version"
    ///     value     = "< 0.11"
    ///   }
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// constraint {
    ///   attribute = "${attr.nomad.version}"
    ///   operator  = "version"
    ///   value     = ">= 0.11"
    /// }
    /// ```
    "constraints-contradict", Warning, run
}

/// More constraints on one attribute are not looked at.
const MOST: usize = 32;

fn run(subject: &Subject<'_>, found: &mut Found) {
    let of_job = by_target(subject.job_constraints());
    of_job.iter().for_each(|(target, all)| judge(target, all, found));
    for group in subject.groups() {
        for (target, own) in by_target(group.constraints()) {
            if found.is_full() {
                return;
            }
            let mut all = of_job.get(target).cloned().unwrap_or_default();
            // What the job contradicts itself is said already.
            if all.is_empty() || can_be_met(&all) {
                all.extend(own);
                judge(target, &all, found);
            }
        }
    }
}

/// Those that look at a property of a node and say what it must be, by property.
fn by_target(constraints: Vec<ConstraintAt<'_>>) -> BTreeMap<&str, Vec<ConstraintAt<'_>>> {
    let mut all: BTreeMap<&str, Vec<ConstraintAt<'_>>> = BTreeMap::new();
    for asked in constraints {
        let constraint = asked.constraint;
        let is_plain = constraint.l_target.starts_with("${") && !constraint.r_target.starts_with("${");
        if is_plain && !is_distinct(constraint) {
            all.entry(&constraint.l_target).or_default().push(asked);
        }
    }
    all
}

/// Judges the constraints on one property.
fn judge(target: &str, all: &[ConstraintAt<'_>], found: &mut Found) {
    if all.len() > MOST || can_be_met(all) {
        return;
    }
    let Some(last) = first_too_many(all) else {
        return;
    };
    let Some((one, before)) = all.get(..=last).and_then(<[_]>::split_last) else {
        return;
    };
    let hint = format!("a node must meet all constraints on {target}: those of the job, the group and its tasks");
    let excludes = |other: &&ConstraintAt<'_>| !can_be_met(&[(*other).clone(), one.clone()]);
    match (before.iter().find(excludes), before) {
        (_, []) => {
            let message = format!("`{}` is true of nothing: it contradicts itself", one.words());
            found.add(one.at.clone(), message, hint);
        }
        (Some(other), _) => {
            let (one_words, other_words) = (one.words(), other.words());
            let message = format!("`{one_words}` contradicts `{other_words}`: no node can meet both");
            found.add_related(one.at.clone(), message, hint, (other.at.clone(), "it contradicts this"));
        }
        (None, [.., other]) => {
            let message = format!("`{}` contradicts those before it: no node can meet all of them", one.words());
            found.add_related(one.at.clone(), message, hint, (other.at.clone(), "the last of them"));
        }
    }
}

/// The first constraint that cannot be met together with those before it.
fn first_too_many(all: &[ConstraintAt<'_>]) -> Option<usize> {
    (0..all.len()).find(|last| all.get(..=*last).is_some_and(|some| !can_be_met(some)))
}

/// Whether there may be a value that meets all of these constraints on one attribute.
fn can_be_met(all: &[ConstraintAt<'_>]) -> bool {
    let operand = |asked: &&ConstraintAt<'_>| asked.constraint.operand.clone();
    let is_unset_asked = all.iter().any(|asked| operand(&asked) == "is_not_set");
    if is_unset_asked {
        return all
            .iter()
            .all(|asked| meets(asked, None));
    }
    let equal = all
        .iter()
        .find(|asked| matches!(operand(asked).as_str(), "=" | "==" | "is"));
    if let Some(equal) = equal {
        let value = Some(equal.constraint.r_target.as_str());
        return all.iter().all(|asked| meets(asked, value));
    }
    [ORDER, VERSIONS].iter().all(|kind| {
        let of_kind: Vec<&ConstraintAt<'_>> = all
            .iter()
            .filter(|asked| kind.operands.contains(&operand(asked).as_str()))
            .collect();
        let values = of_kind
            .iter()
            .flat_map(|asked| (kind.candidates)(&asked.constraint.r_target));
        of_kind.is_empty()
            || values
                .into_iter()
                .any(|value| of_kind.iter().all(|asked| meets(asked, Some(&value))))
    })
}

fn meets(asked: &ConstraintAt<'_>, value: Option<&str>) -> bool {
    matches(
        &asked.constraint.operand,
        value,
        Some(&asked.constraint.r_target),
    )
}

/// Operands that put values in an order. If any value meets some of them, then one of the candidates does: those
/// at a bound, those right after one, and the least of all.
struct Kind {
    operands: &'static [&'static str],
    candidates: fn(&str) -> Vec<String>,
}

const ORDER: Kind = Kind {
    operands: &["<", "<=", ">", ">="],
    candidates: |bound| vec![String::new(), bound.to_owned(), format!("{bound}\0")],
};

const VERSIONS: Kind = Kind {
    operands: &["version", "semver"],
    candidates: |bounds| {
        let is_sign = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '=' | '~' | '!');
        let mut all = vec!["0.0.0".to_owned()];
        for bound in bounds.split(',').take(MOST) {
            let bound = bound.trim_matches(is_sign);
            let release = bound.split(['-', '+']).next().unwrap_or_default();
            let padding = match release.matches('.').count() {
                0 => ".0.0.1",
                1 => ".0.1",
                _ => ".1",
            };
            all.extend([bound.to_owned(), release.to_owned(), format!("{release}{padding}")]);
        }
        all
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn both(pairs: &[(&str, &str)]) -> Vec<String> {
        let lines: String = pairs
            .iter()
            .map(|(operand, value)| {
                let value = if value.is_empty() { String::new() } else { format!("value = \"{value}\"\n") };
                format!("constraint {{\nattribute = \"${{meta.a}}\"\noperator = \"{operand}\"\n{value}}}\n")
            })
            .collect();
        found(&LINT, "group", &lines)
    }

    #[test]
    fn the_second_of_two_names_the_first() {
        assert_eq!(
            both(&[("=", "x"), ("=", "y")]),
            ["TaskGroups[0].Constraints[1]: `${meta.a} = y` contradicts `${meta.a} = x`: no node can meet both \
              (a node must meet all constraints on ${meta.a}: those of the job, the group and its tasks)"]
        );
    }

    #[test]
    fn what_excludes_each_other_is_found() {
        for pairs in [
            [("=", "x"), ("!=", "x")],
            [("regexp", "^y"), ("=", "x")],
            [("is_not_set", ""), ("=", "x")],
            [("is_set", ""), ("is_not_set", "")],
            [(">", "5"), ("<", "3")],
            [(">", "5"), ("<=", "5")],
            [("version", ">= 2.0"), ("version", "< 1.5")],
            [("version", "~> 1.2"), ("semver", ">= 3")],
            [("set_contains", "a,b"), ("=", "a")],
        ] {
            assert_eq!(both(&pairs).len(), 1, "{pairs:?}");
        }
        assert_eq!(both(&[("version", ">= 2, < 1")]).len(), 1);
        let three = both(&[("!=", "x"), ("regexp", "^y"), ("=", "x")]);
        assert!(three.len() == 1 && three[0].contains("contradicts `${meta.a} != x`"), "{three:?}");
    }

    #[test]
    fn what_can_be_met_together_is_left_alone() {
        for pairs in [
            [("=", "x"), ("=", "x")],
            [("!=", "x"), ("!=", "y")],
            [("is_not_set", ""), ("!=", "x")],
            [(">", "3"), ("<", "5")],
            [(">=", "5"), ("<=", "5")],
            [("version", "> 1.2"), ("version", "< 1.3")],
            [("version", ">= 0.6.1"), ("version", "!= 0.6.1")],
            [("semver", ">= 1.6.0-beta1"), ("version", "< 2")],
            [("regexp", "a"), ("regexp", "b")],
            [("set_contains", "a"), ("set_contains", "b")],
        ] {
            assert_eq!(both(&pairs), [""; 0], "{pairs:?}");
        }
    }
}
