//! The lint `payload-never-comes`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// A task that waits for a payload in a job that is never dispatched.
    ///
    /// ## Why
    ///
    /// Only a dispatch of a `parameterized` job brings a payload. In any other job the file is never written, and neither
    /// is it if the job forbids payloads.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// dispatch_payload {
    ///   file = "input.json"
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
    "payload-never-comes", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let why = match &subject.job.parameterized_job {
        Some(parameterized) if parameterized.payload == "forbidden" => "the job forbids payloads",
        None => "the job is not `parameterized`",
        Some(_) => return,
    };
    for task in subject.tasks().filter(|task| task.task.dispatch_payload.is_some()) {
        found.add(
            task.at.member("DispatchPayload"),
            format!("task `{}` never gets a payload: {why}", task.task.name),
            "add `parameterized { payload = \"required\" }` to the job, or take this out",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn a_payload_needs_a_job_that_takes_one() {
        let lines = "dispatch_payload {\nfile = \"a\"\n}\n";
        assert_eq!(
            found(&LINT, "task", lines),
            ["TaskGroups[0].Tasks[0].DispatchPayload: task `web` never gets a payload: the job is not `parameterized` (add \
              `parameterized { payload = \"required\" }` to the job, or take this out)"]
        );
        let job = |payload: &str| {
            let group = format!("group \"g\" {{\ntask \"t\" {{\ndriver = \"exec\"\n{lines}}}\n}}\n");
            found(&LINT, "job", &format!("type = \"batch\"\nparameterized {{\npayload = \"{payload}\"\n}}\n{group}"))
        };
        assert_eq!((job("forbidden").len(), job("optional").len()), (1, 0));
    }
}
