//! The lint `reschedule-disabled`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// A service that is not placed anew when it fails.
    ///
    /// ## Why
    ///
    /// Without attempts to reschedule, an allocation that failed for good on its node is not replaced on another one: the
    /// group runs with fewer allocations until somebody looks.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// reschedule {
    ///   attempts  = 0
    ///   unlimited = false
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// reschedule {
    ///   delay     = "30s"
    ///   max_delay = "1h"
    ///   unlimited = true
    /// }
    /// ```
    "reschedule-disabled", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() {
        return;
    }
    for group in subject.groups() {
        let policy = group.group.reschedule_policy.as_ref();
        let is_off = policy
            .is_some_and(|policy| policy.attempts.unwrap_or_default() <= 0 && policy.unlimited != Some(true));
        if is_off {
            let is_own = group.given.is_some_and(|given| given.reschedule_policy.is_some());
            let at = if is_own {
                group.at.member("ReschedulePolicy")
            } else {
                JsonPath::root().member("Reschedule")
            };
            found.add(
                at,
                format!("failed allocations of group `{}` are not replaced on another node", group.group.name()),
                "set `unlimited = true`, or `attempts` and `interval`",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn only_services_without_attempts_are_found() {
        let off = "reschedule {\nattempts = 0\nunlimited = false\n}\n";
        assert_eq!(
            found(&LINT, "job", off),
            ["Reschedule: failed allocations of group `web` are not replaced on another node (set `unlimited = true`, or \
              `attempts` and `interval`)"]
        );
        assert!(found(&LINT, "group", off)[0].starts_with("TaskGroups[0].ReschedulePolicy: "));
        assert_eq!(found(&LINT, "job", &format!("type = \"batch\"\n{off}")), [""; 0]);
        let limited = "reschedule {\nattempts = 3\ninterval = \"1h\"\nunlimited = false\n}\n";
        assert_eq!(found(&LINT, "group", limited), [""; 0]);
        assert_eq!(found(&LINT, "group", ""), [""; 0]);
    }
}
