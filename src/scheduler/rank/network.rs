//! Ports and bandwidth: whether a node has them, and which ones an allocation gets.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use super::preempt::each_once;
use crate::model::network::{NetworkResource, Port};
use crate::model::node::Node;
use crate::model::task_group::TaskGroup;
use crate::scheduler::random::Random;
use crate::state::Alloc;
use crate::state::alloc::NetworkOffer;
use crate::state::node::{NetworkUse, networks_of};
use crate::state::ports::{FIRST_DYNAMIC_PORT, LAST_DYNAMIC_PORT, PORT_LIMIT};

/// How often a port is drawn before all free ones are listed.
const DRAWS: usize = 20;

/// Why a node cannot give what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoNetwork {
    /// It has no network.
    None,
    /// It has no address in the host network of this name.
    NoAddress(String),
    /// Its bandwidth is used up.
    Bandwidth,
    /// A port is taken: label and number.
    Collision(String, i64),
    /// A number is no port.
    OutOfRange(i64),
    /// No dynamic port is free.
    NoDynamicPort,
}

/// The words of the reference's metrics.
impl fmt::Display for NoNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoNetwork::None => f.write_str("no networks available"),
            NoNetwork::NoAddress(network) => write!(f, "no addresses available for {network:?} network"),
            NoNetwork::Bandwidth => f.write_str("bandwidth exceeded"),
            NoNetwork::Collision(label, port) => write!(f, "reserved port collision {label}={port}"),
            NoNetwork::OutOfRange(port) => write!(f, "invalid port {port} (out of range)"),
            NoNetwork::NoDynamicPort => f.write_str("dynamic port selection failed"),
        }
    }
}

/// Whether a group asks for any network.
#[must_use]
pub(super) fn asks_for_network(group: &TaskGroup) -> bool {
    asks(group).next().is_some()
}

/// Each ask for a network, with the task that asks; none for the group's own.
fn asks(group: &TaskGroup) -> impl Iterator<Item = (Option<u32>, &NetworkResource)> {
    let of_group = group
        .networks
        .as_ref()
        .and_then(|networks| networks.first())
        .map(|ask| (None, ask));
    let of_tasks = (0..).zip(group.tasks()).filter_map(|(place, task)| {
        Some((Some(place), task.resources.as_ref()?.networks.as_ref()?.first()?))
    });
    of_group.into_iter().chain(of_tasks)
}

/// Gives a group what it asks for on a node. With `random`, dynamic ports are drawn; without, it is only looked
/// whether there are enough. Where the node lacks something, `make_room` names who must go; it gets the ask, and
/// what is taken.
///
/// # Errors
///
/// What the node lacks, if nobody can make room.
pub(super) fn assign(
    group: &TaskGroup,
    node: &Node,
    network: &NetworkUse,
    mut random: Option<&mut Random>,
    mut make_room: impl FnMut(&NetworkResource, &NetworkUse) -> Vec<Arc<Alloc>>,
) -> Result<Vec<NetworkOffer>, NoNetwork> {
    // Copied only where a second ask must not get what the first one got.
    let mut taken = Cow::Borrowed(network);
    let mut offers = Vec::new();
    let mut asks = asks(group).peekable();
    while let Some((task, ask)) = asks.next() {
        let mut give = |taken: &NetworkUse| match task {
            None => assign_ports(ask, node, taken, random.as_deref_mut()),
            Some(_) => assign_network(ask, node, taken, random.as_deref_mut()),
        };
        let offer = match give(&taken) {
            Ok(offer) => offer,
            Err(none) => {
                let gone = make_room(ask, &taken);
                if gone.is_empty() {
                    return Err(none);
                }
                each_once(&gone).for_each(|alloc| taken.to_mut().remove(alloc));
                give(&taken)?
            }
        };
        if asks.peek().is_some() {
            let taken = taken.to_mut();
            offer.ports.iter().for_each(|(ip, port)| taken.take(ip, *port));
            if task.is_some() {
                taken.take_mbits(&offer.device, offer.mbits);
            }
        }
        offers.push(NetworkOffer { task, ..offer });
    }
    Ok(offers)
}

