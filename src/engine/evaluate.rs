//! The waiting duty of processing evaluations.

use std::collections::BTreeSet;

use crate::model::evaluation::{EVAL_STATUS_BLOCKED, Evaluation};
use crate::model::scheduler_config::SchedulerConfiguration;
use crate::scheduler::random::Random;
use crate::scheduler::{self, Context, Outcome, Plan};
use crate::state::alloc::DesiredStatus;
use crate::state::{Commit, JobKey, View};

use super::Engine;
use super::draft::Draft;

impl Engine {
    /// Processes the evaluation whose turn it is; `None` if there is none.
    pub(super) fn evaluate(&self, now: i64) -> Option<Commit> {
        let mut evaluation = Evaluation::clone(self.state.next_evaluation(now)?);
        // What was learned by trying in vain is known to the servers, and written once it is over.
        if let Some(blocked) = self.state.blocked(&evaluation.id) {
            evaluation.escaped_computed_class = blocked.escaped;
            evaluation.class_eligibility = (!blocked.classes.is_empty()).then(|| blocked.classes.clone());
        }
        let context = Context {
            view: View::new(&self.state),
            now,
            seed: self.seed,
            configuration: self.scheduler_configuration(),
        };
        let outcome = scheduler::process(&context, &evaluation);
        Some(self.commit_outcome(outcome, now))
    }

    /// How the schedulers behave: as somebody set it, or as in a new cluster.
    pub(super) fn scheduler_configuration(&self) -> SchedulerConfiguration {
        let set = self.state.scheduler_configuration();
        set.map_or_else(SchedulerConfiguration::new, |set| {
            SchedulerConfiguration::clone(set)
        })
    }

    fn commit_outcome(&self, outcome: Outcome, now: i64) -> Commit {
        let mut draft = Draft::new(&self.state, self.seed, now);
        put_plan(&mut draft, outcome.plan, &mut self.random("preemption"));
        for mut created in outcome.created {
            created.snapshot_index = self.state.index();
            draft.put_evaluation(created);
        }
        if outcome.evaluation.status == EVAL_STATUS_BLOCKED {
            draft.block_again(&outcome.evaluation);
        } else {
            draft.put_evaluation(outcome.evaluation);
        }
        draft.finish()
    }
}

/// Does what a plan wants.
fn put_plan(draft: &mut Draft<'_>, plan: Plan, random: &mut Random) {
    if let Some(deployment) = plan.deployment {
        draft.put_deployment(deployment);
    }
    for update in &plan.deployment_updates {
        draft.update_deployment(update);
    }
    for stop in plan.stops {
        let mut alloc = (*stop.alloc).clone();
        alloc.desired_status = DesiredStatus::Stop;
        if let Some(status) = stop.client_status {
            alloc.client_status = status;
        }
        let rare = alloc.rare_mut();
        stop.description.clone_into(&mut rare.desired_description);
        if !stop.followup_eval.is_nil() {
            rare.followup_eval = stop.followup_eval;
        }
        draft.put_alloc(alloc);
    }
    let mut preempted_jobs = BTreeSet::new();
    for (preempted, by) in plan.preemptions {
        preempted_jobs.insert(JobKey::of(&preempted.job));
        let mut alloc = (*preempted).clone();
        alloc.desired_status = DesiredStatus::Evict;
        let rare = alloc.rare_mut();
        rare.desired_description = format!("Preempted by alloc ID {by}");
        rare.preempted_by = by;
        draft.put_alloc(alloc);
    }
    for alloc in plan.updates.into_iter().chain(plan.placements) {
        draft.put_alloc(alloc);
    }
    draft.update_statuses();
    for key in preempted_jobs {
        draft.evaluate_preempted(random.uuid(), &key);
    }
}
