//! A node as the state keeps it: the API's object, and what the scheduler reads in its inner loop.

use std::sync::Arc;

use crate::model::network::NetworkResource;
use crate::model::node::Node;

use super::alloc::Alloc;
use super::capacity::Capacity;
use super::class::ClassId;
use super::ports::{PortSet, parse_ranges};

/// The number of a node's row. Rows are never moved; a row of a purged node is empty and used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeRow(pub u32);

/// A node's identifier and name, shared by all that speak of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeIdentity {
    /// The identifier.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A node, and what is used of it.
#[derive(Debug, Clone)]
pub struct NodeEntry {
    /// The API's object.
    pub node: Arc<Node>,
    /// Its identifier and name.
    pub identity: Arc<NodeIdentity>,
    /// The class of nodes that are alike to the scheduler.
    pub class: ClassId,
    /// Whether new allocations may be placed on it.
    pub is_ready: bool,
    /// What it has for allocations.
    pub capacity: Capacity,
    /// What its allocations take that are not terminal.
    pub used: Capacity,
    /// Which ports and how much bandwidth they take; boxed, as most nodes have none.
    pub network: Box<NetworkUse>,
}

impl NodeEntry {
    /// A node without allocations.
    #[must_use]
    pub fn new(node: Arc<Node>, class: ClassId) -> Self {
        NodeEntry {
            identity: Arc::new(NodeIdentity {
                id: node.id.clone(),
                name: node.name.clone(),
            }),
            class,
            is_ready: node.is_ready(),
            capacity: Capacity::of_node(&node),
            used: Capacity::default(),
            network: Box::new(NetworkUse::of_node(&node)),
            node,
        }
    }

    /// Counts an allocation that is not terminal.
    pub fn add(&mut self, alloc: &Alloc) {
        self.used = self.used.plus(alloc.used);
        self.network.add(alloc);
    }

    /// No longer counts an allocation.
    pub fn remove(&mut self, alloc: &Alloc) {
        self.used = self.used.less(alloc.used);
        self.network.remove(alloc);
    }
}

/// The ports and the bandwidth that are taken on a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NetworkUse {
    /// By address. Nodes have few.
    addresses: Vec<AddressUse>,
    /// Bandwidth in megabits per second, by device.
    mbits: Vec<(Arc<str>, i64)>,
}

/// The ports that are taken at one address.
#[derive(Debug, Clone, PartialEq)]
struct AddressUse {
    ip: Arc<str>,
    /// Ports that the node keeps from allocations.
    kept: PortSet,
    /// Ports that allocations have, in order; twice if two have it.
    taken: Vec<u16>,
}

impl NetworkUse {
    /// What the node keeps for itself.
    ///
    /// Ports reserved for the whole node hold for the addresses of its networks, and for those of its addresses
    /// that have a name.
    fn of_node(node: &Node) -> Self {
        let mut this = NetworkUse::default();
        let resources = node.node_resources.as_ref();
        let named = resources
            .and_then(|resources| resources.node_networks.as_deref())
            .unwrap_or_default();
        for address in named
            .iter()
            .flat_map(|network| network.addresses.as_deref().unwrap_or_default())
        {
            let kept = &mut this.address_mut(&address.address.as_str().into()).kept;
            for port in parse_ranges(&address.reserved_ports).unwrap_or_default() {
                kept.insert(port);
            }
        }
        let reserved = node.reserved_resources.as_ref();
        let reserved = reserved.and_then(|reserved| parse_ranges(&reserved.networks.reserved_host_ports));
        if let Some(ports) = reserved {
            for network in networks_of(node).filter(|network| !network.device.is_empty()) {
                this.address_mut(&network.ip.as_str().into());
            }
            for address in &mut this.addresses {
                for port in &ports {
                    address.kept.insert(*port);
                }
            }
        }
        this.addresses.retain(|address| !address.kept.is_empty());
        this
    }

    fn address(&self, ip: &str) -> Option<&AddressUse> {
        self.addresses.iter().find(|address| *address.ip == *ip)
    }

    fn address_mut(&mut self, ip: &Arc<str>) -> &mut AddressUse {
        let found = self.addresses.iter().position(|address| address.ip == *ip);
        let place = found.unwrap_or(self.addresses.len());
        if found.is_none() {
            let (kept, taken) = Default::default();
            self.addresses.push(AddressUse {
                ip: ip.clone(),
                kept,
                taken,
            });
        }
        #[expect(clippy::indexing_slicing, reason = "the place was found or pushed just above")]
        &mut self.addresses[place]
    }

    /// Whether a port of an address is taken.
    #[must_use]
    pub fn is_taken(&self, ip: &str, port: u16) -> bool {
        let Some(address) = self.address(ip) else {
            return false;
        };
        address.kept.contains(port) || address.taken.binary_search(&port).is_ok()
    }

    /// At how many addresses anything is taken.
    #[must_use]
    pub fn address_count(&self) -> usize {
        self.addresses.len()
    }

    /// The bandwidth taken on a device.
    #[must_use]
    pub fn mbits(&self, device: &str) -> i64 {
        self.mbits
            .iter()
            .find(|(name, _)| **name == *device)
            .map_or(0, |(_, mbits)| *mbits)
    }

    fn mbits_mut(&mut self, device: &Arc<str>) -> Option<&mut i64> {
        self.mbits
            .iter_mut()
            .find(|(name, _)| name == device)
            .map(|(_, mbits)| mbits)
    }

    /// Takes a port of an address.
    pub fn take(&mut self, ip: &Arc<str>, port: u16) {
        let taken = &mut self.address_mut(ip).taken;
        let place = taken.partition_point(|other| *other < port);
        taken.insert(place, port);
    }

    /// Takes bandwidth of a device.
    pub fn take_mbits(&mut self, device: &Arc<str>, mbits: i64) {
        match self.mbits_mut(device) {
            Some(sum) => *sum = sum.saturating_add(mbits),
            None => self.mbits.push((device.clone(), mbits)),
        }
    }

    /// Takes what an allocation has.
    pub fn add(&mut self, alloc: &Alloc) {
        for (ip, port) in alloc.ports() {
            self.take(ip, port);
        }
        for (device, mbits) in alloc.bandwidth() {
            self.take_mbits(device, mbits);
        }
    }

    /// Gives back what an allocation had.
    pub fn remove(&mut self, alloc: &Alloc) {
        for (ip, port) in alloc.ports() {
            let taken = &mut self.address_mut(ip).taken;
            if let Ok(place) = taken.binary_search(&port) {
                taken.remove(place);
            }
        }
        for (device, mbits) in alloc.bandwidth() {
            if let Some(sum) = self.mbits_mut(device) {
                *sum = sum.saturating_sub(mbits);
            }
        }
    }
}

/// A node's networks, in the form of today or else of old clients.
pub fn networks_of(node: &Node) -> impl Iterator<Item = &NetworkResource> {
    let today = node
        .node_resources
        .as_ref()
        .and_then(|resources| resources.networks.as_deref());
    let today = today.filter(|networks| !networks.is_empty());
    today
        .or_else(|| node.resources.as_ref()?.networks.as_deref())
        .unwrap_or_default()
        .iter()
}
