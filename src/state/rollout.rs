//! How the allocations of a deployment do, counted as they change, so that nobody has to look at all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::alloc::Alloc;
use super::id::Uuid;

/// How the allocations of a deployment do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rollout {
    newest_health: u64,
    unhealthy: BTreeSet<Uuid>,
    healthy: BTreeMap<String, i64>,
}

impl Rollout {
    /// The last index at which an allocation became healthy; 0 if none did.
    #[must_use]
    pub fn newest_health(&self) -> u64 {
        self.newest_health
    }

    /// The unhealthy allocations that nobody has said yet may be replaced.
    pub fn unhealthy(&self) -> impl Iterator<Item = Uuid> {
        self.unhealthy.iter().copied()
    }

    /// How many allocations of a group are healthy and not over.
    #[must_use]
    pub fn healthy(&self, group: &str) -> i64 {
        self.healthy.get(group).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, alloc: &Alloc) {
        match alloc.healthy() {
            Some(true) => {
                let index = alloc.deployment_status().map(|status| status.modify_index);
                self.newest_health = self.newest_health.max(index.unwrap_or_default());
                self.count(alloc, 1);
            }
            Some(false) if !alloc.may_be_rescheduled() => {
                self.unhealthy.insert(alloc.id);
            }
            Some(false) | None => {}
        }
    }

    pub(super) fn remove(&mut self, alloc: &Alloc) {
        self.unhealthy.remove(&alloc.id);
        if alloc.healthy() == Some(true) {
            self.count(alloc, -1);
        }
    }

    fn count(&mut self, alloc: &Alloc, by: i64) {
        if !alloc.is_terminal() {
            *self.healthy.entry(alloc.group_name().to_owned()).or_default() += by;
        }
    }
}
