//! The lint `service-without-check`: its page, its rule, its tests.

use super::checks_pass_too_late::waits_for_checks;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list};

lint! {
    /// A service without a check, in a deployment that waits for checks.
    ///
    /// ## Why
    ///
    /// Consul hands out a service without checks as soon as it is registered, and the deployment goes on as
    /// soon as the tasks run: whether the service answers is never asked. Services of Consul Connect with a sidecar or
    /// a gateway are not looked at, since Nomad checks these.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {}
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "http"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {}
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "http"
    ///
    ///   check {
    ///     type     = "http"
    ///     path     = "/health"
    ///     interval = "10s"
    ///     timeout  = "2s"
    ///   }
    /// }
    /// ```
    ///
    /// Where running is healthy enough, say so: `health_check = "task_states"` in `update`.
    "service-without-check", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() {
        return;
    }
    for group in subject.groups() {
        let waits = group.deployment().is_some_and(|update| waits_for_checks(update.health_check.as_deref()));
        for at in group.services().filter(|_| waits) {
            let connect = at.service.connect.as_ref();
            let is_proxied =
                connect.is_some_and(|connect| connect.sidecar_service.is_some() || connect.gateway.is_some());
            if list(&at.service.checks).is_empty() && !is_proxied {
                found.add(
                    at.at,
                    format!("service `{}` has no check: a deployment does not ask whether it answers", at.service.name),
                    "add a `check`, or say `health_check = \"task_states\"` in `update`",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn only_deployments_that_wait_for_checks_are_looked_at() {
        let service = "service {\nname = \"a\"\nport = \"80\"\n}\n";
        assert_eq!(
            found(&LINT, "group", service),
            ["TaskGroups[0].Services[0]: service `a` has no check: a deployment does not ask whether it answers (add a \
              `check`, or say `health_check = \"task_states\"` in `update`)"]
        );
        for update in ["health_check = \"task_states\"", "max_parallel = 0"] {
            assert_eq!(found(&LINT, "group", &format!("update {{\n{update}\n}}\n{service}")), [""; 0]);
        }
        let batch = format!("type = \"batch\"\ngroup \"g\" {{\n{service}task \"t\" {{\ndriver = \"exec\"\n}}\n}}\n");
        assert_eq!(found(&LINT, "job", &batch), [""; 0]);
    }

    #[test]
    fn sidecars_are_checked_by_nomad() {
        let lines = "network {\nmode = \"bridge\"\n}\nservice {\nname = \"a\"\nport = \"80\"\nconnect {\nsidecar_service {}\n}\n}\n";
        assert_eq!(found(&LINT, "group", lines), [""; 0]);
    }
}
