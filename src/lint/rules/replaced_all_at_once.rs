//! The lint `replaced-all-at-once`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted};

lint! {
    /// An update that stops all allocations of a group at the same time.
    ///
    /// ## Why
    ///
    /// `max_parallel` is how many allocations are replaced at a time. If it is the whole count, or 0, which turns
    /// deployments off, every update is an outage, and a bad version is everywhere before it is noticed. With canaries
    /// this is not looked at: the old allocations stay until these are healthy.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// update {
    ///   max_parallel = 3
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// update {
    ///   max_parallel = 1
    /// }
    /// ```
    "replaced-all-at-once", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    if !subject.is_service() {
        return;
    }
    for group in subject.groups() {
        let Some(update) = &group.group.update else {
            continue;
        };
        let (count, parallel) = (group.group.count(), update.max_parallel.unwrap_or_default());
        let has_canaries = parallel > 0 && update.canary.unwrap_or_default() > 0;
        // Of more than the count validation warns already.
        if count > 1 && (parallel == 0 || parallel == count) && !has_canaries {
            let allocations = counted(count, "allocation", "allocations");
            found.add(
                group.update_at("MaxParallel"),
                format!(
                    "an update replaces all {allocations} of group `{}` at the same time",
                    group.group.name()
                ),
                format!("set `max_parallel` from 1 to {}, or use canaries", count - 1),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn update(count: i64, lines: &str) -> Vec<String> {
        found(&LINT, "group", &format!("count = {count}\nupdate {{\n{lines}\n}}\n"))
    }

    #[test]
    fn the_whole_count_and_zero_are_found() {
        assert_eq!(
            update(3, "max_parallel = 3"),
            ["TaskGroups[0].Update.MaxParallel: an update replaces all 3 allocations of group `web` at the same time \
              (set `max_parallel` from 1 to 2, or use canaries)"]
        );
        assert_eq!(update(3, "max_parallel = 0").len(), 1);
    }

    #[test]
    fn steps_canaries_and_single_allocations_are_left_alone() {
        for (count, lines) in [
            (3, "max_parallel = 2"),
            (3, "max_parallel = 3\ncanary = 3"),
            (1, "max_parallel = 1"),
            (1, "max_parallel = 0"),
        ] {
            assert_eq!(update(count, lines), [""; 0], "{count} {lines}");
        }
    }
}
