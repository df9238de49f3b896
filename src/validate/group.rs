//! The group, and what its tasks, volumes and services have to do with each other.

use std::collections::BTreeMap;

use super::messages as say;
use super::report::{At, Findings};
use super::{constraint, job::is_multiregion, list, network, policy, service, task};
use crate::model::job::{JOB_TYPE_SERVICE, JOB_TYPE_SYSTEM, Job};
use crate::model::scaling::ScalingPolicy;
use crate::model::task_group::TaskGroup;
use crate::model::volume::VOLUME_TYPES;
use crate::notation::quote::quoted;

pub(super) fn group(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    if group.name().is_empty() {
        found.add(say::missing_group_name(), &at.member("Name"));
    }
    if group.count() < 0 {
        found.add(say::negative_count(), &at.member("Count"));
    }
    if group.tasks().is_empty() {
        found.add(say::missing_tasks(), &at.member("Tasks"));
    }
    constraint::constraints(list(&group.constraints), &at.member("Constraints"), found);
    constraint::affinities(list(&group.affinities), job, &at.member("Affinities"), found);
    restart(group, at, found);
    constraint::spreads(list(&group.spreads), job, &at.member("Spreads"), found);
    reschedule(group, job, at, found);
    ephemeral_disk(group, at, found);
    update(group, job, at, found);
    migrate(group, job, at, found);
    task_names(group, at, found);
    volumes(group, at, found);
    found.under(say::group_networks_failed, |found| {
        network::ports(group, at, found)
    });
    found.under(say::group_services_failed, |found| {
        service::of_group(group, at, found)
    });
    if let Some(scaling) = &group.scaling {
        let at = &at.member("Scaling");
        found.under(say::group_scaling_failed, |found| {
            self::scaling(scaling, group, job, at, found)
        });
    }
    for (index, task) in group.tasks().iter().enumerate() {
        let at = &at.member("Tasks");
        let at = &at.index(index);
        task::mounts(task, group, at, found);
        found.under(
            || say::task_failed(&task.name),
            |found| task::task(task, group, job, at, found),
        );
    }
}

fn restart(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("RestartPolicy");
    match &group.restart_policy {
        Some(restart) => found.apart(|found| policy::restart(restart, at, found)),
        None => found.add(say::missing_restart_policy(group.name()), at),
    }
}

fn reschedule(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("ReschedulePolicy");
    match &group.reschedule_policy {
        Some(_) if job.job_type() == JOB_TYPE_SYSTEM => found.add(say::system_reschedule(), at),
        None if job.job_type() == JOB_TYPE_SYSTEM => {}
        Some(reschedule) => found.apart(|found| policy::reschedule(reschedule, at, found)),
        None => found.add(say::missing_reschedule_policy(group.name()), at),
    }
}

fn ephemeral_disk(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("EphemeralDisk");
    match group
        .ephemeral_disk
        .as_ref()
        .map(|disk| disk.size_mb.unwrap_or_default())
    {
        Some(size) if size < 10 => found.add(say::small_disk(size), &at.member("SizeMB")),
        Some(_) => {}
        None => found.add(say::missing_disk(group.name()), at),
    }
}

fn update(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    if let Some(update) = &group.update {
        let at = &at.member("Update");
        if !matches!(job.job_type(), JOB_TYPE_SERVICE | JOB_TYPE_SYSTEM) {
            found.add(say::update_type(quoted(job.job_type())), at);
        }
        found.apart(|found| policy::update(update, at, found));
    }
}

fn migrate(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("Migrate");
    match &group.migrate {
        Some(migrate) if job.job_type() == JOB_TYPE_SERVICE => {
            found.apart(|found| policy::migrate(migrate, at, found));
        }
        Some(_) => found.add(say::migrate_type(quoted(job.job_type())), at),
        None => {}
    }
}

fn task_names(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("Tasks");
    let mut known = BTreeMap::new();
    for (index, task) in group.tasks().iter().enumerate() {
        let number = index + 1;
        if task.name.is_empty() {
            found.add(say::task_without_name(number), &at.index(index).member("Name"));
        } else if let Some(first) = known.get(&task.name) {
            found.add(
                say::task_redefined(number, &task.name, *first),
                &at.index(index).member("Name"),
            );
        } else {
            known.insert(&task.name, number);
        }
    }
    if group.tasks().iter().filter(|task| task.leader).count() > 1 {
        found.add(say::several_leaders(), at);
    }
}

fn volumes(group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    for (name, volume) in group.volumes.iter().flatten() {
        let at = &at.member("Volumes");
        let at = &at.key(name);
        if !VOLUME_TYPES.contains(&volume.volume_type.as_str()) {
            found.add(
                say::unknown_volume_type(name, &volume.volume_type),
                &at.member("Type"),
            );
        } else if volume.source.is_empty() {
            found.add(say::volume_without_source(name), &at.member("Source"));
        }
    }
}

fn scaling(scaling: &ScalingPolicy, group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    let (min, max) = (scaling.min.unwrap_or_default(), scaling.max.unwrap_or_default());
    let count = group.count();
    if max < 0 {
        found.add(say::scaling_without_max(), &at.member("Max"));
    } else {
        if max < min {
            found.add(say::scaling_max_below_min(), &at.member("Max"));
        }
        if max < count {
            found.add(say::scaling_count_above_max(), &at.member("Max"));
        }
    }
    let count_of_region = is_multiregion(job) && count == 0 && job.region.as_deref() == Some("global");
    if count < min && !count_of_region {
        found.add(say::scaling_count_below_min(), &at.member("Min"));
    }
}
