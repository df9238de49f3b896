//! The lint `java-heap-above-memory`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::lint::texts::{self, Text};

lint! {
    /// A Java heap as large as the memory of its task, or larger.
    ///
    /// ## Why
    ///
    /// Beside its heap a Java machine needs memory for code, threads and buffers, and the task is killed when all of it is
    /// more than it asked for. The limit is found in the `jvm_options` of the driver, and in arguments and environment
    /// variables such as `JAVA_OPTS`.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// driver = "java"
    ///
    /// config {
    ///   jar_path    = "local/app.jar"
    ///   jvm_options = ["-Xmx1g"]
    /// }
    ///
    /// resources {
    ///   memory = 1024
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// driver = "java"
    ///
    /// config {
    ///   jar_path    = "local/app.jar"
    ///   jvm_options = ["-Xmx768m"]
    /// }
    ///
    /// resources {
    ///   memory = 1024
    /// }
    /// ```
    "java-heap-above-memory", Warning, run
}

/// Docker's way to let a task use more than it asks for.
const HARD_LIMIT: &str = "memory_hard_limit";

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let has_hard_limit = task.task.config.as_ref().is_some_and(|config| {
            let limit = config.get(HARD_LIMIT);
            limit.is_some_and(|limit| limit.as_i64() != Some(0))
        });
        let memory = task.task.resources.as_ref().and_then(|resources| resources.memory_mb);
        // `raw_exec` limits nothing.
        let is_limited = !has_hard_limit && task.task.driver != "raw_exec";
        let Some(memory) = memory.filter(|_| is_limited) else {
            continue;
        };
        texts::each(task.task, &task.at, &mut |at: &JsonPath, text| {
            let Text::Value(text) = text else {
                return;
            };
            // Of several the last counts.
            if let Some(heap) = text.split_whitespace().filter_map(heap_mb).next_back()
                && heap >= memory
            {
                found.add(
                    at.clone(),
                    format!("a heap of {heap} MB does not fit into the {memory} MB of task `{}`", task.task.name),
                    "lower `-Xmx`, or ask for a quarter more `memory` than the heap",
                );
            }
        });
    }
}

/// The heap that an option allows, in MB.
fn heap_mb(option: &str) -> Option<i64> {
    let (_, size) = option.split_once("-Xmx")?;
    let end = size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len());
    let (number, unit) = size.split_at_checked(end)?;
    let number: i64 = number.parse().ok()?;
    match unit.trim_end_matches(['"', '\'']) {
        "g" | "G" => number.checked_mul(1024),
        "m" | "M" => Some(number),
        "k" | "K" => Some(number / 1024),
        "" => Some(number / (1024 * 1024)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn the_heap_is_read_in_every_unit() {
        for (option, megabytes) in [
            ("-Xmx2g", Some(2048)),
            ("-Xmx512M", Some(512)),
            ("-Xmx1048576k", Some(1024)),
            ("-Xmx1073741824", Some(1024)),
            ("-Xms2g", None),
            ("-Xmx${HEAP}", None),
            ("-Xmx", None),
        ] {
            assert_eq!(heap_mb(option), megabytes, "{option}");
        }
    }

    #[test]
    fn environment_and_arguments_are_looked_at() {
        let task = |lines: &str| found(&LINT, "task", &format!("driver = \"docker\"\nresources {{\nmemory = 512\n}}\n{lines}"));
        assert_eq!(
            task("env {\nJAVA_OPTS = \"-Xms64m -Xmx1g\"\n}\n"),
            ["TaskGroups[0].Tasks[0].Env[\"JAVA_OPTS\"]: a heap of 1024 MB does not fit into the 512 MB of task `web` \
              (lower `-Xmx`, or ask for a quarter more `memory` than the heap)"]
        );
        assert_eq!(task("config {\nargs = [\"java\", \"-Xmx600m\"]\n}\n").len(), 1);
        assert_eq!(task("env {\nJAVA_OPTS = \"-Xmx400m\"\n}\n"), [""; 0]);
        assert_eq!(task("config {\nmemory_hard_limit = 2048\nargs = [\"-Xmx600m\"]\n}\n"), [""; 0]);
    }
}
