//! A commit while it is made: the records that change, and what follows from them.
//!
//! Who changes a job, an allocation or an evaluation says only that. The rest follows here, once for all
//! requests: indexes and versions, the status of jobs, summaries, the counts of deployments, which blocked
//! evaluations are no longer needed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::{
    EVAL_STATUS_BLOCKED, EVAL_STATUS_CANCELLED, EVAL_STATUS_COMPLETE, EVAL_STATUS_PENDING, Evaluation,
};
use crate::model::job::{JOB_STATUS_DEAD, Job};
use crate::model::node::{NODE_STATUS_READY, Node};
use crate::model::summary::{JobChildrenSummary, JobSummary, TaskGroupSummary};
use crate::model::time::Time;
use crate::scheduler::DeploymentUpdate;
use crate::scheduler::random::Random;
use crate::state::alloc::ClientStatus;
use crate::state::class::computed_class;
use crate::state::{Alloc, Blocked, Change, Commit, JobKey, Key, PeriodicLaunch, Record, State, Uuid};

use super::job_status::{count_child, job_status};
use super::{periodic, periodic_child};

/// How many versions of a job are kept.
const KEPT_VERSIONS: usize = 6;

/// A commit while it is made.
pub struct Draft<'a> {
    state: &'a State,
    seed: u64,
    index: u64,
    now: i64,
    /// Changes that nothing else follows from.
    changes: Vec<Change>,
    jobs: BTreeMap<JobKey, Arc<Job>>,
    deleted: BTreeSet<JobKey>,
    versions: BTreeMap<(JobKey, u64), Arc<Job>>,
    summaries: BTreeMap<JobKey, JobSummary>,
    evaluations: BTreeMap<String, Evaluation>,
    /// What blocked evaluations wait for from now on.
    unblocked: BTreeMap<String, Blocked>,
    /// The order in which evaluations were first put, which is the order of their records.
    evaluation_order: Vec<String>,
    deployments: BTreeMap<String, Deployment>,
    allocs: BTreeMap<Uuid, Alloc>,
    /// New allocations have the numbers from here on.
    next_ordinal: u32,
    /// Jobs whose status may have changed.
    touched: BTreeSet<JobKey>,
}

impl<'a> Draft<'a> {
    /// An empty commit on top of a state.
    pub fn new(state: &'a State, seed: u64, now: i64) -> Self {
        Draft {
            state,
            seed,
            index: state.index() + 1,
            now,
            changes: Vec::new(),
            jobs: BTreeMap::new(),
            deleted: BTreeSet::new(),
            versions: BTreeMap::new(),
            summaries: BTreeMap::new(),
            evaluations: BTreeMap::new(),
            unblocked: BTreeMap::new(),
            evaluation_order: Vec::new(),
            deployments: BTreeMap::new(),
            allocs: BTreeMap::new(),
            next_ordinal: 0,
            touched: BTreeSet::new(),
        }
    }

    /// The index that the commit leads to.
    pub(super) fn index(&self) -> u64 {
        self.index
    }

    fn job(&self, key: &JobKey) -> Option<&Arc<Job>> {
        let known = || self.state.job(key).filter(|_| !self.deleted.contains(key));
        self.jobs.get(key).or_else(|| known().map(|entry| &entry.job))
    }

    /// Writes a node, new or known.
    pub(super) fn put_node(&mut self, mut node: Node) {
        let known = self.state.node(&node.id);
        node.create_index = known.map_or(self.index, |known| known.node.create_index);
        node.modify_index = self.index;
        node.computed_class = computed_class(&node);
        if node.status == NODE_STATUS_READY {
            self.make_room(&node);
        }
        self.changes.push(Change::Put(Record::Node(Arc::new(node))));
    }

    /// Room has appeared on a node: blocked evaluations that may use it are to be tried again.
    fn make_room(&mut self, node: &Node) {
        for evaluation in self.state.blocked_evaluations() {
            let blocked = match self.state.blocked(&evaluation.id) {
                Some(blocked) => Blocked::clone(blocked),
                None => Blocked::of(evaluation),
            };
            if blocked.wants(&node.computed_class) || evaluation.node_id == node.id {
                self.unblocked.insert(
                    evaluation.id.clone(),
                    Blocked {
                        is_unblocked: true,
                        ..blocked
                    },
                );
            }
        }
    }

