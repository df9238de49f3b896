//! The group: the target of its scaling policy, and the volumes that the server knows.

use std::collections::BTreeMap;

use super::{Parent, service, task};
use crate::model::network::NetworkResource;
use crate::model::task_group::TaskGroup;

/// Without a highest count it is -1: a value that validation refuses.
pub(super) fn highest_count(group: &mut TaskGroup) {
    if let Some(scaling) = &mut group.scaling {
        scaling.max.get_or_insert(-1);
    }
}

pub(super) fn store(group: &mut TaskGroup, parent: &Parent<'_>) {
    let name = group.name.as_deref().unwrap_or_default();
    if let Some(scaling) = &mut group.scaling {
        scaling.target = Some(BTreeMap::from(
            [
                ("Namespace", parent.namespace),
                ("Job", parent.id),
                ("Group", name),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned())),
        ));
    }
    if let Some(volumes) = &mut group.volumes {
        volumes.retain(|_, volume| matches!(volume.volume_type.as_str(), "host" | "csi"));
    }
    group.networks.iter_mut().flatten().for_each(host_networks);
    for service in group.services.iter_mut().flatten() {
        service::store_of_group(service);
        service::canonicalize(service, parent.name, name, "group");
    }
    for task in group.tasks.iter_mut().flatten() {
        task::store(task, parent.vault_namespace);
        task::canonicalize(task, parent.name, name, group.restart_policy.as_ref());
    }
}

/// Ports that name no host network are opened in the one called `default`.
pub(in crate::canonical) fn host_networks(network: &mut NetworkResource) {
    let ports = network
        .dynamic_ports
        .iter_mut()
        .chain(&mut network.reserved_ports);
    for port in ports.flatten().filter(|port| port.host_network.is_empty()) {
        port.host_network.push_str("default");
    }
}
