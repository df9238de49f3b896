//! The job: what a user asks the cluster to run.

use std::collections::BTreeMap;

use super::constraint::{Affinity, Constraint, Spread};
use super::member::Bytes;
use super::multiregion::Multiregion;
use super::object::object;
use super::policy::{MigrateStrategy, ReschedulePolicy, UpdateStrategy};
use super::task_group::TaskGroup;

/// Job type of long-running work that should never stop.
pub const JOB_TYPE_SERVICE: &str = "service";
/// Job type of work that ends.
pub const JOB_TYPE_BATCH: &str = "batch";
/// Job type of work that runs once on every fitting node.
pub const JOB_TYPE_SYSTEM: &str = "system";
/// The types that a job can have.
pub const JOB_TYPES: &[&str] = &[JOB_TYPE_SERVICE, JOB_TYPE_BATCH, JOB_TYPE_SYSTEM];

/// Status of a job that waits for its first evaluation or placement.
pub const JOB_STATUS_PENDING: &str = "pending";
/// Status of a job with evaluations or allocations that are not over.
pub const JOB_STATUS_RUNNING: &str = "running";
/// Status of a job that is stopped or has nothing left to run.
pub const JOB_STATUS_DEAD: &str = "dead";
/// The statuses that a job can have.
pub const JOB_STATUSES: &[&str] = &[JOB_STATUS_PENDING, JOB_STATUS_RUNNING, JOB_STATUS_DEAD];

/// What the dispatch of a parameterized job can ask for a payload.
pub const DISPATCH_PAYLOADS: &[&str] = &["optional", "required", "forbidden"];

/// The namespace of everything that names none.
pub const DEFAULT_NAMESPACE: &str = "default";
/// The region of everything that names none.
pub const GLOBAL_REGION: &str = "global";