    /// A blocked evaluation was tried again in vain, and waits for room again.
    pub(super) fn block_again(&mut self, evaluation: &Evaluation) {
        self.unblocked
            .insert(evaluation.id.clone(), Blocked::of(evaluation));
    }

    /// Writes a job as a new version, or as the first one.
    pub fn put_job(&mut self, mut job: Job) -> Arc<Job> {
        let key = JobKey::of(&job);
        let existing = self.job(&key).cloned();
        job.modify_index = Some(self.index);
        job.job_modify_index = Some(self.index);
        match &existing {
            Some(existing) => {
                job.create_index = existing.create_index;
                let next = existing.version.map(|version| version.saturating_add(1));
                job.version = job
                    .version
                    .filter(|version| Some(*version) > existing.version)
                    .or(next);
                job.status.clone_from(&existing.status);
            }
            None => {
                job.create_index = Some(self.index);
                job.version = Some(0);
                // Empty until the status is found out, so that a parent counts the child.
                job.status = Some(String::new());
            }
        }
        self.update_summary_of_job(&key, &job);
        let job = Arc::new(job);
        self.drop_old_versions(&key);
        self.versions
            .insert((key.clone(), job.version.unwrap_or_default()), job.clone());
        self.jobs.insert(key.clone(), job.clone());
        self.touched.insert(key);
        job
    }

    /// Writes a known version of a job again, in a changed form, as the current one: no new version.
    pub(super) fn rewrite_job(&mut self, mut job: Job) {
        let key = JobKey::of(&job);
        if let Some(existing) = self.job(&key) {
            job.create_index = existing.create_index;
            job.status.clone_from(&existing.status);
        }
        job.modify_index = Some(self.index);
        let job = Arc::new(job);
        self.versions
            .insert((key.clone(), job.version.unwrap_or_default()), job.clone());
        self.jobs.insert(key.clone(), job);
        self.touched.insert(key);
    }

    /// Counts a child as pending once more. The reference does so where a child and its evaluation are made at
    /// one index, and never gets right again.
    pub(super) fn count_pending_again(&mut self, parent: &JobKey) {
        let index = self.index;
        if let Some(summary) = self.summary(parent) {
            summary.children.get_or_insert_default().pending += 1;
            summary.modify_index = index;
        }
    }

    /// Removes a job with all its versions. Its parent counts it among the dead from now on.
    pub fn delete_job(&mut self, key: &JobKey) {
        let Some(entry) = self.state.job(key) else { return };
        if let Some(parent) = entry.job.parent_id.as_deref().filter(|parent| !parent.is_empty()) {
            let status = entry.job.status.as_deref().unwrap_or_default();
            let index = self.index;
            if status != JOB_STATUS_DEAD
                && let Some(summary) = self.summary(&JobKey::new(&key.namespace, parent))
            {
                count_child(summary.children.get_or_insert_default(), status, JOB_STATUS_DEAD);
                summary.modify_index = index;
            }
        }
        let versions = entry.versions.iter().filter_map(|job| job.version);
        let versions = versions.map(|version| Key::JobVersion(key.clone(), version));
        let rest = [Key::JobSummary(key.clone()), Key::Job(key.clone())];
        self.changes.extend(versions.chain(rest).map(Change::Delete));
        if self.state.launch(key).is_some() {
            self.changes
                .push(Change::Delete(Key::PeriodicLaunch(key.clone())));
        }
        self.deleted.insert(key.clone());
    }

    /// Makes room for one more version: the oldest goes, but the newest of the stable ones stays.
    fn drop_old_versions(&mut self, key: &JobKey) {
        let Some(entry) = self.state.job(key) else { return };
        if entry.versions.len() < KEPT_VERSIONS {
            return;
        }
        let newest_stable = entry.versions.iter().rposition(|job| job.stable == Some(true));
        let dropped = entry.versions.get(usize::from(newest_stable == Some(0)));
        if let Some(version) = dropped.and_then(|job| job.version) {
            self.changes
                .push(Change::Delete(Key::JobVersion(key.clone(), version)));
        }
    }

