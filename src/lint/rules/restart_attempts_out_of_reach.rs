//! The lint `restart-attempts-out-of-reach`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::model::time::Duration;

lint! {
    /// A task's restart policy whose interval is too short for its attempts.
    ///
    /// ## Why
    ///
    /// Attempts are counted anew in each interval. If all of them with their delays take longer than it, they are never
    /// used up: the task is restarted for ever, never fails and is never placed elsewhere. Nomad refuses such a policy
    /// of a group, and says nothing of one of a task.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// restart {
    ///   attempts = 10
    ///   delay    = "30s"
    ///   interval = "2m"
    ///   mode     = "fail"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// restart {
    ///   attempts = 10
    ///   delay    = "30s"
    ///   interval = "10m"
    ///   mode     = "fail"
    /// }
    /// ```
    "restart-attempts-out-of-reach", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let (Some(policy), group) = (&task.task.restart_policy, &task.group.restart_policy) else {
            continue;
        };
        if group.as_ref() == Some(policy) {
            continue;
        }
        let attempts = policy.attempts.unwrap_or_default();
        let (delay, interval) = (policy.delay.unwrap_or_default(), policy.interval.unwrap_or_default());
        let needed = Duration::from_nanoseconds(delay.nanoseconds().saturating_mul(attempts));
        if attempts > 0 && needed > interval {
            found.add(
                task.at.member("RestartPolicy").member("Interval"),
                format!("{attempts} restarts with a delay of {delay} take {needed}, longer than the interval of {interval}"),
                format!("set `interval` to {needed} or more, or fewer `attempts`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn attempts_that_take_longer_than_the_interval_are_found() {
        let policy = |attempts: i64| {
            let lines = format!("restart {{\nattempts = {attempts}\ndelay = \"20s\"\ninterval = \"1m\"\n}}\n");
            found(&LINT, "task", &lines)
        };
        assert_eq!(
            policy(4),
            ["TaskGroups[0].Tasks[0].RestartPolicy.Interval: 4 restarts with a delay of 20s take 1m20s, longer than the \
              interval of 1m0s (set `interval` to 1m20s or more, or fewer `attempts`)"]
        );
        assert_eq!(policy(3), [""; 0]);
        assert_eq!(found(&LINT, "task", ""), [""; 0]);
    }
}
