//! The evaluation: the order to compare what a job wants with what there is.

use std::collections::BTreeMap;

use super::metric::AllocMetric;
use super::object::object;
use super::time::{Duration, Time};

/// Status of an evaluation that waits for capacity.
pub const EVAL_STATUS_BLOCKED: &str = "blocked";
/// Status of an evaluation that waits for a scheduler.
pub const EVAL_STATUS_PENDING: &str = "pending";
/// Status of an evaluation that was processed.
pub const EVAL_STATUS_COMPLETE: &str = "complete";
/// Status of an evaluation that could not be processed.
pub const EVAL_STATUS_FAILED: &str = "failed";
/// Status of an evaluation that a newer one made needless.
pub const EVAL_STATUS_CANCELLED: &str = "canceled";
/// The statuses that an evaluation can have.
const EVAL_STATUSES: &[&str] = &[
    EVAL_STATUS_BLOCKED,
    EVAL_STATUS_PENDING,
    EVAL_STATUS_COMPLETE,
    EVAL_STATUS_FAILED,
    EVAL_STATUS_CANCELLED,
];

object! {
    /// The order to compare what a job wants with what there is, and what came of it.
    pub struct Evaluation => "Evaluation" { omit_empty: true } {
        /// The evaluation's identifier, a UUID.
        id: String => "ID",
        /// The namespace of its job.
        namespace: String => "Namespace",
        /// The priority, its job's.
        priority: i64 => "Priority",
        /// Which scheduler processes it.
        eval_type: String => "Type",
        /// What caused it, such as `job-register` or `node-update`.
        triggered_by: String => "TriggeredBy",
        /// The job.
        job_id: String => "JobID",
        /// The job's modify index when it was made.
        job_modify_index: u64 => "JobModifyIndex",
        /// The node that caused it, if one did.
        node_id: String => "NodeID",
        /// That node's modify index.
        node_modify_index: u64 => "NodeModifyIndex",
        /// The deployment it works on.
        deployment_id: String => "DeploymentID",
        /// `pending`, `blocked`, `complete`, `failed` or `canceled`.
        status: String => "Status" { values: Values::Only(EVAL_STATUSES) },
        /// Why it has this status.
        status_description: String => "StatusDescription",
        /// How long to wait before processing it; older servers.
        wait: Duration => "Wait",
        /// Until when to wait before processing it.
        wait_until: Time => "WaitUntil",
        /// The evaluation that follows it in a rolling update.
        next_eval: String => "NextEval",
        /// The evaluation that it follows.
        previous_eval: String => "PreviousEval",
        /// The evaluation that waits for the capacity this one lacked.
        blocked_eval: String => "BlockedEval",
        /// Why groups could not be placed, by group.
        failed_tg_allocs: Option<BTreeMap<String, AllocMetric>> => "FailedTGAllocs",
        /// Which computed node classes were found fit, for blocked evaluations.
        class_eligibility: Option<BTreeMap<String, bool>> => "ClassEligibility",
        /// The quota that was used up.
        quota_limit_reached: String => "QuotaLimitReached",
        /// Whether constraints depend on more than a node's class.
        escaped_computed_class: bool => "EscapedComputedClass",
        /// Whether the plan is to be annotated, for dry runs.
        annotate_plan: bool => "AnnotatePlan",
        /// How many allocations of each group are still to be placed.
        queued_allocations: Option<BTreeMap<String, i64>> => "QueuedAllocations",
        /// A token for the servers' own use.
        leader_acl: String => "LeaderACL",
        /// The index of the state it was processed against.
        snapshot_index: u64 => "SnapshotIndex",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
        /// When it was made, in unix nanoseconds.
        create_time: i64 => "CreateTime",
        /// When it last changed, in unix nanoseconds.
        modify_time: i64 => "ModifyTime",
    }
}

impl Evaluation {
    /// Whether it is over.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(
            self.status.as_str(),
            EVAL_STATUS_COMPLETE | EVAL_STATUS_FAILED | EVAL_STATUS_CANCELLED
        )
    }
}
