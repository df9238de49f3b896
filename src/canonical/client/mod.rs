//! The defaults of the client's API layer that depend on more than their own member.
//!
//! Policies come down from job to group to task, names are made from names, some defaults depend on the type
//! of the job. What is left unset then is filled in from the rows.

mod group;
mod policy;
mod service;
mod task;

use super::settle::{Step, settle};
use crate::model::job::{JOB_TYPE_SERVICE, Job};
use crate::model::policy::{MigrateStrategy, ReschedulePolicy, UpdateStrategy};

/// What groups take over from their job.
struct Inherited<'a> {
    job_type: &'a str,
    job_name: &'a str,
    update: Option<&'a UpdateStrategy>,
    reschedule: Option<&'a ReschedulePolicy>,
    migrate: Option<&'a MigrateStrategy>,
}

/// Fills in the defaults of the client's API layer, as `PUT /v1/jobs/parse` does with `Canonicalize`.
pub fn client(job: &mut Job) {
    complete(job, Step::Client);
}

/// The same as Nomad 1.0 does it, whose job files are in HCL2: the bandwidth of networks stays unset, download
/// options without content too, and a group's scaling policy is `horizontal`.
pub fn newer_client(job: &mut Job) {
    complete(job, Step::NewerClient);
    let groups = job.task_groups.iter_mut().flatten();
    for policy in groups.filter_map(|group| group.scaling.as_mut()) {
        if policy.policy_type.is_empty() {
            policy.policy_type.push_str("horizontal");
        }
    }
}

fn complete(job: &mut Job, step: Step) {
    if job.name.is_none() {
        job.name = Some(job.id().to_owned());
    }
    let job_type = job.job_type.as_deref().unwrap_or(JOB_TYPE_SERVICE);
    if job.update.is_none() && job_type == JOB_TYPE_SERVICE {
        job.update = Some(UpdateStrategy::default());
    }
    if let Some(update) = &mut job.update {
        settle(update, step);
    }
    if let Some(periodic) = &mut job.periodic
        && periodic.time_zone.as_deref() == Some("")
    {
        periodic.time_zone = None;
    }

    let mut groups = job.task_groups.take();
    let inherited = Inherited {
        job_type: job.job_type.as_deref().unwrap_or(JOB_TYPE_SERVICE),
        job_name: job.name.as_deref().unwrap_or_default(),
        update: job.update.as_ref(),
        reschedule: job.reschedule.as_ref(),
        migrate: job.migrate.as_ref(),
    };
    for group in groups.iter_mut().flatten() {
        group::complete(group, &inherited);
    }
    job.task_groups = groups;
    settle(job, step);
}
