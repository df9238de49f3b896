//! Commits: the only way in which a state changes.
//!
//! A commit is an ordered list of records that are written and of keys whose records are deleted, all at one new
//! index, made against the state at the index before. It holds everything that is needed to apply it, so that
//! restoring, replicating, undoing and replaying are all the same: folding commits.

use std::fmt;
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::Evaluation;
use crate::model::job::Job;
use crate::model::node::Node;
use crate::model::scheduler_config::SchedulerConfiguration;
use crate::model::summary::JobSummary;

use super::alloc::Alloc;
use super::blocked::Blocked;
use super::id::Uuid;
use super::launch::PeriodicLaunch;

/// The namespace and the identifier of a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// The namespace.
    pub namespace: Arc<str>,
    /// The identifier.
    pub id: Arc<str>,
}

impl JobKey {
    /// The key of the job of this name.
    #[must_use]
    pub fn new(namespace: &str, id: &str) -> Self {
        JobKey {
            namespace: namespace.into(),
            id: id.into(),
        }
    }

    /// The key of a job.
    #[must_use]
    pub fn of(job: &Job) -> Self {
        Self::new(job.namespace(), job.id())
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.id)
    }
}

/// A kind of records. Each has an index of its own: that of the last commit that touched it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Nodes.
    Nodes,
    /// Jobs.
    Jobs,
    /// Versions of jobs.
    JobVersions,
    /// Summaries of jobs.
    JobSummaries,
    /// Evaluations.
    Evaluations,
    /// Allocations.
    Allocations,
    /// Deployments.
    Deployments,
    /// The configuration of the schedulers.
    SchedulerConfiguration,
    /// What blocked evaluations wait for.
    Blocked,
    /// Launches of periodic jobs.
    PeriodicLaunches,
}

/// Something the state keeps.
///
/// Records are shared, never changed: a commit that writes one anew brings a new one.
#[derive(Debug, Clone)]
pub enum Record {
    /// A node.
    Node(Arc<Node>),
    /// The current version of a job.
    Job(Arc<Job>),
    /// A version of a job, the current one among them.
    JobVersion(Arc<Job>),
    /// The summary of a job.
    JobSummary(Arc<JobSummary>),
    /// An evaluation.
    Evaluation(Arc<Evaluation>),
    /// An allocation.
    Allocation(Arc<Alloc>),
    /// A deployment.
    Deployment(Arc<Deployment>),
    /// The configuration of the schedulers.
    SchedulerConfiguration(Arc<SchedulerConfiguration>),
    /// What a blocked evaluation waits for.
    Blocked(Arc<Blocked>),
    /// When a periodic job is launched.
    PeriodicLaunch(Arc<PeriodicLaunch>),
}

/// The name of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The node of this identifier.
    Node(String),
    /// The current version of a job.
    Job(JobKey),
    /// A version of a job.
    JobVersion(JobKey, u64),
    /// The summary of a job.
    JobSummary(JobKey),
    /// The evaluation of this identifier.
    Evaluation(String),
    /// The allocation that was made at this index as the one of this number: in a store, neighbours in time
    /// are neighbours in place.
    Allocation(u64, u32),
    /// The deployment of this identifier.
    Deployment(String),
    /// The configuration of the schedulers.
    SchedulerConfiguration,
    /// What the blocked evaluation of this identifier waits for.
    Blocked(String),
    /// When the periodic job is launched.
    PeriodicLaunch(JobKey),
}

impl Record {
    /// The record's name.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Record::Node(node) => Key::Node(node.id.clone()),
            Record::Job(job) => Key::Job(JobKey::of(job)),
            Record::JobVersion(job) => Key::JobVersion(JobKey::of(job), job.version.unwrap_or_default()),
            Record::JobSummary(summary) => Key::JobSummary(JobKey::new(&summary.namespace, &summary.job_id)),
            Record::Evaluation(evaluation) => Key::Evaluation(evaluation.id.clone()),
            Record::Allocation(alloc) => Key::Allocation(alloc.create_index, alloc.ordinal),
            Record::Deployment(deployment) => Key::Deployment(deployment.id.clone()),
            Record::SchedulerConfiguration(_) => Key::SchedulerConfiguration,
            Record::Blocked(blocked) => Key::Blocked(blocked.evaluation.clone()),
            Record::PeriodicLaunch(launch) => Key::PeriodicLaunch(launch.job.clone()),
        }
    }
}

impl Key {
    /// The kind of record that it names.
    #[must_use]
    pub fn table(&self) -> Table {
        match self {
            Key::Node(_) => Table::Nodes,
            Key::Job(_) => Table::Jobs,
            Key::JobVersion(..) => Table::JobVersions,
            Key::JobSummary(_) => Table::JobSummaries,
            Key::Evaluation(_) => Table::Evaluations,
            Key::Allocation(..) => Table::Allocations,
            Key::Deployment(_) => Table::Deployments,
            Key::SchedulerConfiguration => Table::SchedulerConfiguration,
            Key::Blocked(_) => Table::Blocked,
            Key::PeriodicLaunch(_) => Table::PeriodicLaunches,
        }
    }
}

/// One change of a commit.
#[derive(Debug, Clone)]
pub enum Change {
    /// This record is written, in place of the one of the same name if there is one.
    Put(Record),
    /// The record of this name is deleted, if there is one.
    Delete(Key),
}

impl Change {
    /// The kind of record that it changes.
    #[must_use]
    pub fn table(&self) -> Table {
        match self {
            Change::Put(record) => record.key().table(),
            Change::Delete(key) => key.table(),
        }
    }
}

/// An ordered list of changes at one new index.
#[derive(Debug, Clone)]
pub struct Commit {
    /// A name of its own: a host that got no answer from its store asks whether it holds this one.
    pub id: Uuid,
    /// The index of the state that it was made against.
    pub base: u64,
    /// The index that the state has afterwards.
    pub index: u64,
    /// When it was made, in unix nanoseconds.
    pub time: i64,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

/// Why a commit was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotApplied {
    /// The index of the state.
    pub state: u64,
    /// The index that the commit was made against.
    pub base: u64,
    /// The index that the commit would lead to.
    pub index: u64,
}

impl fmt::Display for NotApplied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotApplied { state, base, index } = self;
        write!(
            f,
            "the commit was made against index {base} and leads to {index}, but the state is at {state}: apply every \
             commit once, in the order in which they were made"
        )
    }
}

impl std::error::Error for NotApplied {}
