//! Whether a node has the networks that a group asks for.

use crate::model::node::Node;

use super::{Ask, Reason};

/// A node must have a network of the group's mode, `host` if the group says nothing, and the host networks that
/// the group's ports name.
pub(super) fn check(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    let resources = node.node_resources.as_ref();
    let network = ask.group.networks.as_ref().and_then(|networks| networks.first());
    let mode = |mode: &'_ str| {
        if mode.is_empty() {
            "host".to_owned()
        } else {
            mode.to_owned()
        }
    };
    let asked = mode(network.map(|network| network.mode.as_str()).unwrap_or_default());
    let mut has = resources
        .and_then(|resources| resources.networks.as_deref())
        .unwrap_or_default()
        .iter();
    if !has.any(|network| mode(&network.mode) == asked) {
        return Err(Reason::Network);
    }
    let Some(network) = network else { return Ok(()) };
    let addresses = resources
        .and_then(|resources| resources.node_networks.as_deref())
        .unwrap_or_default()
        .iter()
        .flat_map(|network| network.addresses.as_deref().unwrap_or_default());
    for port in network
        .dynamic_ports
        .iter()
        .chain(&network.reserved_ports)
        .flatten()
    {
        let name = &port.host_network;
        if !name.is_empty() && !addresses.clone().any(|address| address.alias == *name) {
            return Err(Reason::HostNetwork(name.clone(), port.label.clone()));
        }
    }
    Ok(())
}
