//! Stopping a job, or removing it as if it had never been.

use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::{JOB_TYPE_SERVICE, Job};
use crate::state::JobKey;

use super::draft::Draft;
use super::{Engine, Step};

/// A job was stopped or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deregistered {
    /// The evaluation that it caused; empty for jobs that only make others.
    pub eval_id: String,
    /// The index at which it was done.
    pub index: u64,
}

/// The priority of evaluations that stop a job.
const PRIORITY: i64 = 50;

impl Engine {
    /// Stops a job, or removes it with `purge`. Its allocations are stopped either way. A job that is not there is
    /// no error: as in the reference, an evaluation is made that finds nothing to do.
    #[must_use]
    pub fn deregister(&self, key: &JobKey, purge: bool, now: i64) -> Step<Deregistered> {
        let job = self.state.job(key).map(|entry| &entry.job);
        let mut draft = Draft::new(&self.state, self.seed, now);
        let index = draft.index();
        let makes_others = job.is_some_and(|job| job.is_periodic() || job.is_parameterized());
        match job {
            Some(_) if purge => draft.delete_job(key),
            Some(job) => {
                let mut stopped = Job::clone(job);
                stopped.stop = Some(true);
                draft.put_job(stopped);
            }
            None => {}
        }
        let mut eval_id = String::new();
        if !makes_others {
            eval_id = self.random("evaluation").uuid().to_string();
            // Neither the priority nor the type of the job: whatever it was, stopping is the same work.
            draft.put_evaluation(Evaluation {
                id: eval_id.clone(),
                namespace: key.namespace.as_ref().to_owned(),
                priority: PRIORITY,
                eval_type: JOB_TYPE_SERVICE.to_owned(),
                triggered_by: "job-deregister".to_owned(),
                job_id: key.id.as_ref().to_owned(),
                job_modify_index: index,
                status: EVAL_STATUS_PENDING.to_owned(),
                ..Default::default()
            });
        }
        Step {
            response: Deregistered { eval_id, index },
            commit: Some(draft.finish()),
        }
    }
}
