//! The task.

use std::collections::BTreeMap;

use super::messages as say;
use super::report::{At, Findings};
use super::{artifact, constraint, list, resources, service, template, text};
use crate::model::job::Job;
use crate::model::task::{LIFECYCLE_HOOKS, Task};
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;
use crate::model::volume::{PLUGIN_TYPES, PROPAGATION_MODES};
use crate::notation::path;
use crate::notation::quote::quoted;

/// The volumes that a task mounts must be those of its group.
pub(super) fn mounts(task: &Task, group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    for (index, mount) in list(&task.volume_mounts).iter().enumerate() {
        let at = &at.member("VolumeMounts");
        let at = &at.index(index);
        let volume = text(&mount.volume);
        if volume.is_empty() {
            found.add(say::mount_without_volume(&task.name, index), &at.member("Volume"));
        } else if group
            .volumes
            .as_ref()
            .is_none_or(|volumes| !volumes.contains_key(volume))
        {
            found.add(
                say::mount_of_unknown_volume(&task.name, index, volume),
                &at.member("Volume"),
            );
        }
    }
}

pub(super) fn task(task: &Task, group: &TaskGroup, job: &Job, at: &At<'_>, found: &mut Findings) {
    plain_members(task, at, found);
    match &task.resources {
        Some(resources) => {
            found.apart(|found| resources::resources(resources, &at.member("Resources"), found));
        }
        None => found.add(say::missing_resources(), &at.member("Resources")),
    }
    log_config(task, at, found);
    constraints(task, at, found);
    constraint::affinities(list(&task.affinities), job, &at.member("Affinities"), found);
    found.apart(|found| service::of_task(task, at, found));
    log_storage(task, group, at, found);
    for (index, artifact) in list(&task.artifacts).iter().enumerate() {
        let heading = || say::artifact_failed(index + 1);
        let at = &at.member("Artifacts");
        found.under(heading, |found| {
            artifact::artifact(artifact, &at.index(index), found)
        });
    }
    if let Some(vault) = &task.vault {
        found.under(say::vault_failed, |found| {
            template::vault(vault, &at.member("Vault"), found)
        });
    }
    templates(task, at, found);
    if task
        .dispatch_payload
        .as_ref()
        .is_some_and(|payload| path::escapes("task/local/", &payload.file))
    {
        found.add(
            say::dispatch_payload_escapes(),
            &at.member("DispatchPayload").member("File"),
        );
    }
    lifecycle(task, at, found);
    connect_proxy(task, group, at, found);
    for (index, mount) in list(&task.volume_mounts).iter().enumerate() {
        let mode = text(&mount.propagation_mode);
        if !mode.is_empty() && !PROPAGATION_MODES.contains(&mode) {
            let at = &at.member("VolumeMounts");
            found.add(
                say::mount_propagation(index, mode),
                &at.index(index).member("PropagationMode"),
            );
        }
    }
    csi_plugin(task, at, found);
}

fn plain_members(task: &Task, at: &At<'_>, found: &mut Findings) {
    if task.name.is_empty() {
        found.add(say::missing_task_name(), &at.member("Name"));
    }
    if task.name.contains(['/', '\\']) {
        found.add(say::task_name_with_slash(), &at.member("Name"));
    }
    if task.driver.is_empty() {
        found.add(say::missing_driver(), &at.member("Driver"));
    }
    if task.kill_timeout.is_some_and(|timeout| timeout < Duration::ZERO) {
        found.add(say::negative_kill_timeout(), &at.member("KillTimeout"));
    }
    if task.shutdown_delay < Duration::ZERO {
        found.add(say::negative_shutdown_delay(), &at.member("ShutdownDelay"));
    }
}

fn log_config(task: &Task, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("LogConfig");
    let Some(log) = &task.log_config else {
        found.add(say::missing_log_config(), at);
        return;
    };
    let (files, size) = (
        log.max_files.unwrap_or_default(),
        log.max_file_size_mb.unwrap_or_default(),
    );
    found.apart(|found| {
        if files < 1 {
            found.add(say::log_files(files), &at.member("MaxFiles"));
        }
        if size < 1 {
            found.add(say::log_file_size(size), &at.member("MaxFileSizeMB"));
        }
    });
}