/// Ports of a group's network: each at the first address of its host network.
fn assign_ports(
    ask: &NetworkResource,
    node: &Node,
    taken: &NetworkUse,
    mut random: Option<&mut Random>,
) -> Result<NetworkOffer, NoNetwork> {
    let addresses = node
        .node_resources
        .iter()
        .flat_map(|resources| resources.node_networks.iter().flatten())
        .flat_map(|network| network.addresses.iter().flatten());
    let addresses_of = |network: &str| {
        let network = network.to_owned();
        addresses.clone().filter(move |address| address.alias == network)
    };
    let mut ports = Vec::new();
    for port in ask.reserved_ports.iter().flatten() {
        let address = addresses_of(&port.host_network).next();
        let address = address.ok_or_else(|| NoNetwork::NoAddress(port.host_network.clone()))?;
        ports.push((
            Arc::from(address.address.as_str()),
            free_port(port, &address.address, taken)?,
        ));
    }
    let reserved: Vec<&Port> = ask.reserved_ports.iter().flatten().collect();
    for port in ask.dynamic_ports.iter().flatten() {
        let kept: Vec<u16> = reserved
            .iter()
            .filter(|other| other.host_network == port.host_network)
            .filter_map(|other| u16::try_from(other.value).ok())
            .collect();
        let mut error = NoNetwork::NoAddress(port.host_network.clone());
        let found = addresses_of(&port.host_network).find_map(|address| {
            match dynamic_ports(1, &address.address, taken, &kept, random.as_deref_mut()) {
                Ok(found) => Some((Arc::from(address.address.as_str()), *found.first()?)),
                Err(none) => {
                    error = none;
                    None
                }
            }
        });
        ports.push(found.ok_or(error)?);
    }
    let ip = host_ip(node);
    Ok(NetworkOffer {
        task: None,
        device: "".into(),
        ip: ip.into(),
        mbits: mbits(ask),
        ports: ports.into(),
    })
}

/// The address printed for a group's network: that of the node's network of mode `host`, if it says so.
fn host_ip(node: &Node) -> &str {
    let Some(resources) = &node.node_resources else {
        return "";
    };
    let named = resources.node_networks.as_deref().unwrap_or_default();
    if named.is_empty() {
        let mut networks = resources
            .networks
            .iter()
            .flatten()
            .filter(|network| network.mode == "host");
        return networks
            .next_back()
            .map(|network| network.ip.as_str())
            .unwrap_or_default();
    }
    let network = named.iter().find(|network| network.mode == "host");
    let address = network.and_then(|network| network.addresses.as_ref()?.first());
    address
        .map(|address| address.address.as_str())
        .unwrap_or_default()
}

/// Ports and bandwidth of a task's network: at the first address of the node that has all of them.
fn assign_network(
    ask: &NetworkResource,
    node: &Node,
    taken: &NetworkUse,
    mut random: Option<&mut Random>,
) -> Result<NetworkOffer, NoNetwork> {
    let mut error = NoNetwork::None;
    for network in networks_of(node).filter(|network| !network.device.is_empty()) {
        for ip in addresses(&network.cidr, taken.address_count() + 1) {
            if taken.mbits(&network.device).saturating_add(mbits(ask)) > mbits(network) {
                error = NoNetwork::Bandwidth;
                continue;
            }
            match ports_at(ask, &ip, taken, random.as_deref_mut()) {
                Ok(ports) => {
                    let ip: Arc<str> = ip.into();
                    let ports = ports.into_iter().map(|port| (ip.clone(), port)).collect();
                    let device = network.device.as_str().into();
                    return Ok(NetworkOffer {
                        task: None,
                        device,
                        ip,
                        mbits: mbits(ask),
                        ports,
                    });
                }
                Err(none) => error = none,
            }
        }
    }
    Err(error)
}

/// The reserved and then the dynamic ports of an ask at one address.
fn ports_at(
    ask: &NetworkResource,
    ip: &str,
    taken: &NetworkUse,
    random: Option<&mut Random>,
) -> Result<Vec<u16>, NoNetwork> {
    let mut ports = Vec::new();
    for port in ask.reserved_ports.iter().flatten() {
        ports.push(free_port(port, ip, taken)?);
    }
    let how_many = ask.dynamic_ports.iter().flatten().count();
    let dynamic = dynamic_ports(how_many, ip, taken, &ports, random)?;
    ports.extend(dynamic);
    Ok(ports)
}

