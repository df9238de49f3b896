//! Fleets in a few words: how many machines of which size, and the nodes that they are.
//!
//! A [`Fleet`] is what people write in a cluster file, edit on the page, or hand to `new Cluster`: rows of equal
//! machines. [`Fleet::nodes`] makes API nodes of it, with the attributes that a Linux machine with the usual
//! agents has, and identifiers that follow from the names. What the scheduler makes of them is not decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place};
use crate::model::device::{Attribute, NodeDevice, NodeDeviceResource};
use crate::model::network::NetworkResource;
use crate::model::node::{
    ClientHostVolumeConfig, DriverInfo, NODE_ELIGIBLE, NODE_STATUS_READY, Node, NodeNetworkAddress,
    NodeNetworkResource, NodeResources,
};

/// The most nodes that a fleet may have: ten times the largest that anybody has reported.
pub const MAX_NODES: u64 = 100_000;

/// The most devices of a kind that a machine may have.
pub const MAX_DEVICES: u32 = 256;

/// Bandwidth of every machine, in megabits per second.
const BANDWIDTH_MBITS: i64 = 1000;

/// What every machine says of itself besides what follows from its row.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("arch", "amd64"),
    ("consul.version", "1.8.4"),
    ("cpu.arch", "amd64"),
    ("cpu.frequency", "2000"),
    ("kernel.name", "linux"),
    ("kernel.version", "4.19.0"),
    ("nomad.version", "0.12.4"),
    ("os.name", "debian"),
    (
        "os.signals",
        "SIGABRT,SIGALRM,SIGBUS,SIGCHLD,SIGCONT,SIGFPE,SIGHUP,SIGILL,SIGINT,SIGIO,SIGIOT,SIGKILL,SIGPIPE,SIGPROF,SIGQUIT,SIGSEGV,SIGSTOP,SIGSYS,SIGTERM,SIGTRAP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGUSR1,SIGUSR2,SIGWINCH,SIGXCPU,SIGXFSZ",
    ),
    ("os.version", "10"),
    ("unique.storage.volume", "/dev/sda1"),
    ("vault.version", "1.5.3"),
];

/// A fleet: rows of equal machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fleet(pub Vec<Machines>);

/// A number of equal machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Machines {
    /// How many.
    pub count: u64,
    /// What they are called: the number of the machine is put behind it.
    pub name: String,
    /// The datacenter they stand in.
    pub datacenter: String,
    /// The operator's class of them.
    pub class: String,
    /// All cores of one together, in MHz.
    pub cpu_mhz: u32,
    /// Memory of one, in MB.
    pub memory_mb: u32,
    /// Disk of one, in MB.
    pub disk_mb: u32,
    /// The task drivers they have.
    pub drivers: Vec<String>,
    /// Attributes besides those that every machine has, or other values of these.
    pub attributes: BTreeMap<String, String>,
    /// Key and value pairs of the operator.
    pub meta: BTreeMap<String, String>,
    /// Host volumes by name.
    pub volumes: Vec<String>,
    /// Devices, such as GPUs.
    pub devices: Vec<Device>,
}

/// A number of equal devices in each machine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Device {
    /// Who made them, such as `nvidia`.
    pub vendor: String,
    /// What they are, such as `gpu`.
    #[serde(rename = "type")]
    pub device_type: String,
    /// Their model.
    pub name: String,
    /// How many.
    #[serde(default = "one")]
    pub count: u32,
    /// Memory of one, in MB; 0 is not known.
    #[serde(default)]
    pub memory_mb: u32,
}

fn one() -> u32 {
    1
}

impl Default for Machines {
    fn default() -> Self {
        Machines {
            count: 1,
            name: "node".to_owned(),
            datacenter: "dc1".to_owned(),
            class: String::new(),
            cpu_mhz: 4000,
            memory_mb: 8192,
            disk_mb: 100_000,
            drivers: vec!["docker".to_owned(), "exec".to_owned()],
            attributes: BTreeMap::new(),
            meta: BTreeMap::new(),
            volumes: Vec::new(),
            devices: Vec::new(),
        }
    }
}

impl Default for Fleet {
    /// Three machines of 4,000 MHz, 8,192 MB and 100 GB in dc1, on two racks: one with an SSD and the volume
    /// `postgres`, one with a graphics card.
    fn default() -> Self {
        let meta = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect()
        };
        Fleet(vec![
            Machines {
                meta: meta(&[("rack", "r1"), ("storage", "hdd")]),
                ..Machines::default()
            },
            Machines {
                meta: meta(&[("rack", "r1"), ("storage", "hdd,ssd")]),
                volumes: vec!["postgres".to_owned()],
                ..Machines::default()
            },
            Machines {
                meta: meta(&[("rack", "r2"), ("storage", "hdd")]),
                devices: vec![Device {
                    vendor: "nvidia".to_owned(),
                    device_type: "gpu".to_owned(),
                    name: "Tesla T4".to_owned(),
                    count: 1,
                    memory_mb: 16_384,
                }],
                ..Machines::default()
            },
        ])
    }
}

