//! The lint `payload-unread`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// A payload that every dispatch must bring and no task reads.
    ///
    /// ## Why
    ///
    /// The payload of a dispatch is written into a file by tasks with a `dispatch_payload` stanza, and is seen nowhere
    /// else.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// type = "batch"
    ///
    /// parameterized {
    ///   payload = "required"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// type = "batch"
    ///
    /// parameterized {
    ///   payload = "required"
    /// }
    ///
    /// group "convert" {
    ///   task "convert" {
    ///     driver = "exec"
    ///
    ///     dispatch_payload {
    ///       file = "input.json"
    ///     }
    ///   }
    /// }
    /// ```
    "payload-unread", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let Some(parameterized) = &subject.job.parameterized_job else {
        return;
    };
    let is_read = subject.tasks().any(|task| task.task.dispatch_payload.is_some());
    if parameterized.payload == "required" && !is_read {
        found.add(
            JsonPath::root().member("ParameterizedJob").member("Payload"),
            "every dispatch must bring a payload, and no task reads it",
            "add `dispatch_payload { file = \"…\" }` to the task that needs it",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn an_optional_payload_need_not_be_read() {
        let payload = |payload: &str| {
            found(&LINT, "job", &format!("type = \"batch\"\nparameterized {{\npayload = \"{payload}\"\n}}\n"))
        };
        assert_eq!(
            payload("required"),
            ["ParameterizedJob.Payload: every dispatch must bring a payload, and no task reads it (add `dispatch_payload { \
              file = \"…\" }` to the task that needs it)"]
        );
        assert_eq!(payload("optional"), [""; 0]);
    }
}
