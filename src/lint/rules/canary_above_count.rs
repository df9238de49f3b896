//! The lint `canary-above-count`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted};

lint! {
    /// More canaries than there are to be allocations.
    ///
    /// ## Why
    ///
    /// Nomad places all of them beside the old allocations, and stops those beyond the count when they are
    /// promoted. As many canaries as the count are a blue/green deployment; more of them only need room.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// count = 2
    ///
    /// update {
    ///   canary = 3
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// count = 2
    ///
    /// update {
    ///   canary = 1
    /// }
    /// ```
    "canary-above-count", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() {
        return;
    }
    for group in subject.groups() {
        let canaries = group.deployment().and_then(|update| update.canary).unwrap_or_default();
        let count = group.group.count();
        if count > 0 && canaries > count {
            found.add(
                group.update_at("Canary"),
                format!(
                    "group `{}` has {} and is to have {}",
                    group.group.name(),
                    counted(canaries, "canary", "canaries"),
                    counted(count, "allocation", "allocations")
                ),
                format!("`canary = {count}` tries a whole new set, `canary = 1` one of it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn as_many_as_the_count_are_blue_and_green() {
        let canaries = |canary: i64| found(&LINT, "group", &format!("count = 2\nupdate {{\ncanary = {canary}\n}}\n"));
        assert_eq!(canaries(2), [""; 0]);
        assert_eq!(
            canaries(3),
            ["TaskGroups[0].Update.Canary: group `web` has 3 canaries and is to have 2 allocations (`canary = 2` tries \
              a whole new set, `canary = 1` one of it)"]
        );
    }
}
