//! Health checks of services.

use std::collections::BTreeSet;

use super::list;
use super::messages::{self as say, Message};
use super::report::{At, Findings};
use crate::model::service::{CHECK_ADDRESS_MODES, CHECK_STATUSES, CheckRestart, Service, ServiceCheck};
use crate::model::time::Duration;
use crate::notation::quote::{quoted, quoted_ascii};
use crate::notation::url;

const SHORTEST: Duration = Duration::from_seconds(1);

pub(super) fn check(check: &ServiceCheck, service: &Service, at: &At<'_>, found: &mut Findings) {
    if service.port_label.is_empty() && check.port_label.is_empty() && requires_port(check) {
        let message = say::check_without_port(&check.name, quoted_ascii(&service.name));
        found.add(message, &at.member("PortLabel"));
        return;
    }
    let has_sidecar = service
        .connect
        .as_ref()
        .is_some_and(|connect| connect.sidecar_service.is_some());
    if check.check_type == "tcp" && has_sidecar {
        found.add(say::check_tcp_with_connect(&check.name), &at.member("Type"));
        return;
    }
    let prefix = say::check_failed(&check.name);
    match rules(check) {
        Err((message, member)) => found.add(message.after(&prefix), &at.member(member)),
        Ok(()) => {
            if let Some(restart) = &check.check_restart {
                found.under(
                    || prefix,
                    |found| self::restart(restart, &at.member("CheckRestart"), found),
                );
            }
        }
    }
}

/// The first rule of its own that a check breaks, and the member it is about.
fn rules(check: &ServiceCheck) -> Result<(), (Message, &'static str)> {
    kind(check)?;
    times(check)?;
    let status = check.initial_status.as_str();
    if !status.is_empty() && !CHECK_STATUSES.contains(&status) {
        return Err((say::check_initial_status(status), "InitialStatus"));
    }
    match check.address_mode.as_str() {
        "" => {}
        known if CHECK_ADDRESS_MODES.contains(&known) => {}
        "auto" => return Err((say::check_address_mode_auto(), "AddressMode")),
        mode => return Err((say::check_address_mode(quoted(mode)), "AddressMode")),
    }
    if check.expose && !matches!(check.check_type.to_lowercase().as_str(), "grpc" | "http") {
        return Err((say::check_expose_type(), "Expose"));
    }
    thresholds(check)
}

fn kind(check: &ServiceCheck) -> Result<(), (Message, &'static str)> {
    match check.check_type.to_lowercase().as_str() {
        "grpc" | "tcp" => Ok(()),
        "http" => match url::is_absolute(&check.path).filter(|_| !check.path.is_empty()) {
            None => Err((say::check_path(), "Path")),
            Some(true) => Err((say::check_path_absolute(), "Path")),
            Some(false) => Ok(()),
        },
        "script" if check.command.is_empty() => Err((say::check_command(), "Command")),
        "script" => Ok(()),
        _ => Err((say::check_type(quoted_ascii(&check.check_type)), "Type")),
    }
}

fn times(check: &ServiceCheck) -> Result<(), (Message, &'static str)> {
    let fault = match (check.interval, check.timeout) {
        (Duration::ZERO, _) => (say::check_without_interval(), "Interval"),
        (interval, _) if interval < SHORTEST => (say::check_interval(interval), "Interval"),
        (_, Duration::ZERO) => (say::check_without_timeout(), "Timeout"),
        (_, timeout) if timeout < SHORTEST => (say::check_timeout(timeout), "Timeout"),
        _ => return Ok(()),
    };
    Err(fault)
}

fn thresholds(check: &ServiceCheck) -> Result<(), (Message, &'static str)> {
    let (passing, critical) = (check.success_before_passing, check.failures_before_critical);
    let has_thresholds = matches!(check.check_type.as_str(), "tcp" | "http" | "grpc");
    let check_type = quoted(&check.check_type);
    if passing < 0 {
        Err((say::check_negative_passing(), "SuccessBeforePassing"))
    } else if passing > 0 && !has_thresholds {
        Err((say::check_passing_type(check_type), "SuccessBeforePassing"))
    } else if critical < 0 {
        Err((say::check_negative_critical(), "FailuresBeforeCritical"))
    } else if critical > 0 && !has_thresholds {
        Err((say::check_critical_type(check_type), "FailuresBeforeCritical"))
    } else {
        Ok(())
    }
}

fn restart(restart: &CheckRestart, at: &At<'_>, found: &mut Findings) {
    let grace = restart.grace.unwrap_or_default().nanoseconds();
    if restart.limit < 0 {
        found.add(say::check_restart_limit(restart.limit), &at.member("Limit"));
    }
    if grace < 0 {
        found.add(say::check_restart_grace(grace), &at.member("Grace"));
    }
}

fn requires_port(check: &ServiceCheck) -> bool {
    matches!(check.check_type.as_str(), "grpc" | "http" | "tcp")
}

/// Checks of a task's service: one a name, each with a port if it needs one. Labels of ports that must exist
/// are handed to `use_port`.
pub(super) fn ports<'a>(
    service: &'a Service,
    at: &At<'_>,
    use_port: &mut dyn FnMut(&'a str),
    found: &mut Findings,
) {
    let mut known = BTreeSet::new();
    for (index, check) in list(&service.checks).iter().enumerate() {
        let at = &at.member("Checks");
        let at = &at.index(index);
        let name = quoted(&check.name);
        if !known.insert(check.name.as_str()) {
            found.add(say::check_duplicate(name), &at.member("Name"));
        }
        if !requires_port(check) {
            continue;
        }
        let label = if check.port_label.is_empty() {
            &service.port_label
        } else {
            &check.port_label
        };
        let at = &at.member("PortLabel");
        if label.is_empty() {
            found.add(say::check_missing_port(name), at);
            continue;
        }
        match (label.parse::<i64>(), check.address_mode.as_str()) {
            (Ok(port), "driver") if port <= 0 => found.add(say::check_numeric_port(name, port), at),
            (Ok(_), "driver") => {}
            (Ok(port), _) => found.add(say::check_numeric_port_mode(name, port), at),
            (Err(_), _) => use_port(label),
        }
    }
}
