//! The lint `logs-above-disk`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// Tasks of a group whose logs together are larger than its disk.
    ///
    /// ## Why
    ///
    /// Nomad compares the logs of each task with the `ephemeral_disk` of its group, and never their sum, though they share
    /// the disk. By default a task keeps 100 MB of logs and a group asks for 300 MB of disk.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// ephemeral_disk {
    ///   size = 150
    /// }
    ///
    /// task "web" {
    ///   driver = "exec"
    /// }
    ///
    /// task "proxy" {
    ///   driver = "exec"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// ephemeral_disk {
    ///   size = 500
    /// }
    ///
    /// task "web" {
    ///   driver = "exec"
    /// }
    ///
    /// task "proxy" {
    ///   driver = "exec"
    /// }
    /// ```
    "logs-above-disk", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for group in subject.groups() {
        let Some(disk) = group.group.ephemeral_disk.as_ref().and_then(|disk| disk.size_mb) else {
            continue;
        };
        let logs = group.tasks().filter_map(|task| {
            let log = task.task.log_config.as_ref()?;
            Some(log.max_files?.saturating_mul(log.max_file_size_mb?))
        });
        let logs: Vec<i64> = logs.collect();
        let total = logs.iter().fold(0_i64, |total, log| total.saturating_add(*log));
        // One task that fills the disk alone is an error of validation.
        if total > disk && logs.iter().all(|log| *log < disk) {
            found.add(
                group.at.member("EphemeralDisk").member("SizeMB"),
                format!("the tasks of group `{}` may log {total} MB, and its disk has {disk} MB", group.group.name()),
                "ask for more `ephemeral_disk`, or keep less in the `logs` of the tasks",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn tasks(number: usize) -> Vec<String> {
        let task = |index| format!("task \"t{index}\" {{\ndriver = \"exec\"\n}}\n");
        found(&LINT, "group", &(0..number).map(task).collect::<String>())
    }

    #[test]
    fn four_tasks_with_the_defaults_are_too_many() {
        assert_eq!(
            tasks(4),
            ["TaskGroups[0].EphemeralDisk.SizeMB: the tasks of group `web` may log 400 MB, and its disk has 300 MB (ask \
              for more `ephemeral_disk`, or keep less in the `logs` of the tasks)"]
        );
        assert_eq!(tasks(3), [""; 0]);
    }
}
