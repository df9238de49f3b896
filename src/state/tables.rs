//! The tables of a state and their indexes: what there is to read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::Evaluation;
use crate::model::job::Job;
use crate::model::scheduler_config::SchedulerConfiguration;
use crate::model::summary::JobSummary;

use super::alloc::Alloc;
use super::blocked::Blocked;
use super::class::Classes;
use super::commit::{JobKey, Table};
use super::id::Uuid;
use super::launch::PeriodicLaunch;
use super::node::{NodeEntry, NodeRow};
use super::queue::EvaluationQueue;
use super::rollout::Rollout;

/// The number of an allocation's slot.
pub(super) type AllocSlot = u32;

/// A job and what belongs to it.
#[derive(Debug, Clone)]
pub struct JobEntry {
    /// The current version.
    pub job: Arc<Job>,
    /// All versions that are kept, oldest first, the current one last.
    pub versions: Vec<Arc<Job>>,
    /// Its allocations at a glance.
    pub summary: Option<Arc<JobSummary>>,
}

/// What belongs to the job of a key, whether the job is there or was purged.
#[derive(Debug, Clone, Default)]
pub(super) struct JobIndex {
    pub(super) allocs: Vec<AllocSlot>,
    pub(super) evaluations: Vec<String>,
    pub(super) deployments: Vec<String>,
}

/// What a cluster knows.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) index: u64,
    pub(super) table_indexes: BTreeMap<Table, u64>,

    pub(super) nodes: Vec<Option<NodeEntry>>,
    pub(super) node_rows: BTreeMap<String, NodeRow>,
    /// By the index at which they came: rows are used again, so that they tell nothing.
    pub(super) node_order: BTreeMap<(u64, String), NodeRow>,
    pub(super) node_allocs: Vec<Vec<AllocSlot>>,
    pub(super) free_nodes: Vec<NodeRow>,
    /// Allocations of nodes that are gone, should these come back.
    pub(super) orphans: BTreeMap<String, Vec<AllocSlot>>,
    pub(super) classes: Classes,

    pub(super) jobs: BTreeMap<JobKey, JobEntry>,
    pub(super) of_job: BTreeMap<JobKey, JobIndex>,

    pub(super) evaluations: BTreeMap<String, Arc<Evaluation>>,
    pub(super) queue: EvaluationQueue,

    pub(super) allocs: Vec<Option<Arc<Alloc>>>,
    pub(super) free_allocs: Vec<AllocSlot>,
    pub(super) alloc_slots: BTreeMap<Uuid, AllocSlot>,
    pub(super) alloc_keys: BTreeMap<(u64, u32), AllocSlot>,

    pub(super) deployments: BTreeMap<String, Arc<Deployment>>,
    /// Those that go on, oldest first.
    pub(super) active_deployments: BTreeSet<(u64, String)>,
    pub(super) rollouts: BTreeMap<Uuid, Rollout>,
    pub(super) scheduler_configuration: Option<Arc<SchedulerConfiguration>>,

    pub(super) blocked: BTreeMap<String, Arc<Blocked>>,
    pub(super) launches: BTreeMap<JobKey, Arc<PeriodicLaunch>>,
    /// By the instant of the next launch.
    pub(super) launch_order: BTreeSet<(i64, JobKey)>,
}

/// Reading.
impl State {
    /// The index of the last commit.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The index of the last commit that touched a kind of record, 0 if none did.
    #[must_use]
    pub fn table_index(&self, table: Table) -> u64 {
        self.table_indexes.get(&table).copied().unwrap_or_default()
    }

    /// A job.
    #[must_use]
    pub fn job(&self, key: &JobKey) -> Option<&JobEntry> {
        self.jobs.get(key)
    }

    /// A version of a job.
    #[must_use]
    pub fn job_version(&self, key: &JobKey, version: u64) -> Option<&Arc<Job>> {
        self.jobs
            .get(key)?
            .versions
            .iter()
            .find(|job| job.version == Some(version))
    }

    /// All jobs, by namespace and identifier.
    pub fn jobs(&self) -> impl Iterator<Item = (&JobKey, &JobEntry)> {
        self.jobs.iter()
    }

