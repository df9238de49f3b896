//! From an evaluation to a plan: what a job wants, against what there is, and where what is missing goes.
//!
//! [`process`] is all that the engine calls. It reads a [`View`] and returns an [`Outcome`]; it writes nothing
//! and knows no clock: time and the seed of chance come in. A dry run is the same call over a view with the
//! submitted job laid over the state.
//!
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
pub mod update_kind;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::{EVAL_STATUS_BLOCKED, EVAL_STATUS_COMPLETE, EVAL_STATUS_FAILED, Evaluation};
use crate::model::job::{JOB_TYPE_BATCH, Job};
use crate::model::node::NODE_STATUS_DOWN;
use crate::state::alloc::ClientStatus;
use crate::state::metrics::Metrics;
use crate::state::{Alloc, JobKey, Uuid, View};

pub use place::NodeVerdicts;
pub use plan::{DeploymentUpdate, Outcome, Plan, Stop};

use feasible::Eligibility;
use place::Placer;
use proposed::Proposed;
use random::{Random, words};
use reconcile::{Input, LOST, UpdateKind, reconcile};

/// What may cause an evaluation.
const TRIGGERS: &[&str] = &[
    "job-register",
    "job-deregister",
    "node-drain",
    "node-update",
    "alloc-stop",
    "rolling-update",
    "queued-allocs",
    "periodic-job",
    "max-plan-attempts",
    "deployment-watcher",
    "alloc-failure",
    "failed-follow-up",
    "preemption",
    "job-scaling",
];

/// What a scheduler is given beside the evaluation.
#[derive(Clone)]
pub struct Context<'a> {
    /// The state, with a job laid over it for a dry run.
    pub view: View<'a>,
    /// The time, in unix nanoseconds.
    pub now: i64,
    /// The seed of all chance.
    pub seed: u64,
}

/// Processes an evaluation of a service or batch job.
#[must_use]
pub fn process(context: &Context<'_>, evaluation: &Evaluation) -> Outcome {
    let mut updated = evaluation.clone();
    updated.snapshot_index = context.view.state().index();
    if !TRIGGERS.contains(&evaluation.triggered_by.as_str()) {
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
    let run = Run::new(context, evaluation);
    run.finish(updated)
}

/// One run of the scheduler for services and batch jobs.
struct Run<'a> {
    context: &'a Context<'a>,
    evaluation: &'a Evaluation,
    job: Option<Arc<Job>>,
    plan: Plan,
    eligibility: Eligibility,
    failures: BTreeMap<String, Arc<Metrics>>,
    verdicts: Vec<NodeVerdicts>,
    queued: BTreeMap<String, i64>,
    followups: Vec<Evaluation>,
    deployment_id: String,
    random: Random,
}

impl<'a> Run<'a> {
    fn new(context: &'a Context<'a>, evaluation: &'a Evaluation) -> Self {
        let state = context.view.state();
        let key = JobKey::new(&evaluation.namespace, &evaluation.job_id);
        let job = context.view.job(&key).cloned();
        let eval_id: Uuid = evaluation.id.parse().unwrap_or_default();
        let mut run = Run {
            context,
            evaluation,
            eligibility: job.as_ref().map(|job| Eligibility::new(job)).unwrap_or_default(),
            job,
            plan: Plan::default(),
            failures: BTreeMap::new(),
            verdicts: Vec::new(),
            queued: BTreeMap::new(),
            followups: Vec::new(),
            deployment_id: String::new(),
            random: Random::new(context.seed, "evaluation", &words(eval_id)),
        };
        let allocs: Vec<Arc<Alloc>> = state.allocs_of_job(&key).cloned().collect();
        let batch = evaluation.eval_type == JOB_TYPE_BATCH;
        let deployment = state.deployments_of_job(&key).next_back().filter(|_| !batch);
        run.deployment_id = deployment
            .map(|deployment| deployment.id.clone())
            .unwrap_or_default();
        run.compute(batch, deployment.map(|deployment| &**deployment), allocs, eval_id);
        run
    }

