//! The child that a periodic job makes each time it is launched.

use crate::canonical;
use crate::model::job::Job;
use crate::notation::quote::quoted;

/// The child of a launch at this instant, in unix seconds.
#[must_use]
pub fn child(parent: &Job, launch: i64) -> Job {
    let mut child = parent.clone();
    let id = format!("{}/periodic-{launch}", parent.id());
    child.name = Some(id.clone());
    child.id = Some(id);
    child.parent_id = Some(parent.id().to_owned());
    child.periodic = None;
    canonical::copied(&mut child);
    child
}

/// Whether a job is launched at times: periodic, enabled, not stopped, and no template for dispatches.
#[must_use]
pub fn is_launched(job: &Job) -> bool {
    let periodic = job.periodic.as_ref();
    periodic.is_some_and(|periodic| periodic.enabled == Some(true))
        && !job.stopped()
        && !job.is_parameterized()
}

/// The child of a launch out of turn, in unix seconds.
///
/// # Errors
///
/// When the job is not launched at times; in the words of the reference, which answers with the status 500.
pub fn forced(job: &Job, launch: i64) -> Result<Job, String> {
    if !job.is_periodic() {
        return Err("can't force launch non-periodic job".to_owned());
    }
    if !is_launched(job) {
        let (id, namespace) = (quoted(job.id()), job.namespace());
        return Err(format!(
            "force launch for job {id} failed: can't force run non-tracked job {id} ({namespace})"
        ));
    }
    Ok(child(job, launch))
}
