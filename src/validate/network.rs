//! Ports: no label and no number twice in a group.

use std::collections::{BTreeMap, BTreeSet};

use super::list;
use super::messages as say;
use super::report::{At, Findings};
use crate::model::network::{NetworkResource, Port};
use crate::model::task_group::TaskGroup;
use crate::notation::quote::quoted;

const HIGHEST_PORT: i64 = 65_535;

pub(super) fn ports(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let mut labels = BTreeSet::new();
    let mut numbers = BTreeMap::new();
    each_port(list(&group.networks), &at.member("Networks"), &mut |port, at| {
        if !labels.insert(port.label.as_str()) {
            found.add(
                say::port_label_in_use(&port.label, "taskgroup network"),
                &at.member("Label"),
            );
        }
        number(port, "taskgroup network", &mut numbers, at, found);
        if port.to < -1 {
            found.add(
                say::mapped_to_negative(quoted(&port.label), port.to),
                &at.member("To"),
            );
        } else if port.to > HIGHEST_PORT {
            found.add(
                say::mapped_too_large(quoted(&port.label), port.to),
                &at.member("To"),
            );
        }
    });
    for (index, task) in group.tasks().iter().enumerate() {
        let Some(resources) = &task.resources else {
            continue;
        };
        let at = &at.member("Tasks");
        let at = &at.index(index);
        let at = &at.member("Resources");
        each_port(
            list(&resources.networks),
            &at.member("Networks"),
            &mut |port, at| {
                // Two tasks may use the same label.
                if labels.contains(port.label.as_str()) {
                    found.add(
                        say::port_label_in_use(&port.label, "taskgroup network"),
                        &at.member("Label"),
                    );
                }
                number(port, &task.name, &mut numbers, at, found);
            },
        );
    }
}

/// Calls `visit` for the ports of some networks, in each those with a number of their own first.
fn each_port<'a>(networks: &'a [NetworkResource], at: &At<'_>, visit: &mut dyn FnMut(&'a Port, &At<'_>)) {
    for (index, network) in networks.iter().enumerate() {
        let at = &at.index(index);
        for (member, ports) in [
            ("ReservedPorts", &network.reserved_ports),
            ("DynamicPorts", &network.dynamic_ports),
        ] {
            for (index, port) in list(ports).iter().enumerate() {
                visit(port, &at.member(member).index(index));
            }
        }
    }
}

fn number<'a>(
    port: &'a Port,
    owner: &'a str,
    numbers: &mut BTreeMap<i64, (&'a str, &'a str)>,
    at: &At<'_>,
    found: &mut Findings,
) {
    let at = &at.member("Value");
    if port.value == 0 {
        return;
    }
    if let Some((owner, label)) = numbers.get(&port.value) {
        found.add(
            say::static_port_in_use(port.value, &format!("{owner}:{label}")),
            at,
        );
    } else if port.value > HIGHEST_PORT {
        found.add(say::port_too_large(&port.label, port.value), at);
    } else {
        numbers.insert(port.value, (owner, &port.label));
    }
}