    fn summary(&mut self, key: &JobKey) -> Option<&mut JobSummary> {
        if self.deleted.contains(key) {
            return None;
        }
        if !self.summaries.contains_key(key) {
            let summary = self.state.job(key)?.summary.as_deref()?.clone();
            self.summaries.insert(key.clone(), summary);
        }
        self.summaries.get_mut(key)
    }

    /// A summary has all groups that the job ever had.
    fn update_summary_of_job(&mut self, key: &JobKey, job: &Job) {
        let index = self.index;
        if self.summary(key).is_none() {
            let summary = JobSummary {
                job_id: key.id.as_ref().to_owned(),
                namespace: key.namespace.as_ref().to_owned(),
                summary: Some(BTreeMap::new()),
                children: Some(JobChildrenSummary::default()),
                create_index: index,
                modify_index: index,
            };
            self.summaries.insert(key.clone(), summary);
        }
        if let Some(summary) = self.summary(key) {
            let groups = summary.summary.get_or_insert_default();
            for group in job.groups() {
                if !groups.contains_key(group.name()) {
                    groups.insert(group.name().to_owned(), TaskGroupSummary::default());
                    summary.modify_index = index;
                }
            }
        }
    }

    /// Writes an evaluation, new or known.
    pub fn put_evaluation(&mut self, mut evaluation: Evaluation) {
        let key = JobKey::new(&evaluation.namespace, &evaluation.job_id);
        let known = self.state.evaluation(&evaluation.id);
        evaluation.create_index = known.map_or(self.index, |known| known.create_index);
        evaluation.create_time = known.map_or(self.now, |known| known.create_time);
        evaluation.modify_index = self.index;
        evaluation.modify_time = self.now;
        self.update_queued(&key, &evaluation);
        if evaluation.status == EVAL_STATUS_COMPLETE && evaluation.failed_tg_allocs.is_none() {
            self.cancel_blocked(&key, &evaluation.id);
        }
        if known.is_none() && evaluation.status == EVAL_STATUS_BLOCKED {
            self.cancel_duplicates(&key, &evaluation);
        }
        self.touched.insert(key);
        self.insert_evaluation(evaluation);
    }

    /// Has a job looked at again some of whose allocations had to make room. As in the reference, its status is
    /// that without this evaluation, until that is processed.
    pub(super) fn evaluate_preempted(&mut self, id: Uuid, key: &JobKey) {
        let Some(entry) = self.state.job(key) else { return };
        let job = entry.job.clone();
        self.put_evaluation(Evaluation {
            id: id.to_string(),
            namespace: job.namespace().to_owned(),
            priority: job.priority.unwrap_or_default(),
            eval_type: job.job_type().to_owned(),
            triggered_by: "preemption".to_owned(),
            job_id: job.id().to_owned(),
            status: EVAL_STATUS_PENDING.to_owned(),
            ..Default::default()
        });
        self.touched.remove(key);
    }

    /// Of the evaluations of a job that wait for room only the newest is needed.
    fn cancel_duplicates(&mut self, key: &JobKey, newest: &Evaluation) {
        let is_blocked = |other: &&Evaluation| {
            other.status == EVAL_STATUS_BLOCKED
                && other.id != newest.id
                && self
                    .state
                    .blocked(&other.id)
                    .is_none_or(|blocked| !blocked.is_unblocked)
        };
        let known = self.state.evaluations_of_job(key).map(|other| &**other);
        let known = known.filter(|other| !self.evaluations.contains_key(&other.id));
        let made = self.evaluations.values();
        let made = made.filter(|other| *other.namespace == *key.namespace && *other.job_id == *key.id);
        let duplicates: Vec<Evaluation> = known.chain(made).filter(is_blocked).cloned().collect();
        for mut other in duplicates {
            EVAL_STATUS_CANCELLED.clone_into(&mut other.status);
            other.status_description =
                format!("existing blocked evaluation exists for job {:?}", other.job_id);
            other.modify_index = self.index;
            other.modify_time = self.now;
            self.insert_evaluation(other);
        }
    }

