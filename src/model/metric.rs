//! How a node was chosen, or why none was found.

use std::collections::BTreeMap;

use super::object::object;
use super::time::Duration;

object! {
    /// How a node was chosen for an allocation, or why none was found.
    pub struct AllocMetric => "AllocationMetric" {
        /// How many nodes were looked at.
        nodes_evaluated: i64 => "NodesEvaluated",
        /// How many of them did not fulfil a constraint.
        nodes_filtered: i64 => "NodesFiltered",
        /// How many nodes were ready, by datacenter.
        nodes_available: Option<BTreeMap<String, i64>> => "NodesAvailable",
        /// How many nodes of each node class were filtered.
        class_filtered: Option<BTreeMap<String, i64>> => "ClassFiltered",
        /// How many nodes each constraint filtered.
        constraint_filtered: Option<BTreeMap<String, i64>> => "ConstraintFiltered",
        /// How many nodes had no room.
        nodes_exhausted: i64 => "NodesExhausted",
        /// How many nodes of each node class had no room.
        class_exhausted: Option<BTreeMap<String, i64>> => "ClassExhausted",
        /// How many nodes lacked each resource.
        dimension_exhausted: Option<BTreeMap<String, i64>> => "DimensionExhausted",
        /// The quotas that were used up.
        quota_exhausted: Option<Vec<String>> => "QuotaExhausted",
        /// Scores in the form of old clients.
        scores: Option<BTreeMap<String, f64>> => "Scores",
        /// The scores of the best nodes.
        score_meta_data: Option<Vec<NodeScoreMeta>> => "ScoreMetaData",
        /// How long the choice took.
        allocation_time: Duration => "AllocationTime",
        /// How many more allocations of the group failed alike.
        coalesced_failures: i64 => "CoalescedFailures",
    }

    /// The scores of one node.
    pub struct NodeScoreMeta => "NodeScoreMeta" {
        /// The node.
        node_id: String => "NodeID",
        /// Each score, by its name.
        scores: Option<BTreeMap<String, f64>> => "Scores",
        /// Their mean, by which nodes are ranked.
        norm_score: f64 => "NormScore",
    }
}
