//! Whether a change of a group needs new allocations, or can be made in those that run.
//!
//! Members whose change replaces allocations are marked in the rows of the model; here is what does not go member
//! by member: metadata that is handed down, ports, devices, and what nodes are chosen by.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::constraint::{Affinity, Spread};
use crate::model::job::Job;
use crate::model::network::NetworkResource;
use crate::model::object::{Change, Object};
use crate::model::resources::{RequestedDevice, Resources};
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;

/// Whether the allocations of a group must be replaced when its job changes from `old` to `new`.
#[must_use]
pub fn tasks_updated(old: &Job, new: &Job, group: &str) -> bool {
    let (Some(old_group), Some(new_group)) = (old.group(group), new.group(group)) else {
        return true;
    };
    old_group.tasks().len() != new_group.tasks().len()
        || is_destructive(old_group, new_group)
        || networks_updated(list(&old_group.networks), list(&new_group.networks))
        || !affinities(old, old_group).eq(affinities(new, new_group))
        || !spreads(old, old_group).eq(spreads(new, new_group))
        || old_group
            .tasks()
            .iter()
            .any(|task| match new_group.task(&task.name) {
                Some(new_task) => task_updated((old, old_group, task), (new, new_group, new_task)),
                None => true,
            })
}

fn list<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// Whether a member differs whose row says that allocations are replaced; null and empty differ.
fn is_destructive(old: &dyn Object, new: &dyn Object) -> bool {
    old.object_type().fields.iter().enumerate().any(|(index, field)| {
        field.change == Change::Destructive
            && match (old.member(index), new.member(index)) {
                (Some(old), Some(new)) => !old.view().equals(&new.view()),
                _ => false,
            }
    })
}

/// A task with the group and job it is in.
type InJob<'a> = (&'a Job, &'a TaskGroup, &'a Task);

fn task_updated(old: InJob<'_>, new: InJob<'_>) -> bool {
    is_destructive(old.2, new.2)
        || meta_updated(old, new)
        || resources_updated(&old.2.resources, &new.2.resources)
}

/// Whether the metadata that a task is handed differs, its own over that of its group over that of its job.
fn meta_updated(old: InJob<'_>, new: InJob<'_>) -> bool {
    fn combined<'a>((job, group, task): InJob<'a>) -> BTreeMap<&'a String, &'a String> {
        let maps = [&job.meta, &group.meta, &task.meta];
        maps.into_iter().flatten().flatten().collect()
    }
    let same_maps = (&old.0.meta, &old.1.meta, &old.2.meta) == (&new.0.meta, &new.1.meta, &new.2.meta);
    !same_maps && combined(old) != combined(new)
}

fn resources_updated(old: &Option<Resources>, new: &Option<Resources>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => {
            networks_updated(list(&old.networks), list(&new.networks))
                || is_destructive(old, new)
                || !same_devices(list(&old.devices), list(&new.devices))
        }
        (old, new) => old.is_some() != new.is_some(),
    }
}

fn networks_updated(old: &[NetworkResource], new: &[NetworkResource]) -> bool {
    old.len() != new.len()
        || old
            .iter()
            .zip(new)
            .any(|(old, new)| old != new && (is_destructive(old, new) || ports(old) != ports(new)))
}

/// The ports of a network by label: their number, and for dynamic ones that they are.
fn ports(network: &NetworkResource) -> BTreeMap<&str, i64> {
    let reserved = list(&network.reserved_ports)
        .iter()
        .map(|port| (port.label.as_str(), port.value));
    let dynamic = list(&network.dynamic_ports)
        .iter()
        .map(|port| (port.label.as_str(), -1));
    reserved.chain(dynamic).collect()
}

