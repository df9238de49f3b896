//! The node: a machine that runs allocations, as its client agent describes it.

use std::collections::BTreeMap;

use super::csi::CsiInfo;
use super::device::NodeDeviceResource;
use super::network::NetworkResource;
use super::object::object;
use super::resources::Resources;
use super::time::{Duration, Time};

/// Status of a node that has registered and not yet reported.
pub const NODE_STATUS_INIT: &str = "initializing";
/// Status of a node that can run allocations.
pub const NODE_STATUS_READY: &str = "ready";
/// Status of a node whose heartbeat was missed.
pub const NODE_STATUS_DOWN: &str = "down";

/// Eligibility of a node that may get new allocations.
pub const NODE_ELIGIBLE: &str = "eligible";
/// Eligibility of a node that may not.
pub const NODE_INELIGIBLE: &str = "ineligible";

const NODE_STATUSES: &[&str] = &[NODE_STATUS_INIT, NODE_STATUS_READY, NODE_STATUS_DOWN];
const NODE_ELIGIBILITIES: &[&str] = &[NODE_ELIGIBLE, NODE_INELIGIBLE];

object! {
    /// A machine that runs allocations.
    pub struct Node => "Node" {
        /// The node's identifier, a UUID.
        id: String => "ID",
        /// What only the node and the servers know; never printed.
        secret_id: String => "SecretID",
        /// The datacenter it stands in.
        datacenter: String => "Datacenter",
        /// Its name, usually the host name.
        name: String => "Name",
        /// The address of its client agent.
        http_addr: String => "HTTPAddr",
        /// Whether that address speaks TLS.
        tls_enabled: bool => "TLSEnabled",
        /// What the client found out about the machine, such as `kernel.name`.
        attributes: Option<BTreeMap<String, String>> => "Attributes",
        /// What the machine has.
        node_resources: Option<NodeResources> => "NodeResources",
        /// What of it is kept from allocations.
        reserved_resources: Option<NodeReservedResources> => "ReservedResources",
        /// What the machine has, in the form of old clients.
        resources: Option<Resources> => "Resources",
        /// What is kept from allocations, in the form of old clients.
        reserved: Option<Resources> => "Reserved",
        /// Names of the machine elsewhere.
        links: Option<BTreeMap<String, String>> => "Links",
        /// Key and value pairs of the operator.
        meta: Option<BTreeMap<String, String>> => "Meta",
        /// The operator's class of the machine.
        node_class: String => "NodeClass",
        /// A fingerprint of all that feasibility may depend on: nodes that share it are alike to the scheduler.
        computed_class: String => "ComputedClass",
        /// Whether the node is being drained.
        drain: bool => "Drain",
        /// How it is drained.
        drain_strategy: Option<DrainStrategy> => "DrainStrategy",
        /// Whether it may get new allocations: `eligible` or `ineligible`.
        scheduling_eligibility: String => "SchedulingEligibility" { values: Values::Only(NODE_ELIGIBILITIES) },
        /// `initializing`, `ready` or `down`.
        status: String => "Status" { values: Values::Only(NODE_STATUSES) },
        /// Why it has this status.
        status_description: String => "StatusDescription",
        /// When the status last changed, in unix seconds.
        status_updated_at: i64 => "StatusUpdatedAt",
        /// What happened to the node lately.
        events: Option<Vec<NodeEvent>> => "Events",
        /// Its task drivers, by name.
        drivers: Option<BTreeMap<String, DriverInfo>> => "Drivers",
        /// Its CSI controller plugins, by identifier.
        csi_controller_plugins: Option<BTreeMap<String, CsiInfo>> => "CSIControllerPlugins",
        /// Its CSI node plugins, by identifier.
        csi_node_plugins: Option<BTreeMap<String, CsiInfo>> => "CSINodePlugins",
        /// Directories of the machine that jobs may mount, by name.
        host_volumes: Option<BTreeMap<String, ClientHostVolumeConfig>> => "HostVolumes",
        /// The index at which it first registered.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// What a machine has for allocations.
    pub struct NodeResources => "NodeResources" {
        /// Its processors.
        cpu: NodeCpuResources => "Cpu",
        /// Its memory.
        memory: NodeMemoryResources => "Memory",
        /// Its disk.
        disk: NodeDiskResources => "Disk",
        /// Its networks.
        networks: Option<Vec<NetworkResource>> => "Networks",
        /// Its networks with their addresses by alias.
        node_networks: Option<Vec<NodeNetworkResource>> => "NodeNetworks",
        /// Its devices, such as GPUs.
        devices: Option<Vec<NodeDeviceResource>> => "Devices",
    }

    /// A machine's processors.
    pub struct NodeCpuResources => "NodeCpuResources" {
        /// All cores together, in MHz.
        cpu_shares: i64 => "CpuShares" { go_type: "int64" },
    }

    /// A machine's memory.
    pub struct NodeMemoryResources => "NodeMemoryResources" {
        /// In MB.
        memory_mb: i64 => "MemoryMB" { go_type: "int64" },
    }

    /// A machine's disk.
    pub struct NodeDiskResources => "NodeDiskResources" {
        /// In MB.
        disk_mb: i64 => "DiskMB" { go_type: "int64" },
    }

    /// What of a machine is kept from allocations.
    pub struct NodeReservedResources => "NodeReservedResources" {
        /// Of its processors.
        cpu: NodeCpuResources => "Cpu",
        /// Of its memory.
        memory: NodeMemoryResources => "Memory",
        /// Of its disk.
        disk: NodeDiskResources => "Disk",
        /// Of its ports.
        networks: NodeReservedNetworkResources => "Networks",
    }