fn constraints(task: &Task, at: &At<'_>, found: &mut Findings) {
    for (index, constraint) in list(&task.constraints).iter().enumerate() {
        let at = &at.member("Constraints");
        let at = &at.index(index);
        let number = index + 1;
        found.under(
            || say::constraint_failed(number),
            |found| constraint::constraint(constraint, at, found),
        );
        if matches!(
            constraint.operand.as_str(),
            "distinct_hosts" | "distinct_property"
        ) {
            found.add(
                say::operand_of_task(number, &constraint.operand),
                &at.member("Operand"),
            );
        }
    }
}

/// All log files together must be smaller than the disk.
fn log_storage(task: &Task, group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    if let (Some(log), Some(disk)) = (&task.log_config, &group.ephemeral_disk) {
        let files = log.max_files.unwrap_or_default();
        let logs = files.wrapping_mul(log.max_file_size_mb.unwrap_or_default());
        let disk = disk.size_mb.unwrap_or_default();
        if disk <= logs {
            found.add(say::logs_too_large(logs, disk), &at.member("LogConfig"));
        }
    }
}

fn templates(task: &Task, at: &At<'_>, found: &mut Findings) {
    let mut destinations = BTreeMap::new();
    for (index, template) in list(&task.templates).iter().enumerate() {
        let at = &at.member("Templates");
        let at = &at.index(index);
        let number = index + 1;
        found.under(
            || say::template_failed(number),
            |found| template::template(template, at, found),
        );
        match destinations.get(text(&template.dest_path)) {
            Some(first) => {
                found.add(
                    say::template_same_destination(number, *first),
                    &at.member("DestPath"),
                );
            }
            None => {
                destinations.insert(text(&template.dest_path), number);
            }
        }
    }
}

fn lifecycle(task: &Task, at: &At<'_>, found: &mut Findings) {
    let at = &at.member("Lifecycle");
    match task.lifecycle.as_ref().map(|lifecycle| lifecycle.hook.as_str()) {
        None => {}
        Some("") => found.add(say::lifecycle_without_hook(), &at.member("Hook")),
        Some(hook) if LIFECYCLE_HOOKS.contains(&hook) => {}
        Some(hook) => found.add(say::lifecycle_hook(hook), &at.member("Hook")),
    }
}

/// A task that is the proxy of a service: there must be one.
fn connect_proxy(task: &Task, group: &TaskGroup, at: &At<'_>, found: &mut Findings) {
    let Some(proxied) = task
        .kind
        .strip_prefix("connect-proxy:")
        .filter(|service| !service.is_empty())
    else {
        return;
    };
    if !list(&task.services).is_empty() {
        found.add(say::proxy_with_service(), &at.member("Services"));
    }
    if task.leader {
        found.add(say::proxy_as_leader(), &at.member("Leader"));
    }
    let services = list(&group.services).iter();
    let names: Vec<&str> = services
        .filter(|service| {
            service
                .connect
                .as_ref()
                .is_some_and(|connect| connect.sidecar_service.is_some())
        })
        .map(|service| service.name.as_str())
        .collect();
    if names.is_empty() {
        found.add(say::proxy_of_nothing(quoted(proxied)), &at.member("Kind"));
    } else if !names.contains(&proxied) {
        found.add(
            say::proxy_of_unknown(quoted(proxied), &names.join(" ")),
            &at.member("Kind"),
        );
    }
}

fn csi_plugin(task: &Task, at: &At<'_>, found: &mut Findings) {
    if let Some(plugin) = &task.csi_plugin_config {
        let at = &at.member("CSIPluginConfig");
        if plugin.id.is_empty() {
            found.add(say::plugin_without_id(), &at.member("ID"));
        }
        if !PLUGIN_TYPES.contains(&plugin.plugin_type.as_str()) {
            found.add(say::plugin_type(&plugin.plugin_type), &at.member("Type"));
        }
    }
}
