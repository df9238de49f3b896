//! The deployment: the rollout of one version of a job.

use std::collections::BTreeMap;

use super::object::object;
use super::time::{Duration, Time};

/// The statuses that a deployment can have.
const DEPLOYMENT_STATUSES: &[&str] = &[
    "running",
    "paused",
    "failed",
    "successful",
    "cancelled",
    "pending",
    "blocked",
    "unblocking",
];

object! {
    /// The rollout of one version of a job.
    pub struct Deployment => "Deployment" {
        /// The deployment's identifier, a UUID.
        id: String => "ID",
        /// The namespace of its job.
        namespace: String => "Namespace",
        /// The job.
        job_id: String => "JobID",
        /// The version that is rolled out.
        job_version: u64 => "JobVersion",
        /// That version's modify index.
        job_modify_index: u64 => "JobModifyIndex",
        /// The index at which that version was written.
        job_spec_modify_index: u64 => "JobSpecModifyIndex",
        /// The index at which the job was first registered.
        job_create_index: u64 => "JobCreateIndex",
        /// Whether it is one of several, one a region.
        is_multiregion: bool => "IsMultiregion",
        /// How far each group is, by name.
        task_groups: Option<BTreeMap<String, DeploymentState>> => "TaskGroups",
        /// `running`, `paused`, `successful`, `failed`, `cancelled` and so on.
        status: String => "Status" { values: Values::Only(DEPLOYMENT_STATUSES) },
        /// Why it has this status.
        status_description: String => "StatusDescription",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// How far the rollout of a group is.
    pub struct DeploymentState => "DeploymentState" {
        /// Whether failure goes back to the last stable version.
        auto_revert: bool => "AutoRevert",
        /// Whether healthy canaries are promoted without being told.
        auto_promote: bool => "AutoPromote",
        /// After how long without progress it fails.
        progress_deadline: Duration => "ProgressDeadline",
        /// When that is, as it stands.
        require_progress_by: Time => "RequireProgressBy",
        /// Whether the canaries were promoted.
        promoted: bool => "Promoted",
        /// The canaries that were placed.
        placed_canaries: Option<Vec<String>> => "PlacedCanaries",
        /// How many canaries there are to be.
        desired_canaries: i64 => "DesiredCanaries",
        /// How many allocations there are to be.
        desired_total: i64 => "DesiredTotal",
        /// How many were placed.
        placed_allocs: i64 => "PlacedAllocs",
        /// How many of them are healthy.
        healthy_allocs: i64 => "HealthyAllocs",
        /// How many of them are unhealthy.
        unhealthy_allocs: i64 => "UnhealthyAllocs",
    }
}

impl Deployment {
    /// Whether it goes on, or will.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(
            self.status.as_str(),
            "running" | "paused" | "blocked" | "unblocking" | "pending"
        )
    }

    /// Whether canaries of it wait to be promoted.
    #[must_use]
    pub fn requires_promotion(&self) -> bool {
        let mut groups = self.task_groups.iter().flat_map(BTreeMap::values);
        groups.any(|group| group.desired_canaries > 0 && !group.promoted)
    }
}
