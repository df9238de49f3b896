//! How a node was chosen, kept small: one is held for each allocation.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::metric::{AllocMetric, NodeScoreMeta};

use super::node::NodeIdentity;

/// What a node is scored for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scorer {
    /// How full (or empty) the node becomes.
    Binpack,
    /// How many allocations of the same group it already has.
    JobAntiAffinity,
    /// Whether an allocation that is replaced failed on it.
    ReschedulePenalty,
    /// How well it fits the job's affinities.
    NodeAffinity,
    /// How well it balances the job's spreads.
    Spread,
    /// How well its devices fit their affinities.
    Devices,
    /// How important the allocations are that would have to make room.
    Preemption,
}

impl Scorer {
    /// All of them, in the order in which scores are added up.
    pub const ALL: [Scorer; 7] = [
        Scorer::Binpack,
        Scorer::Devices,
        Scorer::JobAntiAffinity,
        Scorer::ReschedulePenalty,
        Scorer::NodeAffinity,
        Scorer::Spread,
        Scorer::Preemption,
    ];

    /// Its name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Scorer::Binpack => "binpack",
            Scorer::JobAntiAffinity => "job-anti-affinity",
            Scorer::ReschedulePenalty => "node-reschedule-penalty",
            Scorer::NodeAffinity => "node-affinity",
            Scorer::Spread => "allocation-spread",
            Scorer::Devices => "devices",
            Scorer::Preemption => "preemption",
        }
    }
}

/// The scores of one node, by scorer.
///
/// A score is *counted* if it is one of those whose mean is the node's final score, or only *reported*: some
/// scorers report a zero that does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    values: [f64; 7],
    reported: u8,
    counted: u8,
}

impl Scores {
    /// Sets a score that counts.
    pub fn count(&mut self, scorer: Scorer, value: f64) {
        self.report(scorer, value);
        self.counted |= 1 << scorer as u8;
    }

    /// Sets a score that is only reported.
    pub fn report(&mut self, scorer: Scorer, value: f64) {
        if let Some(slot) = self.values.get_mut(scorer as usize) {
            *slot = value;
            self.reported |= 1 << scorer as u8;
            self.counted &= !(1 << scorer as u8);
        }
    }

    /// A score, if it is reported.
    #[must_use]
    pub fn get(&self, scorer: Scorer) -> Option<f64> {
        let is_reported = self.reported & (1 << scorer as u8) != 0;
        is_reported
            .then(|| self.values.get(scorer as usize).copied())
            .flatten()
    }

    /// Whether a score counts.
    #[must_use]
    pub fn is_counted(&self, scorer: Scorer) -> bool {
        self.counted & (1 << scorer as u8) != 0
    }

    /// The mean of those that count, by which nodes are ranked; 0 if none does.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let mut sum = 0.0;
        for scorer in Scorer::ALL {
            if self.is_counted(scorer) {
                sum += self.values.get(scorer as usize).copied().unwrap_or_default();
            }
        }
        if self.counted == 0 {
            0.0
        } else {
            sum / f64::from(self.counted.count_ones())
        }
    }
}

/// The scores of one of the best nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeScore {
    /// The node.
    pub node: Arc<NodeIdentity>,
    /// Its scores.
    pub scores: Scores,
}

/// How a node was chosen for an allocation, or why none was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metrics {
    /// The counts; its members about scores are empty. Allocations of one evaluation often share them.
    pub counts: Arc<AllocMetric>,
    /// The best nodes, best first.
    pub best: Box<[NodeScore]>,
}

impl Metrics {
    /// The API's form.
    #[must_use]
    pub fn to_wire(&self) -> AllocMetric {
        let best = self.best.iter().map(|node| NodeScoreMeta {
            node_id: node.node.id.clone(),
            scores: Some(
                Scorer::ALL
                    .into_iter()
                    .filter_map(|scorer| Some((scorer.as_str().to_owned(), node.scores.get(scorer)?)))
                    .collect::<BTreeMap<_, _>>(),
            ),
            norm_score: node.scores.mean(),
        });
        let best: Vec<_> = best.collect();
        AllocMetric {
            score_meta_data: (!best.is_empty()).then_some(best),
            ..(*self.counts).clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_counted_scores_are_averaged() {
        let mut scores = Scores::default();
        assert_eq!(scores.mean(), 0.0);
        scores.count(Scorer::Binpack, 0.5);
        scores.report(Scorer::NodeAffinity, 0.0);
        assert_eq!(
            (
                scores.mean(),
                scores.get(Scorer::NodeAffinity),
                scores.get(Scorer::Spread)
            ),
            (0.5, Some(0.0), None)
        );
        scores.count(Scorer::JobAntiAffinity, -1.0);
        assert_eq!(scores.mean(), -0.25);
        scores.report(Scorer::JobAntiAffinity, 0.0);
        assert_eq!(scores.mean(), 0.5);
    }
}
