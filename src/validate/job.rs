//! The job as a whole, and how its groups stand to each other.

use std::collections::BTreeMap;

use super::messages as say;
use super::report::{At, Findings};
use super::{constraint, group, list, periodic, text};
use crate::model::job::{JOB_TYPE_BATCH, JOB_TYPE_SERVICE, JOB_TYPE_SYSTEM, JOB_TYPES, Job};
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;
use crate::notation::quote::quoted;

/// Type of the reference's own housekeeping jobs, which nobody may submit.
const JOB_TYPE_CORE: &str = "_core";

pub(super) fn job(job: &Job, found: &mut Findings) {
    let at = &At::ROOT;
    identity(job, at, found);
    placement(job, at, found);
    groups(job, at, found);
    for (index, group) in job.groups().iter().enumerate() {
        let at = &at.member("TaskGroups");
        let heading = || say::group_failed(group.name());
        found.under(heading, |found| group::group(group, job, &at.index(index), found));
    }
    launch(job, at, found);
    if is_multiregion(job) {
        found.add(say::multiregion(), &at.member("Multiregion"));
    }
    if job.job_type() == JOB_TYPE_CORE {
        found.add(say::core_type(), &at.member("Type"));
    }
    if job.payload.as_ref().is_some_and(|payload| !payload.0.is_empty()) {
        found.add(say::payload(), &at.member("Payload"));
    }
}

/// Whether a job is to run in several regions.
pub(super) fn is_multiregion(job: &Job) -> bool {
    job.multiregion
        .as_ref()
        .is_some_and(|multiregion| !list(&multiregion.regions).is_empty())
}

fn identity(job: &Job, at: &At<'_>, found: &mut Findings) {
    if text(&job.region).is_empty() && job.multiregion.is_none() {
        found.add(say::missing_region(), &at.member("Region"));
    }
    if job.id().is_empty() {
        found.add(say::missing_id(), &at.member("ID"));
    } else if job.id().contains(' ') {
        found.add(say::id_with_space(), &at.member("ID"));
    }
    if text(&job.name).is_empty() {
        found.add(say::missing_name(), &at.member("Name"));
    }
    if job.namespace().is_empty() {
        found.add(say::missing_namespace(), &at.member("Namespace"));
    }
    match job.job_type() {
        JOB_TYPE_CORE => {}
        known if JOB_TYPES.contains(&known) => {}
        "" => found.add(say::missing_type(), &at.member("Type")),
        other => found.add(say::invalid_type(quoted(other)), &at.member("Type")),
    }
    if !(1..=100).contains(&job.priority.unwrap_or_default()) {
        found.add(say::priority_range(), &at.member("Priority"));
    }
}

fn placement(job: &Job, at: &At<'_>, found: &mut Findings) {
    let datacenters = list(&job.datacenters);
    if datacenters.is_empty() && !is_multiregion(job) {
        found.add(say::missing_datacenters(), &at.member("Datacenters"));
    }
    for (index, _) in datacenters
        .iter()
        .enumerate()
        .filter(|(_, datacenter)| datacenter.is_empty())
    {
        found.add(say::empty_datacenter(), &at.member("Datacenters").index(index));
    }
    if job.groups().is_empty() {
        found.add(say::missing_groups(), &at.member("TaskGroups"));
    }
    constraint::constraints(list(&job.constraints), &at.member("Constraints"), found);
    constraint::affinities(list(&job.affinities), job, &at.member("Affinities"), found);
    constraint::spreads(list(&job.spreads), job, &at.member("Spreads"), found);
}

fn groups(job: &Job, at: &At<'_>, found: &mut Findings) {
    let mut known = BTreeMap::new();
    for (index, group) in job.groups().iter().enumerate() {
        let at = &at.member("TaskGroups");
        let at = &at.index(index);
        let number = index + 1;
        if group.name().is_empty() {
            found.add(say::group_without_name(number), &at.member("Name"));
        } else if let Some(first) = known.get(group.name()) {
            found.add(
                say::group_redefined(number, group.name(), *first),
                &at.member("Name"),
            );
        } else {
            known.insert(group.name(), number);
        }
        delays(group, job, at, found);
        if job.job_type() == JOB_TYPE_SYSTEM && group.count() > 1 {
            found.add(
                say::system_count(group.name(), group.count()),
                &at.member("Count"),
            );
        }
    }
}

fn delays(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    if group.shutdown_delay.is_some_and(|delay| delay < Duration::ZERO) {
        found.add(say::negative_shutdown_delay(), &at.member("ShutdownDelay"));
    }
    let may_stop = matches!(job.job_type(), JOB_TYPE_BATCH | JOB_TYPE_SERVICE);
    match group.stop_after_client_disconnect {
        Some(after) if after > Duration::ZERO && !may_stop => {
            found.add(
                say::stop_after_disconnect_type(),
                &at.member("StopAfterClientDisconnect"),
            );
        }
        Some(after) if after < Duration::ZERO => {
            found.add(
                say::negative_stop_after_disconnect(),
                &at.member("StopAfterClientDisconnect"),
            );
        }
        _ => {}
    }
}

/// When, and with what, a job that is not run itself is launched.
fn launch(job: &Job, at: &At<'_>, found: &mut Findings) {
    if let Some(periodic) = job
        .periodic
        .as_ref()
        .filter(|periodic| periodic.enabled == Some(true))
    {
        let at = &at.member("Periodic");
        if job.job_type() != JOB_TYPE_BATCH {
            found.add(say::periodic_type(), at);
        }
        found.apart(|found| periodic::periodic(periodic, at, found));
    }
    if let Some(parameterized) = job.parameterized_job.as_ref().filter(|_| job.is_parameterized()) {
        let at = &at.member("ParameterizedJob");
        if job.job_type() != JOB_TYPE_BATCH {
            found.add(say::parameterized_type(), at);
        }
        found.apart(|found| periodic::parameterized(parameterized, at, found));
    }
}
