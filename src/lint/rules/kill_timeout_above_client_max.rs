//! The lint `kill-timeout-above-client-max`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::model::time::Duration;

lint! {
    /// A kill timeout that clients do not grant unless they are told to.
    ///
    /// ## Why
    ///
    /// A client waits for `max_kill_timeout` of its configuration at most, 30 seconds by default, and kills the task
    /// then, whatever the job says.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// kill_timeout = "5m"
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// kill_timeout = "30s"
    /// ```
    ///
    /// Where the clients are configured for more, silence this for the file.
    "kill-timeout-above-client-max", Warning, run
}

/// What clients grant by default.
const CLIENT_MAX: Duration = Duration::from_seconds(30);

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        if let Some(timeout) = task.task.kill_timeout.filter(|timeout| *timeout > CLIENT_MAX) {
            found.add(
                task.at.member("KillTimeout"),
                format!("clients wait for {CLIENT_MAX} by default before they kill a task, not for {timeout}"),
                "see that `max_kill_timeout` of the clients allows it",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn half_a_minute_is_granted() {
        let timeout = |timeout: &str| found(&LINT, "task", &format!("kill_timeout = \"{timeout}\"\n"));
        assert_eq!(timeout("30s"), [""; 0]);
        assert_eq!(
            timeout("31s"),
            ["TaskGroups[0].Tasks[0].KillTimeout: clients wait for 30s by default before they kill a task, not for 31s \
              (see that `max_kill_timeout` of the clients allows it)"]
        );
    }
}
