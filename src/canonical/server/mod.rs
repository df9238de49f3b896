//! What the server makes of a job that a client submits: its stored form.
//!
//! Members of the submitted shape are gone, those that only the server writes begin anew, and what the server
//! gives meaning to beyond the rows is put right here, a file a stanza.

mod group;
mod service;
pub(super) mod task;

pub(super) use group::host_networks;

use super::settle::{Step, settle, zero};
use crate::model::job::{DEFAULT_NAMESPACE, Job};
use crate::model::policy::UpdateStrategy;

/// What a group or task must know of its job to be stored.
struct Parent<'a> {
    namespace: &'a str,
    id: &'a str,
    name: &'a str,
    vault_namespace: &'a str,
}

/// Turns a job that the client's API layer has completed into its stored form.
pub fn store(job: &mut Job) {
    // What the row of a member would make zero.
    job.task_groups
        .iter_mut()
        .flatten()
        .for_each(group::highest_count);
    settle(job, Step::Stored);
    job.update = Some(remainder(job.update.take()));
    if let Some(parameterized) = &mut job.parameterized_job
        && parameterized.payload.is_empty()
    {
        parameterized.payload.push_str("optional");
    }

    let mut groups = job.task_groups.take();
    let parent = Parent {
        // Targets of scaling policies are written before an empty namespace is mended.
        namespace: job.namespace.as_deref().unwrap_or_default(),
        id: job.id(),
        name: job.name.as_deref().unwrap_or_default(),
        vault_namespace: job.vault_namespace.as_deref().unwrap_or_default(),
    };
    for group in groups.iter_mut().flatten() {
        group::store(group, &parent);
    }
    job.task_groups = groups;
    if job.namespace().is_empty() {
        job.namespace = Some(DEFAULT_NAMESPACE.to_owned());
    }
}

/// What the job itself keeps of its update policy, after the groups have taken it over.
fn remainder(update: Option<UpdateStrategy>) -> UpdateStrategy {
    let rolls = |update: &UpdateStrategy| update.max_parallel > Some(0);
    let update = update.filter(rolls).unwrap_or_default();
    UpdateStrategy {
        stagger: update.stagger.or(Some(Default::default())),
        max_parallel: update.max_parallel.or(Some(0)),
        ..zero()
    }
}
