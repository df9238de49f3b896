//! The lint `unused-volume`: its page, its rule, its tests.

use std::collections::BTreeSet;

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list, text};

lint! {
    /// A volume of a group that no task mounts.
    ///
    /// ## Why
    ///
    /// The group is placed only where the volume is, and then no task sees it: the data that was meant to be kept goes
    /// elsewhere.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// volume "data" {
    ///   type   = "host"
    ///   source = "postgres"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// volume "data" {
    ///   type   = "host"
    ///   source = "postgres"
    /// }
    ///
    /// task "web" {
    ///   driver = "exec"
    ///
    ///   volume_mount {
    ///     volume      = "data"
    ///     destination = "/var/lib/data"
    ///   }
    /// }
    /// ```
    "unused-volume", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for group in subject.groups() {
        let mounts = group.tasks().flat_map(|task| list(&task.task.volume_mounts));
        let mounted: BTreeSet<&str> = mounts.map(|mount| text(&mount.volume)).collect();
        for name in group.group.volumes.iter().flatten().map(|(name, _)| name) {
            if !mounted.contains(name.as_str()) {
                found.add(
                    group.at.member("Volumes").key(name),
                    format!("no task of group `{}` mounts volume `{name}`", group.group.name()),
                    format!("mount it in a task: `volume_mount {{ volume = \"{name}\" destination = \"…\" }}`"),
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
    fn a_mount_of_another_volume_does_not_count() {
        let lines = "volume \"a\" {\ntype = \"host\"\nsource = \"a\"\n}\nvolume \"b\" {\ntype = \"host\"\nsource = \"b\"\n}\n\
                     task \"t\" {\ndriver = \"exec\"\nvolume_mount {\nvolume = \"a\"\ndestination = \"/a\"\n}\n}\n";
        assert_eq!(
            found(&LINT, "group", lines),
            ["TaskGroups[0].Volumes[\"b\"]: no task of group `web` mounts volume `b` (mount it in a task: `volume_mount { \
              volume = \"b\" destination = \"…\" }`)"]
        );
    }
}
