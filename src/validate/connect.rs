//! Consul Connect: what a service may be, gateways, and the networks that all of it needs.

use super::list;
use super::messages::{self as say, Message};
use super::report::{At, Findings};
use crate::model::connect::{
    ConsulConnect, ConsulGateway, ConsulGatewayProxy, ConsulIngressListener, ConsulIngressService,
    LISTENER_PROTOCOLS,
};
use crate::model::job::Job;
use crate::model::service::{Service, ServiceCheck};
use crate::model::task_group::TaskGroup;
use crate::notation::quote::quoted;

/// Groups with services of Connect need a network that fits; the first that has none is reported.
pub(super) fn networks(job: &Job, found: &mut Findings) {
    for (index, group) in job.groups().iter().enumerate() {
        let at = &At::ROOT.member("TaskGroups");
        let at = &at.index(index);
        for service in list(&group.services) {
            if let Err(fault) = network(service, group) {
                found.add(fault, &at.member("Networks"));
                return;
            }
        }
    }
}

fn network(service: &Service, group: &TaskGroup) -> Result<(), Message> {
    let Some(connect) = &service.connect else {
        return Ok(());
    };
    let networks = list(&group.networks);
    let name = quoted(group.name());
    if connect.sidecar_service.is_some() {
        match networks {
            [network] if network.mode == "bridge" => Ok(()),
            [network] => Err(say::sidecar_network_mode(quoted(&network.mode), name)),
            _ => Err(say::sidecar_networks(networks.len(), name)),
        }
    } else if connect.native {
        native_task(service, group)
    } else if connect.gateway.is_some() {
        match networks {
            [network] if matches!(network.mode.as_str(), "bridge" | "host") => Ok(()),
            [_] => Err(say::gateway_network_mode()),
            _ => Err(say::gateway_networks(networks.len(), name)),
        }
    } else {
        Ok(())
    }
}

/// A service that speaks Connect itself belongs to a task: the one it names, or the only one there is.
fn native_task(service: &Service, group: &TaskGroup) -> Result<(), Message> {
    let (group_name, name, task) = (group.name(), &service.name, &service.task_name);
    if task.is_empty() {
        match group.tasks() {
            [_] => Ok(()),
            _ => Err(say::native_ambiguous(group_name, name)),
        }
    } else if group.task(task).is_some() {
        Ok(())
    } else {
        Err(say::native_unknown_task(task, group_name, name))
    }
}

/// Exposed checks need a bridge network and Nomad's own proxy; the first that has not is reported.
pub(super) fn exposed_checks(job: &Job, found: &mut Findings) {
    for (index, group) in job.groups().iter().enumerate() {
        if let Err(fault) = exposing_network(group).and_then(|()| exposing_services(group)) {
            found.add(fault, &At::ROOT.member("TaskGroups").index(index));
            return;
        }
    }
}

fn exposing_network(group: &TaskGroup) -> Result<(), Message> {
    if list(&group.services)
        .iter()
        .all(|service| exposed_check(service).is_none())
    {
        return Ok(());
    }
    match list(&group.networks) {
        [network] if network.mode == "bridge" => Ok(()),
        [_] => Err(say::expose_network_mode(quoted(group.name()))),
        _ => Err(say::expose_network(quoted(group.name()))),
    }
}

fn exposing_services(group: &TaskGroup) -> Result<(), Message> {
    for service in list(&group.services) {
        // A sidecar task of the job's own is not Nomad's proxy.
        let has_proxy = service
            .connect
            .as_ref()
            .is_some_and(|connect| connect.sidecar_task.is_none());
        if let Some(check) = exposed_check(service).filter(|_| !has_proxy) {
            return Err(say::expose_without_proxy(
                group.name(),
                &service.name,
                &check.name,
            ));
        }
    }
    for task in group.tasks() {
        for service in list(&task.services) {
            if let Some(check) = exposed_check(service) {
                return Err(say::expose_of_task(
                    group.name(),
                    &task.name,
                    &service.name,
                    &check.name,
                ));
            }
        }
    }
    Ok(())
}

/// The first check of a service that is exposed.
fn exposed_check(service: &Service) -> Option<&ServiceCheck> {
    list(&service.checks).iter().find(|check| check.expose)
}

pub(super) fn connect(connect: &ConsulConnect, at: &At<'_>, found: &mut Findings) {
    let kinds = [
        connect.sidecar_service.is_some(),
        connect.native,
        connect.gateway.is_some(),
    ];
    if kinds.iter().filter(|is_kind| **is_kind).count() != 1 {
        found.add(say::connect_exclusive(), at);
    } else if let Some(gateway) = &connect.gateway
        && let Err(fault) = self::gateway(gateway)
    {
        found.add(fault, &at.member("Gateway"));
    }
}

/// The first rule that a gateway breaks.
fn gateway(gateway: &ConsulGateway) -> Result<(), Message> {
    gateway.proxy.as_ref().map_or(Ok(()), gateway_proxy)?;
    let ingress = gateway
        .ingress
        .as_ref()
        .ok_or_else(say::gateway_without_ingress)?;
    let listeners = list(&ingress.listeners);
    if listeners.is_empty() {
        return Err(say::ingress_without_listener());
    }
    listeners.iter().try_for_each(listener)
}

fn gateway_proxy(proxy: &ConsulGatewayProxy) -> Result<(), Message> {
    if proxy.connect_timeout.is_none() {
        return Err(say::gateway_without_timeout());
    }
    for address in proxy
        .envoy_gateway_bind_addresses
        .iter()
        .flat_map(|addresses| addresses.values())
    {
        if address.address.is_empty() {
            return Err(say::gateway_bind_address());
        }
        if address.port <= 0 {
            return Err(say::gateway_bind_port());
        }
    }
    Ok(())
}

fn listener(listener: &ConsulIngressListener) -> Result<(), Message> {
    if listener.port <= 0 {
        return Err(say::listener_port());
    }
    if !LISTENER_PROTOCOLS.contains(&listener.protocol.as_str()) {
        return Err(say::listener_protocol(quoted(&listener.protocol)));
    }
    let services = list(&listener.services);
    if services.is_empty() {
        return Err(say::listener_without_service());
    }
    services
        .iter()
        .try_for_each(|service| ingress_service(service, listener.protocol == "http"))
}

fn ingress_service(service: &ConsulIngressService, is_http: bool) -> Result<(), Message> {
    let has_hosts = !list(&service.hosts).is_empty();
    match (is_http, has_hosts) {
        _ if service.name.is_empty() => Err(say::ingress_service_without_name()),
        (true, false) => Err(say::ingress_service_without_host()),
        (false, true) => Err(say::ingress_service_with_host()),
        _ => Ok(()),
    }
}
