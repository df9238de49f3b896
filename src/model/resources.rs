//! What a task asks of a node.

use super::constraint::{Affinity, Constraint};
use super::network::NetworkResource;
use super::object::object;

object! {
    /// What a task asks of a node. Nodes and allocations print theirs in this form too, for old clients.
    pub struct Resources => "Resources" {
        /// Processor time in MHz.
        cpu: Option<i64> => "CPU" {
            hcl: Hcl::Key("cpu"), default: Literal::Int(100), go_type: "int", change: Change::Destructive,
        },
        /// Memory in MB.
        memory_mb: Option<i64> => "MemoryMB" {
            hcl: Hcl::Key("memory"), default: Literal::Int(300), go_type: "int", change: Change::Destructive,
        },
        /// Disk in MB; a group asks for disk by its ephemeral disk instead.
        disk_mb: Option<i64> => "DiskMB" {
            hcl: Hcl::Key("disk"), go_type: "int", presence: Presence::Assigned,
        },
        /// Without effect; kept for old job files.
        iops: Option<i64> => "IOPS" { hcl: Hcl::Key("iops"), go_type: "int" },
        /// Ports and bandwidth; at most one network.
        networks: Option<Vec<NetworkResource>> => "Networks" {
            hcl: Hcl::Key("network"), diff: Diff::As("Network"),
        },
        /// Devices such as GPUs.
        devices: Option<Vec<RequestedDevice>> => "Devices" {
            hcl: Hcl::Key("device"), copied_empty: Empty::Kept,
            diff: Diff::As("Device"),
        },
    }

    /// Devices of one kind that a task asks for.
    pub struct RequestedDevice => "RequestedDevice" { key: &["Name"] } {
        /// Which: `type`, `vendor/type` or `vendor/type/name`.
        name: String => "Name" { hcl: Hcl::Label },
        /// How many.
        count: Option<u64> => "Count" { hcl: Hcl::Key("count"), default: Literal::Int(1), go_type: "uint64" },
        /// What a device must fulfil.
        constraints: Option<Vec<Constraint>> => "Constraints" {
            hcl: Hcl::Key("constraint"), stored_empty: Empty::Kept,
        },
        /// Which devices are preferred.
        affinities: Option<Vec<Affinity>> => "Affinities" {
            hcl: Hcl::Key("affinity"), stored_empty: Empty::Kept,
        },
    }
}