    fn insert_evaluation(&mut self, evaluation: Evaluation) {
        if !self.evaluations.contains_key(&evaluation.id) {
            self.evaluation_order.push(evaluation.id.clone());
        }
        self.evaluations.insert(evaluation.id.clone(), evaluation);
    }

    fn update_queued(&mut self, key: &JobKey, evaluation: &Evaluation) {
        let index = self.index;
        let Some(queued) = evaluation
            .queued_allocations
            .as_ref()
            .filter(|queued| !queued.is_empty())
        else {
            return;
        };
        let Some(summary) = self.summary(key) else { return };
        for (group, count) in queued {
            if let Some(of_group) = summary.summary.as_mut().and_then(|groups| groups.get_mut(group))
                && of_group.queued != *count
            {
                of_group.queued = *count;
                summary.modify_index = index;
            }
        }
    }

    /// An evaluation that placed everything makes those needless that wait for room.
    fn cancel_blocked(&mut self, key: &JobKey, successful: &str) {
        let blocked = self.state.evaluations_of_job(key);
        let blocked = blocked.filter(|other| other.status == EVAL_STATUS_BLOCKED && other.id != successful);
        let blocked: Vec<Evaluation> = blocked.map(|other| Evaluation::clone(other)).collect();
        for mut other in blocked {
            EVAL_STATUS_CANCELLED.clone_into(&mut other.status);
            other.status_description = format!("evaluation {:?} successful", other.id);
            other.modify_index = self.index;
            self.insert_evaluation(other);
        }
    }

    /// When a periodic job was launched last and is launched next; never again if that is `None`.
    pub(super) fn put_launch(&mut self, key: &JobKey, last: i64, next: Option<i64>) {
        let job = key.clone();
        self.changes.push(match next {
            Some(next) => Change::Put(Record::PeriodicLaunch(Arc::new(PeriodicLaunch {
                job,
                last,
                next,
            }))),
            None => Change::Delete(Key::PeriodicLaunch(job)),
        });
    }

    /// Writes an allocation as its node reports it.
    pub fn put_alloc_of_client(&mut self, mut alloc: Alloc) {
        let Some(existing) = self.alloc(alloc.id) else {
            return;
        };
        alloc.modify_index = self.index;
        alloc.modify_time = self.now;
        if matches!(alloc.client_status, ClientStatus::Complete | ClientStatus::Failed)
            && let Some(entry) = self.state.node(&alloc.node.id)
        {
            self.make_room(&entry.node);
        }
        self.count_alloc(&mut alloc, Some(&existing));
    }

    /// Writes a new deployment.
    pub(super) fn put_deployment(&mut self, mut deployment: Deployment) {
        deployment.create_index = self.index;
        deployment.modify_index = self.index;
        self.deployments.insert(deployment.id.clone(), deployment);
    }

    /// Changes the status of a deployment.
    pub(super) fn update_deployment(&mut self, update: &DeploymentUpdate) {
        let index = self.index;
        let Some(deployment) = self.deployment(&update.deployment_id) else {
            return;
        };
        update.status.clone_into(&mut deployment.status);
        deployment.status_description.clear();
        deployment.status_description.push_str(&update.description);
        deployment.modify_index = index;
        if update.status == "successful" {
            let key = JobKey::new(&deployment.namespace, &deployment.job_id);
            let version = deployment.job_version;
            self.mark_stable(&key, version, true);
        }
    }

    /// Says whether a version of a job has proved itself.
    pub(super) fn mark_stable(&mut self, key: &JobKey, version: u64, stable: bool) {
        let written = self.versions.get(&(key.clone(), version));
        let Some(known) = written.or_else(|| self.state.job_version(key, version)) else {
            return;
        };
        if known.stable.unwrap_or_default() != stable {
            let mut job = Job::clone(known);
            job.stable = Some(stable);
            self.rewrite_job(job);
        }
    }