fn free_port(port: &Port, ip: &str, taken: &NetworkUse) -> Result<u16, NoNetwork> {
    let number = u16::try_from(port.value).ok().filter(|_| port.value < PORT_LIMIT);
    let number = number.ok_or(NoNetwork::OutOfRange(port.value))?;
    if taken.is_taken(ip, number) {
        return Err(NoNetwork::Collision(port.label.clone(), port.value));
    }
    Ok(number)
}

/// So many dynamic ports of an address that nobody has and nobody of `kept` wants: drawn, or where that does not
/// find any, of those that are free. Without chance the lowest ones.
fn dynamic_ports(
    how_many: usize,
    ip: &str,
    taken: &NetworkUse,
    kept: &[u16],
    random: Option<&mut Random>,
) -> Result<Vec<u16>, NoNetwork> {
    let is_free = |port: u16| !taken.is_taken(ip, port) && !kept.contains(&port);
    let all = FIRST_DYNAMIC_PORT..=LAST_DYNAMIC_PORT;
    let mut ports = Vec::new();
    let Some(random) = random else {
        ports.extend(all.filter(|port| is_free(*port)).take(how_many));
        return if ports.len() == how_many {
            Ok(ports)
        } else {
            Err(NoNetwork::NoDynamicPort)
        };
    };
    // The highest port is only given out when few are left, as the reference does.
    let span = u64::from(LAST_DYNAMIC_PORT - FIRST_DYNAMIC_PORT);
    for _ in 0..how_many {
        let drawn = (0..DRAWS)
            .map(|_| FIRST_DYNAMIC_PORT + u16::try_from(random.below(span)).unwrap_or_default())
            .find(|port| is_free(*port) && !ports.contains(port));
        let port = drawn.or_else(|| {
            let free: Vec<u16> = all
                .clone()
                .filter(|port| is_free(*port) && !ports.contains(port))
                .collect();
            let place = usize::try_from(random.below(free.len() as u64)).unwrap_or_default();
            free.get(place).copied()
        });
        ports.push(port.ok_or(NoNetwork::NoDynamicPort)?);
    }
    Ok(ports)
}

/// How much bandwidth a device of a node has.
pub(super) fn total_mbits(node: &Node, device: &str) -> i64 {
    networks_of(node)
        .find(|network| network.device == device)
        .map(mbits)
        .unwrap_or_default()
}

/// Where nobody makes room.
pub(super) fn nobody(_: &NetworkResource, _: &NetworkUse) -> Vec<Arc<Alloc>> {
    Vec::new()
}

fn mbits(network: &NetworkResource) -> i64 {
    network.mbits.unwrap_or_default()
}

