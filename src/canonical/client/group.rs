//! The group: its count, and the policies that come down from the job.

use super::policy::{complete_reschedule, complete_restart, inherit, is_blank};
use super::{Inherited, service, task};
use crate::model::job::{JOB_TYPE_SERVICE, JOB_TYPE_SYSTEM};
use crate::model::policy::MigrateStrategy;
use crate::model::task_group::TaskGroup;

pub(super) fn complete(group: &mut TaskGroup, job: &Inherited<'_>) {
    count(group);
    policies(group, job);

    let name = group.name.as_deref().unwrap_or_default();
    for task in group.tasks.iter_mut().flatten() {
        task::complete(task, name, group.restart_policy.as_ref(), job);
    }
    for service in group.services.iter_mut().flatten() {
        service::complete(service, || format!("{}-{name}", job.job_name));
    }
}

/// The count and the lowest count of the scaling policy stand in for each other.
fn count(group: &mut TaskGroup) {
    if let Some(scaling) = &mut group.scaling {
        let count = *group.count.get_or_insert(scaling.min.unwrap_or(1));
        scaling.min.get_or_insert(count);
    }
}

fn policies(group: &mut TaskGroup, job: &Inherited<'_>) {
    match (&mut group.update, job.update) {
        (Some(update), Some(base)) => inherit(update, base),
        (None, Some(base)) if !is_blank(base) => group.update = Some(base.clone()),
        _ => {}
    }
    match (&mut group.migrate, job.migrate) {
        (Some(migrate), Some(base)) => inherit(migrate, base),
        (None, Some(base)) => group.migrate = Some(base.clone()),
        (None, None) if job.job_type == JOB_TYPE_SERVICE => group.migrate = Some(MigrateStrategy::default()),
        _ => {}
    }
    match (&mut group.reschedule_policy, job.reschedule) {
        (Some(reschedule), Some(base)) => inherit(reschedule, base),
        (None, Some(base)) => group.reschedule_policy = Some(base.clone()),
        (None, None) if job.job_type != JOB_TYPE_SYSTEM => group.reschedule_policy = Some(Default::default()),
        _ => {}
    }
    if let Some(reschedule) = &mut group.reschedule_policy {
        complete_reschedule(reschedule, job.job_type);
    }
    complete_restart(group.restart_policy.get_or_insert_default(), job.job_type);
}
