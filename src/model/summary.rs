//! Jobs at a glance: summaries and list entries.

use std::collections::BTreeMap;

use super::job::{JOB_STATUSES, JOB_TYPES};
use super::multiregion::Multiregion;
use super::object::object;
use super::scaling::ScalingEvent;

object! {
    /// How many allocations of a job are in which state.
    pub struct JobSummary => "JobSummary" {
        /// The job.
        job_id: String => "JobID",
        /// Its namespace.
        namespace: String => "Namespace",
        /// The counts of each group, by name.
        summary: Option<BTreeMap<String, TaskGroupSummary>> => "Summary",
        /// The counts of its children, for periodic and parameterized jobs.
        children: Option<JobChildrenSummary> => "Children",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// How many children of a job are in which status.
    pub struct JobChildrenSummary => "JobChildrenSummary" {
        /// Waiting.
        pending: i64 => "Pending",
        /// Running.
        running: i64 => "Running",
        /// Over.
        dead: i64 => "Dead",
    }

    /// How many allocations of a group are in which state.
    pub struct TaskGroupSummary => "TaskGroupSummary" {
        /// Still to be placed.
        queued: i64 => "Queued",
        /// Ended well.
        complete: i64 => "Complete",
        /// Failed.
        failed: i64 => "Failed",
        /// Running.
        running: i64 => "Running",
        /// Placed and not yet running.
        starting: i64 => "Starting",
        /// On a node that is gone.
        lost: i64 => "Lost",
    }

    /// A job as lists show it.
    pub struct JobListStub => "JobListStub" {
        /// The job's identifier.
        id: String => "ID",
        /// The periodic or parameterized job it was made from.
        parent_id: String => "ParentID",
        /// Its name.
        name: String => "Name",
        /// Its namespace, where the list spans several.
        namespace: String => "Namespace" { omit_empty: Omit::Always },
        /// The datacenters it may use.
        datacenters: Option<Vec<String>> => "Datacenters",
        /// The regions it runs in.
        multiregion: Option<Multiregion> => "Multiregion",
        /// Its type.
        job_type: String => "Type" { values: Values::Only(JOB_TYPES) },
        /// Its priority.
        priority: i64 => "Priority",
        /// Whether it is launched at times.
        periodic: bool => "Periodic",
        /// Whether it is a template for dispatched jobs.
        parameterized_job: bool => "ParameterizedJob",
        /// Whether it is stopped.
        stop: bool => "Stop",
        /// Its status.
        status: String => "Status" { values: Values::Only(JOB_STATUSES) },
        /// Why it has this status.
        status_description: String => "StatusDescription",
        /// Its allocations at a glance.
        job_summary: Option<JobSummary> => "JobSummary",
        /// The index at which it was first registered.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed in any way.
        modify_index: u64 => "ModifyIndex",
        /// The index at which it last changed in what a user can write.
        job_modify_index: u64 => "JobModifyIndex",
        /// When it was last submitted, in unix nanoseconds.
        submit_time: i64 => "SubmitTime",
    }

    /// The counts of a job's groups, for the autoscaler.
    pub struct JobScaleStatus => "JobScaleStatus" {
        /// The job.
        job_id: String => "JobID",
        /// Its namespace.
        namespace: String => "Namespace",
        /// The index at which it was first registered.
        job_create_index: u64 => "JobCreateIndex",
        /// The index at which it last changed.
        job_modify_index: u64 => "JobModifyIndex",
        /// Whether it is stopped.
        job_stopped: bool => "JobStopped",
        /// Each group, by name.
        task_groups: Option<BTreeMap<String, TaskGroupScaleStatus>> => "TaskGroups",
    }

    /// The counts of a group, for the autoscaler.
    pub struct TaskGroupScaleStatus => "TaskGroupScaleStatus" {
        /// How many there are to be.
        desired: i64 => "Desired",
        /// How many are placed.
        placed: i64 => "Placed",
        /// How many run.
        running: i64 => "Running",
        /// How many are healthy.
        healthy: i64 => "Healthy",
        /// How many are unhealthy.
        unhealthy: i64 => "Unhealthy",
        /// What happened to the count lately.
        events: Option<Vec<ScalingEvent>> => "Events",
    }
}
