//! The lint `system-job-without-deployment`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;
use crate::model::policy::UpdateStrategy;

lint! {
    /// Canaries, promotion or reverting in a system job.
    ///
    /// ## Why
    ///
    /// System jobs have no deployments in Nomad 0.12: their allocations are replaced `max_parallel` at a time, and nobody
    /// waits for canaries or goes back to an earlier version.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// type = "system"
    ///
    /// update {
    ///   max_parallel = 1
    ///   auto_revert  = true
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// type = "system"
    ///
    /// update {
    ///   max_parallel = 1
    /// }
    /// ```
    "system-job-without-deployment", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_system() {
        return;
    }
    update(subject.given.update.as_ref(), &JsonPath::root(), found);
    for group in subject.groups() {
        let given = group.given.and_then(|given| given.update.as_ref());
        // A job that the API printed has the job's stanza in each of its groups.
        if given != subject.given.update.as_ref() {
            update(given, &group.at, found);
        }
    }
}

fn update(given: Option<&UpdateStrategy>, owner: &JsonPath, found: &mut Found) {
    let Some(update) = given else {
        return;
    };
    for (member, key, is_set) in [
        ("Canary", "canary", update.canary.is_some_and(|canaries| canaries > 0)),
        ("AutoRevert", "auto_revert", update.auto_revert == Some(true)),
        ("AutoPromote", "auto_promote", update.auto_promote == Some(true)),
    ] {
        if is_set {
            found.add(
                owner.member("Update").member(member),
                format!("`{key}` has no effect: system jobs have no deployments"),
                "take it out",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn each_setting_without_effect_is_found() {
        let lines = "type = \"system\"\nupdate {\nauto_revert = true\ncanary = 0\n}\ngroup \"a\" {\nupdate {\ncanary = 1\n}\n\
                     task \"b\" {\ndriver = \"exec\"\n}\n}\n";
        assert_eq!(
            found(&LINT, "job", lines),
            [
                "Update.AutoRevert: `auto_revert` has no effect: system jobs have no deployments (take it out)",
                "TaskGroups[0].Update.Canary: `canary` has no effect: system jobs have no deployments (take it out)",
            ]
        );
        assert_eq!(found(&LINT, "job", "update {\nauto_revert = true\n}\n"), [""; 0]);
    }
}
