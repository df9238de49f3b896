//! The service: its name and address, what its checks take over from it, and its Connect gateway.

use crate::model::connect::ConsulConnect;
use crate::model::service::{CheckRestart, Service};

/// Completes a service of a group or a task. `name` is what it is called if it has no name.
pub(super) fn complete(service: &mut Service, name: impl FnOnce() -> String) {
    if service.name.is_empty() {
        service.name = name();
    }
    if service.address_mode.is_empty() {
        service.address_mode.push_str("auto");
    }
    for check in service.checks.iter_mut().flatten() {
        if let Some(base) = &service.check_restart {
            check.check_restart = Some(merge(base, check.check_restart.take()));
        }
        check.success_before_passing = check.success_before_passing.max(0);
        check.failures_before_critical = check.failures_before_critical.max(0);
    }
    service.connect.iter_mut().for_each(listeners);
}

/// The restart rules of a check over those of its service.
fn merge(base: &CheckRestart, check: Option<CheckRestart>) -> CheckRestart {
    let check = check.unwrap_or_default();
    CheckRestart {
        limit: if check.limit > 0 { check.limit } else { base.limit },
        grace: check.grace.or(base.grace),
        ignore_warnings: check.ignore_warnings || base.ignore_warnings,
    }
}

fn listeners(connect: &mut ConsulConnect) {
    let ingress = connect
        .gateway
        .as_mut()
        .and_then(|gateway| gateway.ingress.as_mut());
    for listener in ingress
        .and_then(|ingress| ingress.listeners.as_mut())
        .into_iter()
        .flatten()
    {
        if listener.protocol.is_empty() {
            listener.protocol.push_str("tcp");
        }
    }
}