    /// The jobs of a namespace whose identifiers begin so, by identifier.
    pub fn jobs_with_prefix<'a>(
        &'a self,
        namespace: &str,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a JobKey, &'a JobEntry)> {
        let first = JobKey::new(namespace, prefix);
        let namespace = first.namespace.clone();
        self.jobs
            .range(first..)
            .take_while(move |(key, _)| key.namespace == namespace && key.id.starts_with(prefix))
    }

    /// The allocations of a job, oldest first; of earlier jobs of its name, too.
    pub fn allocs_of_job(&self, key: &JobKey) -> impl Iterator<Item = &Arc<Alloc>> {
        self.of_job
            .get(key)
            .map(|of| self.slots(&of.allocs))
            .into_iter()
            .flatten()
    }

    /// The evaluations of a job, oldest first.
    pub fn evaluations_of_job(&self, key: &JobKey) -> impl Iterator<Item = &Arc<Evaluation>> {
        let ids = self
            .of_job
            .get(key)
            .map(|of| of.evaluations.as_slice())
            .unwrap_or_default();
        ids.iter().filter_map(|id| self.evaluations.get(id))
    }

    /// The deployments of a job, oldest first.
    pub fn deployments_of_job(&self, key: &JobKey) -> impl DoubleEndedIterator<Item = &Arc<Deployment>> {
        let ids = self
            .of_job
            .get(key)
            .map(|of| of.deployments.as_slice())
            .unwrap_or_default();
        ids.iter().filter_map(|id| self.deployments.get(id))
    }

    /// The row of the node of this identifier.
    #[must_use]
    pub fn node_row(&self, id: &str) -> Option<NodeRow> {
        self.node_rows.get(id).copied()
    }

    /// The node of this identifier.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&NodeEntry> {
        self.node_at(self.node_row(id)?)
    }

    /// The node in a row.
    #[must_use]
    pub fn node_at(&self, row: NodeRow) -> Option<&NodeEntry> {
        self.nodes.get(row.0 as usize)?.as_ref()
    }

    /// All nodes with their rows, in the order in which they came.
    pub fn node_entries(&self) -> impl Iterator<Item = (NodeRow, &NodeEntry)> {
        self.node_order
            .values()
            .filter_map(|row| Some((*row, self.node_at(*row)?)))
    }

    /// All nodes, by identifier.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeEntry> {
        self.node_rows.values().filter_map(|row| self.node_at(*row))
    }

    /// The computed classes of the nodes.
    #[must_use]
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// The allocations on a node, oldest first.
    pub fn allocs_on_node(&self, row: NodeRow) -> impl Iterator<Item = &Arc<Alloc>> {
        self.node_allocs
            .get(row.0 as usize)
            .map(|slots| self.slots(slots))
            .into_iter()
            .flatten()
    }

    /// The allocation of this identifier.
    #[must_use]
    pub fn alloc(&self, id: Uuid) -> Option<&Arc<Alloc>> {
        self.alloc_in(*self.alloc_slots.get(&id)?)
    }

    /// All allocations, by identifier.
    pub fn allocs(&self) -> impl Iterator<Item = &Arc<Alloc>> {
        self.alloc_slots.values().filter_map(|slot| self.alloc_in(*slot))
    }

    pub(super) fn alloc_in(&self, slot: AllocSlot) -> Option<&Arc<Alloc>> {
        self.allocs.get(slot as usize)?.as_ref()
    }

    fn slots<'a>(&'a self, slots: &'a [AllocSlot]) -> impl Iterator<Item = &'a Arc<Alloc>> {
        slots.iter().filter_map(|slot| self.alloc_in(*slot))
    }

    /// The evaluation of this identifier.
    #[must_use]
    pub fn evaluation(&self, id: &str) -> Option<&Arc<Evaluation>> {
        self.evaluations.get(id)
    }

    /// All evaluations, by identifier.
    pub fn evaluations(&self) -> impl Iterator<Item = &Arc<Evaluation>> {
        self.evaluations.values()
    }

    /// The evaluation whose turn it is at `now`, in unix nanoseconds: one that is pending, or one that was
    /// blocked before room appeared.
    #[must_use]
    pub fn next_evaluation(&self, now: i64) -> Option<&Arc<Evaluation>> {
        self.queue.next(now).and_then(|id| self.evaluation(id))
    }

    /// When the next evaluation is due that must wait, in unix nanoseconds.
    #[must_use]
    pub fn next_evaluation_due(&self) -> Option<i64> {
        self.queue.next_due()
    }

    /// The evaluations that wait for room.
    pub fn blocked_evaluations(&self) -> impl Iterator<Item = &Arc<Evaluation>> {
        self.queue.blocked().filter_map(|id| self.evaluation(id))
    }

    /// What a blocked evaluation waits for, if it is no longer what it says itself.
    #[must_use]
    pub fn blocked(&self, id: &str) -> Option<&Arc<Blocked>> {
        self.blocked.get(id)
    }

    /// When a periodic job is launched.
    #[must_use]
    pub fn launch(&self, key: &JobKey) -> Option<&Arc<PeriodicLaunch>> {
        self.launches.get(key)
    }

    /// The periodic job that is launched next, and when, in unix nanoseconds.
    #[must_use]
    pub fn next_launch(&self) -> Option<(i64, &JobKey)> {
        self.launch_order.first().map(|(due, key)| (*due, key))
    }

    /// The deployment of this identifier.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<&Arc<Deployment>> {
        self.deployments.get(id)
    }

    /// The deployments that go on, oldest first.
    pub fn active_deployments(&self) -> impl Iterator<Item = &Arc<Deployment>> {
        let ids = self.active_deployments.iter();
        ids.filter_map(|(_, id)| self.deployments.get(id))
    }

    /// How the allocations of a deployment do.
    #[must_use]
    pub fn rollout(&self, id: &str) -> Option<&Rollout> {
        self.rollouts.get(&id.parse().ok()?)
    }

    /// All deployments, by identifier.
    pub fn deployments(&self) -> impl Iterator<Item = &Arc<Deployment>> {
        self.deployments.values()
    }

    /// How the schedulers are to behave, if that was ever set.
    #[must_use]
    pub fn scheduler_configuration(&self) -> Option<&Arc<SchedulerConfiguration>> {
        self.scheduler_configuration.as_ref()
    }
}
