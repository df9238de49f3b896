//! How a state changes: by commits, and by nothing else.

use std::sync::Arc;

use crate::model::node::Node;

use super::alloc::Alloc;
use super::commit::{Change, Commit, JobKey, Key, NotApplied, Record};
use super::node::{NodeEntry, NodeRow};
use super::store::Contents;
use super::tables::{JobEntry, State};

impl State {
    /// The state that a store's contents make.
    #[must_use]
    pub fn restore(contents: Contents) -> Self {
        let mut state = State::default();
        for record in contents.records {
            state.put(record);
        }
        state.index = contents.index;
        state.table_indexes = contents.table_indexes;
        state
    }

    /// Applies a commit.
    ///
    /// # Errors
    ///
    /// When the commit was not made against this very state: one was skipped, or it was applied before. Nothing
    /// is changed then.
    pub fn apply(&mut self, commit: &Commit) -> Result<(), NotApplied> {
        let Commit { base, index, .. } = *commit;
        if base != self.index || Some(index) != base.checked_add(1) {
            return Err(NotApplied {
                state: self.index,
                base,
                index,
            });
        }
        self.index = index;
        for change in &commit.changes {
            self.table_indexes.insert(change.table(), index);
            match change {
                Change::Put(record) => self.put(record.clone()),
                Change::Delete(key) => self.delete(key),
            }
        }
        Ok(())
    }

    fn put(&mut self, record: Record) {
        match record {
            Record::Node(node) => self.put_node(node),
            Record::Job(job) => {
                let key = JobKey::of(&job);
                match self.jobs.get_mut(&key) {
                    Some(entry) => entry.job = job,
                    None => {
                        self.jobs.insert(
                            key,
                            JobEntry {
                                job,
                                versions: Vec::new(),
                                summary: None,
                            },
                        );
                    }
                }
            }
            Record::JobVersion(job) => {
                let entry = self.jobs.entry(JobKey::of(&job));
                let entry = entry.or_insert_with(|| JobEntry {
                    job: job.clone(),
                    versions: Vec::new(),
                    summary: None,
                });
                match entry
                    .versions
                    .binary_search_by_key(&job.version, |other| other.version)
                {
                    Ok(place) => {
                        if let Some(version) = entry.versions.get_mut(place) {
                            *version = job;
                        }
                    }
                    Err(place) => entry.versions.insert(place, job),
                }
            }
            Record::JobSummary(summary) => {
                let key = JobKey::new(&summary.namespace, &summary.job_id);
                if let Some(entry) = self.jobs.get_mut(&key) {
                    entry.summary = Some(summary);
                }
            }
            Record::Evaluation(evaluation) => {
                if let Some(old) = self.evaluations.get(&evaluation.id) {
                    self.queue.remove(old);
                } else {
                    let key = JobKey::new(&evaluation.namespace, &evaluation.job_id);
                    let ids = &mut self.of_job.entry(key).or_default().evaluations;
                    let order = |id: &String| self.evaluations.get(id).map(|other| other.create_index);
                    insert_in_order(ids, &evaluation.id, evaluation.create_index, order);
                }
                self.queue.insert(&evaluation);
                self.evaluations.insert(evaluation.id.clone(), evaluation);
            }
            Record::Allocation(alloc) => self.put_alloc(alloc),
            Record::Deployment(deployment) => {
                if !self.deployments.contains_key(&deployment.id) {
                    let key = JobKey::new(&deployment.namespace, &deployment.job_id);
                    let ids = &mut self.of_job.entry(key).or_default().deployments;
                    let order = |id: &String| self.deployments.get(id).map(|other| other.create_index);
                    insert_in_order(ids, &deployment.id, deployment.create_index, order);
                }
                let turn = (deployment.create_index, deployment.id.clone());
                if deployment.is_active() {
                    self.active_deployments.insert(turn);
                } else {
                    self.active_deployments.remove(&turn);
                }
                self.deployments.insert(deployment.id.clone(), deployment);
            }
            Record::SchedulerConfiguration(configuration) => {
                self.scheduler_configuration = Some(configuration)
            }
            Record::Blocked(blocked) => {
                if let Some(evaluation) = self.evaluations.get(&blocked.evaluation) {
                    self.queue.unblock(evaluation, blocked.is_unblocked);
                }
                self.blocked.insert(blocked.evaluation.clone(), blocked);
            }
            Record::PeriodicLaunch(launch) => {
                self.forget_launch(&launch.job);
                self.launch_order.insert((launch.next, launch.job.clone()));
                self.launches.insert(launch.job.clone(), launch);
            }
        }
    }

