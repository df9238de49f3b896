//! What a registration would do: the same scheduler, over a view, and nothing is kept.

use std::sync::Arc;

use crate::diff;
use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::{JOB_STATUS_PENDING, Job};
use crate::model::job_diff::{JobDiff, PlanAnnotations};
use crate::model::time::Time;
use crate::scheduler::{self, Context, Outcome};
use crate::state::{JobKey, View};

use super::periodic;
use super::register::Checked;
use super::{Engine, EngineError};

/// Asks what a registration would do.
#[derive(Debug, Clone, Default)]
pub struct DryRunRequest {
    /// The job, as it was submitted.
    pub job: Option<Job>,
    /// The namespace of the request.
    pub namespace: String,
    /// Whether the difference to the registered job is wanted.
    pub diff: bool,
}

/// What a registration would do.
#[derive(Debug, Clone)]
pub struct DryRun {
    /// The job as it would be stored.
    pub job: Arc<Job>,
    /// What is questionable about it, in the reference's words.
    pub warnings: String,
    /// The modify index of the registered job, 0 if there is none.
    pub job_modify_index: u64,
    /// The difference to the registered job, if it was asked for.
    pub diff: Option<JobDiff>,
    /// What would be done to the allocations of each group.
    pub annotations: PlanAnnotations,
    /// When a periodic job would be launched next; zero if it would not.
    pub next_periodic_launch: Time,
    /// What the scheduler wants done.
    pub outcome: Outcome,
}

impl Engine {
    /// Says what a registration would do. Nothing changes.
    ///
    /// # Errors
    ///
    /// When the job is missing or not valid.
    pub fn dry_run(&self, request: DryRunRequest, now: i64) -> Result<DryRun, EngineError> {
        let job = request
            .job
            .ok_or(EngineError::MissingJob("Job required for plan"))?;
        let Checked { job, warnings } = self.check(job)?;
        let key = JobKey::new(&request.namespace, job.id());
        let old = self.state.job(&key).map(|entry| entry.job.clone());
        let job_modify_index = old
            .as_ref()
            .and_then(|old| old.job_modify_index)
            .unwrap_or_default();
        let (job, updated_index) = self.as_if_registered(job, old.as_ref());

        let evaluation = Evaluation {
            id: self.random("evaluation").uuid().to_string(),
            namespace: request.namespace,
            priority: job.priority.unwrap_or_default(),
            eval_type: job.job_type().to_owned(),
            triggered_by: "job-register".to_owned(),
            job_id: job.id().to_owned(),
            job_modify_index: updated_index,
            status: EVAL_STATUS_PENDING.to_owned(),
            annotate_plan: true,
            create_time: now,
            modify_time: now,
            ..Default::default()
        };
        let context = Context {
            view: View::with_job(&self.state, job.clone()),
            now,
            seed: self.seed,
            configuration: self.scheduler_configuration(),
        };
        let outcome = scheduler::process(&context, &evaluation);

        let desired = outcome.plan.desired_updates.clone();
        let preempted: Vec<_> = outcome
            .plan
            .preemptions
            .iter()
            .map(|(alloc, _)| alloc.to_wire().stub())
            .collect();
        let annotations = PlanAnnotations {
            desired_tg_updates: Some(desired),
            preempted_allocs: (!preempted.is_empty()).then_some(preempted),
        };
        let diff = if request.diff {
            let mut diff = diff::jobs(old.as_deref(), Some(&job), true)
                .map_err(|error| EngineError::Internal(error.to_string()))?;
            diff::annotate(&mut diff, Some(&annotations))
                .map_err(|error| EngineError::Internal(error.to_string()))?;
            Some(diff)
        } else {
            None
        };
        let next_periodic_launch = periodic::next_launch(&job, now).unwrap_or_default();
        Ok(DryRun {
            job,
            next_periodic_launch,
            warnings,
            job_modify_index,
            diff,
            annotations,
            outcome,
        })
    }

    /// The job with the indexes and the version that it would have, and its modify index if it would be a new
    /// version.
    fn as_if_registered(&self, mut job: Job, old: Option<&Arc<Job>>) -> (Arc<Job>, u64) {
        let next = self.state.index() + 1;
        let Some(old) = old else {
            job.create_index = Some(next);
            job.modify_index = Some(next);
            job.job_modify_index = Some(next);
            job.version = Some(0);
            job.status = Some(JOB_STATUS_PENDING.to_owned());
            return (Arc::new(job), 0);
        };
        if !diff::spec_changed(old, &job) {
            return (old.clone(), 0);
        }
        job.create_index = old.create_index;
        job.modify_index = Some(next);
        job.job_modify_index = Some(next);
        job.version = old.version.map(|version| version.saturating_add(1));
        job.status.clone_from(&old.status);
        (Arc::new(job), next)
    }
}
