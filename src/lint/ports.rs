//! The ports of a group and its tasks.

use crate::diagnostic::JsonPath;
use crate::model::network::{NetworkResource, Port};

use super::subject::{GroupAt, list};

/// A port and where it is.
pub(super) struct PortAt<'a> {
    pub(super) port: &'a Port,
    pub(super) at: JsonPath,
    /// The task whose network it is in; nothing for the group's.
    pub(super) task: Option<&'a str>,
    /// Whether its number is chosen by the job.
    pub(super) is_static: bool,
}

/// What the environment variables that tell a port begin with; the label follows.
pub(super) const VARIABLES: &[&str] = &[
    "NOMAD_PORT_",
    "NOMAD_ADDR_",
    "NOMAD_IP_",
    "NOMAD_HOST_PORT_",
    "NOMAD_HOST_ADDR_",
    "NOMAD_HOST_IP_",
    "NOMAD_ALLOC_PORT_",
];

/// A label as names of environment variables have it.
pub(super) fn clean(label: &str) -> String {
    label
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

impl<'a> GroupAt<'a> {
    /// The ports of the group's network and those of its tasks that somebody wrote: not those that Consul Connect
    /// implies.
    pub(super) fn ports(&self) -> Vec<PortAt<'a>> {
        let mut all = Vec::new();
        of_networks(list(&self.group.networks), &self.at, None, &mut all);
        for task in self.tasks() {
            if let Some(resources) = &task.task.resources {
                let at = task.at.member("Resources");
                let name = Some(task.task.name.as_str());
                of_networks(list(&resources.networks), &at, name, &mut all);
            }
        }
        all.retain(|port| !port.port.label.starts_with("connect-proxy-"));
        all
    }
}

fn of_networks<'a>(
    networks: &'a [NetworkResource],
    owner: &JsonPath,
    task: Option<&'a str>,
    all: &mut Vec<PortAt<'a>>,
) {
    let at = owner.member("Networks");
    for (index, network) in networks.iter().enumerate() {
        let at = at.index(index);
        for (member, ports, is_static) in [
            ("ReservedPorts", &network.reserved_ports, true),
            ("DynamicPorts", &network.dynamic_ports, false),
        ] {
            let at = at.member(member);
            all.extend(list(ports).iter().enumerate().map(|(index, port)| PortAt {
                port,
                at: at.index(index),
                task,
                is_static,
            }));
        }
    }
}