    fn put_node(&mut self, node: Arc<Node>) {
        let class = self.classes.intern(&node.computed_class);
        let row = self
            .node_row(&node.id)
            .or_else(|| self.free_nodes.pop())
            .unwrap_or_else(|| {
                self.nodes.push(None);
                self.node_allocs.push(Vec::new());
                NodeRow(u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX))
            });
        if let Some(allocs) = self.node_allocs.get_mut(row.0 as usize)
            && let Some(orphans) = self.orphans.remove(&node.id)
        {
            *allocs = orphans;
        }
        self.node_rows.insert(node.id.clone(), row);
        self.node_order.insert((node.create_index, node.id.clone()), row);
        let mut entry = NodeEntry::new(node, class);
        for alloc in self.allocs_on_node(row).filter(|alloc| !alloc.is_terminal()) {
            entry.add(alloc);
        }
        if let Some(slot) = self.nodes.get_mut(row.0 as usize) {
            *slot = Some(entry);
        }
    }

    fn put_alloc(&mut self, alloc: Arc<Alloc>) {
        let row = self.node_row(&alloc.node.id);
        let known = self.alloc_slots.get(&alloc.id).copied();
        if let Some(old) = known.and_then(|slot| self.alloc_in(slot)).cloned() {
            self.uncount(&old);
        }
        let slot = known.unwrap_or_else(|| {
            let slot = self.free_allocs.pop().unwrap_or_else(|| {
                self.allocs.push(None);
                u32::try_from(self.allocs.len() - 1).unwrap_or(u32::MAX)
            });
            self.alloc_slots.insert(alloc.id, slot);
            self.alloc_keys.insert((alloc.create_index, alloc.ordinal), slot);
            self.of_job
                .entry(JobKey::of(&alloc.job))
                .or_default()
                .allocs
                .push(slot);
            match row.and_then(|row| self.node_allocs.get_mut(row.0 as usize)) {
                Some(allocs) => allocs.push(slot),
                None => self.orphans.entry(alloc.node.id.clone()).or_default().push(slot),
            }
            slot
        });
        if !alloc.is_terminal()
            && let Some(Some(node)) = row.and_then(|row| self.nodes.get_mut(row.0 as usize))
        {
            node.add(&alloc);
        }
        if !alloc.deployment_id.is_nil() {
            self.rollouts.entry(alloc.deployment_id).or_default().add(&alloc);
        }
        if let Some(place) = self.allocs.get_mut(slot as usize) {
            *place = Some(alloc);
        }
    }

    /// No longer counts an allocation that is about to be replaced or deleted.
    fn uncount(&mut self, old: &Alloc) {
        let row = self.node_row(&old.node.id);
        if !old.is_terminal()
            && let Some(Some(node)) = row.and_then(|row| self.nodes.get_mut(row.0 as usize))
        {
            node.remove(old);
        }
        if let Some(rollout) = self.rollouts.get_mut(&old.deployment_id) {
            rollout.remove(old);
        }
    }

    fn delete(&mut self, key: &Key) {
        match key {
            Key::Node(id) => {
                let Some(row) = self.node_rows.remove(id) else {
                    return;
                };
                if let Some(entry) = self.nodes.get_mut(row.0 as usize).and_then(Option::take) {
                    self.node_order.remove(&(entry.node.create_index, id.clone()));
                }
                if let Some(allocs) = self.node_allocs.get_mut(row.0 as usize) {
                    self.orphans.insert(id.clone(), std::mem::take(allocs));
                }
                self.free_nodes.push(row);
            }
            Key::Job(key) => {
                self.jobs.remove(key);
            }
            Key::JobVersion(key, version) => {
                if let Some(entry) = self.jobs.get_mut(key) {
                    entry.versions.retain(|job| job.version != Some(*version));
                }
            }
            Key::JobSummary(key) => {
                if let Some(entry) = self.jobs.get_mut(key) {
                    entry.summary = None;
                }
            }
            Key::Evaluation(id) => {
                if let Some(old) = self.evaluations.remove(id) {
                    self.queue.remove(&old);
                    let key = JobKey::new(&old.namespace, &old.job_id);
                    if let Some(of) = self.of_job.get_mut(&key) {
                        of.evaluations.retain(|other| other != id);
                    }
                }
            }
            Key::Allocation(created, ordinal) => self.delete_alloc((*created, *ordinal)),
            Key::Deployment(id) => {
                if let Some(old) = self.deployments.remove(id) {
                    self.active_deployments.remove(&(old.create_index, id.clone()));
                    let key = JobKey::new(&old.namespace, &old.job_id);
                    if let Some(of) = self.of_job.get_mut(&key) {
                        of.deployments.retain(|other| other != id);
                    }
                }
            }
            Key::SchedulerConfiguration => self.scheduler_configuration = None,
            Key::Blocked(id) => {
                self.blocked.remove(id);
            }
            Key::PeriodicLaunch(key) => self.forget_launch(key),
        }
    }

    fn forget_launch(&mut self, key: &JobKey) {
        if let Some(old) = self.launches.remove(key) {
            self.launch_order.remove(&(old.next, key.clone()));
        }
    }

    fn delete_alloc(&mut self, key: (u64, u32)) {
        let Some(slot) = self.alloc_keys.remove(&key) else {
            return;
        };
        let Some(old) = self.allocs.get_mut(slot as usize).and_then(Option::take) else {
            return;
        };
        self.uncount(&old);
        self.alloc_slots.remove(&old.id);
        self.free_allocs.push(slot);
        if let Some(of) = self.of_job.get_mut(&JobKey::of(&old.job)) {
            of.allocs.retain(|other| *other != slot);
        }
        let row = self.node_row(&old.node.id);
        let of_node = row.and_then(|row| self.node_allocs.get_mut(row.0 as usize));
        if let Some(allocs) = of_node.or_else(|| self.orphans.get_mut(&old.node.id)) {
            allocs.retain(|other| *other != slot);
        }
    }
}

