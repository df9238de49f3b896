//! Going back to an earlier version of a job, and marking versions as stable.

use std::sync::Arc;

use crate::model::job::Job;
use crate::notation::quote::quoted;
use crate::state::JobKey;

use super::draft::Draft;
use super::{Engine, EngineError, Registered, Step};

/// Asks to go back to an earlier version of a job.
#[derive(Debug, Clone, Default)]
pub struct RevertRequest {
    /// The job.
    pub job_id: String,
    /// Its namespace.
    pub namespace: String,
    /// The version to go back to.
    pub version: u64,
    /// The version that the job must have now.
    pub enforce_prior_version: Option<u64>,
}

impl Engine {
    /// Registers an earlier version of a job again, as a new version.
    ///
    /// # Errors
    ///
    /// When there is no such job or version, the job is of that version, or of another than is expected.
    pub fn revert(&self, request: RevertRequest, now: i64) -> Result<Step<Registered>, EngineError> {
        let refused = |why: String| Err(EngineError::Refused(why));
        let key = JobKey::new(&request.namespace, &request.job_id);
        let Some(entry) = self.state.job(&key) else {
            return refused(format!("job {} not found", quoted(&request.job_id)));
        };
        let current = entry.job.version.unwrap_or_default();
        if request.version == current {
            return refused("can't revert to current version".to_owned());
        }
        let job = Job::clone(self.version(&key, request.version)?.as_ref());
        if let Some(expected) = request.enforce_prior_version
            && expected != current
        {
            return refused(format!(
                "Current job has version {current}; enforcing version {expected}"
            ));
        }
        let enforce_index = request
            .enforce_prior_version
            .map(|_| entry.job.job_modify_index.unwrap_or_default());
        self.register_checked(self.check_again(job)?, enforce_index, false, now)
    }

    /// Marks a version of a job as stable, or no longer. As in the reference, the version that is marked becomes
    /// the job's current one. Answers the index at which it was done.
    ///
    /// # Errors
    ///
    /// When there is no such version.
    pub fn mark_stable(
        &self,
        key: &JobKey,
        version: u64,
        stable: bool,
        now: i64,
    ) -> Result<Step<u64>, EngineError> {
        self.version(key, version)?;
        let mut draft = Draft::new(&self.state, self.seed, now);
        let index = draft.index();
        draft.mark_stable(key, version, stable);
        Ok(Step {
            response: index,
            commit: Some(draft.finish()),
        })
    }

    fn version(&self, key: &JobKey, version: u64) -> Result<&Arc<Job>, EngineError> {
        self.state.job_version(key, version).ok_or_else(|| {
            let (id, namespace) = (quoted(&key.id), quoted(&key.namespace));
            EngineError::Refused(format!(
                "job {id} in namespace {namespace} at version {version} not found"
            ))
        })
    }
}
