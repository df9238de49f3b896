//! The cluster as it would be with the plan so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::state::capacity::Capacity;
use crate::state::node::NetworkUse;
use crate::state::{Alloc, NodeRow, State, Uuid};

/// What is used of a node.
#[derive(Debug, Clone)]
pub(super) struct NodeUse {
    /// Processor, memory and disk.
    pub used: Capacity,
    /// Ports and bandwidth.
    pub network: NetworkUse,
}

/// The cluster as it would be with the plan so far: what differs from the state is kept by node.
pub struct Proposed<'a> {
    state: &'a State,
    /// Nodes whose use differs from the state's.
    changed: BTreeMap<NodeRow, NodeUse>,
    /// Allocations that the plan stops or replaces by another form of themselves.
    gone: BTreeSet<Uuid>,
    /// Allocations that the plan adds.
    added: BTreeMap<NodeRow, Vec<Arc<Alloc>>>,
    /// All that was done, in order.
    changes: Vec<Change>,
    /// How many allocations of a group have to make room: by namespace, job and group.
    preempted: BTreeMap<(String, String, String), i64>,
}

/// Something that the plan does to an allocation.
#[derive(Debug, Clone)]
pub struct Change {
    /// What.
    pub kind: ChangeKind,
    /// On which node.
    pub row: NodeRow,
    /// The allocation.
    pub alloc: Arc<Alloc>,
}

/// What a plan does to an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Stops it.
    Stop,
    /// Does not stop it after all.
    Restore,
    /// Adds it.
    Place,
}

impl<'a> Proposed<'a> {
    /// The state as it is.
    #[must_use]
    pub fn new(state: &'a State) -> Self {
        Proposed {
            state,
            changed: BTreeMap::new(),
            gone: BTreeSet::new(),
            added: BTreeMap::new(),
            changes: Vec::new(),
            preempted: BTreeMap::new(),
        }
    }

    /// The state below.
    #[must_use]
    pub fn state(&self) -> &'a State {
        self.state
    }

    fn change(&mut self, row: NodeRow) -> Option<&mut NodeUse> {
        let entry = self.state.node_at(row)?;
        let unchanged = || NodeUse {
            used: entry.used,
            network: NetworkUse::clone(&entry.network),
        };
        Some(self.changed.entry(row).or_insert_with(unchanged))
    }

    /// Takes an allocation of the state out; false if it was out already or takes no room.
    pub fn stop(&mut self, alloc: &Arc<Alloc>) -> bool {
        if alloc.is_terminal() || !self.gone.insert(alloc.id) {
            return false;
        }
        if let Some(row) = self.state.node_row(&alloc.node.id) {
            if let Some(node) = self.change(row) {
                node.used = node.used.less(alloc.used);
                node.network.remove(alloc);
            }
            self.changes.push(Change {
                kind: ChangeKind::Stop,
                row,
                alloc: alloc.clone(),
            });
        }
        true
    }

    /// Takes an allocation out that has to make room.
    pub fn preempt(&mut self, alloc: &Arc<Alloc>) {
        *self.preempted.entry(group_of(alloc)).or_default() += 1;
        self.stop(alloc);
    }

    /// Whether any allocation has to make room.
    #[must_use]
    pub fn preempts(&self) -> bool {
        !self.preempted.is_empty()
    }

    /// How many allocations of the group of this one have to make room.
    #[must_use]
    pub fn preempted(&self, alloc: &Alloc) -> i64 {
        if self.preempted.is_empty() {
            return 0;
        }
        self.preempted.get(&group_of(alloc)).copied().unwrap_or_default()
    }

    /// Puts an allocation back that [`stop`](Self::stop) took out.
    pub fn restore(&mut self, alloc: &Arc<Alloc>) {
        if self.gone.remove(&alloc.id)
            && let Some(row) = self.state.node_row(&alloc.node.id)
        {
            if let Some(node) = self.change(row) {
                node.used = node.used.plus(alloc.used);
                node.network.add(alloc);
            }
            self.changes.push(Change {
                kind: ChangeKind::Restore,
                row,
                alloc: alloc.clone(),
            });
        }
    }

    /// Adds an allocation.
    pub fn place(&mut self, row: NodeRow, alloc: Arc<Alloc>) {
        if let Some(node) = self.change(row) {
            node.used = node.used.plus(alloc.used);
            node.network.add(&alloc);
        }
        self.changes.push(Change {
            kind: ChangeKind::Place,
            row,
            alloc: alloc.clone(),
        });
        self.added.entry(row).or_default().push(alloc);
    }

    /// Puts another form of an allocation in its place. As in the reference, it takes room again even if it is over.
    pub fn replace(&mut self, row: NodeRow, old: &Arc<Alloc>, new: Arc<Alloc>) {
        if self.stop(old) || old.is_terminal() {
            self.place(row, new);
        }
    }

    /// All that was done, in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What is used of a node.
    #[must_use]
    pub fn used(&self, row: NodeRow) -> Capacity {
        match self.changed.get(&row) {
            Some(node) => node.used,
            None => self
                .state
                .node_at(row)
                .map(|entry| entry.used)
                .unwrap_or_default(),
        }
    }

    /// Which ports and how much bandwidth is used of a node.
    #[must_use]
    pub fn network(&self, row: NodeRow) -> Option<&NetworkUse> {
        match self.changed.get(&row) {
            Some(node) => Some(&node.network),
            None => self.state.node_at(row).map(|entry| &*entry.network),
        }
    }

    /// Whether an allocation of the state is still there.
    #[must_use]
    pub fn has(&self, alloc: &Alloc) -> bool {
        !alloc.is_terminal() && !self.gone.contains(&alloc.id)
    }

    /// The allocations that would be on a node.
    pub fn allocs_on_node(&self, row: NodeRow) -> impl Iterator<Item = &Arc<Alloc>> {
        let kept = self.state.allocs_on_node(row).filter(|alloc| self.has(alloc));
        kept.chain(self.added.get(&row).into_iter().flatten())
    }
}

fn group_of(alloc: &Alloc) -> (String, String, String) {
    let (namespace, job) = (alloc.job.namespace(), alloc.job.id());
    (
        namespace.to_owned(),
        job.to_owned(),
        alloc.group_name().to_owned(),
    )
}