/// Inserts an identifier so that the list stays ordered by creation, and by identifier within one commit: a state
/// that is restored from its records has the same order as the one that they were made in.
fn insert_in_order(
    ids: &mut Vec<String>,
    id: &str,
    created: u64,
    created_of: impl Fn(&String) -> Option<u64>,
) {
    let place = ids.partition_point(|other| (created_of(other), other.as_str()) < (Some(created), id));
    ids.insert(place, id.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Job;
    use crate::model::task_group::TaskGroup;
    use crate::state::alloc::ClientStatus;
    use crate::state::capacity::Capacity;
    use crate::state::commit::Table;
    use crate::state::id::Uuid;
    use crate::state::store::{MemoryStore, Store};

    fn node(id: &str) -> Change {
        let node = Node {
            id: id.to_owned(),
            status: "ready".to_owned(),
            scheduling_eligibility: "eligible".to_owned(),
            ..Default::default()
        };
        Change::Put(Record::Node(Arc::new(node)))
    }

    fn alloc(number: u64, node: &str, status: ClientStatus) -> Change {
        let group = TaskGroup {
            name: Some("g".to_owned()),
            ..Default::default()
        };
        let job = Job {
            id: Some("j".to_owned()),
            task_groups: Some(vec![group]),
            ..Default::default()
        };
        Change::Put(Record::Allocation(Arc::new(Alloc {
            id: Uuid::from_random(0, number),
            eval_id: Uuid::NIL,
            job: Arc::new(job),
            group: 0,
            index: 0,
            node: Arc::new(crate::state::node::NodeIdentity {
                id: node.to_owned(),
                name: String::new(),
            }),
            used: Capacity {
                cpu_mhz: 100,
                memory_mb: 10,
                disk_mb: 1,
            },
            network: None,
            metrics: Arc::default(),
            desired_status: Default::default(),
            client_status: status,
            deployment_id: Uuid::NIL,
            create_index: 1,
            ordinal: u32::try_from(number).unwrap(),
            modify_index: 1,
            alloc_modify_index: 1,
            create_time: 0,
            modify_time: 0,
            rare: None,
        })))
    }

    /// A state and a store that both saw these commits.
    fn fold(commits: Vec<Vec<Change>>) -> (State, MemoryStore) {
        let (mut state, mut store) = (State::default(), MemoryStore::default());
        for (base, changes) in (0..).zip(commits) {
            let commit = Commit {
                id: Uuid::NIL,
                base,
                index: base + 1,
                time: 0,
                changes,
            };
            store.commit(&commit).unwrap();
            state.apply(&commit).unwrap();
        }
        (state, store)
    }

    fn used(state: &State, node: &str) -> i64 {
        state.node(node).unwrap().used.cpu_mhz
    }

    #[test]
    fn commits_apply_once_and_in_order() {
        let (mut state, _) = fold(vec![vec![node("a")]]);
        for (base, index) in [(0, 1), (2, 3), (1, 3), (1, 1), (u64::MAX, 0)] {
            let commit = Commit {
                id: Uuid::NIL,
                base,
                index,
                time: 0,
                changes: vec![node("b")],
            };
            assert_eq!(
                state.apply(&commit),
                Err(NotApplied {
                    state: 1,
                    base,
                    index
                })
            );
        }
        assert_eq!((state.index(), state.nodes().count()), (1, 1));
    }

    #[test]
    fn terminal_allocations_give_their_room_back() {
        let (state, _) = fold(vec![
            vec![
                node("a"),
                alloc(1, "a", ClientStatus::Pending),
                alloc(2, "a", ClientStatus::Running),
            ],
            vec![alloc(1, "a", ClientStatus::Failed)],
        ]);
        assert_eq!(used(&state, "a"), 100);
        assert_eq!(state.allocs_of_job(&JobKey::new("default", "j")).count(), 2);
    }

    #[test]
    fn a_node_that_comes_back_finds_its_allocations() {
        let gone = Change::Delete(Key::Node("a".to_owned()));
        let (state, _) = fold(vec![
            vec![node("a"), alloc(1, "a", ClientStatus::Running)],
            vec![gone, node("b"), alloc(2, "a", ClientStatus::Running)],
            vec![node("a")],
        ]);
        assert_eq!((used(&state, "a"), used(&state, "b")), (200, 0));
    }

    #[test]
    fn what_a_store_holds_restores_the_state() {
        let (state, store) = fold(vec![
            vec![
                node("a"),
                node("b"),
                alloc(1, "a", ClientStatus::Pending),
                alloc(2, "b", ClientStatus::Pending),
            ],
            vec![
                alloc(2, "b", ClientStatus::Complete),
                Change::Delete(Key::Allocation(1, 1)),
            ],
        ]);
        let restored = State::restore(store.load().unwrap());
        assert_eq!(restored.index(), 2);
        for table in [Table::Nodes, Table::Allocations, Table::Jobs] {
            assert_eq!(restored.table_index(table), state.table_index(table));
        }
        assert_eq!((used(&restored, "a"), used(&restored, "b")), (0, 0));
        assert_eq!(
            restored.allocs().map(|alloc| alloc.id).collect::<Vec<_>>(),
            [Uuid::from_random(0, 2)]
        );
    }
}
