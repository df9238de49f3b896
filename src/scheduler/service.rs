//! The scheduler of services and batch jobs: a number of allocations of each group, wherever they fit best.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::{EVAL_STATUS_BLOCKED, EVAL_STATUS_COMPLETE, Evaluation};
use crate::model::job::{JOB_TYPE_BATCH, Job};
use crate::state::metrics::Metrics;
use crate::state::{Alloc, JobKey, Uuid};

use super::feasible::Eligibility;
use super::place::{NodeVerdicts, Placer};
use super::plan::{Outcome, Plan};
use super::proposed::Proposed;
use super::random::{Random, words};
use super::rank::Stack;
use super::reconcile::{Input, UpdateKind, reconcile};
use super::{Context, blocked_evaluation, is_node_lost, stops_of_lost_nodes};

/// What may cause an evaluation.
pub(super) const TRIGGERS: &[&str] = &[
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

/// Processes an evaluation; `updated` is it with the index of the state.
pub(super) fn process(context: &Context<'_>, evaluation: &Evaluation, updated: Evaluation) -> Outcome {
    Run::new(context, evaluation).finish(updated)
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
        self.plan.stops = stops_of_lost_nodes(state, &allocs);
        let is_node_lost = |id: &str| is_node_lost(state, id);

        let input = Input {
            batch,
            job: self.job.as_ref(),
            deployment,
            allocs,
            is_node_lost: &is_node_lost,
            eval_id,
            now: self.context.now,
        };
        let mut placer = Placer::new(
            self.context,
            self.evaluation,
            Stack::Service,
            Proposed::new(state),
        );
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
            self.queued = job
                .groups()
                .iter()
                .map(|group| (group.name().to_owned(), 0))
                .collect();
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
            let blocked =
                blocked_evaluation(self.context, self.evaluation, &self.eligibility, &mut self.random);
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
            updated.class_eligibility = Some(self.eligibility.classes(self.context.view.state().classes()));
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
}
