//! Consul Connect: the sidecar or gateway task of a service, its port, and the kind of a task that speaks
//! Connect itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{refused, service_path, six_digits};
use crate::canonical::server::host_networks;
use crate::canonical::server::task::canonicalize;
use crate::canonical::settle::zero;
use crate::diagnostic::Diagnostic;
use crate::model::connect::{ConsulGateway, ConsulGatewayBindAddress, SidecarTask};
use crate::model::constraint::Constraint;
use crate::model::job::Job;
use crate::model::network::Port;
use crate::model::resources::Resources;
use crate::model::service::Service;
use crate::model::task::{LogConfig, Task, TaskLifecycle};
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;

const PROXY: &str = "connect-proxy";
const NATIVE: &str = "connect-native";
const INGRESS: &str = "connect-ingress";

pub(super) fn mutate(job: &mut Job, fragment: &mut dyn FnMut() -> u32) -> Result<(), Box<Diagnostic>> {
    let job_name = job.name.clone().unwrap_or_default();
    for (group_index, group) in job.task_groups.iter_mut().flatten().enumerate() {
        // Without a network nothing can be added; validation says so.
        if group.networks.as_ref().is_none_or(Vec::is_empty) {
            continue;
        }
        let mut services = group.services.take();
        for (service_index, service) in services.iter_mut().flatten().enumerate() {
            connect(service, group, &job_name, fragment).map_err(|reason| {
                let path = service_path(group_index, service_index).member("TaskName");
                refused("job/connect-native-task", "connect", &reason, path)
            })?;
        }
        group.services = services;
        group
            .networks
            .iter_mut()
            .flatten()
            .take(1)
            .for_each(host_networks);
    }
    Ok(())
}

fn connect(
    service: &mut Service,
    group: &mut TaskGroup,
    job: &str,
    fragment: &mut dyn FnMut() -> u32,
) -> Result<(), String> {
    let Some(connect) = &mut service.connect else {
        return Ok(());
    };
    if connect.sidecar_service.is_some() {
        add_sidecar(&service.name, connect.sidecar_task.as_ref(), group, job, fragment);
        add_port(group, format!("{PROXY}-{}", service.name));
    } else if connect.native {
        let task = native_task(group, &service.name, &service.task_name)?;
        task.kind = format!("{NATIVE}:{}", service.name);
        service.task_name.clone_from(&task.name);
    } else if let Some(gateway) = &mut connect.gateway {
        let on_host = group
            .networks
            .iter()
            .flatten()
            .next()
            .is_some_and(|network| network.mode == "host");
        if !on_host {
            bind_in_bridge(gateway);
        }
        let kind = format!("{INGRESS}:{}", service.name);
        if !group.tasks().iter().any(|task| task.kind == kind) {
            add_task(group, gateway_task(&service.name, kind, on_host), job);
        }
    }
    Ok(())
}

/// Adds the sidecar of a service if it is not there, and lays over it what the job says of it.
fn add_sidecar(
    service: &str,
    over: Option<&SidecarTask>,
    group: &mut TaskGroup,
    job: &str,
    fragment: &mut dyn FnMut() -> u32,
) {
    let kind = format!("{PROXY}:{service}");
    let tasks = group.tasks.get_or_insert_default();
    let index = tasks
        .iter()
        .position(|task| task.kind == kind)
        .unwrap_or_else(|| {
            let mut task = sidecar_task(service, kind);
            if tasks.iter().any(|other| other.name == task.name) {
                task.name = format!("{}-{}", task.name, six_digits(fragment));
            }
            tasks.push(task);
            tasks.len() - 1
        });
    let (restart, name) = (
        group.restart_policy.as_ref(),
        group.name.as_deref().unwrap_or_default(),
    );
    if let Some(task) = tasks.get_mut(index) {
        if let Some(over) = over {
            lay_over(task, over);
        }
        canonicalize(task, job, name, restart);
    }
}

fn add_task(group: &mut TaskGroup, mut task: Task, job: &str) {
    let name = group.name.as_deref().unwrap_or_default();
    canonicalize(&mut task, job, name, group.restart_policy.as_ref());
    group.tasks.get_or_insert_default().push(task);
}

/// Adds a port that is the same inside and outside of the group's network.
fn add_port(group: &mut TaskGroup, label: String) {
    if let Some(network) = group.networks.iter_mut().flatten().next() {
        let ports = network.dynamic_ports.get_or_insert_default();
        if !ports.iter().any(|port| port.label == label) {
            ports.push(Port {
                label,
                to: -1,
                ..Port::default()
            });
        }
    }
}

/// The task that a service is spoken for by: the one it names, or the only one there is.
fn native_task<'a>(group: &'a mut TaskGroup, service: &str, task: &str) -> Result<&'a mut Task, String> {
    let group_name = group.name.as_deref().unwrap_or_default();
    let tasks = group.tasks.as_deref_mut().unwrap_or_default();
    if task.is_empty() {
        return match tasks {
            [only] => Ok(only),
            _ => Err(format!(
                "task for Consul Connect Native service {group_name}->{service} is ambiguous and must be set"
            )),
        };
    }
    tasks.iter_mut().find(|other| other.name == task).ok_or_else(|| {
        format!("task {task} named by Consul Connect Native service {group_name}->{service} does not exist")
    })
}