    /// Promotes the canaries of all groups of a deployment.
    pub(super) fn promote(&mut self, id: &str) {
        let index = self.index;
        let Some(deployment) = self.deployment(id) else {
            return;
        };
        deployment.modify_index = index;
        let mut canaries = Vec::new();
        for group in deployment.task_groups.iter_mut().flat_map(BTreeMap::values_mut) {
            group.promoted = true;
            canaries.extend(
                group
                    .placed_canaries
                    .iter()
                    .flatten()
                    .filter_map(|id| id.parse::<Uuid>().ok()),
            );
        }
        if deployment.status == "running" {
            "Deployment is running".clone_into(&mut deployment.status_description);
        }
        for id in canaries {
            let Some(mut alloc) = self.alloc(id) else { continue };
            if alloc.is_terminal() || alloc.healthy() != Some(true) {
                continue;
            }
            if let Some(status) = &mut alloc.rare_mut().deployment_status {
                status.canary = false;
                status.modify_index = index;
            }
            alloc.modify_index = index;
            alloc.alloc_modify_index = index;
            self.allocs.insert(id, alloc);
        }
    }

    /// Says that an allocation may be replaced.
    pub(super) fn allow_reschedule(&mut self, id: Uuid) {
        if let Some(mut alloc) = self.alloc(id) {
            alloc.rare_mut().desired_transition.reschedule = Some(true);
            alloc.modify_index = self.index;
            self.allocs.insert(id, alloc);
        }
    }

    fn deployment(&mut self, id: &str) -> Option<&mut Deployment> {
        if !self.deployments.contains_key(id) {
            let deployment = Deployment::clone(self.state.deployment(id)?);
            self.deployments.insert(id.to_owned(), deployment);
        }
        self.deployments.get_mut(id)
    }

    /// An allocation as the commit would leave it.
    fn alloc(&self, id: Uuid) -> Option<Alloc> {
        self.allocs
            .get(&id)
            .or_else(|| self.state.alloc(id).map(|alloc| &**alloc))
            .cloned()
    }

    /// Writes an allocation that the servers made or changed.
    pub fn put_alloc(&mut self, mut alloc: Alloc) {
        let existing = self.alloc(alloc.id);
        alloc.modify_index = self.index;
        alloc.alloc_modify_index = self.index;
        alloc.modify_time = self.now;
        match &existing {
            Some(existing) => {
                // What its node reports is not the servers' to change, but that the node is gone.
                if alloc.client_status != ClientStatus::Lost {
                    alloc.client_status = existing.client_status;
                }
            }
            None => {
                alloc.create_index = self.index;
                alloc.create_time = self.now;
                alloc.ordinal = self.next_ordinal;
                self.next_ordinal += 1;
                let status = alloc
                    .rare
                    .as_mut()
                    .and_then(|rare| rare.deployment_status.as_mut());
                if let Some(status) = status {
                    status.modify_index = self.index;
                }
            }
        }
        self.link_previous(&alloc);
        self.count_alloc(&mut alloc, existing.as_ref());
    }

    /// The allocation that another replaces knows it, and is written whenever the other is.
    fn link_previous(&mut self, alloc: &Alloc) {
        let previous = alloc.rare.as_ref().map_or(Uuid::NIL, |rare| rare.previous);
        if let Some(mut previous) = self.alloc(previous) {
            previous.rare_mut().next = alloc.id;
            previous.modify_index = self.index;
            self.allocs.insert(previous.id, previous);
        }
    }

    fn count_alloc(&mut self, alloc: &mut Alloc, existing: Option<&Alloc>) {
        self.update_deployment_of(alloc, existing);
        self.update_summary_of(alloc, existing);
        self.touched.insert(JobKey::of(&alloc.job));
        self.allocs.insert(alloc.id, alloc.clone());
    }