/// Whether the same devices are asked for, in whatever order.
fn same_devices(old: &[RequestedDevice], new: &[RequestedDevice]) -> bool {
    let by_name: BTreeMap<&str, &RequestedDevice> =
        old.iter().map(|device| (device.name.as_str(), device)).collect();
    let same = |old: &RequestedDevice, new: &RequestedDevice| {
        old == new
            || old.count == new.count
                && same_set(list(&old.constraints), list(&new.constraints), |given| {
                    (&given.l_target, &given.r_target, &given.operand)
                })
                && same_set(list(&old.affinities), list(&new.affinities), |given| {
                    (&given.l_target, &given.r_target, &given.operand, given.weight)
                })
    };
    let is_known = |new: &RequestedDevice| by_name.get(new.name.as_str()).is_some_and(|old| same(old, new));
    old.len() == new.len() && new.iter().all(is_known)
}

/// Whether each of the old ones is among the new ones, which are as many.
fn same_set<'a, T, K: Ord>(old: &'a [T], new: &'a [T], key: impl Fn(&'a T) -> K) -> bool {
    let known: BTreeSet<K> = new.iter().map(&key).collect();
    old.len() == new.len() && old.iter().all(|old| known.contains(&key(old)))
}

/// Which nodes a group prefers, by its job, itself and its tasks.
fn affinities<'a>(job: &'a Job, group: &'a TaskGroup) -> impl Iterator<Item = &'a Affinity> {
    let of_tasks = group.tasks().iter().flat_map(|task| list(&task.affinities));
    list(&job.affinities)
        .iter()
        .chain(list(&group.affinities))
        .chain(of_tasks)
}

/// Over what a group is spread, by its job and itself.
fn spreads<'a>(job: &'a Job, group: &'a TaskGroup) -> impl Iterator<Item = &'a Spread> {
    list(&job.spreads).iter().chain(list(&group.spreads))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::network::Port;

    fn job(change: impl FnOnce(&mut Job, &mut TaskGroup, &mut Task)) -> Job {
        let mut job = Job::default();
        let mut group = TaskGroup {
            name: Some("g".to_owned()),
            ..TaskGroup::default()
        };
        let mut task = Task {
            name: "t".to_owned(),
            driver: "exec".to_owned(),
            resources: Some(Resources::default()),
            ..Task::default()
        };
        change(&mut job, &mut group, &mut task);
        group.tasks = Some(vec![task]);
        job.task_groups = Some(vec![group]);
        job
    }

    fn meta(key: &str) -> Option<BTreeMap<String, String>> {
        Some(BTreeMap::from([(key.to_owned(), "1".to_owned())]))
    }

    fn network(labels: &[&str]) -> Option<Vec<NetworkResource>> {
        let port = |label: &&str| Port {
            label: (*label).to_owned(),
            ..Port::default()
        };
        let dynamic_ports = Some(labels.iter().map(port).collect());
        Some(vec![NetworkResource {
            dynamic_ports,
            ..NetworkResource::default()
        }])
    }

    #[test]
    fn what_runs_must_differ() {
        let old = job(|_, _, _| {});
        assert!(!tasks_updated(
            &old,
            &job(|job, _, _| job.priority = Some(3)),
            "g"
        ));
        assert!(!tasks_updated(
            &old,
            &job(|_, group, _| group.count = Some(3)),
            "g"
        ));
        assert!(tasks_updated(
            &old,
            &job(|_, _, task| task.driver = "docker".to_owned()),
            "g"
        ));
        assert!(tasks_updated(
            &old,
            &job(|_, _, task| task.env = Some(BTreeMap::new())),
            "g"
        ));
        assert!(tasks_updated(
            &old,
            &job(|_, group, _| group.name = Some("h".to_owned())),
            "g"
        ));
    }

    #[test]
    fn metadata_counts_as_the_task_sees_it() {
        let of_job = job(|job, _, _| job.meta = meta("a"));
        let of_task = job(|_, _, task| task.meta = meta("a"));
        assert!(!tasks_updated(&of_job, &of_task, "g"));
        assert!(tasks_updated(
            &of_job,
            &job(|_, group, _| group.meta = meta("b")),
            "g"
        ));
    }

    #[test]
    fn ports_count_by_their_labels() {
        let with = |labels: &[&str]| job(|_, group, _| group.networks = network(labels));
        assert!(!tasks_updated(&with(&["a", "b"]), &with(&["b", "a"]), "g"));
        assert!(tasks_updated(&with(&["a"]), &with(&["b"]), "g"));
    }
}
