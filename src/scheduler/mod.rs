//! From an evaluation to a plan: what a job wants, against what there is, and where what is missing goes.
//!
//! [`process`] is all that the engine calls. It reads a [`View`] and returns an [`Outcome`]; it writes nothing
//! and knows no clock: time and the seed of chance come in. A dry run is the same call over a view with the
//! submitted job laid over the state.
//!
//! - `service`: the scheduler of services and batch jobs; `system`: the one of jobs that run on every node
//! - `reconcile`: which allocations stop, go on, are replaced, are missing
//! - `feasible`: whether a node may be used at all, a file a check
//! - `rank`: which of those is the best, a file a score
//! - `place`: puts the missing allocations on nodes, one after another
//! - `proposed`: the cluster as it would be with the plan so far

pub mod feasible;
mod place;
mod plan;
mod proposed;
pub mod random;
pub mod rank;
pub mod reconcile;
mod service;
mod system;
pub mod update_kind;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::evaluation::{EVAL_STATUS_BLOCKED, EVAL_STATUS_FAILED, Evaluation};
use crate::model::job::JOB_TYPE_SYSTEM;
use crate::model::node::NODE_STATUS_DOWN;
use crate::model::scheduler_config::SchedulerConfiguration;
use crate::state::alloc::ClientStatus;
use crate::state::{Alloc, State, Uuid, View};

pub use place::NodeVerdicts;
pub use plan::{DeploymentUpdate, Outcome, Plan, Stop};

use feasible::Eligibility;
use random::{Random, words};
use reconcile::LOST;

/// What a scheduler is given beside the evaluation.
#[derive(Clone)]
pub struct Context<'a> {
    /// The state, with a job laid over it for a dry run.
    pub view: View<'a>,
    /// The time, in unix nanoseconds.
    pub now: i64,
    /// The seed of all chance.
    pub seed: u64,
    /// How nodes are ranked, and for whose sake others must make room.
    pub configuration: SchedulerConfiguration,
}

impl Context<'_> {
    /// Chance for an evaluation. It does not follow from the index of the state, so that a dry run shows what the
    /// registration does that follows; but one that was blocked is tried many times, and each time is another.
    fn random(&self, purpose: &str, evaluation: &Evaluation) -> Random {
        let [high, low] = words(evaluation.id.parse().unwrap_or_default());
        let was_blocked = evaluation.status == EVAL_STATUS_BLOCKED;
        let attempt = if was_blocked { self.view.state().index() } else { 0 };
        Random::new(self.seed, purpose, &[high, low, attempt])
    }
}

/// Processes an evaluation.
#[must_use]
pub fn process(context: &Context<'_>, evaluation: &Evaluation) -> Outcome {
    let is_system = evaluation.eval_type == JOB_TYPE_SYSTEM;
    let triggers = if is_system {
        system::TRIGGERS
    } else {
        service::TRIGGERS
    };
    let mut updated = evaluation.clone();
    updated.snapshot_index = context.view.state().index();
    if !triggers.contains(&evaluation.triggered_by.as_str()) {
        let reason = &evaluation.triggered_by;
        EVAL_STATUS_FAILED.clone_into(&mut updated.status);
        updated.status_description = format!("scheduler cannot handle '{reason}' evaluation reason");
        return Outcome {
            plan: Plan::default(),
            evaluation: updated,
            created: Vec::new(),
            failures: BTreeMap::new(),
            verdicts: Vec::new(),
        };
    }
    if is_system {
        system::process(context, evaluation, updated)
    } else {
        service::process(context, evaluation, updated)
    }
}

/// Whether a node is down or gone.
fn is_node_lost(state: &State, id: &str) -> bool {
    state
        .node(id)
        .is_none_or(|entry| entry.node.status == NODE_STATUS_DOWN)
}

/// What was told to stop on a node that is gone will never report that it did.
fn stops_of_lost_nodes(state: &State, allocs: &[Arc<Alloc>]) -> Vec<Stop> {
    let never_reports = |alloc: &&Arc<Alloc>| {
        alloc.is_server_terminal()
            && !alloc.client_status.is_terminal()
            && is_node_lost(state, &alloc.node.id)
    };
    let lost = allocs.iter().filter(never_reports).map(|alloc| Stop {
        alloc: alloc.clone(),
        description: LOST,
        client_status: Some(ClientStatus::Lost),
        followup_eval: Uuid::NIL,
    });
    lost.collect()
}

/// The evaluation that waits for the room that this one lacked.
fn blocked_evaluation(
    context: &Context<'_>,
    evaluation: &Evaluation,
    eligibility: &Eligibility,
    random: &mut Random,
) -> Evaluation {
    let state = context.view.state();
    let escaped = eligibility.has_escaped();
    Evaluation {
        id: random.uuid().to_string(),
        namespace: evaluation.namespace.clone(),
        priority: evaluation.priority,
        eval_type: evaluation.eval_type.clone(),
        triggered_by: "queued-allocs".to_owned(),
        job_id: evaluation.job_id.clone(),
        job_modify_index: evaluation.job_modify_index,
        status: EVAL_STATUS_BLOCKED.to_owned(),
        status_description: "created to place remaining allocations".to_owned(),
        previous_eval: evaluation.id.clone(),
        class_eligibility: (!escaped).then(|| eligibility.classes(state.classes())),
        escaped_computed_class: escaped,
        create_time: context.now,
        modify_time: context.now,
        ..Default::default()
    }
}
