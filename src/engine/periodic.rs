//! The waiting duty of launching periodic jobs.

use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::Job;
use crate::model::time::Time;
use crate::notation::cron::Cron;
use crate::notation::zone;
use crate::state::{Alloc, Commit, JobKey};

use super::draft::Draft;
use super::{Engine, periodic_child};

const SECOND: i64 = 1_000_000_000;

/// When a periodic job is launched next after `now`, in unix nanoseconds; `None` if it is not periodic, not
/// enabled, or its expression has no next instant.
#[must_use]
pub(super) fn next_launch(job: &Job, now: i64) -> Option<Time> {
    let periodic = job
        .periodic
        .as_ref()
        .filter(|periodic| periodic.enabled == Some(true))?;
    let cron = Cron::parse(periodic.spec.as_deref().unwrap_or_default()).ok()?;
    let zone = zone::load(periodic.time_zone.as_deref().unwrap_or_default()).ok()?;
    let next = cron.next(now.div_euclid(SECOND), &zone).ok()??;
    Some(Time::from_unix_nanoseconds(next.saturating_mul(SECOND)))
}

impl Engine {
    /// Launches the periodic job whose turn it is; `None` if there is none.
    pub(super) fn launch(&self, now: i64) -> Option<Commit> {
        let (due, key) = self.state.next_launch().filter(|(due, _)| *due <= now)?;
        let mut draft = Draft::new(&self.state, self.seed, now);
        let known = self.state.launch(key).map(|launch| launch.last).unwrap_or_default();
        let parent = self.state.job(key).map(|entry| &*entry.job);
        let Some(parent) = parent else {
            draft.put_launch(key, known, None);
            return Some(draft.finish());
        };
        let next = next_launch(parent, due).map(Time::unix_nanoseconds);
        let periodic = parent.periodic.as_ref();
        let prohibits_overlap = periodic.is_some_and(|periodic| periodic.prohibit_overlap == Some(true));
        if prohibits_overlap && self.has_running_child(key) {
            draft.put_launch(key, known, next);
        } else {
            self.launch_child(&mut draft, periodic_child::child(parent, due.div_euclid(SECOND)), now);
            draft.put_launch(key, due, next);
        }
        Some(draft.finish())
    }

    /// Registers a child, and has it evaluated.
    fn launch_child(&self, draft: &mut Draft<'_>, mut child: Job, now: i64) {
        child.submit_time = Some(now);
        let child = draft.put_job(child);
        draft.put_evaluation(Evaluation {
            id: self.random("evaluation").uuid().to_string(),
            namespace: child.namespace().to_owned(),
            priority: child.priority.unwrap_or_default(),
            eval_type: child.job_type().to_owned(),
            triggered_by: "periodic-job".to_owned(),
            job_id: child.id().to_owned(),
            job_modify_index: child.job_modify_index.unwrap_or_default(),
            status: EVAL_STATUS_PENDING.to_owned(),
            ..Default::default()
        });
    }

    /// Whether a job that a periodic one made is not over.
    fn has_running_child(&self, parent: &JobKey) -> bool {
        let children = self.state.jobs_with_prefix(&parent.namespace, &parent.id);
        let mut children = children.filter(|(_, entry)| entry.job.parent_id.as_deref() == Some(&*parent.id));
        children.any(|(key, _)| {
            let mut evaluations = self.state.evaluations_of_job(key);
            let mut allocs = self.state.allocs_of_job(key).map(|alloc| Alloc::is_terminal(alloc));
            evaluations.any(|evaluation| !evaluation.is_terminal()) || allocs.any(|is_over| !is_over)
        })
    }
}
