//! The lint `distinct-hosts-above-nodes`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted, list};
use crate::model::constraint::Constraint;

lint! {
    /// More allocations on distinct hosts than the given fleet has nodes for.
    ///
    /// ## Why
    ///
    /// With `distinct_hosts` each allocation needs a node of its own; on a job, each of all its groups together. What
    /// finds none is never placed.
    ///
    /// ## Example
    ///
    /// ```hcl,group,fleet
    /// count = 4
    ///
    /// constraint {
    ///   operator = "distinct_hosts"
    ///   value    = "true"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group,fleet
    /// count = 3
    ///
    /// constraint {
    ///   operator = "distinct_hosts"
    ///   value    = "true"
    /// }
    /// ```
    "distinct-hosts-above-nodes", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if subject.is_system() {
        return;
    }
    let is_of_job = list(&subject.job.constraints).iter().any(is_distinct_hosts);
    if let Some(nodes) = subject.nodes_in_reach().filter(|_| is_of_job) {
        let groups = subject.job.groups().iter();
        let total = groups.fold(0_i64, |total, group| total.saturating_add(group.count()));
        let asked = subject.job_constraints().into_iter();
        if let Some(asked) = asked.into_iter().find(|asked| is_distinct_hosts(asked.constraint)) {
            report(found, asked.at, total, nodes.len());
        }
    }
    for group in subject.groups() {
        let Some(index) = list(&group.group.constraints).iter().position(is_distinct_hosts) else {
            continue;
        };
        if let Some(nodes) = subject.nodes_for(&group) {
            let at = group.at.member("Constraints").index(index);
            report(found, at, group.group.count(), nodes.len());
        }
    }
}

fn report(found: &mut Found, at: JsonPath, allocations: i64, nodes: usize) {
    let nodes = i64::try_from(nodes).unwrap_or(i64::MAX);
    // Where no node can be used at all, others say why.
    if nodes > 0 && allocations > nodes {
        let asked = counted(allocations, "allocation needs a host", "allocations need hosts");
        let fit = counted(nodes, "node", "nodes");
        found.add(
            at,
            format!("{asked} of their own, and {fit} of the fleet can be used"),
            format!("lower the count to {nodes}, or let some share a host"),
        );
    }
}

fn is_distinct_hosts(constraint: &Constraint) -> bool {
    constraint.operand == "distinct_hosts"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found_on_fleet;

    #[test]
    fn a_job_counts_all_of_its_groups() {
        let group = |name: &str| format!("group \"{name}\" {{\ncount = 2\ntask \"a\" {{\ndriver = \"exec\"\n}}\n}}\n");
        let lines = format!("constraint {{\ndistinct_hosts = true\n}}\n{}{}", group("a"), group("b"));
        assert_eq!(
            found_on_fleet(&LINT, "job", &lines),
            ["Constraints[0]: 4 allocations need hosts of their own, and 3 nodes of the fleet can be used (lower \
              the count to 3, or let some share a host)"]
        );
    }

    #[test]
    fn only_nodes_count_that_meet_the_other_constraints() {
        let rack = "constraint {\nattribute = \"${meta.rack}\"\nvalue = \"r1\"\n}\n";
        let lines = |count| format!("count = {count}\nconstraint {{\ndistinct_hosts = true\n}}\n{rack}");
        assert_eq!(found_on_fleet(&LINT, "group", &lines(3)).len(), 1);
        assert_eq!(found_on_fleet(&LINT, "group", &lines(2)), [""; 0]);
    }
}