impl Fleet {
    /// Reads a fleet from JSON: a list of rows, or one row.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or a member is unknown or of the wrong kind.
    pub fn from_json(text: &[u8]) -> Result<Self, Box<Diagnostic>> {
        let is_list = text.trim_ascii_start().starts_with(b"[");
        let rows = if is_list {
            serde_json::from_slice(text)
        } else {
            serde_json::from_slice(text).map(|row| vec![row])
        };
        rows.map(Fleet)
            .map_err(|error| refused("fleet/json", error.to_string()))
    }

    /// The nodes of the fleet, in the order of its rows.
    ///
    /// # Errors
    ///
    /// If there are more than [`MAX_NODES`], or one has more than [`MAX_DEVICES`] of a kind.
    pub fn nodes(&self) -> Result<Vec<Node>, Box<Diagnostic>> {
        let total = self
            .0
            .iter()
            .fold(0_u64, |total, row| total.saturating_add(row.count));
        if total > MAX_NODES {
            let message = format!("a fleet of {total} nodes is too large: at most {MAX_NODES} are possible");
            return Err(refused("fleet/too-large", message));
        }
        if let Some(device) = self
            .0
            .iter()
            .flat_map(|row| &row.devices)
            .find(|device| device.count > MAX_DEVICES)
        {
            let message = format!(
                "{} devices in one machine are too many: at most {MAX_DEVICES} are possible",
                device.count
            );
            return Err(refused("fleet/too-large", message));
        }
        let mut named = BTreeMap::new();
        let mut nodes = Vec::new();
        for row in &self.0 {
            for _ in 0..row.count {
                let number: &mut u64 = named.entry(row.name.as_str()).or_default();
                *number += 1;
                nodes.push(row.node(*number, nodes.len()));
            }
        }
        Ok(nodes)
    }
}

impl Machines {
    /// The `number`th node of this name, in place `index` of the fleet.
    fn node(&self, number: u64, index: usize) -> Node {
        let name = format!("{}-{number}", self.name);
        let address = address(index);
        let drivers = self
            .drivers
            .iter()
            .map(|driver| (driver.clone(), healthy_driver()));
        Node {
            id: uuid(&name),
            datacenter: self.datacenter.clone(),
            http_addr: format!("{address}:4646"),
            attributes: Some(self.node_attributes(&name, &address)),
            node_resources: Some(self.resources(&name, &address)),
            meta: Some(self.meta.clone()),
            node_class: self.class.clone(),
            scheduling_eligibility: NODE_ELIGIBLE.to_owned(),
            status: NODE_STATUS_READY.to_owned(),
            drivers: Some(drivers.collect()),
            host_volumes: Some(
                self.volumes
                    .iter()
                    .map(|name| (name.clone(), volume(name)))
                    .collect(),
            ),
            name,
            ..Node::default()
        }
    }

    fn node_attributes(&self, name: &str, address: &str) -> BTreeMap<String, String> {
        let mut attributes: BTreeMap<String, String> = ATTRIBUTES
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let mut set = |key: &str, value: String| attributes.insert(key.to_owned(), value);
        set("cpu.numcores", (self.cpu_mhz / 2000).max(1).to_string());
        set("cpu.totalcompute", self.cpu_mhz.to_string());
        set("memory.totalbytes", (u64::from(self.memory_mb) << 20).to_string());
        set("unique.hostname", name.to_owned());
        set("unique.consul.name", name.to_owned());
        set("unique.network.ip-address", address.to_owned());
        set(
            "unique.storage.bytestotal",
            (u64::from(self.disk_mb) << 20).to_string(),
        );
        for driver in &self.drivers {
            set(&format!("driver.{driver}"), "1".to_owned());
        }
        attributes.extend(self.attributes.clone());
        attributes
    }

    fn resources(&self, name: &str, address: &str) -> NodeResources {
        let mut resources = NodeResources::default();
        resources.cpu.cpu_shares = self.cpu_mhz.into();
        resources.memory.memory_mb = self.memory_mb.into();
        resources.disk.disk_mb = self.disk_mb.into();
        resources.networks = Some(vec![
            NetworkResource {
                mode: "host".to_owned(),
                device: "eth0".to_owned(),
                cidr: format!("{address}/32"),
                ip: address.to_owned(),
                mbits: Some(BANDWIDTH_MBITS),
                ..NetworkResource::default()
            },
            NetworkResource {
                mode: "bridge".to_owned(),
                device: "nomad".to_owned(),
                mbits: Some(0),
                ..NetworkResource::default()
            },
        ]);
        resources.node_networks = Some(vec![NodeNetworkResource {
            mode: "host".to_owned(),
            device: "eth0".to_owned(),
            speed: BANDWIDTH_MBITS,
            addresses: Some(vec![NodeNetworkAddress {
                family: "ipv4".to_owned(),
                alias: "default".to_owned(),
                address: address.to_owned(),
                ..NodeNetworkAddress::default()
            }]),
            ..NodeNetworkResource::default()
        }]);
        resources.devices = Some(self.devices.iter().map(|device| device.resource(name)).collect());
        resources
    }
}

