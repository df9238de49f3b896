//! The allocation: a task group placed on a node.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::job::Job;
use super::metric::AllocMetric;
use super::network::NetworkResource;
use super::object::{Kind, Member, MemberType, Slot, View, object};
use super::resources::Resources;
use super::task::TaskLifecycle;
use super::task_state::TaskState;
use super::time::{Duration, Time};

/// Desired status of an allocation that is to run.
pub const ALLOC_DESIRED_RUN: &str = "run";
/// Desired status of an allocation that is to stop.
pub const ALLOC_DESIRED_STOP: &str = "stop";
/// Desired status of an allocation that had to make room.
pub const ALLOC_DESIRED_EVICT: &str = "evict";

/// Client status of an allocation that its node has not started.
pub const ALLOC_CLIENT_PENDING: &str = "pending";
/// Client status of an allocation that runs.
pub const ALLOC_CLIENT_RUNNING: &str = "running";
/// Client status of an allocation whose tasks all ended well.
pub const ALLOC_CLIENT_COMPLETE: &str = "complete";
/// Client status of an allocation of which a task failed.
pub const ALLOC_CLIENT_FAILED: &str = "failed";
/// Client status of an allocation whose node is gone.
pub const ALLOC_CLIENT_LOST: &str = "lost";

/// What the servers can want of an allocation.
const DESIRED_STATUSES: &[&str] = &[ALLOC_DESIRED_RUN, ALLOC_DESIRED_STOP, ALLOC_DESIRED_EVICT];
/// What a node can report of an allocation.
const CLIENT_STATUSES: &[&str] = &[
    ALLOC_CLIENT_PENDING,
    ALLOC_CLIENT_RUNNING,
    ALLOC_CLIENT_COMPLETE,
    ALLOC_CLIENT_FAILED,
    ALLOC_CLIENT_LOST,
];

/// The job an allocation was made of, shared by all allocations of its version.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SharedJob(pub Arc<Job>);

impl Member for SharedJob {
    fn view(&self) -> View<'_> {
        View::Object(&*self.0)
    }
    fn slot(&mut self) -> Slot<'_> {
        let job: &mut Job = Arc::make_mut(&mut self.0);
        Slot::Object(job)
    }
    fn clear(&mut self) {
        *self = Self::default();
    }
    fn set_null(&mut self) {}
}

impl MemberType for SharedJob {
    const KIND: Kind = Job::KIND;
}

object! {
    /// A task group placed on a node.
    pub struct Allocation => "Allocation" { omit_empty: true } {
        /// The allocation's identifier, a UUID.
        id: String => "ID",
        /// The namespace of its job.
        namespace: String => "Namespace",
        /// The evaluation that last wrote it.
        eval_id: String => "EvalID",
        /// `job.group[index]`.
        name: String => "Name",
        /// The node it is placed on.
        node_id: String => "NodeID",
        /// That node's name.
        node_name: String => "NodeName",
        /// Its job's identifier.
        job_id: String => "JobID",
        /// Its job, in the version it was made of.
        job: Option<SharedJob> => "Job",
        /// Its task group's name.
        task_group: String => "TaskGroup",
        /// What it got in all, in the form of old clients.
        resources: Option<Resources> => "Resources",
        /// What its tasks share, in the form of old clients.
        shared_resources: Option<Resources> => "SharedResources",
        /// What each task got, in the form of old clients.
        task_resources: Option<BTreeMap<String, Resources>> => "TaskResources",
        /// What it got.
        allocated_resources: Option<AllocatedResources> => "AllocatedResources",
        /// How the node was chosen.
        metrics: Option<AllocMetric> => "Metrics",
        /// What the servers want: `run`, `stop` or `evict`.
        desired_status: String => "DesiredStatus" { values: Values::Only(DESIRED_STATUSES) },
        /// Why.
        desired_description: String => "DesiredDescription",
        /// What the next evaluation is to do with it.
        desired_transition: DesiredTransition => "DesiredTransition",
        /// What its node reports: `pending`, `running`, `complete`, `failed` or `lost`.
        client_status: String => "ClientStatus" { values: Values::Only(CLIENT_STATUSES) },
        /// Why, in the node's words.
        client_description: String => "ClientDescription",
        /// The state of each task, by name.
        task_states: Option<BTreeMap<String, TaskState>> => "TaskStates",
        /// Earlier states of the allocation.
        alloc_states: Option<Vec<AllocState>> => "AllocStates",
        /// The allocation that it replaces.
        previous_allocation: String => "PreviousAllocation",
        /// The allocation that replaces it.
        next_allocation: String => "NextAllocation",
        /// The deployment it is part of.
        deployment_id: String => "DeploymentID",
        /// Whether it is healthy in the deployment's eyes.
        deployment_status: Option<AllocDeploymentStatus> => "DeploymentStatus",
        /// The times it was rescheduled.
        reschedule_tracker: Option<RescheduleTracker> => "RescheduleTracker",
        /// The evaluation that will replace it later.
        followup_eval_id: String => "FollowupEvalID",
        /// The allocations that had to make room for it.
        preempted_allocations: Option<Vec<String>> => "PreemptedAllocations",
        /// The allocation that it had to make room for.
        preempted_by_allocation: String => "PreemptedByAllocation",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
        /// The index at which the servers last changed it.
        alloc_modify_index: u64 => "AllocModifyIndex",
        /// When it was made, in unix nanoseconds.
        create_time: i64 => "CreateTime",
        /// When it last changed, in unix nanoseconds.
        modify_time: i64 => "ModifyTime",
    }

