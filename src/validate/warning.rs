//! What can be used as it is, but probably does not do what was meant.

use super::messages as say;
use super::report::{At, Findings};
use super::{job::is_multiregion, list};
use crate::model::job::Job;
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;
use crate::notation::quote::quoted;

pub(super) fn warnings(job: &Job, found: &mut Findings) {
    let at = &At::ROOT.member("TaskGroups");
    for (index, group) in job.groups().iter().enumerate() {
        let heading = || say::group_warns(quoted(group.name()));
        found.under(heading, |found| self::group(group, job, &at.index(index), found));
    }
    let promotes = |group: &&TaskGroup| {
        let update = group.update.as_ref();
        update.is_some_and(|update| update.auto_promote == Some(true))
    };
    let promoting = job.groups().iter().filter(promotes).count();
    if promoting > 0 && promoting < job.groups().len() {
        found.add(say::auto_promote_not_everywhere(), at);
    }
}

fn group(group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    if let Some(update) = &group.update {
        let (max, count) = (update.max_parallel.unwrap_or_default(), group.count());
        if max > count && !(is_multiregion(job) && count == 0) {
            found.add(
                say::max_parallel_above_count(max, count),
                &at.member("Update").member("MaxParallel"),
            );
        }
    }
    for (index, task) in group.tasks().iter().enumerate() {
        let at = &at.member("Tasks");
        let prefix = || say::task_warns(quoted(&task.name));
        found.prefixed(prefix, |found| self::task(task, &at.index(index), found));
    }
}

fn task(task: &Task, at: &At<'_>, found: &mut Findings) {
    let resources = task.resources.as_ref();
    if resources.is_some_and(|resources| resources.iops.is_some_and(|iops| iops != 0)) {
        found.add(say::iops(), &at.member("Resources").member("IOPS"));
    }
    for (index, template) in list(&task.templates).iter().enumerate() {
        let at = &at.member("Templates");
        let at = &at.index(index);
        if template.vault_grace.is_some_and(|grace| grace != Duration::ZERO) {
            let prefix = || say::template_warns(index);
            found.prefixed(prefix, |found| {
                found.add(say::vault_grace(), &at.member("VaultGrace"))
            });
        }
    }
}
