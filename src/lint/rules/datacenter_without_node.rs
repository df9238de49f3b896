//! The lint `datacenter-without-node`: its page, its rule, its tests.

use std::collections::BTreeSet;

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::similar;
use crate::lint::subject::{Subject, list};

lint! {
    /// A datacenter in which the given fleet has no node.
    ///
    /// ## Why
    ///
    /// Nothing of the job is ever placed there, and if it is the only datacenter, nothing is placed at all. Names of
    /// datacenters have no wildcards, and case counts.
    ///
    /// ## Example
    ///
    /// ```hcl,job,fleet
    /// datacenters = ["DC1"]
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job,fleet
    /// datacenters = ["dc1"]
    /// ```
    "datacenter-without-node", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let Some(nodes) = subject.nodes else {
        return;
    };
    let known: BTreeSet<&str> = nodes.iter().map(|node| node.datacenter.as_str()).collect();
    for (index, datacenter) in list(&subject.job.datacenters).iter().enumerate() {
        if known.contains(datacenter.as_str()) || found.is_full() {
            continue;
        }
        let hint = similar::hint(datacenter, known.iter().copied(), || {
            let names: Vec<&str> = known.iter().copied().take(10).collect();
            format!("the fleet has {}", names.join(", "))
        });
        found.add(
            JsonPath::root().member("Datacenters").index(index),
            format!("no node of the fleet is in datacenter `{datacenter}`"),
            hint,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found_on_fleet;

    #[test]
    fn each_datacenter_without_nodes_is_found() {
        assert_eq!(
            found_on_fleet(&LINT, "job", "datacenters = [\"dc1\", \"europe\"]\n"),
            ["Datacenters[1]: no node of the fleet is in datacenter `europe` (the fleet has dc1)"]
        );
    }
}
