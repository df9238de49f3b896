//! The lint `repeated-placement-rule`: its page, its rule, its tests.

use std::collections::BTreeMap;

use crate::diagnostic::JsonPath;
use crate::lint::constraints::words;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list};
use crate::model::constraint::{Affinity, Constraint, Spread};

lint! {
    /// The same constraint, affinity or spread twice in one stanza.
    ///
    /// ## Why
    ///
    /// A constraint gains nothing by being repeated. An affinity or a spread counts twice, with both weights, which is
    /// easier to read as one with the right weight; most often the second was meant to look at something else.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// spread {
    ///   attribute = "${node.datacenter}"
    /// }
    ///
    /// spread {
    ///   attribute = "${node.datacenter}"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// spread {
    ///   attribute = "${node.datacenter}"
    /// }
    ///
    /// spread {
    ///   attribute = "${meta.rack}"
    /// }
    /// ```
    "repeated-placement-rule", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let job = subject.job;
    let root = JsonPath::root();
    constraints(&job.constraints, &root, found);
    affinities(&job.affinities, &root, found);
    spreads(&job.spreads, &root, found);
    for group in subject.groups() {
        constraints(&group.group.constraints, &group.at, found);
        affinities(&group.group.affinities, &group.at, found);
        spreads(&group.group.spreads, &group.at, found);
    }
    for task in subject.tasks() {
        constraints(&task.task.constraints, &task.at, found);
        affinities(&task.task.affinities, &task.at, found);
    }
}

fn constraints(all: &Option<Vec<Constraint>>, owner: &JsonPath, found: &mut Found) {
    let keys = list(all).iter().map(words);
    repeated(keys, &owner.member("Constraints"), "constraint", found);
}

fn affinities(all: &Option<Vec<Affinity>>, owner: &JsonPath, found: &mut Found) {
    let key = |affinity: &Affinity| format!("{} {} {}", affinity.l_target, affinity.operand, affinity.r_target);
    repeated(list(all).iter().map(key), &owner.member("Affinities"), "affinity", found);
}

fn spreads(all: &Option<Vec<Spread>>, owner: &JsonPath, found: &mut Found) {
    let keys = list(all).iter().map(|spread| spread.attribute.clone());
    repeated(keys, &owner.member("Spreads"), "spread", found);
}

fn repeated(keys: impl Iterator<Item = String>, at: &JsonPath, what: &str, found: &mut Found) {
    let mut first = BTreeMap::new();
    for (index, key) in keys.enumerate() {
        match first.get(&key) {
            Some(before) => found.add_related(
                at.index(index),
                format!("the {what} `{}` is here twice", key.trim()),
                "take one of them out",
                (at.index(*before), "it is here first"),
            ),
            None => {
                first.insert(key, index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn only_the_very_same_is_found_and_only_in_the_same_stanza() {
        let affinity = |value: &str| {
            format!("affinity {{\nattribute = \"${{meta.a}}\"\nvalue = \"{value}\"\nweight = 20\n}}\n")
        };
        let lines = affinity("x") + &affinity("y") + &affinity("x");
        assert_eq!(
            found(&LINT, "job", &lines),
            ["Affinities[2]: the affinity `${meta.a} = x` is here twice (take one of them out)"]
        );
        let lines = format!("{}group \"a\" {{\n{}task \"b\" {{\ndriver = \"exec\"\n}}\n}}\n", affinity("x"), affinity("x"));
        assert_eq!(found(&LINT, "job", &lines), [""; 0]);
    }
}
