//! The task: its kill timeout and signals, and the Vault namespace of its job.

use super::group::host_networks;
use super::service;
use crate::canonical::make_upper;
use crate::model::policy::RestartPolicy;
use crate::model::task::Task;
use crate::model::time::Duration;

/// What submission alone does to a task.
pub(super) fn store(task: &mut Task, vault_namespace: &str) {
    if let Some(vault) = &mut task.vault
        && vault.namespace.as_deref() == Some("")
    {
        vault.namespace = Some(vault_namespace.to_owned());
    }
    task.services
        .iter_mut()
        .flatten()
        .for_each(service::store_of_task);
}

/// What the server does to a task of a submitted job and to one that it adds itself.
pub(in crate::canonical) fn canonicalize(
    task: &mut Task,
    job: &str,
    group: &str,
    restart: Option<&RestartPolicy>,
) {
    for service in task.services.iter_mut().flatten() {
        service::canonicalize(service, job, group, &task.name);
    }
    let networks = task
        .resources
        .iter_mut()
        .flat_map(|resources| &mut resources.networks);
    networks.flatten().for_each(host_networks);
    if task.restart_policy.is_none() {
        task.restart_policy = restart.cloned();
    }
    if task.kill_timeout.is_none_or(|timeout| timeout == Duration::ZERO) {
        task.kill_timeout = Some(Duration::from_seconds(5));
    }
    let of_vault = task.vault.iter_mut().flat_map(|vault| &mut vault.change_signal);
    let of_templates = task.templates.iter_mut().flatten();
    for signal in of_vault.chain(of_templates.flat_map(|template| &mut template.change_signal)) {
        make_upper(signal);
    }
}
