//! Container Storage Interface: plugins on nodes, and volumes.

use std::collections::BTreeMap;

use super::allocation::{AllocListStub, Allocation};
use super::object::object;
use super::time::Time;
use super::volume::CsiMountOptions;

object! {
    /// A CSI plugin on a node.
    pub struct CsiInfo => "CSIInfo" {
        /// The plugin's identifier.
        plugin_id: String => "PluginID",
        /// The allocation that runs it.
        alloc_id: String => "AllocID",
        /// Whether it works.
        healthy: bool => "Healthy",
        /// Why it does or does not.
        health_description: String => "HealthDescription",
        /// When this was found out.
        update_time: Time => "UpdateTime",
        /// Who made it.
        provider: String => "Provider",
        /// Its version.
        provider_version: String => "ProviderVersion",
        /// Whether it also needs a controller.
        requires_controller_plugin: bool => "RequiresControllerPlugin",
        /// Whether its volumes are bound to topologies.
        requires_topologies: bool => "RequiresTopologies",
        /// What it can do as a controller.
        controller_info: Option<CsiControllerInfo> => "ControllerInfo" { omit_empty: Omit::Always },
        /// What it can do on a node.
        node_info: Option<CsiNodeInfo> => "NodeInfo" { omit_empty: Omit::Always },
    }

    /// Where volumes can be reached.
    pub struct CsiTopology => "CSITopology" {
        /// Key and value pairs.
        segments: Option<BTreeMap<String, String>> => "Segments",
    }

    /// What a CSI plugin can do on a node.
    pub struct CsiNodeInfo => "CSINodeInfo" {
        /// The plugin's name for the node.
        id: String => "ID",
        /// How many volumes it can attach; 0 is not limited.
        max_volumes: i64 => "MaxVolumes",
        /// Where the node is.
        accessible_topology: Option<CsiTopology> => "AccessibleTopology",
        /// Whether volumes are staged first.
        requires_node_stage_volume: bool => "RequiresNodeStageVolume",
    }

    /// What a CSI plugin can do as a controller.
    pub struct CsiControllerInfo => "CSIControllerInfo" {
        /// Attach for reading only.
        supports_read_only_attach: bool => "SupportsReadOnlyAttach",
        /// Attach and detach.
        supports_attach_detach: bool => "SupportsAttachDetach",
        /// List volumes.
        supports_list_volumes: bool => "SupportsListVolumes",
        /// List the nodes that volumes are attached to.
        supports_list_volumes_attached_nodes: bool => "SupportsListVolumesAttachedNodes",
    }

    /// A CSI volume.
    pub struct CsiVolume => "CSIVolume" {
        /// The volume's identifier.
        id: String => "ID",
        /// Its name.
        name: String => "Name",
        /// The storage provider's name for it.
        external_id: String => "ExternalID",
        /// Its namespace.
        namespace: String => "Namespace",
        /// Where it can be reached.
        topologies: Option<Vec<CsiTopology>> => "Topologies",
        /// Who may read and write at a time, such as `single-node-writer`.
        access_mode: String => "AccessMode",
        /// `file-system` or `block-device`.
        attachment_mode: String => "AttachmentMode",
        /// How it is mounted.
        mount_options: Option<CsiMountOptions> => "MountOptions",
        /// Secrets of the plugin; never printed.
        secrets: Option<BTreeMap<String, String>> => "Secrets",
        /// Parameters of the plugin.
        parameters: Option<BTreeMap<String, String>> => "Parameters",
        /// What the plugin wants back.
        context: Option<BTreeMap<String, String>> => "Context",
        /// Allocations that read it, by identifier.
        read_allocs: Option<BTreeMap<String, Option<Allocation>>> => "ReadAllocs",
        /// Allocations that write it, by identifier.
        write_allocs: Option<BTreeMap<String, Option<Allocation>>> => "WriteAllocs",
        /// Claims to read it.
        read_claims: Option<BTreeMap<String, CsiVolumeClaim>> => "ReadClaims",
        /// Claims to write it.
        write_claims: Option<BTreeMap<String, CsiVolumeClaim>> => "WriteClaims",
        /// Claims that are being given back.
        past_claims: Option<BTreeMap<String, CsiVolumeClaim>> => "PastClaims",
        /// Whether its plugin can be used at all.
        schedulable: bool => "Schedulable",
        /// Its plugin.
        plugin_id: String => "PluginID",
        /// Who made the plugin.
        provider: String => "Provider",
        /// The plugin's version.
        provider_version: String => "ProviderVersion",
        /// Whether it needs a controller.
        controller_required: bool => "ControllerRequired",
        /// How many controllers work.
        controllers_healthy: i64 => "ControllersHealthy",
        /// How many there are to be.
        controllers_expected: i64 => "ControllersExpected",
        /// On how many nodes the plugin works.
        nodes_healthy: i64 => "NodesHealthy",
        /// On how many it is to be.
        nodes_expected: i64 => "NodesExpected",
        /// When the storage provider last had no room.
        resource_exhausted: Time => "ResourceExhausted",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// A claim of an allocation on a volume.
    pub struct CsiVolumeClaim => "CSIVolumeClaim" {
        /// The allocation.
        allocation_id: String => "AllocationID",
        /// Its node.
        node_id: String => "NodeID",
        /// The plugin's name for the node.
        external_node_id: String => "ExternalNodeID",
        /// 0 to read, 1 to write.
        mode: i64 => "Mode",
        /// How far giving it back has come.
        state: i64 => "State",
    }

