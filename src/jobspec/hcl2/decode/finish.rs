//! What becomes of a job that is decoded: names, and the defaults that HCL2 job files have of their own.

use crate::model::job::Job;
use crate::model::network::NetworkResource;
use crate::model::task::{Task, Template, Vault};
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;

/// Completes a job of this label, with the tasks that are right in it and the `vault` stanza for all of its tasks.
pub(super) fn finish(job: &mut Job, label: &str, lone_tasks: Vec<Task>, mut vault: Option<Vault>) {
    job.name.get_or_insert_with(|| label.to_owned());
    job.id.get_or_insert_with(|| label.to_owned());
    if let Some(periodic) = &mut job.periodic
        && periodic.spec.is_some()
    {
        periodic.spec_type = Some("cron".to_owned());
    }
    if !lone_tasks.is_empty() {
        let mut groups: Vec<TaskGroup> = lone_tasks.into_iter().map(alone).collect();
        groups.extend(job.task_groups.take().unwrap_or_default());
        job.task_groups = Some(groups);
    }
    vault.iter_mut().for_each(complete_vault);
    for group in job.task_groups.iter_mut().flatten() {
        group.networks.iter_mut().flatten().for_each(sort_ports);
        for task in group.tasks.iter_mut().flatten() {
            let resources = task.resources.iter_mut();
            resources
                .flat_map(|resources| resources.networks.iter_mut().flatten())
                .for_each(sort_ports);
            task.templates.iter_mut().flatten().for_each(complete_template);
            task.vault.iter_mut().for_each(complete_vault);
            if task.vault.is_none() {
                task.vault.clone_from(&vault);
            }
        }
    }
}

/// A group of one task.
fn alone(task: Task) -> TaskGroup {
    TaskGroup {
        name: Some(task.name.clone()),
        tasks: Some(vec![task]),
        ..TaskGroup::default()
    }
}

fn complete_vault(vault: &mut Vault) {
    vault.env.get_or_insert(true);
    vault.change_mode.get_or_insert_with(|| "restart".to_owned());
}

/// Ports with a number are reserved. With any `port` block there are no others.
fn sort_ports(network: &mut NetworkResource) {
    let ports = network.dynamic_ports.take().unwrap_or_default();
    if ports.is_empty() {
        return;
    }
    let (reserved, dynamic): (Vec<_>, Vec<_>) = ports.into_iter().partition(|port| port.value > 0);
    network.dynamic_ports = (!dynamic.is_empty()).then_some(dynamic);
    network.reserved_ports = (!reserved.is_empty()).then_some(reserved);
}

fn complete_template(template: &mut Template) {
    template.change_mode.get_or_insert_with(|| "restart".to_owned());
    template.perms.get_or_insert_with(|| "0644".to_owned());
    template.splay.get_or_insert(Duration::from_seconds(5));
}
