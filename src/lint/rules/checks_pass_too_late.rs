//! The lint `checks-pass-too-late`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list};
use crate::model::service::ServiceCheck;
use crate::model::time::Duration;

lint! {
    /// A check that may not have passed when the allocation must be healthy.
    ///
    /// ## Why
    ///
    /// Consul first runs a check within its interval, at a moment of its choosing, and needs `success_before_passing`
    /// successes in a row. From then on the allocation must be healthy for `min_healthy_time`. If that is longer than
    /// `healthy_deadline`, a deployment calls an allocation unhealthy that only was not asked early enough.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {}
    /// }
    ///
    /// update {
    ///   min_healthy_time = "30s"
    ///   healthy_deadline = "1m"
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "http"
    ///
    ///   check {
    ///     type     = "tcp"
    ///     interval = "45s"
    ///     timeout  = "2s"
    ///   }
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
    /// update {
    ///   min_healthy_time = "30s"
    ///   healthy_deadline = "3m"
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "http"
    ///
    ///   check {
    ///     type     = "tcp"
    ///     interval = "15s"
    ///     timeout  = "2s"
    ///   }
    /// }
    /// ```
    "checks-pass-too-late", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() {
        return;
    }
    for group in subject.groups() {
        let Some(update) = group.deployment().filter(|update| waits_for_checks(update.health_check.as_deref())) else {
            continue;
        };
        let deadline = update.healthy_deadline.unwrap_or_default();
        let healthy_for = update.min_healthy_time.unwrap_or_default();
        for service in group.services() {
            for (index, check) in list(&service.service.checks).iter().enumerate() {
                let passing = passing_after(check);
                let total = add(passing, healthy_for);
                if deadline > Duration::ZERO && total > deadline {
                    found.add(
                        service.at.member("Checks").index(index).member("Interval"),
                        format!(
                            "this check may pass only after {passing}, and with {healthy_for} of health after it that is \
                             too late for the healthy deadline of {deadline}"
                        ),
                        format!("check more often, or set `healthy_deadline` above {total}"),
                    );
                }
            }
        }
    }
}

/// Whether a deployment with this `health_check` waits for the checks in Consul.
pub(super) fn waits_for_checks(health_check: Option<&str>) -> bool {
    matches!(health_check, None | Some("" | "checks"))
}

/// When a check has passed at the latest, if all goes well.
fn passing_after(check: &ServiceCheck) -> Duration {
    let needed = check.success_before_passing.max(1);
    let passes_from_the_start = check.initial_status == "passing";
    let runs = needed - i64::from(passes_from_the_start);
    Duration::from_nanoseconds(check.interval.nanoseconds().saturating_mul(runs))
}

fn add(a: Duration, b: Duration) -> Duration {
    Duration::from_nanoseconds(a.nanoseconds().saturating_add(b.nanoseconds()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn check(lines: &str) -> Vec<String> {
        let lines = format!(
            "service {{\nname = \"web\"\nport = \"80\"\ncheck {{\ntype = \"tcp\"\ntimeout = \"1s\"\n{lines}\n}}\n}}\n"
        );
        found(&LINT, "group", &lines)
    }

    #[test]
    fn a_long_interval_and_many_successes_are_found() {
        assert_eq!(
            check("interval = \"5m\""),
            ["TaskGroups[0].Services[0].Checks[0].Interval: this check may pass only after 5m0s, and with 10s of health \
              after it that is too late for the healthy deadline of 5m0s (check more often, or set `healthy_deadline` \
              above 5m10s)"]
        );
        assert_eq!(check("interval = \"60s\"\nsuccess_before_passing = 5").len(), 1);
        assert_eq!(check("interval = \"60s\"\nsuccess_before_passing = 4"), [""; 0]);
        assert_eq!(check("interval = \"10m\"\ninitial_status = \"passing\""), [""; 0]);
    }

    #[test]
    fn deployments_that_do_not_wait_for_checks_are_left_alone() {
        let lines = |update: &str| {
            format!(
                "update {{\n{update}\n}}\nservice {{\nport = \"80\"\ncheck {{\ntype = \"tcp\"\ninterval = \"1h\"\n\
                 timeout = \"1s\"\n}}\n}}\n"
            )
        };
        assert_eq!(found(&LINT, "group", &lines("health_check = \"task_states\"")), [""; 0]);
        assert_eq!(found(&LINT, "group", &lines("max_parallel = 0")), [""; 0]);
        assert_eq!(found(&LINT, "group", &lines("")).len(), 1);
    }
}
