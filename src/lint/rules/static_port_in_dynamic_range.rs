//! The lint `static-port-in-dynamic-range`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::state::ports::{FIRST_DYNAMIC_PORT, LAST_DYNAMIC_PORT};

lint! {
    /// A static port among those that Nomad gives away.
    ///
    /// ## Why
    ///
    /// Nomad chooses dynamic ports from 20000 to 32000. A static port in that range is free on a node only as long as no
    /// other allocation got it by chance: then the node cannot be used, and with bad luck none.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {
    ///     static = 25000
    ///   }
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {
    ///     static = 8080
    ///   }
    /// }
    /// ```
    "static-port-in-dynamic-range", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let range = i64::from(FIRST_DYNAMIC_PORT)..=i64::from(LAST_DYNAMIC_PORT);
    for group in subject.groups() {
        for port in group.ports().into_iter().filter(|port| port.is_static) {
            let number = port.port.value;
            if range.contains(&number) {
                found.add(
                    port.at,
                    format!("port {number} may have been given to another allocation by chance"),
                    format!("use a number outside of {} to {}", range.start(), range.end()),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn the_range_ends_at_both_ends() {
        let port = |number: i64| {
            let lines = format!("network {{\nport \"a\" {{\nstatic = {number}\n}}\n}}\n");
            found(&LINT, "group", &lines)
        };
        assert_eq!(
            port(20_000),
            ["TaskGroups[0].Networks[0].ReservedPorts[0]: port 20000 may have been given to another allocation by \
              chance (use a number outside of 20000 to 32000)"]
        );
        assert_eq!([port(19_999), port(32_001)], [[""; 0]; 2]);
    }
}
