//! The service: the names in it, and what the server loses of it.

use crate::model::service::Service;
use crate::notation::interpolation;
use crate::notation::quote::quoted;

/// A service of a group loses the thresholds of its checks.
pub(super) fn store_of_group(service: &mut Service) {
    for check in service.checks.iter_mut().flatten() {
        check.success_before_passing = 0;
        check.failures_before_critical = 0;
    }
}

/// A service of a task loses what only services of groups have.
pub(super) fn store_of_task(service: &mut Service) {
    service.connect = None;
    service.task_name.clear();
    for check in service.checks.iter_mut().flatten() {
        check.expose = false;
        check.task_name.clear();
    }
}

/// Puts the names of job, group and task into the service's name, and names checks that have no name.
pub(super) fn canonicalize(service: &mut Service, job: &str, group: &str, task: &str) {
    let name = interpolation::replace(&service.name, |name| match name {
        "JOB" => Some(job.to_owned()),
        "TASKGROUP" => Some(group.to_owned()),
        "TASK" => Some(task.to_owned()),
        "BASE" => Some(format!("{job}-{group}-{task}")),
        _ => None,
    });
    if let std::borrow::Cow::Owned(name) = name {
        service.name = name;
    }
    for check in service
        .checks
        .iter_mut()
        .flatten()
        .filter(|check| check.name.is_empty())
    {
        check.name = format!("service: {} check", quoted(&service.name));
    }
}
