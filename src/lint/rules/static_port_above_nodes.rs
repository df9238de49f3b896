//! The lint `static-port-above-nodes`: its page, its rule, its tests.

use std::collections::BTreeMap;

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::ports::PortAt;
use crate::lint::subject::{Subject, counted};

lint! {
    /// More allocations with one static port than the given fleet has nodes for.
    ///
    /// ## Why
    ///
    /// A port with a number of its own is there once on a node. Allocations of all groups that want it need a node each,
    /// and so do canaries, which run beside the old allocations: what finds no node is not placed.
    ///
    /// ## Example
    ///
    /// ```hcl,group,fleet
    /// count = 4
    ///
    /// network {
    ///   port "http" {
    ///     static = 8080
    ///   }
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group,fleet
    /// count = 4
    ///
    /// network {
    ///   port "http" {
    ///     to = 8080
    ///   }
    /// }
    /// ```
    "static-port-above-nodes", Warning, run
}

/// Who wants a port.
#[derive(Default)]
struct Wanted {
    allocations: i64,
    canaries: i64,
    /// How many nodes can be used by the group that has the most.
    nodes: i64,
    at: Option<JsonPath>,
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if subject.is_system() {
        return;
    }
    let mut wanted: BTreeMap<i64, Wanted> = BTreeMap::new();
    for group in subject.groups() {
        let ports = group.ports().into_iter().filter(|port| port.is_static);
        let ports: Vec<PortAt<'_>> = ports.collect();
        if ports.is_empty() {
            continue;
        }
        let Some(nodes) = subject.nodes_for(&group) else {
            return;
        };
        let update = group.deployment().filter(|_| subject.is_service());
        let canaries = update.and_then(|update| update.canary).unwrap_or_default();
        for port in ports {
            let wanted = wanted.entry(port.port.value).or_default();
            wanted.allocations = wanted.allocations.saturating_add(group.group.count());
            wanted.canaries = wanted.canaries.saturating_add(canaries.max(0));
            wanted.nodes = wanted.nodes.max(i64::try_from(nodes.len()).unwrap_or(i64::MAX));
            wanted.at = Some(port.at);
        }
    }
    for (number, wanted) in wanted {
        // Where no node can be used at all, others say why.
        let Some(at) = wanted.at.filter(|_| wanted.nodes > 0) else {
            continue;
        };
        let allocations = counted(wanted.allocations, "allocation wants", "allocations want");
        let nodes = counted(wanted.nodes, "node", "nodes");
        if wanted.allocations > wanted.nodes {
            found.add(
                at,
                format!("{allocations} port {number} of a node, and {nodes} of the fleet can be used"),
                "leave `static` out and map the port by `to`, or lower the count",
            );
        } else if wanted.canaries > 0 && wanted.allocations.saturating_add(wanted.canaries) > wanted.nodes {
            let canaries = counted(wanted.canaries, "canary", "canaries");
            found.add(
                at,
                format!("{allocations} port {number} of a node, which leaves no node for {canaries}: {nodes} can be used"),
                "leave `static` out and map the port by `to`, or update without canaries",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{found, found_on_fleet};

    fn group(count: i64, more: &str) -> String {
        format!("count = {count}\n{more}\nnetwork {{\nport \"http\" {{\nstatic = 80\n}}\n}}\n")
    }

    #[test]
    fn allocations_beyond_the_nodes_are_found() {
        assert_eq!(
            found_on_fleet(&LINT, "group", &group(4, "")),
            ["TaskGroups[0].Networks[0].ReservedPorts[0]: 4 allocations want port 80 of a node, and 3 nodes of the \
              fleet can be used (leave `static` out and map the port by `to`, or lower the count)"]
        );
        assert_eq!(found_on_fleet(&LINT, "group", &group(3, "")), [""; 0]);
        assert_eq!(found(&LINT, "group", &group(4, "")), [""; 0], "nothing is known of the fleet");
    }

    #[test]
    fn canaries_need_nodes_of_their_own() {
        let found = found_on_fleet(&LINT, "group", &group(3, "update {\ncanary = 1\n}"));
        assert!(found.len() == 1 && found[0].contains("leaves no node for 1 canary"), "{found:?}");
        assert_eq!(found_on_fleet(&LINT, "group", &group(2, "update {\ncanary = 1\n}")), [""; 0]);
    }
}
