//! What a scheduler wants done: the outcome of an evaluation, before anything of it is committed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::Evaluation;
use crate::model::job_diff::DesiredUpdates;
use crate::state::alloc::ClientStatus;
use crate::state::metrics::Metrics;
use crate::state::{Alloc, Uuid};

use super::place::NodeVerdicts;

/// An allocation that is to stop.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The allocation as it is.
    pub alloc: Arc<Alloc>,
    /// Why it is to stop.
    pub description: &'static str,
    /// The client status that it gets at once, if its node cannot report one any more.
    pub client_status: Option<ClientStatus>,
    /// The evaluation that will replace it later, nil if none.
    pub followup_eval: Uuid,
}

/// A change to the status of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentUpdate {
    /// The deployment.
    pub deployment_id: String,
    /// Its new status.
    pub status: &'static str,
    /// Why.
    pub description: Cow<'static, str>,
}

/// What a scheduler wants done. Indexes and times are filled in when it is committed.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Allocations that stop.
    pub stops: Vec<Stop>,
    /// New allocations.
    pub placements: Vec<Alloc>,
    /// Allocations that go on in a changed form.
    pub updates: Vec<Alloc>,
    /// Allocations that must make room, and the new one that they make room for.
    pub preemptions: Vec<(Arc<Alloc>, Uuid)>,
    /// A new deployment.
    pub deployment: Option<Deployment>,
    /// Changes to deployments that exist.
    pub deployment_updates: Vec<DeploymentUpdate>,
    /// What is done to the allocations of each group, by name.
    pub desired_updates: BTreeMap<String, DesiredUpdates>,
}

impl Plan {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
            && self.placements.is_empty()
            && self.updates.is_empty()
            && self.preemptions.is_empty()
            && self.deployment.is_none()
            && self.deployment_updates.is_empty()
    }
}

/// What came of an evaluation.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What is to be done.
    pub plan: Plan,
    /// The evaluation with its new status.
    pub evaluation: Evaluation,
    /// Evaluations that are to be made: one that waits for room, or for later.
    pub created: Vec<Evaluation>,
    /// Why groups could not be placed, by name; as in the evaluation, but with the scores of nodes.
    pub failures: BTreeMap<String, Arc<Metrics>>,
    /// What came of looking at each node for those groups.
    pub verdicts: Vec<NodeVerdicts>,
}
