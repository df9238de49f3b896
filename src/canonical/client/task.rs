//! The task: where its downloads go, which signals its templates send, and what it takes over from its group.

use super::super::make_upper;
use super::policy::inherit;
use super::{Inherited, service};
use crate::model::policy::RestartPolicy;
use crate::model::task::{Task, TaskArtifact, Template};

pub(super) fn complete(task: &mut Task, group: &str, restart: Option<&RestartPolicy>, job: &Inherited<'_>) {
    task.artifacts.iter_mut().flatten().for_each(destination);
    task.templates.iter_mut().flatten().for_each(change_signal);
    for service in task.services.iter_mut().flatten() {
        service::complete(service, || format!("{}-{group}-{}", job.job_name, task.name));
    }
    task.lifecycle.take_if(|lifecycle| lifecycle.hook.is_empty());
    if let Some(plugin) = &mut task.csi_plugin_config
        && plugin.mount_dir.is_empty()
    {
        plugin.mount_dir.push_str("/csi");
    }
    match (&mut task.restart_policy, restart) {
        (Some(policy), Some(base)) => inherit(policy, base),
        (policy, base) => *policy = base.cloned(),
    }
}

/// A single file goes into the task's local directory under its own name, all else into the directory.
fn destination(artifact: &mut TaskArtifact) {
    if artifact.relative_dest.is_some() {
        return;
    }
    let destination = if artifact.getter_mode.as_deref() == Some("file") {
        let source = artifact
            .getter_source
            .as_deref()
            .unwrap_or_default()
            .trim_end_matches('/');
        match source.rsplit('/').next().unwrap_or_default() {
            "" | "." => "local".to_owned(),
            ".." => ".".to_owned(),
            name => format!("local/{name}"),
        }
    } else {
        "local/".to_owned()
    };
    artifact.relative_dest = Some(destination);
}

fn change_signal(template: &mut Template) {
    match (&mut template.change_signal, template.change_mode.as_deref()) {
        (Some(signal), _) => make_upper(signal),
        (None, Some("signal")) => template.change_signal = Some("SIGHUP".to_owned()),
        (None, _) => template.change_signal = Some(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_file_keeps_its_name() {
        let destination_of = |mode: Option<&str>, source: &str| {
            let mut artifact = TaskArtifact {
                getter_source: Some(source.to_owned()),
                getter_mode: mode.map(str::to_owned),
                ..TaskArtifact::default()
            };
            destination(&mut artifact);
            artifact.relative_dest.unwrap()
        };
        assert_eq!(destination_of(None, "http://a/b.tgz"), "local/");
        assert_eq!(destination_of(Some("file"), "http://a/b.tgz"), "local/b.tgz");
        assert_eq!(destination_of(Some("file"), "http://a/b//"), "local/b");
        assert_eq!(destination_of(Some("file"), ""), "local");
        assert_eq!(destination_of(Some("file"), "///"), "local");
        assert_eq!(destination_of(Some("file"), "a/.."), ".");
    }
}
