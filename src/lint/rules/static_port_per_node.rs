//! The lint `static-port-per-node`: its page, its rule, its tests.

use crate::lint::constraints::ConstraintAt;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted};

lint! {
    /// A static port in a group with a count above one.
    ///
    /// ## Why
    ///
    /// A port with a number of its own is there once on a node, so that each allocation needs another node; what
    /// finds none is not placed. With a fleet, [static-port-above-nodes](#static-port-above-nodes) counts its nodes
    /// instead.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// count = 3
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
    /// A number that Nomad chooses, mapped to the one the program listens at:
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// network {
    ///   port "http" {
    ///     to = 8080
    ///   }
    /// }
    /// ```
    ///
    /// Where one allocation a node is meant, say so by a `distinct_hosts` constraint, which silences this lint.
    "static-port-per-node", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if subject.nodes.is_some() || subject.is_system() {
        return;
    }
    let is_distinct = |all: &[ConstraintAt<'_>]| {
        all.iter().any(|asked| asked.constraint.operand == "distinct_hosts")
    };
    for group in subject.groups() {
        let count = group.group.count();
        if count <= 1 || is_distinct(&subject.constraints_of(&group)) {
            continue;
        }
        for port in group.ports().into_iter().filter(|port| port.is_static) {
            let number = port.port.value;
            let allocations = counted(count, "allocation needs", "allocations need");
            found.add(
                port.at,
                format!("{allocations} a node each, since port {number} is there once on a node"),
                "leave `static` out and map the port by `to`, or say `distinct_hosts` if that is meant",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{found, found_on_fleet};

    const PORT: &str = "network {\nport \"http\" {\nstatic = 80\n}\nport \"b\" {}\n}\n";

    #[test]
    fn static_ports_are_found_where_several_allocations_want_them() {
        let lines = format!("count = 2\n{PORT}");
        assert_eq!(
            found(&LINT, "group", &lines),
            ["TaskGroups[0].Networks[0].ReservedPorts[0]: 2 allocations need a node each, since port 80 is there \
              once on a node (leave `static` out and map the port by `to`, or say `distinct_hosts` if that is meant)"]
        );
        assert_eq!(found_on_fleet(&LINT, "group", &lines), [""; 0]);
        assert_eq!(found(&LINT, "group", PORT), [""; 0]);
        let distinct = format!("{lines}constraint {{\ndistinct_hosts = true\n}}\n");
        assert_eq!(found(&LINT, "group", &distinct), [""; 0]);
    }
}
