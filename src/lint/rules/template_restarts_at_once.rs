//! The lint `template-restarts-at-once`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, counted, list};
use crate::model::time::Duration;

lint! {
    /// A template that restarts all allocations at the same moment.
    ///
    /// ## Why
    ///
    /// When its data changes, every allocation renders the template and restarts the task. The `splay`, five seconds by
    /// default, spreads that out at random; with none all of them are away at once.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// task "web" {
    ///   driver = "exec"
    ///
    ///   template {
    ///     source      = "local/app.tpl"
    ///     destination = "local/app.conf"
    ///     splay       = "0s"
    ///   }
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// count = 3
    ///
    /// task "web" {
    ///   driver = "exec"
    ///
    ///   template {
    ///     source      = "local/app.tpl"
    ///     destination = "local/app.conf"
    ///     splay       = "1m"
    ///   }
    /// }
    /// ```
    "template-restarts-at-once", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let count = task.group.count();
        if count <= 1 && !subject.is_system() {
            continue;
        }
        for (index, template) in list(&task.task.templates).iter().enumerate() {
            let restarts = template.change_mode.as_deref() == Some("restart");
            if restarts && template.splay == Some(Duration::ZERO) {
                let who = if subject.is_system() {
                    "the allocations on all nodes".to_owned()
                } else {
                    format!("all {}", counted(count, "allocation", "allocations"))
                };
                found.add(
                    task.at.member("Templates").index(index).member("Splay"),
                    format!("a change of this template restarts {who} at the same moment"),
                    "set `splay` to a time over which the restarts are spread",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn only_restarts_without_splay_are_found() {
        let template = |count: i64, lines: &str| {
            let template = format!("template {{\ndata = \"a\"\ndestination = \"local/a\"\n{lines}\n}}\n");
            found(&LINT, "group", &format!("count = {count}\ntask \"t\" {{\ndriver = \"exec\"\n{template}}}\n"))
        };
        assert_eq!(
            template(2, "splay = \"0s\""),
            ["TaskGroups[0].Tasks[0].Templates[0].Splay: a change of this template restarts all 2 allocations at the same \
              moment (set `splay` to a time over which the restarts are spread)"]
        );
        assert_eq!(template(2, ""), [""; 0]);
        assert_eq!(template(1, "splay = \"0s\""), [""; 0]);
        assert_eq!(template(2, "splay = \"0s\"\nchange_mode = \"noop\""), [""; 0]);
    }
}