    fn update_deployment_of(&mut self, alloc: &mut Alloc, existing: Option<&Alloc>) {
        let (index, group) = (self.index, alloc.group_name().to_owned());
        if alloc.deployment_id.is_nil() {
            return;
        }
        let Some(deployment) = self.deployment(&alloc.deployment_id.to_string()) else {
            return;
        };
        let Some(state) = deployment
            .task_groups
            .as_mut()
            .and_then(|groups| groups.get_mut(&group))
        else {
            return;
        };
        let is_placed = existing.is_none_or(|existing| existing.deployment_id != alloc.deployment_id);
        let (was_healthy, is_healthy) = (existing.and_then(Alloc::healthy), alloc.healthy());
        let (healthy, unhealthy) = match (was_healthy, is_healthy) {
            _ if is_placed => (0, 0),
            (None, Some(true)) => (1, 0),
            (None, Some(false)) => (0, 1),
            (Some(true), Some(false)) => (-1, 1),
            _ => (0, 0),
        };
        if !is_placed && healthy == 0 && unhealthy == 0 {
            return;
        }
        state.placed_allocs += i64::from(is_placed);
        state.healthy_allocs += healthy;
        state.unhealthy_allocs += unhealthy;
        let status = alloc
            .rare
            .as_mut()
            .and_then(|rare| rare.deployment_status.as_mut());
        if alloc_is_canary(status.as_deref()) {
            let (canaries, id) = (
                state.placed_canaries.get_or_insert_default(),
                alloc.id.to_string(),
            );
            if !canaries.contains(&id) {
                canaries.push(id);
            }
        }
        let deadline = state.progress_deadline.nanoseconds();
        if deadline != 0 {
            let from = |time: i64| Time::from_unix_nanoseconds(time.saturating_add(deadline));
            if is_placed && state.require_progress_by.is_zero() {
                state.require_progress_by = from(alloc.modify_time);
            } else if healthy != 0
                && let Some(status) = status.as_deref()
            {
                state.require_progress_by = state
                    .require_progress_by
                    .max(from(status.timestamp.unix_nanoseconds()));
            }
        }
        if let Some(status) = status
            && healthy + unhealthy != 0
        {
            status.modify_index = index;
        }
        deployment.modify_index = index;
    }

    fn update_summary_of(&mut self, alloc: &Alloc, existing: Option<&Alloc>) {
        let index = self.index;
        let Some(summary) = self.summary(&JobKey::of(&alloc.job)) else {
            return;
        };
        // An allocation of an earlier job of the same name.
        if Some(summary.create_index) != alloc.job.create_index {
            return;
        }
        let of_group = summary
            .summary
            .as_mut()
            .and_then(|groups| groups.get_mut(alloc.group_name()));
        let Some(of_group) = of_group else { return };
        match existing {
            None if alloc.client_status == ClientStatus::Pending => {
                of_group.starting += 1;
                of_group.queued = (of_group.queued - 1).max(0);
            }
            Some(existing) if existing.client_status != alloc.client_status => {
                *count_of(of_group, alloc.client_status) += 1;
                // What failed or completed once is counted for good.
                if !matches!(
                    existing.client_status,
                    ClientStatus::Failed | ClientStatus::Complete
                ) {
                    let count = count_of(of_group, existing.client_status);
                    *count = (*count - 1).max(0);
                }
            }
            _ => return,
        }
        summary.modify_index = index;
    }

    /// The status of every job that was touched, and the counts of its parent.
    pub(super) fn update_statuses(&mut self) {
        for key in std::mem::take(&mut self.touched) {
            let Some(job) = self.job(&key).cloned() else {
                continue;
            };
            let new = self.status_of(&key, &job);
            let old = job.status.as_deref().unwrap_or_default();
            if old == new {
                continue;
            }
            let mut updated = Job::clone(&job);
            updated.status = Some(new.to_owned());
            updated.modify_index = Some(self.index);
            let parent = job.parent_id.as_deref().filter(|parent| !parent.is_empty());
            if let Some(parent) = parent.map(|parent| JobKey::new(&key.namespace, parent)) {
                let index = self.index;
                if let Some(summary) = self.summary(&parent) {
                    count_child(summary.children.get_or_insert_default(), old, new);
                    summary.modify_index = index;
                }
            }
            let updated = Arc::new(updated);
            if let Some(version) = self
                .versions
                .get_mut(&(key.clone(), job.version.unwrap_or_default()))
            {
                *version = updated.clone();
            }
            self.jobs.insert(key, updated);
        }
    }

