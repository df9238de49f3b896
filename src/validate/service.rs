//! Services of groups and tasks, and the ports they name.

use std::collections::{BTreeMap, BTreeSet};

use super::messages as say;
use super::report::{At, Findings};
use super::{connect, list, service_check};
use crate::model::service::{SERVICE_ADDRESS_MODES, Service};
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;
use crate::notation::interpolation;
use crate::notation::quote::{quoted, quoted_ascii};

/// Services of the group, and what those of its tasks have to do with them.
pub(super) fn of_group(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let mut known = BTreeSet::new();
    for (task_index, task) in group.tasks().iter().enumerate() {
        for (index, service) in list(&task.services).iter().enumerate() {
            let at = &at.member("Tasks");
            let at = &at.index(task_index);
            let at = &at.member("Services");
            let at = &at.index(index);
            if !known.insert(identity(service)) {
                found.add(say::service_of_group_duplicate(&service.name), &at.member("Name"));
            }
            for (index, check) in list(&service.checks).iter().enumerate() {
                if !check.task_name.is_empty() {
                    let at = &at.member("Checks");
                    found.add(
                        say::check_with_task(&check.name),
                        &at.index(index).member("TaskName"),
                    );
                }
            }
        }
    }
    if list(&group.services).is_empty() {
        return;
    }
    let tasks: BTreeSet<&str> = group.tasks().iter().map(|task| task.name.as_str()).collect();
    for (index, service) in list(&group.services).iter().enumerate() {
        let at = &at.member("Services");
        let at = &at.index(index);
        let mut is_good = true;
        let heading = || {
            is_good = false;
            say::group_service_failed(index, &service.name)
        };
        found.under(heading, |found| self::service(service, at, found));
        if !is_good {
            continue;
        }
        if !known.insert(identity(service)) {
            found.add(say::service_of_group_duplicate(&service.name), &at.member("Name"));
        }
        check_tasks(service, &tasks, at, found);
    }
}

/// Two services are the same when name and port, one after the other, read alike.
fn identity(service: &Service) -> String {
    format!("{}{}", service.name, service.port_label)
}

/// Checks of a group's service may run in a task, if they are of a type that can.
fn check_tasks(service: &Service, tasks: &BTreeSet<&str>, at: &At<'_>, found: &mut Findings) {
    for (index, check) in list(&service.checks).iter().enumerate() {
        if check.task_name.is_empty() {
            continue;
        }
        let at = &at.member("Checks");
        let at = &at.index(index);
        if !matches!(check.check_type.as_str(), "script" | "grpc") {
            found.add(say::check_task_of_type(&check.name), &at.member("TaskName"));
        }
        if !tasks.contains(check.task_name.as_str()) {
            found.add(
                say::check_unknown_task(&check.name, &check.task_name),
                &at.member("TaskName"),
            );
        }
    }
}

/// Services of a task: one a name and port, with ports that the task has.
pub(super) fn of_task(task: &Task, at: &At<'_>, found: &mut Findings) {
    let mut used = BTreeMap::new();
    let mut known = BTreeSet::new();
    for (index, service) in list(&task.services).iter().enumerate() {
        let at = &at.member("Services");
        let at = &at.index(index);
        let heading = || say::task_service_failed(index, quoted_ascii(&service.name));
        found.under(heading, |found| self::service(service, at, found));
        if !known.insert(identity(service)) {
            found.add(say::service_duplicate(quoted(&service.name)), &at.member("Name"));
        }
        let numeric_port = service.address_mode == "driver" && is_number(&service.port_label);
        if !service.port_label.is_empty() && !numeric_port {
            use_port(&mut used, &service.port_label, service);
        }
        service_check::ports(
            service,
            at,
            &mut |label| use_port(&mut used, label, service),
            found,
        );
    }
    defined_ports(task, used, at, found);
}

/// The services that use each port label.
type UsedPorts<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn use_port<'a>(used: &mut UsedPorts<'a>, label: &'a str, service: &'a Service) {
    used.entry(label).or_default().insert(&service.name);
}

fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

fn defined_ports(task: &Task, used: UsedPorts<'_>, at: &At<'_>, found: &mut Findings) {
    let networks = task
        .resources
        .as_ref()
        .map(|resources| list(&resources.networks))
        .unwrap_or_default();
    let ports = networks.iter().flat_map(|network| {
        let reserved = list(&network.reserved_ports).iter();
        reserved.chain(list(&network.dynamic_ports))
    });
    let defined: BTreeSet<&str> = ports.map(|port| port.label.as_str()).collect();
    for (label, services) in used.into_iter().filter(|(label, _)| !defined.contains(label)) {
        let services: Vec<&str> = services.into_iter().collect();
        found.add(
            say::undefined_port(quoted(label), &services.join(", ")),
            &at.member("Services"),
        );
    }
}

fn service(service: &Service, at: &At<'_>, found: &mut Findings) {
    let name = interpolation::replace(&service.name, |_| Some("ENV-VAR".to_owned()));
    if !is_service_name(&name) {
        found.add(say::service_name(quoted(&service.name)), &at.member("Name"));
    }
    let mode = service.address_mode.as_str();
    if !mode.is_empty() && !SERVICE_ADDRESS_MODES.contains(&mode) {
        found.add(say::service_address_mode(quoted(mode)), &at.member("AddressMode"));
    }
    for (index, check) in list(&service.checks).iter().enumerate() {
        let at = &at.member("Checks");
        service_check::check(check, service, &at.index(index), found);
    }
    if let Some(connect) = &service.connect {
        let at = &at.member("Connect");
        connect::connect(connect, at, found);
        if connect.native && service.task_name.is_empty() {
            found.add(say::native_without_task(&service.name), at);
        }
    }
}

/// Whether this can be a name in DNS: at most 63 letters, digits and dashes, no dash at the ends.
fn is_service_name(name: &str) -> bool {
    // The reference asks without regard to case, so the two letters that fold to s and k are letters, too.
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{17f}' | '\u{212a}');
    name.chars().all(|c| is_letter(c) || c == '-')
        && name.starts_with(is_letter)
        && name.ends_with(is_letter)
        && name.chars().count() <= 63
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_names_are_names_of_hosts() {
        for name in ["a", "A-1", "web-api", &"a".repeat(63)] {
            assert!(is_service_name(name), "{name}");
        }
        for name in ["", "-a", "a-", "a_b", "a.b", "ä", &"a".repeat(64)] {
            assert!(!is_service_name(name), "{name}");
        }
    }
}