/// The first so many addresses of a network such as `10.0.0.0/24`, from its lowest one; none if it is no network.
fn addresses(cidr: &str, how_many: usize) -> Vec<String> {
    let Some((ip, prefix)) = cidr.split_once('/') else {
        return Vec::new();
    };
    let (Ok(ip), Ok(prefix)) = (IpAddr::from_str(ip), prefix.parse::<u32>()) else {
        return Vec::new();
    };
    let (bits, number) = match ip {
        IpAddr::V4(ip) => (32, u128::from(ip.to_bits())),
        IpAddr::V6(ip) => (128, ip.to_bits()),
    };
    if prefix > bits {
        return Vec::new();
    }
    let host_bits = bits - prefix;
    let size = 1_u128.checked_shl(host_bits).unwrap_or(0).wrapping_sub(1);
    let first = number & !size;
    (0..how_many as u128)
        .take_while(|offset| *offset <= size)
        .map(|offset| match ip {
            IpAddr::V4(_) => {
                let bits = u32::try_from(first + offset).unwrap_or_default();
                std::net::Ipv4Addr::from_bits(bits).to_string()
            }
            IpAddr::V6(_) => std::net::Ipv6Addr::from_bits(first + offset).to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{NodeNetworkAddress, NodeNetworkResource, NodeResources};
    use crate::model::resources::Resources;
    use crate::model::task::Task;

    fn port(label: &str, value: i64) -> Port {
        Port {
            label: label.to_owned(),
            value,
            host_network: "default".to_owned(),
            ..Default::default()
        }
    }

    fn network(cidr: &str, mbits: i64) -> NetworkResource {
        let ip = cidr.split('/').next().unwrap().to_owned();
        NetworkResource {
            device: "eth0".to_owned(),
            cidr: cidr.to_owned(),
            ip,
            mbits: Some(mbits),
            ..Default::default()
        }
    }

    fn node() -> Node {
        let address = NodeNetworkAddress {
            alias: "default".to_owned(),
            address: "10.0.0.1".to_owned(),
            ..Default::default()
        };
        let named = NodeNetworkResource {
            addresses: Some(vec![address]),
            ..Default::default()
        };
        let resources = NodeResources {
            networks: Some(vec![network("10.0.0.1/32", 100)]),
            node_networks: Some(vec![named]),
            ..Default::default()
        };
        Node {
            node_resources: Some(resources),
            ..Default::default()
        }
    }

    fn task_group(ask: NetworkResource) -> TaskGroup {
        let resources = Resources {
            networks: Some(vec![ask]),
            ..Default::default()
        };
        let task = Task {
            resources: Some(resources),
            ..Default::default()
        };
        TaskGroup {
            tasks: Some(vec![task]),
            ..Default::default()
        }
    }

    fn ask(reserved: &[i64], dynamic: usize, mbits: i64) -> NetworkResource {
        NetworkResource {
            mbits: Some(mbits),
            reserved_ports: Some(reserved.iter().map(|value| port("r", *value)).collect()),
            dynamic_ports: Some((0..dynamic).map(|_| port("d", 0)).collect()),
            ..Default::default()
        }
    }

    #[test]
    fn a_task_gets_its_ports_at_one_address() {
        let mut random = Random::new(1, "test", &[]);
        let group = task_group(ask(&[8080], 2, 10));
        let offers = assign(&group, &node(), &NetworkUse::default(), Some(&mut random), nobody).unwrap();
        let ports: Vec<u16> = offers[0].ports.iter().map(|(_, port)| *port).collect();
        assert_eq!(ports[0], 8080);
        assert!(ports[1..].iter().all(|port| (20_000..32_000).contains(port)) && ports[1] != ports[2]);
        assert_eq!(
            (offers[0].task, &*offers[0].ip, &*offers[0].device),
            (Some(0), "10.0.0.1", "eth0")
        );
    }

    #[test]
    fn what_is_lacking_is_said() {
        let lacking = |group: &TaskGroup, node: &Node, taken: &NetworkUse| {
            assign(group, node, taken, None, nobody).unwrap_err().to_string()
        };
        let mut taken = NetworkUse::default();
        taken.take(&"10.0.0.1".into(), 8080);
        let of_group = |ask| TaskGroup {
            networks: Some(vec![ask]),
            ..Default::default()
        };
        let free = NetworkUse::default();
        assert_eq!(
            lacking(&task_group(ask(&[8080], 0, 1)), &node(), &taken),
            "reserved port collision r=8080"
        );
        assert_eq!(
            lacking(&of_group(ask(&[8080], 0, 1)), &node(), &taken),
            "reserved port collision r=8080"
        );
        assert_eq!(
            lacking(&task_group(ask(&[], 0, 101)), &node(), &free),
            "bandwidth exceeded"
        );
        assert_eq!(
            lacking(&task_group(ask(&[], 12_002, 1)), &node(), &free),
            "dynamic port selection failed"
        );
        assert_eq!(
            lacking(&task_group(ask(&[70_000], 0, 1)), &node(), &free),
            "invalid port 70000 (out of range)"
        );
        assert_eq!(
            lacking(&task_group(ask(&[], 0, 1)), &Node::default(), &free),
            "no networks available"
        );
        let elsewhere = NetworkResource {
            dynamic_ports: Some(vec![Port {
                host_network: "lan".to_owned(),
                ..Default::default()
            }]),
            ..Default::default()
        };
        assert_eq!(
            lacking(&of_group(elsewhere), &node(), &free),
            "no addresses available for \"lan\" network"
        );
    }

    #[test]
    fn networks_list_their_addresses() {
        assert_eq!(
            addresses("10.0.0.9/30", 9),
            ["10.0.0.8", "10.0.0.9", "10.0.0.10", "10.0.0.11"]
        );
        assert_eq!(addresses("10.0.0.1/32", 9), ["10.0.0.1"]);
        assert_eq!(addresses("::1/0", 1), ["::"]);
        for none in ["10.0.0.1", "10.0.0.1/33", "x/8", ""] {
            assert!(addresses(none, 1).is_empty(), "{none}");
        }
    }
}