    fn status_of(&self, key: &JobKey, job: &Job) -> &'static str {
        let known = self
            .state
            .allocs_of_job(key)
            .filter(|alloc| !self.allocs.contains_key(&alloc.id));
        let changed = self
            .allocs
            .values()
            .filter(|alloc| JobKey::of(&alloc.job) == *key);
        let allocs = known.map(|alloc| &**alloc).chain(changed).map(Alloc::is_terminal);
        let known = self
            .state
            .evaluations_of_job(key)
            .filter(|other| !self.evaluations.contains_key(&other.id));
        let changed = self
            .evaluations
            .values()
            .filter(|other| *other.namespace == *key.namespace && *other.job_id == *key.id);
        let evaluations = known
            .map(|other| &**other)
            .chain(changed)
            .map(Evaluation::is_terminal);
        job_status(job, allocs, evaluations)
    }

    /// The commit.
    pub fn finish(mut self) -> Commit {
        self.update_statuses();
        for (key, job) in &self.jobs {
            self.changes.extend(launch_of(self.state, key, job, self.now));
        }
        let mut put = |record| self.changes.push(Change::Put(record));
        for (key, job) in self.jobs {
            let version = self.versions.remove(&(key, job.version.unwrap_or_default()));
            put(Record::Job(job));
            if let Some(version) = version {
                put(Record::JobVersion(version));
            }
        }
        for summary in self
            .summaries
            .into_values()
            .filter(|summary| summary.modify_index == self.index)
        {
            put(Record::JobSummary(Arc::new(summary)));
        }
        let mut forgotten = Vec::new();
        for id in self.evaluation_order {
            if let Some(evaluation) = self.evaluations.remove(&id) {
                if evaluation.status != EVAL_STATUS_BLOCKED {
                    self.unblocked.remove(&id);
                    forgotten.extend(self.state.blocked(&id).map(|_| Key::Blocked(id)));
                }
                put(Record::Evaluation(Arc::new(evaluation)));
            }
        }
        for blocked in self.unblocked.into_values() {
            put(Record::Blocked(Arc::new(blocked)));
        }
        for deployment in self
            .deployments
            .into_values()
            .filter(|other| other.modify_index == self.index)
        {
            put(Record::Deployment(Arc::new(deployment)));
        }
        let mut allocs: Vec<Alloc> = self.allocs.into_values().collect();
        allocs.sort_by_key(|alloc| (alloc.create_index, alloc.ordinal));
        for alloc in allocs {
            put(Record::Allocation(Arc::new(alloc)));
        }
        self.changes.extend(forgotten.into_iter().map(Change::Delete));
        Commit {
            id: Random::new(self.seed, "commit", &[self.index]).uuid(),
            base: self.state.index(),
            index: self.index,
            time: self.now,
            changes: self.changes,
        }
    }
}

/// What a job that was written means for its launches.
fn launch_of(state: &State, key: &JobKey, job: &Job, now: i64) -> Option<Change> {
    let known = state.launch(key);
    if !periodic_child::is_launched(job) {
        return known.map(|_| Change::Delete(Key::PeriodicLaunch(key.clone())));
    }
    // Only what is in the state already may have been written for another reason than a registration.
    let is_same = state
        .job(key)
        .is_some_and(|entry| entry.job.version == job.version);
    if is_same && known.is_some() {
        return None;
    }
    let Some(next) = periodic::next_launch(job, now) else {
        return known.map(|_| Change::Delete(Key::PeriodicLaunch(key.clone())));
    };
    let next = next.unix_nanoseconds();
    let last = known.map(|known| known.last).unwrap_or_default();
    let job = key.clone();
    Some(Change::Put(Record::PeriodicLaunch(Arc::new(PeriodicLaunch {
        job,
        last,
        next,
    }))))
}

fn alloc_is_canary(status: Option<&crate::model::allocation::AllocDeploymentStatus>) -> bool {
    status.is_some_and(|status| status.canary)
}

fn count_of(summary: &mut TaskGroupSummary, status: ClientStatus) -> &mut i64 {
    match status {
        ClientStatus::Pending => &mut summary.starting,
        ClientStatus::Running => &mut summary.running,
        ClientStatus::Complete => &mut summary.complete,
        ClientStatus::Failed => &mut summary.failed,
        ClientStatus::Lost => &mut summary.lost,
    }
}