/// Inside a network of its own an ingress gateway must be told where to listen, unless the job does that.
fn bind_in_bridge(gateway: &mut ConsulGateway) {
    let Some(ingress) = &gateway.ingress else {
        return;
    };
    let proxy = gateway.proxy.get_or_insert_default();
    if proxy.envoy_gateway_no_default_bind
        || proxy.envoy_gateway_bind_tagged_addresses
        || proxy
            .envoy_gateway_bind_addresses
            .as_ref()
            .is_some_and(|addresses| !addresses.is_empty())
    {
        return;
    }
    let listeners = ingress.listeners.as_deref().unwrap_or_default();
    let addresses = listeners.iter().flat_map(|listener| {
        listener.services.iter().flatten().map(|service| {
            let address = "0.0.0.0".to_owned();
            (
                service.name.clone(),
                ConsulGatewayBindAddress {
                    address,
                    port: listener.port,
                    ..ConsulGatewayBindAddress::default()
                },
            )
        })
    });
    proxy.envoy_gateway_bind_addresses = (!listeners.is_empty()).then(|| addresses.collect());
    proxy.envoy_gateway_no_default_bind = true;
}

fn sidecar_task(service: &str, kind: String) -> Task {
    Task {
        lifecycle: Some(TaskLifecycle {
            hook: "prestart".to_owned(),
            sidecar: true,
        }),
        ..envoy_task(format!("{PROXY}-{service}"), kind, "sidecar", ">= 1.6.0-beta1")
    }
}

fn gateway_task(service: &str, kind: String, on_host: bool) -> Task {
    let mut task = envoy_task(format!("{INGRESS}-{service}"), kind, "gateway", ">= 1.8.0");
    if on_host {
        task.config
            .get_or_insert_default()
            .insert("network_mode".to_owned(), json!("host"));
    }
    task
}

/// A task that runs Envoy, for a Consul that is new enough.
fn envoy_task(name: String, kind: String, image: &str, consul: &str) -> Task {
    let args = json!([
        "-c",
        "${NOMAD_SECRETS_DIR}/envoy_bootstrap.json",
        "-l",
        "${meta.connect.log_level}",
        "--disable-hot-restart"
    ]);
    Task {
        name,
        kind,
        driver: "docker".to_owned(),
        config: Some(BTreeMap::from([
            (
                "image".to_owned(),
                Value::String(format!("${{meta.connect.{image}_image}}")),
            ),
            ("args".to_owned(), args),
        ])),
        shutdown_delay: Duration::from_seconds(5),
        log_config: Some(LogConfig {
            max_files: Some(2),
            max_file_size_mb: Some(2),
        }),
        resources: Some(Resources {
            cpu: Some(250),
            memory_mb: Some(128),
            ..zero()
        }),
        constraints: Some(vec![Constraint {
            l_target: "${attr.consul.version}".to_owned(),
            r_target: consul.to_owned(),
            operand: "semver".to_owned(),
        }]),
        ..Task::default()
    }
}

/// Lays what the job says of a sidecar over the task.
fn lay_over(task: &mut Task, over: &SidecarTask) {
    overwrite(&mut task.name, &over.name);
    if over.driver.is_empty() || over.driver == task.driver {
        extend(&mut task.config, &over.config);
    } else {
        task.driver.clone_from(&over.driver);
        task.config.clone_from(&over.config);
    }
    overwrite(&mut task.user, &over.user);
    extend(&mut task.env, &over.env);
    if let Some(over) = &over.resources {
        merge_resources(task.resources.get_or_insert_default(), over);
    }
    extend(&mut task.meta, &over.meta);
    task.kill_timeout = over.kill_timeout.or(task.kill_timeout);
    if let Some(over) = &over.log_config {
        let log = task.log_config.get_or_insert_default();
        log.max_files = over.max_files.filter(|files| *files > 0).or(log.max_files);
        log.max_file_size_mb = over
            .max_file_size_mb
            .filter(|size| *size > 0)
            .or(log.max_file_size_mb);
    }
    task.shutdown_delay = over.shutdown_delay.unwrap_or(task.shutdown_delay);
    overwrite(&mut task.kill_signal, &over.kill_signal);
}

fn merge_resources(resources: &mut Resources, over: &Resources) {
    let given = |value: Option<i64>| value.filter(|value| *value != 0);
    resources.cpu = given(over.cpu).or(resources.cpu);
    resources.memory_mb = given(over.memory_mb).or(resources.memory_mb);
    if over
        .networks
        .as_ref()
        .is_some_and(|networks| !networks.is_empty())
    {
        resources.networks.clone_from(&over.networks);
    }
    if over.devices.as_ref().is_some_and(|devices| !devices.is_empty()) {
        resources.devices.clone_from(&over.devices);
    }
}

fn overwrite(text: &mut String, over: &String) {
    if !over.is_empty() {
        text.clone_from(over);
    }
}

fn extend<T: Clone>(map: &mut Option<BTreeMap<String, T>>, over: &Option<BTreeMap<String, T>>) {
    if let Some(over) = over {
        let over = over.iter().map(|(key, value)| (key.clone(), value.clone()));
        map.get_or_insert_default().extend(over);
    }
}