    /// What an allocation got.
    pub struct AllocatedResources => "AllocatedResources" {
        /// What each task got, by name.
        tasks: Option<BTreeMap<String, AllocatedTaskResources>> => "Tasks",
        /// When each task runs, by name.
        task_lifecycles: Option<BTreeMap<String, Option<TaskLifecycle>>> => "TaskLifecycles",
        /// What the tasks share.
        shared: AllocatedSharedResources => "Shared",
    }

    /// What a task got.
    pub struct AllocatedTaskResources => "AllocatedTaskResources" {
        /// Processor time.
        cpu: AllocatedCpuResources => "Cpu",
        /// Memory.
        memory: AllocatedMemoryResources => "Memory",
        /// Ports and bandwidth.
        networks: Option<Vec<NetworkResource>> => "Networks",
        /// Devices.
        devices: Option<Vec<AllocatedDeviceResource>> => "Devices",
    }

    /// What the tasks of an allocation share.
    pub struct AllocatedSharedResources => "AllocatedSharedResources" {
        /// Ports and bandwidth of the group's network.
        networks: Option<Vec<NetworkResource>> => "Networks",
        /// Disk in MB.
        disk_mb: i64 => "DiskMB",
        /// The group's ports with their addresses.
        ports: Option<Vec<AllocatedPortMapping>> => "Ports",
    }

    /// Processor time that was given.
    pub struct AllocatedCpuResources => "AllocatedCpuResources" {
        /// In MHz.
        cpu_shares: i64 => "CpuShares",
    }

    /// Memory that was given.
    pub struct AllocatedMemoryResources => "AllocatedMemoryResources" {
        /// In MB.
        memory_mb: i64 => "MemoryMB",
    }

    /// Devices that were given.
    pub struct AllocatedDeviceResource => "AllocatedDeviceResource" {
        /// Who made them.
        vendor: String => "Vendor",
        /// What they are.
        device_type: String => "Type",
        /// Their model.
        name: String => "Name",
        /// Which ones.
        device_ids: Option<Vec<String>> => "DeviceIDs",
    }

    /// A port of a group's network.
    pub struct AllocatedPortMapping => "AllocatedPortMapping" {
        /// The name by which the job speaks of it.
        label: String => "Label",
        /// Its number on the host.
        value: i64 => "Value",
        /// Its number inside the group's network.
        to: i64 => "To",
        /// The host's address.
        host_ip: String => "HostIP",
    }

    /// What the next evaluation is to do with an allocation.
    pub struct DesiredTransition => "DesiredTransition" {
        /// Move it away from its node.
        migrate: Option<bool> => "Migrate" { nullable: true },
        /// Replace it, as its deployment failed.
        reschedule: Option<bool> => "Reschedule" { nullable: true },
        /// Replace it whatever its policy says.
        force_reschedule: Option<bool> => "ForceReschedule" { nullable: true },
    }

    /// Whether an allocation is healthy in its deployment's eyes.
    pub struct AllocDeploymentStatus => "AllocDeploymentStatus" {
        /// Healthy or not; null while that is open.
        healthy: Option<bool> => "Healthy" { nullable: true },
        /// When that was found out.
        timestamp: Time => "Timestamp",
        /// Whether it is a canary.
        canary: bool => "Canary",
        /// The index at which that was recorded.
        modify_index: u64 => "ModifyIndex",
    }

    /// The times an allocation was rescheduled.
    pub struct RescheduleTracker => "RescheduleTracker" {
        /// Each of them, oldest first.
        events: Option<Vec<RescheduleEvent>> => "Events",
    }

