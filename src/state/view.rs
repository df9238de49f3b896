//! A state as the scheduler sees it.

use std::sync::Arc;

use crate::model::job::Job;

use super::commit::JobKey;
use super::tables::State;

/// A state that can only be read, with one job laid over it if it is for a dry run.
#[derive(Clone)]
pub struct View<'a> {
    state: &'a State,
    job: Option<(JobKey, Arc<Job>)>,
}

impl<'a> View<'a> {
    /// The state as it is.
    #[must_use]
    pub fn new(state: &'a State) -> Self {
        View { state, job: None }
    }

    /// The state as if this job were its current version.
    #[must_use]
    pub fn with_job(state: &'a State, job: Arc<Job>) -> Self {
        View {
            state,
            job: Some((JobKey::of(&job), job)),
        }
    }

    /// The state below.
    #[must_use]
    pub fn state(&self) -> &'a State {
        self.state
    }

    /// The current version of a job.
    #[must_use]
    pub fn job(&self, key: &JobKey) -> Option<&Arc<Job>> {
        match &self.job {
            Some((laid_over, job)) if laid_over == key => Some(job),
            _ => self.state.job(key).map(|entry| &entry.job),
        }
    }
}
