//! How often each value of an attribute is in use among the allocations of a job or a group.

use std::collections::BTreeMap;

use crate::model::node::Node;
use crate::scheduler::feasible::resolve;
use crate::scheduler::proposed::ChangeKind;
use crate::state::Alloc;

/// How often each value of an attribute is in use: by what there is, less what the plan stops, and what it adds.
#[derive(Debug, Clone)]
pub(super) struct PropertyUse {
    /// The attribute.
    pub(super) attribute: String,
    /// The group whose allocations count; all of the job if none.
    pub(super) group: Option<String>,
    existing: BTreeMap<String, u64>,
    proposed: BTreeMap<String, u64>,
    cleared: BTreeMap<String, u64>,
}

impl PropertyUse {
    pub(super) fn new(attribute: &str, group: Option<&str>) -> Self {
        PropertyUse {
            attribute: attribute.to_owned(),
            group: group.map(str::to_owned),
            existing: BTreeMap::new(),
            proposed: BTreeMap::new(),
            cleared: BTreeMap::new(),
        }
    }

    /// Counts what the plan does to an allocation, or one that was there before it.
    pub(super) fn count(&mut self, change: Option<ChangeKind>, alloc: &Alloc, node: &Node) {
        if self
            .group
            .as_deref()
            .is_some_and(|group| group != alloc.group_name())
        {
            return;
        }
        let Some(value) = property(&self.attribute, node) else {
            return;
        };
        let counts = match change {
            None => &mut self.existing,
            Some(ChangeKind::Place) => &mut self.proposed,
            Some(ChangeKind::Stop | ChangeKind::Restore) => &mut self.cleared,
        };
        let times = counts.entry(value.to_owned()).or_default();
        *times = if change == Some(ChangeKind::Restore) {
            times.saturating_sub(1)
        } else {
            *times + 1
        };
    }

    /// How often a value is in use.
    pub(super) fn of(&self, value: &str) -> u64 {
        let times = |counts: &BTreeMap<String, u64>| counts.get(value).copied().unwrap_or_default();
        let proposed = times(&self.proposed);
        let mut cleared = times(&self.cleared);
        // Like the reference: one that is stopped and one that takes its place count for one another.
        if proposed > 0 && cleared > 1 {
            cleared -= 1;
        }
        (times(&self.existing) + proposed).saturating_sub(cleared)
    }

    /// Every value that is or was in use, and how often it is.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, u64)> {
        let only_proposed = self
            .proposed
            .keys()
            .filter(|value| !self.existing.contains_key(*value));
        self.existing
            .keys()
            .chain(only_proposed)
            .map(|value| (value.as_str(), self.of(value)))
    }
}

/// The value of an attribute on a node.
pub(super) fn property<'a>(attribute: &'a str, node: &'a Node) -> Option<&'a str> {
    if attribute.is_empty() {
        None
    } else {
        resolve(attribute, node)
    }
}
