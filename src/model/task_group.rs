//! The task group: tasks that are placed together.

use std::collections::BTreeMap;

use super::constraint::{Affinity, Constraint, Spread};
use super::network::NetworkResource;
use super::object::object;
use super::policy::{MigrateStrategy, ReschedulePolicy, RestartPolicy, UpdateStrategy};
use super::scaling::ScalingPolicy;
use super::service::Service;
use super::task::Task;
use super::time::Duration;
use super::volume::VolumeRequest;

object! {
    /// Tasks that are placed together on one node, and how many such sets there are to be.
    pub struct TaskGroup => "TaskGroup" {
        key: &["Name"], diff_order: &["Constraints", "Affinities", "RestartPolicy", "ReschedulePolicy", "EphemeralDisk", "Update", "Networks", "Services"], diff_terse: true,
    } {
        /// The group's name, unique in its job.
        name: Option<String> => "Name" { hcl: Hcl::Label, default: Literal::Str(""), diff: Diff::Hidden },
        /// How many allocations of the group there are to be.
        count: Option<i64> => "Count" { hcl: Hcl::Key("count"), default: Literal::Int(1), go_type: "int" },
        /// How a new version of the group replaces the old one.
        update: Option<UpdateStrategy> => "Update" { hcl: Hcl::Key("update"), diff: Diff::Plain("Update") },
        /// How allocations of the group leave a draining node.
        migrate: Option<MigrateStrategy> => "Migrate" { hcl: Hcl::Key("migrate") },
        /// What a node must fulfil to be used by the group.
        constraints: Option<Vec<Constraint>> => "Constraints" {
            hcl: Hcl::Key("constraint"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Constraint"),
        },
        /// Between which counts, and by what policy, the group is scaled.
        scaling: Option<ScalingPolicy> => "Scaling" { hcl: Hcl::Key("scaling") },
        /// When failed tasks of the group are started again.
        restart_policy: Option<RestartPolicy> => "RestartPolicy" {
            hcl: Hcl::Key("restart"), diff: Diff::Plain("RestartPolicy"),
        },
        /// The tasks.
        tasks: Option<Vec<Task>> => "Tasks" { hcl: Hcl::Key("task"), copied_empty: Empty::Kept },
        /// The disk space that the tasks share.
        ephemeral_disk: Option<EphemeralDisk> => "EphemeralDisk" {
            hcl: Hcl::Key("ephemeral_disk"), default: Literal::Empty,
            diff: Diff::Plain("EphemeralDisk"),
            change: Change::Destructive,
        },
        /// Free key and value pairs, handed to all tasks of the group.
        meta: Option<BTreeMap<String, String>> => "Meta" { hcl: Hcl::Key("meta") },
        /// When a failed allocation is placed anew.
        reschedule_policy: Option<ReschedulePolicy> => "ReschedulePolicy" {
            hcl: Hcl::Key("reschedule"), diff: Diff::Plain("ReschedulePolicy"),
        },
        /// Which nodes the group prefers.
        affinities: Option<Vec<Affinity>> => "Affinities" {
            hcl: Hcl::Key("affinity"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Affinity"),
        },
        /// Attributes over whose values the group's allocations are spread.
        spreads: Option<Vec<Spread>> => "Spreads" { hcl: Hcl::Key("spread") },
        /// The network that the tasks share; at most one.
        networks: Option<Vec<NetworkResource>> => "Networks" {
            hcl: Hcl::Key("network"), copied_empty: Empty::Kept,
            diff: Diff::As("Network"),
        },
        /// Services of the group as a whole, registered in Consul.
        services: Option<Vec<Service>> => "Services" {
            hcl: Hcl::Key("service"), copied_empty: Empty::Kept, diff: Diff::As("Service"),
        },
        /// Volumes that tasks of the group may mount, by name.
        volumes: Option<BTreeMap<String, VolumeRequest>> => "Volumes" {
            hcl: Hcl::Key("volume"), copied_empty: Empty::Kept,
        },
        /// The pause between taking services out of Consul and stopping the tasks.
        shutdown_delay: Option<Duration> => "ShutdownDelay" {
            hcl: Hcl::Key("shutdown_delay"), nullable: true, diff: Diff::InBoth,
        },
        /// After how long without contact to the servers a node stops the allocation itself.
        stop_after_client_disconnect: Option<Duration> => "StopAfterClientDisconnect" {
            hcl: Hcl::Key("stop_after_client_disconnect"), nullable: true,
            diff: Diff::InBoth,
        },
    }

    /// Disk space that all tasks of a group share, and what becomes of it when an allocation is replaced.
    pub struct EphemeralDisk => "EphemeralDisk" {
        /// Whether a replacement is placed on the same node if it can be, and gets the data.
        sticky: Option<bool> => "Sticky" { hcl: Hcl::Key("sticky"), default: Literal::Bool(false) },
        /// The size in MB.
        size_mb: Option<i64> => "SizeMB" { hcl: Hcl::Key("size"), default: Literal::Int(300), go_type: "int" },
        /// Whether the data is copied when the replacement is placed elsewhere.
        migrate: Option<bool> => "Migrate" { hcl: Hcl::Key("migrate"), default: Literal::Bool(false) },
    }
}

impl TaskGroup {
    /// Its name, empty if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// How many allocations there are to be.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.count.unwrap_or_default()
    }

    /// Its tasks.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        self.tasks.as_deref().unwrap_or_default()
    }

    /// The task of this name.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&Task> {
        self.tasks().iter().find(|task| task.name == name)
    }
}
