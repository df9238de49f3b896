//! How many nodes an allocation could not go to, by reason: what its metrics show.

use std::collections::BTreeMap;
use std::fmt;

use super::{Exhausted, Verdict};
use crate::model::metric::AllocMetric;
use crate::model::node::Node;
use crate::scheduler::feasible::Reason;

/// How many nodes were filtered or had no room, and why.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    filtered: i64,
    exhausted: i64,
    by_reason: BTreeMap<Reason, i64>,
    by_dimension: BTreeMap<Exhausted, i64>,
    class_filtered: BTreeMap<String, i64>,
    class_exhausted: BTreeMap<String, i64>,
}

impl Counts {
    pub(super) fn add(&mut self, node: &Node, verdict: &Verdict) {
        self.change(node, verdict, 1);
    }

    pub(super) fn remove(&mut self, node: &Node, verdict: &Verdict) {
        self.change(node, verdict, -1);
    }

    fn change(&mut self, node: &Node, verdict: &Verdict, by: i64) {
        let of_class = match verdict {
            Verdict::Scored(_) | Verdict::Kept(_) => return,
            Verdict::Filtered(reason) => {
                self.filtered += by;
                *self.by_reason.entry(reason.clone()).or_default() += by;
                &mut self.class_filtered
            }
            Verdict::Exhausted(exhausted) => {
                self.exhausted += by;
                *self.by_dimension.entry(exhausted.clone()).or_default() += by;
                &mut self.class_exhausted
            }
        };
        if !node.node_class.is_empty() {
            *of_class.entry(node.node_class.clone()).or_default() += by;
        }
    }

    /// The counts as an allocation's metrics show them.
    pub(super) fn to_metric(&self, evaluated: usize, available: &BTreeMap<String, i64>) -> AllocMetric {
        AllocMetric {
            nodes_evaluated: i64::try_from(evaluated).unwrap_or(i64::MAX),
            nodes_filtered: self.filtered,
            nodes_available: Some(available.clone()),
            class_filtered: texts(&self.class_filtered),
            constraint_filtered: texts(&self.by_reason),
            nodes_exhausted: self.exhausted,
            class_exhausted: texts(&self.class_exhausted),
            dimension_exhausted: texts(&self.by_dimension),
            ..Default::default()
        }
    }
}

/// Counts by the text of what is counted, without zeros; `None` if nothing is left.
fn texts<T: fmt::Display>(counts: &BTreeMap<T, i64>) -> Option<BTreeMap<String, i64>> {
    let mut texts = BTreeMap::new();
    for (what, count) in counts.iter().filter(|(_, count)| **count != 0) {
        *texts.entry(what.to_string()).or_default() += count;
    }
    (!texts.is_empty()).then_some(texts)
}