    /// Ports that are kept from allocations.
    pub struct NodeReservedNetworkResources => "NodeReservedNetworkResources" {
        /// Numbers and ranges, such as `22,8000-8100`.
        reserved_host_ports: String => "ReservedHostPorts",
    }

    /// A network device of a machine.
    pub struct NodeNetworkResource => "NodeNetworkResource" {
        /// `host` or the name of another mode.
        mode: String => "Mode",
        /// The device's name.
        device: String => "Device",
        /// Its hardware address.
        mac_address: String => "MacAddress",
        /// Its bandwidth in megabits per second.
        speed: i64 => "Speed" { go_type: "int" },
        /// Its addresses.
        addresses: Option<Vec<NodeNetworkAddress>> => "Addresses",
    }

    /// An address of a network device.
    pub struct NodeNetworkAddress => "NodeNetworkAddress" {
        /// `ipv4` or `ipv6`.
        family: String => "Family",
        /// The host network it belongs to.
        alias: String => "Alias",
        /// The address.
        address: String => "Address",
        /// Ports of it that are kept from allocations.
        reserved_ports: String => "ReservedPorts",
        /// The gateway.
        gateway: String => "Gateway",
    }

    /// A task driver of a node.
    pub struct DriverInfo => "DriverInfo" {
        /// What it found out about itself.
        attributes: Option<BTreeMap<String, String>> => "Attributes",
        /// Whether the driver is there.
        detected: bool => "Detected",
        /// Whether it works.
        healthy: bool => "Healthy",
        /// Why it does or does not.
        health_description: String => "HealthDescription",
        /// When this was found out.
        update_time: Time => "UpdateTime",
    }

    /// A directory of a machine that jobs may mount.
    pub struct ClientHostVolumeConfig => "ClientHostVolumeConfig" {
        /// Its name.
        name: String => "Name",
        /// Where it is.
        path: String => "Path",
        /// Whether it can only be read.
        read_only: bool => "ReadOnly",
    }

    /// How a node is drained.
    pub struct DrainStrategy => "DrainStrategy" {
        /// After how long what is left is stopped: 0 is never, negative at once.
        deadline: Duration => "Deadline",
        /// Whether allocations of system jobs stay.
        ignore_system_jobs: bool => "IgnoreSystemJobs",
        /// When the deadline is.
        force_deadline: Time => "ForceDeadline",
        /// When the drain began.
        started_at: Time => "StartedAt",
    }

    /// What an operator asks of a drain.
    pub struct DrainSpec => "DrainSpec" {
        /// After how long what is left is stopped: 0 is never, negative at once.
        deadline: Duration => "Deadline",
        /// Whether allocations of system jobs stay.
        ignore_system_jobs: bool => "IgnoreSystemJobs",
    }

    /// Something that happened to a node.
    pub struct NodeEvent => "NodeEvent" {
        /// What, in words.
        message: String => "Message",
        /// Which part of the system says so.
        subsystem: String => "Subsystem",
        /// Details.
        details: Option<BTreeMap<String, String>> => "Details",
        /// When.
        timestamp: Time => "Timestamp",
        /// The index at which it was recorded.
        create_index: u64 => "CreateIndex",
    }

    /// A node as lists show it.
    pub struct NodeListStub => "NodeListStub" {
        /// Its address.
        address: String => "Address",
        /// Its identifier.
        id: String => "ID",
        /// The datacenter it stands in.
        datacenter: String => "Datacenter",
        /// Its name.
        name: String => "Name",
        /// The operator's class of the machine.
        node_class: String => "NodeClass",
        /// The version of its client agent.
        version: String => "Version",
        /// Whether it is being drained.
        drain: bool => "Drain",
        /// Whether it may get new allocations.
        scheduling_eligibility: String => "SchedulingEligibility" { values: Values::Only(NODE_ELIGIBILITIES) },
        /// Its status.
        status: String => "Status" { values: Values::Only(NODE_STATUSES) },
        /// Why it has this status.
        status_description: String => "StatusDescription",
        /// Its task drivers, by name.
        drivers: Option<BTreeMap<String, DriverInfo>> => "Drivers",
        /// Directories that jobs may mount, by name.
        host_volumes: Option<BTreeMap<String, ClientHostVolumeConfig>> => "HostVolumes",
        /// The index at which it first registered.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }
}

impl Node {
    /// Whether new allocations may be placed on it: ready, eligible and not draining.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.status == NODE_STATUS_READY && !self.drain && self.scheduling_eligibility == NODE_ELIGIBLE
    }

    /// The node as lists show it.
    #[must_use]
    pub fn stub(&self) -> NodeListStub {
        let address = self.http_addr.rsplit_once(':').map_or("", |(host, _)| host);
        let version = self
            .attributes
            .as_ref()
            .and_then(|attributes| attributes.get("nomad.version"));
        NodeListStub {
            address: address.trim_start_matches('[').trim_end_matches(']').to_owned(),
            id: self.id.clone(),
            datacenter: self.datacenter.clone(),
            name: self.name.clone(),
            node_class: self.node_class.clone(),
            version: version.cloned().unwrap_or_default(),
            drain: self.drain,
            scheduling_eligibility: self.scheduling_eligibility.clone(),
            status: self.status.clone(),
            status_description: self.status_description.clone(),
            drivers: self.drivers.clone(),
            host_volumes: self.host_volumes.clone(),
            create_index: self.create_index,
            modify_index: self.modify_index,
        }
    }
}