    /// One time an allocation was rescheduled.
    pub struct RescheduleEvent => "RescheduleEvent" {
        /// When, in unix nanoseconds.
        reschedule_time: i64 => "RescheduleTime",
        /// The allocation that failed.
        prev_alloc_id: String => "PrevAllocID",
        /// The node it failed on.
        prev_node_id: String => "PrevNodeID",
        /// The pause before the replacement.
        delay: Duration => "Delay",
    }

    /// An earlier state of an allocation.
    pub struct AllocState => "AllocState" {
        /// Which state changed: 0 is the client status.
        field: u8 => "Field",
        /// What it became.
        value: String => "Value",
        /// When.
        time: Time => "Time",
    }

    /// An allocation as lists show it.
    pub struct AllocListStub => "AllocListStub" {
        /// The allocation's identifier.
        id: String => "ID",
        /// The evaluation that last wrote it.
        eval_id: String => "EvalID",
        /// `job.group[index]`.
        name: String => "Name",
        /// The namespace of its job.
        namespace: String => "Namespace",
        /// The node it is placed on.
        node_id: String => "NodeID",
        /// That node's name.
        node_name: String => "NodeName",
        /// Its job's identifier.
        job_id: String => "JobID",
        /// Its job's type.
        job_type: String => "JobType",
        /// Its job's version.
        job_version: u64 => "JobVersion",
        /// Its task group's name.
        task_group: String => "TaskGroup",
        /// What the servers want.
        desired_status: String => "DesiredStatus" { values: Values::Only(DESIRED_STATUSES) },
        /// Why.
        desired_description: String => "DesiredDescription",
        /// What its node reports.
        client_status: String => "ClientStatus" { values: Values::Only(CLIENT_STATUSES) },
        /// Why, in the node's words.
        client_description: String => "ClientDescription",
        /// What the next evaluation is to do with it.
        desired_transition: DesiredTransition => "DesiredTransition",
        /// The state of each task, by name.
        task_states: Option<BTreeMap<String, TaskState>> => "TaskStates",
        /// Whether it is healthy in the deployment's eyes.
        deployment_status: Option<AllocDeploymentStatus> => "DeploymentStatus",
        /// The evaluation that will replace it later.
        followup_eval_id: String => "FollowupEvalID",
        /// The times it was rescheduled.
        reschedule_tracker: Option<RescheduleTracker> => "RescheduleTracker",
        /// The allocations that had to make room for it.
        preempted_allocations: Option<Vec<String>> => "PreemptedAllocations",
        /// The allocation that it had to make room for.
        preempted_by_allocation: String => "PreemptedByAllocation",
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

impl Allocation {
    /// Whether the servers want it gone or its node has ended it.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(
            self.desired_status.as_str(),
            ALLOC_DESIRED_STOP | ALLOC_DESIRED_EVICT
        ) || self.is_client_terminal()
    }

    /// Whether its node has ended it.
    #[must_use]
    pub fn is_client_terminal(&self) -> bool {
        matches!(
            self.client_status.as_str(),
            ALLOC_CLIENT_COMPLETE | ALLOC_CLIENT_FAILED | ALLOC_CLIENT_LOST
        )
    }

    /// The allocation as lists show it.
    #[must_use]
    pub fn stub(&self) -> AllocListStub {
        let job = self.job.as_ref().map(|job| &*job.0);
        AllocListStub {
            id: self.id.clone(),
            eval_id: self.eval_id.clone(),
            name: self.name.clone(),
            namespace: self.namespace.clone(),
            node_id: self.node_id.clone(),
            node_name: self.node_name.clone(),
            job_id: self.job_id.clone(),
            job_type: job.map(|job| job.job_type().to_owned()).unwrap_or_default(),
            job_version: job.and_then(|job| job.version).unwrap_or_default(),
            task_group: self.task_group.clone(),
            desired_status: self.desired_status.clone(),
            desired_description: self.desired_description.clone(),
            client_status: self.client_status.clone(),
            client_description: self.client_description.clone(),
            desired_transition: self.desired_transition.clone(),
            task_states: self.task_states.clone(),
            deployment_status: self.deployment_status.clone(),
            followup_eval_id: self.followup_eval_id.clone(),
            reschedule_tracker: self.reschedule_tracker.clone(),
            preempted_allocations: self.preempted_allocations.clone(),
            preempted_by_allocation: self.preempted_by_allocation.clone(),
            create_index: self.create_index,
            modify_index: self.modify_index,
            create_time: self.create_time,
            modify_time: self.modify_time,
        }
    }
}