impl Device {
    fn resource(&self, node: &str) -> NodeDeviceResource {
        let memory = Attribute {
            int: Some(self.memory_mb.into()),
            unit: "MiB".to_owned(),
            ..Attribute::default()
        };
        let instance = |number| NodeDevice {
            id: uuid(&format!("{node}/{}/{}/{number}", self.vendor, self.name)),
            healthy: true,
            ..NodeDevice::default()
        };
        let known = (self.memory_mb > 0).then(|| ("memory".to_owned(), memory));
        NodeDeviceResource {
            vendor: self.vendor.clone(),
            device_type: self.device_type.clone(),
            name: self.name.clone(),
            instances: Some((0..self.count).map(instance).collect()),
            attributes: Some(known.into_iter().collect()),
        }
    }
}

fn refused(code: &'static str, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message, Place::default()))
}

fn healthy_driver() -> DriverInfo {
    DriverInfo {
        detected: true,
        healthy: true,
        health_description: "Healthy".to_owned(),
        ..DriverInfo::default()
    }
}

fn volume(name: &str) -> ClientHostVolumeConfig {
    ClientHostVolumeConfig {
        name: name.to_owned(),
        path: format!("/srv/{name}"),
        read_only: false,
    }
}

/// An address in 10.0.0.0/8, a different one for each place of the largest fleet.
fn address(index: usize) -> String {
    let number = index + 1;
    format!(
        "10.{}.{}.{}",
        number >> 16 & 0xff,
        number >> 8 & 0xff,
        number & 0xff
    )
}

/// An identifier that follows from a name: the same fleet has the same nodes, whoever makes it.
fn uuid(name: &str) -> String {
    // FNV-1a, then the finalizer of splitmix64 for each half.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = |salt: u64| {
        let mut value = hash.wrapping_add(salt);
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ value >> 31
    };
    let high = mixed(0x9e37_79b9_7f4a_7c15) & !0xf000 | 0x4000;
    let low = mixed(0x3c6e_f372_fe94_f82a) & (u64::MAX >> 2) | 1 << 63;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_fleet_is_three_nodes_of_dc1() {
        let nodes = Fleet::default().nodes().unwrap();
        let names: Vec<_> = nodes
            .iter()
            .map(|node| (node.name.as_str(), node.datacenter.as_str()))
            .collect();
        assert_eq!(names, [("node-1", "dc1"), ("node-2", "dc1"), ("node-3", "dc1")]);
        let resources = nodes[0].node_resources.as_ref().unwrap();
        let size = (
            resources.cpu.cpu_shares,
            resources.memory.memory_mb,
            resources.disk.disk_mb,
        );
        assert_eq!(size, (4000, 8192, 100_000));
        assert!(nodes.iter().all(Node::is_ready));
    }

    #[test]
    fn names_and_addresses_are_different_and_identifiers_are_uuids() {
        let rows = vec![
            Machines {
                count: 300,
                ..Machines::default()
            };
            2
        ];
        let nodes = Fleet(rows).nodes().unwrap();
        let distinct = |of: fn(&Node) -> &String| {
            nodes
                .iter()
                .map(of)
                .collect::<std::collections::BTreeSet<_>>()
                .len()
        };
        assert_eq!(
            (
                distinct(|node| &node.id),
                distinct(|node| &node.name),
                distinct(|node| &node.http_addr)
            ),
            (600, 600, 600)
        );
        let id = &nodes[0].id;
        let version_and_variant = (id.len(), id.as_bytes()[14], b"89ab".contains(&id.as_bytes()[19]));
        assert_eq!(version_and_variant, (36, b'4', true));
    }

    #[test]
    fn what_is_not_said_has_the_default() {
        let fleet = Fleet::from_json(br#"[{"count": 2, "datacenter": "eu", "cpuMhz": 8000}]"#).unwrap();
        let nodes = fleet.nodes().unwrap();
        assert_eq!(
            (nodes.len(), nodes[1].name.as_str(), nodes[1].datacenter.as_str()),
            (2, "node-2", "eu")
        );
        assert_eq!(Fleet::from_json(b" {}").unwrap().nodes().unwrap().len(), 1);
    }

    #[test]
    fn what_no_row_has_is_refused() {
        let error = Fleet::from_json(br#"[{"cores": 2}]"#).unwrap_err();
        assert!(
            error.message.contains("unknown field `cores`"),
            "{}",
            error.message
        );
        assert!(Fleet::from_json(b"x").is_err());
    }

    #[test]
    fn a_fleet_that_is_too_large_is_refused_before_it_is_made() {
        let row = Machines {
            count: u64::MAX,
            ..Machines::default()
        };
        let error = Fleet(vec![row.clone(), row]).nodes().unwrap_err();
        assert_eq!(error.code, "fleet/too-large");
    }
}
