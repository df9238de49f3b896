//! The lint `constraint-without-node`: its page, its rule, its tests.

use std::collections::BTreeSet;

use crate::lint::constraints::ConstraintAt;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::model::node::Node;
use crate::scheduler::feasible::{is_met, resolve};

lint! {
    /// A constraint that no node of the given fleet meets.
    ///
    /// ## Why
    ///
    /// Nothing of the group can be placed on this fleet. Only nodes are asked that are ready and in the datacenters of
    /// the job.
    ///
    /// ## Example
    ///
    /// ```hcl,job,fleet
    /// constraint {
    ///   attribute = "${meta.storage}"
    ///   value     = "ssd"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// Here the nodes say `hdd,ssd`: a list, in which the value can be looked for.
    ///
    /// ```hcl,job,fleet
    /// constraint {
    ///   attribute = "${meta.storage}"
    ///   operator  = "set_contains"
    ///   value     = "ssd"
    /// }
    /// ```
    "constraint-without-node", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let Some(nodes) = subject.nodes_in_reach().filter(|nodes| !nodes.is_empty()) else {
        return;
    };
    let mut unmet = BTreeSet::new();
    for group in subject.groups() {
        let constraints = subject.constraints_of(&group);
        let mut all_have_nodes = true;
        for asked in &constraints {
            if nodes.iter().any(|node| is_met(asked.constraint, node)) {
                continue;
            }
            all_have_nodes = false;
            if unmet.insert(asked.at.clone()) {
                let message = format!("no node of the fleet meets `{}`", asked.words());
                found.add(asked.at.clone(), message, values(asked, &nodes));
            }
        }
        let meets_all = |node: &&Node| constraints.iter().all(|asked| is_met(asked.constraint, node));
        if all_have_nodes && !nodes.iter().any(meets_all) {
            let name = group.group.name();
            found.add(
                group.at,
                format!("some node of the fleet meets each constraint of group `{name}`, but none meets all"),
                "let go of one of the constraints of the job, the group or its tasks",
            );
        }
    }
}

/// What the nodes have instead.
fn values(asked: &ConstraintAt<'_>, nodes: &[&Node]) -> String {
    const SHOWN: usize = 5;
    let target = &asked.constraint.l_target;
    let values: BTreeSet<&str> = nodes.iter().filter_map(|node| resolve(target, node)).collect();
    let shown: Vec<String> = values.iter().take(SHOWN).map(|value| format!("`{value}`")).collect();
    match values.len() {
        0 => format!("no node has a value for {target}"),
        1..=SHOWN => format!("the nodes have {}", shown.join(", ")),
        more => format!("the nodes have {} and {} more", shown.join(", "), more - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{found, found_on_fleet};

    const WINDOWS: &str = "constraint {\nattribute = \"${attr.kernel.name}\"\nvalue = \"windows\"\n}\n";

    #[test]
    fn the_hint_says_what_the_nodes_have() {
        let expected = "Constraints[0]: no node of the fleet meets `${attr.kernel.name} = windows` (the nodes have \
                        `linux`)";
        assert_eq!(found_on_fleet(&LINT, "job", WINDOWS), [expected]);
        assert_eq!(found(&LINT, "job", WINDOWS), [""; 0], "nothing is known of the fleet");
    }

    #[test]
    fn constraints_that_no_node_meets_together_are_found() {
        let on = |target: &str, value: &str| {
            format!("constraint {{\nattribute = \"${{{target}}}\"\nvalue = \"{value}\"\n}}\n")
        };
        let lines = on("node.unique.name", "node-1") + &on("meta.rack", "r2");
        let found = found_on_fleet(&LINT, "group", &lines);
        assert!(found.len() == 1 && found[0].starts_with("TaskGroups[0]: some node"), "{found:?}");
    }
}