    /// Fills the plan.
    fn compute(
        &mut self,
        batch: bool,
        deployment: Option<&Deployment>,
        allocs: Vec<Arc<Alloc>>,
        eval_id: Uuid,
    ) {
        let state = self.context.view.state();
        let is_node_lost = |id: &str| {
            state
                .node(id)
                .is_none_or(|entry| entry.node.status == NODE_STATUS_DOWN)
        };
        // What was told to stop on a node that is gone will never report that it did.
        for alloc in &allocs {
            let never_reports = alloc.is_server_terminal() && !alloc.client_status.is_terminal();
            if never_reports && is_node_lost(&alloc.node.id) {
                self.plan.stops.push(Stop {
                    alloc: alloc.clone(),
                    description: LOST,
                    client_status: Some(ClientStatus::Lost),
                    followup_eval: Uuid::NIL,
                });
            }
        }

        let input = Input {
            batch,
            job: self.job.as_ref(),
            deployment,
            allocs,
            is_node_lost: &is_node_lost,
            eval_id,
            now: self.context.now,
        };
        let mut placer = Placer::new(self.context, self.evaluation, Proposed::new(state));
        let job = self.job.clone();
        let eligibility = &mut self.eligibility;
        let mut update = |alloc: &Arc<Alloc>, group: usize| match &job {
            Some(job) => placer.update_kind(job, group, alloc, eligibility),
            None => UpdateKind::Ignore,
        };
        let results = reconcile(&input, &mut update, &mut self.random);

        self.plan.desired_updates = results.desired_updates;
        self.plan.deployment = results.deployment;
        self.plan.deployment_updates = results.deployment_updates;
        self.followups = results.followups;
        if let Some(deployment) = &self.plan.deployment {
            self.deployment_id.clone_from(&deployment.id);
        }
        self.plan.stops.extend(results.stop);
        for mut updated in results.in_place {
            // An update in place makes the allocation part of today's deployment, and its health is open again.
            let deployment_id = self.deployment_id.parse().unwrap_or_default();
            if updated.deployment_id != deployment_id {
                updated.deployment_id = deployment_id;
                if let Some(rare) = &mut updated.rare {
                    rare.deployment_status = None;
                }
            }
            self.plan.updates.push(updated);
        }
        self.plan.updates.extend(results.attribute_updates);

        let Some(job) = self.job.clone() else { return };
        let missing = || results.destructive.iter().chain(&results.place);
        if missing().next().is_none() {
            self.queued = job.groups().iter().map(|group| (group.name().to_owned(), 0)).collect();
            return;
        }
        for place in missing() {
            let name = job.groups().get(place.group).map(|group| group.name().to_owned());
            *self.queued.entry(name.unwrap_or_default()).or_default() += 1;
        }
        placer.begin(&job, &self.plan, &self.deployment_id, deployment);
        for place in results.destructive.into_iter().chain(results.place) {
            placer.place(&job, place, &mut self.eligibility, &mut self.plan);
        }
        for placed in &self.plan.placements {
            if let Some(queued) = self.queued.get_mut(placed.group_name()) {
                *queued -= 1;
            }
        }
        (self.failures, self.verdicts) = placer.finish();
    }

    /// Says what came of it.
    fn finish(mut self, mut updated: Evaluation) -> Outcome {
        let mut created = Vec::new();
        // When replacements are to be made later anyway, that evaluation is the one that tries again.
        let delays = !self.followups.is_empty() && self.evaluation.wait_until.is_zero();
        let was_blocked = self.evaluation.status == EVAL_STATUS_BLOCKED;
        if !self.failures.is_empty() && !was_blocked && !delays {
            let blocked = self.blocked_evaluation();
            updated.blocked_eval.clone_from(&blocked.id);
            created.push(blocked);
        }
        if delays {
            for mut followup in std::mem::take(&mut self.followups) {
                followup.previous_eval.clone_from(&self.evaluation.id);
                created.push(followup);
            }
        }
        let failed = self
            .failures
            .iter()
            .map(|(group, metrics)| (group.clone(), metrics.to_wire()));
        let failed: BTreeMap<_, _> = failed.collect();
        if was_blocked && !failed.is_empty() {
            updated.escaped_computed_class = self.eligibility.has_escaped();
            updated.class_eligibility = Some(self.class_names());
        } else {
            EVAL_STATUS_COMPLETE.clone_into(&mut updated.status);
            updated.status_description.clear();
            updated.failed_tg_allocs = (!failed.is_empty()).then_some(failed);
            updated.queued_allocations = Some(self.queued);
            updated.deployment_id = self.deployment_id;
        }
        Outcome {
            plan: self.plan,
            evaluation: updated,
            created,
            failures: self.failures,
            verdicts: self.verdicts,
        }
    }

    fn class_names(&self) -> BTreeMap<String, bool> {
        self.eligibility.classes(self.context.view.state().classes())
    }

    /// The evaluation that waits for the room that this one lacked.
    fn blocked_evaluation(&mut self) -> Evaluation {
        let evaluation = self.evaluation;
        let escaped = self.eligibility.has_escaped();
        Evaluation {
            id: self.random.uuid().to_string(),
            namespace: evaluation.namespace.clone(),
            priority: evaluation.priority,
            eval_type: evaluation.eval_type.clone(),
            triggered_by: "queued-allocs".to_owned(),
            job_id: evaluation.job_id.clone(),
            job_modify_index: evaluation.job_modify_index,
            status: EVAL_STATUS_BLOCKED.to_owned(),
            status_description: "created to place remaining allocations".to_owned(),
            previous_eval: evaluation.id.clone(),
            class_eligibility: (!escaped).then(|| self.class_names()),
            escaped_computed_class: escaped,
            snapshot_index: self.context.view.state().index(),
            ..Default::default()
        }
    }
}
