//! The lint `count-without-update`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted};

lint! {
    /// Several allocations of a service, and not a word on how they are updated.
    ///
    /// ## Why
    ///
    /// Without an `update` stanza one allocation is replaced after another, each after ten seconds of health, and a
    /// version that never becomes healthy stays half rolled out. A stanza says how many go at a time, and whether a bad
    /// version goes back by itself.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// count = 3
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// update {
    ///   max_parallel = 1
    ///   auto_revert  = true
    /// }
    /// ```
    "count-without-update", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() || subject.given.update.is_some() {
        return;
    }
    for group in subject.groups() {
        let count = group.group.count();
        let says_how = group.given.is_some_and(|given| given.update.is_some());
        if count > 1 && !says_how {
            let allocations = counted(count, "allocation", "allocations");
            found.add(
                group.at.member("Count"),
                format!("group `{}` has {allocations} and no `update` stanza", group.group.name()),
                "add one to the group or the job: `update { max_parallel = 1 auto_revert = true }`",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn a_stanza_of_the_group_or_the_job_is_enough() {
        let expected = "TaskGroups[0].Count: group `web` has 3 allocations and no `update` stanza (add one to the group \
                        or the job: `update { max_parallel = 1 auto_revert = true }`)";
        assert_eq!(found(&LINT, "group", "count = 3\n"), [expected]);
        assert_eq!(found(&LINT, "group", "count = 3\nupdate {\ncanary = 1\n}\n"), [""; 0]);
        let group = "group \"a\" {\ncount = 3\ntask \"b\" {\ndriver = \"exec\"\n}\n}\n";
        assert_eq!(found(&LINT, "job", &format!("update {{}}\n{group}")), [""; 0]);
        assert_eq!(found(&LINT, "job", &format!("type = \"batch\"\n{group}")), [""; 0]);
        assert_eq!(found(&LINT, "group", ""), [""; 0]);
    }
}