object! {
    /// A job: task groups, where and how they may run, and what happens when they change or fail.
    pub struct Job => "Job" {
        diff_order: &["Datacenters", "Constraints", "Affinities", "Periodic", "ParameterizedJob", "Multiregion"], diff_terse: true,
    } {
        /// Whether the job is stopped: kept, but nothing of it is to run.
        stop: Option<bool> => "Stop" { default: Literal::Bool(false) },
        /// The region whose servers schedule the job.
        region: Option<String> => "Region" { hcl: Hcl::Key("region"), default: Literal::Str("global") },
        /// The namespace the job lives in.
        namespace: Option<String> => "Namespace" { hcl: Hcl::Key("namespace"), default: Literal::Str("default") },
        /// The job's identifier, unique in its namespace. A job file gives it as the label of the `job` block.
        id: Option<String> => "ID" { hcl: Hcl::Key("id"), default: Literal::Str(""), diff: Diff::Hidden },
        /// The periodic or parameterized job that this one was made from, empty if none.
        parent_id: Option<String> => "ParentID" { default: Literal::Str("") },
        /// The name for people; the identifier if nothing else is said.
        name: Option<String> => "Name" { hcl: Hcl::Key("name") },
        /// Which scheduler is used: `service`, `batch` or `system`.
        job_type: Option<String> => "Type" { hcl: Hcl::Key("type"), default: Literal::Str("service"), values: Values::Only(JOB_TYPES) },
        /// How important the job is, from 1 to 100: evaluations of higher priority come first and may preempt.
        priority: Option<i64> => "Priority" { hcl: Hcl::Key("priority"), default: Literal::Int(50), go_type: "int" },
        /// Whether the job's task groups must all be placed, or none.
        all_at_once: Option<bool> => "AllAtOnce" { hcl: Hcl::Key("all_at_once"), default: Literal::Bool(false) },
        /// The datacenters whose nodes may be used.
        datacenters: Option<Vec<String>> => "Datacenters" {
            hcl: Hcl::Key("datacenters"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Datacenters"),
        },
        /// What a node must fulfil to be used by any task of the job.
        constraints: Option<Vec<Constraint>> => "Constraints" {
            hcl: Hcl::Key("constraint"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Constraint"),
        },
        /// Which nodes are preferred by all tasks of the job.
        affinities: Option<Vec<Affinity>> => "Affinities" {
            hcl: Hcl::Key("affinity"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Affinity"),
        },
        /// Attributes over whose values the job's allocations are spread.
        spreads: Option<Vec<Spread>> => "Spreads" { hcl: Hcl::Key("spread"), copied_empty: Empty::Untouched },
        /// The groups of tasks that make up the job.
        task_groups: Option<Vec<TaskGroup>> => "TaskGroups" {
            hcl: Hcl::Key("group"), copied_empty: Empty::Kept,
        },
        /// How changes are rolled out, for groups that say nothing themselves.
        update: Option<UpdateStrategy> => "Update" { hcl: Hcl::Key("update") },
        /// In which regions the job runs, and how it is rolled out over them.
        multiregion: Option<Multiregion> => "Multiregion" {
            hcl: Hcl::Key("multiregion"), diff: Diff::As("Multiregion"),
        },
        /// When the job is launched, if it is launched at times.
        periodic: Option<PeriodicConfig> => "Periodic" {
            hcl: Hcl::Key("periodic"), diff: Diff::Plain("Periodic"),
        },
        /// What must be given when the job is dispatched, if it is a template for dispatched jobs.
        parameterized_job: Option<ParameterizedJobConfig> => "ParameterizedJob" {
            hcl: Hcl::Key("parameterized"), diff: Diff::As("ParameterizedJob"),
        },
        /// Whether the job was made by a dispatch.
        dispatched: bool => "Dispatched" { presence: Presence::Assigned },
        /// The payload it was dispatched with.
        payload: Option<Bytes> => "Payload",
        /// What happens when an allocation fails, for groups that say nothing themselves.
        reschedule: Option<ReschedulePolicy> => "Reschedule" {
            hcl: Hcl::Key("reschedule"), presence: Presence::Submitted,
        },
        /// How allocations leave a draining node, for groups that say nothing themselves.
        migrate: Option<MigrateStrategy> => "Migrate" { hcl: Hcl::Key("migrate"), presence: Presence::Submitted },
        /// Free key and value pairs, handed to all tasks.
        meta: Option<BTreeMap<String, String>> => "Meta" { hcl: Hcl::Key("meta") },
        /// The Consul token the job was submitted with; never printed.
        consul_token: Option<String> => "ConsulToken" { hcl: Hcl::Key("consul_token"), default: Literal::Str("") },
        /// The Vault token the job was submitted with; never printed.
        vault_token: Option<String> => "VaultToken" { hcl: Hcl::Key("vault_token"), default: Literal::Str("") },
        /// The Vault namespace of the token.
        vault_namespace: Option<String> => "VaultNamespace" { default: Literal::Str("") },
        /// The accessor of the ACL token that registered the job.
        nomad_token_id: Option<String> => "NomadTokenID" {
            default: Literal::Str(""), presence: Presence::Assigned,
            diff: Diff::Hidden,
        },
        /// `pending`, `running` or `dead`.
        status: Option<String> => "Status" {
            default: Literal::Str(""), presence: Presence::Assigned, diff: Diff::Hidden,
            change: Change::Bookkeeping, values: Values::Only(JOB_STATUSES),
        },
        /// Why the job has this status.
        status_description: Option<String> => "StatusDescription" {
            default: Literal::Str(""), presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// Whether this version was deployed successfully, or marked as good by hand.
        stable: Option<bool> => "Stable" {
            default: Literal::Bool(false), presence: Presence::Assigned, diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// The number of this version; the first is 0.
        version: Option<u64> => "Version" {
            default: Literal::Int(0), go_type: "uint64", presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// When this version was submitted, in unix nanoseconds.
        submit_time: Option<i64> => "SubmitTime" {
            default: Literal::None, go_type: "int64", presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// The index at which the job was first registered.
        create_index: Option<u64> => "CreateIndex" {
            default: Literal::Int(0), go_type: "uint64", presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// The index at which the job last changed in any way.
        modify_index: Option<u64> => "ModifyIndex" {
            default: Literal::Int(0), go_type: "uint64", presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
        /// The index at which the job last changed in what a user can write.
        job_modify_index: Option<u64> => "JobModifyIndex" {
            default: Literal::Int(0), go_type: "uint64", presence: Presence::Assigned,
            diff: Diff::Hidden,
            change: Change::Bookkeeping,
        },
    }

    /// When a periodic job is launched.
    pub struct PeriodicConfig => "PeriodicConfig" {
        /// Whether the job is launched at all.
        enabled: Option<bool> => "Enabled" { hcl: Hcl::Key("enabled"), default: Literal::Bool(true) },
        /// When: a cron expression.
        spec: Option<String> => "Spec" { hcl: Hcl::Key("cron"), default: Literal::Str("") },
        /// The language of `Spec`: `cron`.
        spec_type: Option<String> => "SpecType" { default: Literal::Str("cron"), values: Values::Known(&["cron"]) },
        /// Whether a launch is skipped while the one before still runs.
        prohibit_overlap: Option<bool> => "ProhibitOverlap" {
            hcl: Hcl::Key("prohibit_overlap"), default: Literal::Bool(false),
        },
        /// The time zone of the expression, by its name in the IANA database.
        time_zone: Option<String> => "TimeZone" { hcl: Hcl::Key("time_zone"), default: Literal::Str("UTC") },
    }

    /// What a dispatch of a parameterized job may and must bring.
    pub struct ParameterizedJobConfig => "ParameterizedJobConfig" {
        diff_order: &["MetaOptional", "MetaRequired"],
    } {
        /// Whether a payload is `optional`, `required` or `forbidden`.
        payload: String => "Payload" {
            hcl: Hcl::Key("payload"), default: Literal::Str("optional"), values: Values::Only(DISPATCH_PAYLOADS),
        },
        /// The meta keys that must be given.
        meta_required: Option<Vec<String>> => "MetaRequired" {
            hcl: Hcl::Key("meta_required"), stored_empty: Empty::Kept,
            diff: Diff::As("MetaRequired"),
        },
        /// The meta keys that may be given.
        meta_optional: Option<Vec<String>> => "MetaOptional" {
            hcl: Hcl::Key("meta_optional"), stored_empty: Empty::Kept,
            diff: Diff::As("MetaOptional"),
        },
    }
}

impl Job {
    /// Its identifier, empty if it has none.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Its namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE)
    }

    /// Its type, empty if none is set.
    #[must_use]
    pub fn job_type(&self) -> &str {
        self.job_type.as_deref().unwrap_or_default()
    }

    /// Its task groups.
    #[must_use]
    pub fn groups(&self) -> &[TaskGroup] {
        self.task_groups.as_deref().unwrap_or_default()
    }

    /// The task group of this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&TaskGroup> {
        self.groups().iter().find(|group| group.name() == name)
    }

    /// Whether the job is stopped.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop == Some(true)
    }

    /// Whether the job runs in several regions.
    #[must_use]
    pub fn is_multiregion(&self) -> bool {
        self.multiregion
            .as_ref()
            .and_then(|m| m.regions.as_ref())
            .is_some_and(|regions| !regions.is_empty())
    }

    /// Whether the job is launched at times rather than run itself.
    #[must_use]
    pub fn is_periodic(&self) -> bool {
        self.periodic.is_some()
    }

    /// Whether the job is a template for dispatched jobs rather than run itself.
    #[must_use]
    pub fn is_parameterized(&self) -> bool {
        self.parameterized_job.is_some() && !self.dispatched
    }
}
