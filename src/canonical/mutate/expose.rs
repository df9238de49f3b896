//! Exposed checks: a check that is to be reached past the Connect proxy gets a path in the proxy's
//! configuration, and a port if it has none.

use super::{refused, service_path, six_digits};
use crate::diagnostic::Diagnostic;
use crate::model::connect::{ConsulExposePath, ConsulSidecarService};
use crate::model::job::Job;
use crate::model::network::{NetworkResource, Port};
use crate::model::service::ServiceCheck;

pub(super) fn mutate(job: &mut Job, fragment: &mut dyn FnMut() -> u32) -> Result<(), Box<Diagnostic>> {
    for (group_index, group) in job.task_groups.iter_mut().flatten().enumerate() {
        let group_name = group.name.as_deref().unwrap_or_default();
        let networks = group.networks.as_deref_mut().unwrap_or_default();
        for (service_index, service) in group.services.iter_mut().flatten().enumerate() {
            let (mut paths, checks) = (Vec::new(), service.checks.iter_mut().flatten());
            for check in checks.filter(|check| check.expose && is_exposable(check)) {
                if check.port_label.is_empty()
                    && let Some(network) = networks.first_mut()
                {
                    check.port_label = add_port(network, &service.name, fragment);
                }
                let Some(port) = service_port(networks, &service.port_label) else {
                    let reason = format!(
                        "unable to determine local service port for service check {group_name}->{}->{}",
                        service.name, check.name
                    );
                    let path = service_path(group_index, service_index).member("PortLabel");
                    return Err(refused("job/expose-without-port", "expose-check", &reason, path));
                };
                paths.push(ConsulExposePath {
                    path: check.path.clone(),
                    protocol: check.protocol.clone(),
                    local_path_port: port,
                    listener_port: check.port_label.clone(),
                });
            }
            let connect = service.connect.as_mut();
            if let Some(sidecar) = connect.and_then(|connect| connect.sidecar_service.as_mut())
                && !paths.is_empty()
            {
                expose(sidecar, paths);
            }
        }
    }
    Ok(())
}

fn is_exposable(check: &ServiceCheck) -> bool {
    matches!(check.check_type.to_lowercase().as_str(), "grpc" | "http") && check.path.starts_with('/')
}

/// Adds a port that is the same inside and outside of the group's network, and returns its label.
fn add_port(network: &mut NetworkResource, service: &str, fragment: &mut dyn FnMut() -> u32) -> String {
    let label = format!("svc_{service}_ck_{}", six_digits(fragment));
    network.dynamic_ports.get_or_insert_default().push(Port {
        label: label.clone(),
        to: -1,
        ..Port::default()
    });
    label
}

/// The port at which a service listens: the number of the port with this label, or the label as a number.
fn service_port(networks: &[NetworkResource], label: &str) -> Option<i64> {
    let ports = networks.iter().flat_map(|network| {
        network
            .reserved_ports
            .iter()
            .chain(&network.dynamic_ports)
            .flatten()
    });
    let labelled = ports
        .into_iter()
        .find(|port| port.label == label)
        .map(|port| port.value);
    labelled
        .filter(|port| *port > 0)
        .or_else(|| label.parse().ok())
        .filter(|port| *port > 0)
}

/// Paths that are there already are not added again: updates of a job come with them.
fn expose(sidecar: &mut ConsulSidecarService, paths: Vec<ConsulExposePath>) {
    let proxy = sidecar.proxy.get_or_insert_default();
    let config = proxy.expose_config.get_or_insert_default();
    let known = config.path.get_or_insert_default();
    for path in paths {
        if !known.contains(&path) {
            known.push(path);
        }
    }
}