    /// A CSI volume as lists show it.
    pub struct CsiVolListStub => "CSIVolListStub" {
        /// The volume's identifier.
        id: String => "ID",
        /// Its namespace.
        namespace: String => "Namespace",
        /// Its name.
        name: String => "Name",
        /// The storage provider's name for it.
        external_id: String => "ExternalID",
        /// Where it can be reached.
        topologies: Option<Vec<CsiTopology>> => "Topologies",
        /// Who may read and write at a time.
        access_mode: String => "AccessMode",
        /// `file-system` or `block-device`.
        attachment_mode: String => "AttachmentMode",
        /// How many allocations read it.
        current_readers: i64 => "CurrentReaders",
        /// How many write it.
        current_writers: i64 => "CurrentWriters",
        /// Whether its plugin can be used at all.
        schedulable: bool => "Schedulable",
        /// Its plugin.
        plugin_id: String => "PluginID",
        /// Who made the plugin.
        provider: String => "Provider",
        /// How many controllers work.
        controllers_healthy: i64 => "ControllersHealthy",
        /// How many there are to be.
        controllers_expected: i64 => "ControllersExpected",
        /// On how many nodes the plugin works.
        nodes_healthy: i64 => "NodesHealthy",
        /// On how many it is to be.
        nodes_expected: i64 => "NodesExpected",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// A CSI plugin, over all nodes.
    pub struct CsiPlugin => "CSIPlugin" {
        /// The plugin's identifier.
        id: String => "ID",
        /// Who made it.
        provider: String => "Provider",
        /// Its version.
        version: String => "Version",
        /// Whether it needs a controller.
        controller_required: bool => "ControllerRequired",
        /// Its controllers, by node.
        controllers: Option<BTreeMap<String, CsiInfo>> => "Controllers",
        /// Where it runs, by node.
        nodes: Option<BTreeMap<String, CsiInfo>> => "Nodes",
        /// The allocations that run it.
        allocations: Option<Vec<AllocListStub>> => "Allocations",
        /// How many controllers work.
        controllers_healthy: i64 => "ControllersHealthy",
        /// How many there are to be.
        controllers_expected: i64 => "ControllersExpected",
        /// On how many nodes it works.
        nodes_healthy: i64 => "NodesHealthy",
        /// On how many it is to be.
        nodes_expected: i64 => "NodesExpected",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// A CSI plugin as lists show it.
    pub struct CsiPluginListStub => "CSIPluginListStub" {
        /// The plugin's identifier.
        id: String => "ID",
        /// Who made it.
        provider: String => "Provider",
        /// Whether it needs a controller.
        controller_required: bool => "ControllerRequired",
        /// How many controllers work.
        controllers_healthy: i64 => "ControllersHealthy",
        /// How many there are to be.
        controllers_expected: i64 => "ControllersExpected",
        /// On how many nodes it works.
        nodes_healthy: i64 => "NodesHealthy",
        /// On how many it is to be.
        nodes_expected: i64 => "NodesExpected",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }
}
