//! The lint `memory-below-driver-minimum`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// Less memory than the driver can start a task with.
    ///
    /// ## Why
    ///
    /// Nomad places the allocation, and then the task fails on every node: Docker takes no limit below 6 MB, QEMU no machine
    /// below 128 MB, and a Java machine is killed before it runs anything with less than 32 MB.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// driver = "qemu"
    ///
    /// resources {
    ///   memory = 64
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// driver = "qemu"
    ///
    /// resources {
    ///   memory = 512
    /// }
    /// ```
    "memory-below-driver-minimum", Warning, run
}

/// The least memory in MB that tasks of a driver start with.
const LEAST_MB: &[(&str, i64)] = &[("docker", 6), ("java", 32), ("qemu", 128)];

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let driver = task.task.driver.as_str();
        let asked = task.task.resources.as_ref().and_then(|resources| resources.memory_mb);
        let least = LEAST_MB.iter().find(|(name, _)| *name == driver);
        if let (Some(asked), Some((_, least))) = (asked, least)
            && asked < *least
        {
            found.add(
                task.at.member("Resources").member("MemoryMB"),
                format!("task `{}` asks for {asked} MB, and driver `{driver}` needs {least} MB", task.task.name),
                format!("ask for {least} MB or more"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn each_driver_has_a_minimum_of_its_own() {
        let ask = |driver: &str, memory: i64| {
            let lines = format!("driver = \"{driver}\"\nresources {{\nmemory = {memory}\n}}\n");
            found(&LINT, "task", &lines)
        };
        assert_eq!(
            ask("qemu", 127),
            ["TaskGroups[0].Tasks[0].Resources.MemoryMB: task `web` asks for 127 MB, and driver `qemu` needs 128 MB (ask \
              for 128 MB or more)"]
        );
        for (driver, memory) in [("qemu", 128), ("docker", 10), ("java", 32), ("exec", 10)] {
            assert_eq!(ask(driver, memory), [""; 0], "{driver} {memory}");
        }
        assert_eq!([ask("docker", 5).len(), ask("java", 31).len()], [1, 1]);
    }
}
