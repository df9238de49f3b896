//! The lint `unknown-attribute`: its page, its rule, its tests.

use crate::diagnostic::{JsonPath, PathStep};
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::similar;
use crate::lint::subject::Subject;
use crate::lint::texts::{self, Text};
use crate::model::node::Node;
use crate::notation::interpolation;

lint! {
    /// A property of nodes that no Nomad client has.
    ///
    /// ## Why
    ///
    /// Where a constraint looks at it, no node has a value: `=` is never true and `!=` always is. In any other
    /// text the reference stays as it is, dollar sign and all. Constraints, affinities and spreads can look at
    /// `${node.…}`, `${attr.…}` and `${meta.…}` and at nothing else: what the environment of a task has is not known
    /// yet when a node is chosen.
    ///
    /// Attributes of drivers and of cloud platforms are not checked: plugins bring their own.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// constraint {
    ///   attribute = "${attr.os.kernel}"
    ///   value     = "linux"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// constraint {
    ///   attribute = "${attr.kernel.name}"
    ///   value     = "linux"
    /// }
    /// ```
    "unknown-attribute", Warning, run
}

/// What clients find out about their machine, `attr.` left out.
const ATTRIBUTES: &[&str] = &[
    "consul.datacenter",
    "consul.revision",
    "consul.segment",
    "consul.server",
    "consul.version",
    "cpu.arch",
    "cpu.frequency",
    "cpu.modelname",
    "cpu.numcores",
    "cpu.totalcompute",
    "kernel.name",
    "kernel.version",
    "memory.totalbytes",
    "nomad.advertise.address",
    "nomad.revision",
    "nomad.version",
    "os.name",
    "os.signals",
    "os.version",
    "unique.cgroup.mountpoint",
    "unique.consul.name",
    "unique.hostname",
    "unique.network.ip-address",
    "unique.storage.bytesfree",
    "unique.storage.bytestotal",
    "unique.storage.volume",
    "vault.accessible",
    "vault.cluster_id",
    "vault.cluster_name",
    "vault.version",
];

/// What attributes begin with that others than the client itself may set.
const OPEN: &[&str] = &["driver.", "platform.", "unique.platform."];

/// What is known of a node besides, `node.` left out.
const OF_NODE: &[&str] = &["class", "datacenter", "unique.id", "unique.name"];

/// The same where a task's texts are filled in.
const OF_NODE_IN_TASK: &[&str] = &["class", "datacenter", "region", "unique.id", "unique.name"];

fn run(subject: &Subject<'_>, found: &mut Found) {
    texts::each(subject.job, &JsonPath::root(), &mut |at, text| {
        let Text::Value(text) = text else {
            return;
        };
        if found.is_full() {
            return;
        }
        if is_target(at) {
            if let Some(name) = text.strip_prefix("${").and_then(|name| name.strip_suffix('}')) {
                target(name, at, subject.nodes, found);
            }
            return;
        }
        for name in interpolation::names(text) {
            in_task(name, at, subject.nodes, found);
        }
    });
}

/// Whether this is what a constraint, an affinity or a spread looks at; those of devices look at other things.
fn is_target(at: &JsonPath) -> bool {
    matches!(at.steps().last(), Some(PathStep::Member("LTarget" | "RTarget")))
        || matches!(
            at.steps(),
            [.., PathStep::Member("Spreads"), PathStep::Index(_), PathStep::Member("Attribute")]
        )
}

fn target(name: &str, at: &JsonPath, nodes: Option<&[&Node]>, found: &mut Found) {
    match name.split_once('.') {
        Some(("meta" | "device", _)) => {}
        Some(("attr", name)) => attribute(name, at, nodes, found),
        Some(("node", name)) if OF_NODE.contains(&name) => {}
        Some(("node", name)) => {
            let hint = similar::hint(name, OF_NODE.iter().copied(), || {
                format!("there are {}", OF_NODE.map_names("node."))
            });
            found.add(at.clone(), format!("constraints cannot look at `node.{name}`"), hint);
        }
        _ => {
            let is_attribute = ATTRIBUTES.contains(&name) || OPEN.iter().any(|prefix| name.starts_with(prefix));
            let hint = if is_attribute {
                format!("did you mean `${{attr.{name}}}`?")
            } else {
                "constraints, affinities and spreads can look at `${node.…}`, `${attr.…}` and `${meta.…}`".to_owned()
            };
            let message = format!("`{name}` is no property of a node: it has no value when a node is chosen");
            found.add(at.clone(), message, hint);
        }
    }
}

fn in_task(name: &str, at: &JsonPath, nodes: Option<&[&Node]>, found: &mut Found) {
    match name.split_once('.') {
        Some(("attr", name)) => attribute(name, at, nodes, found),
        Some(("node", name)) if name.starts_with("attr.") || name.starts_with("meta.") => {}
        Some(("node", name)) if !OF_NODE_IN_TASK.contains(&name) => {
            let hint = similar::hint(name, OF_NODE_IN_TASK.iter().copied(), || {
                format!("there are {}", OF_NODE_IN_TASK.map_names("node."))
            });
            found.add(at.clone(), format!("nodes have no `node.{name}`: it stays as it is"), hint);
        }
        _ => {}
    }
}

fn attribute(name: &str, at: &JsonPath, nodes: Option<&[&Node]>, found: &mut Found) {
    let has = |node: &&Node| node.attributes.as_ref().is_some_and(|all| all.contains_key(name));
    if ATTRIBUTES.contains(&name)
        || OPEN.iter().any(|prefix| name.starts_with(prefix))
        || nodes.is_some_and(|nodes| nodes.iter().any(has))
    {
        return;
    }
    // Half of an attribute's name is the commonest slip: `arch` for `cpu.arch`.
    let longer = || ATTRIBUTES.iter().find(|known| known.ends_with(&format!(".{name}")));
    let hint = match longer().copied().or_else(|| similar::similar(name, ATTRIBUTES.iter().copied())) {
        Some(known) => format!("did you mean `attr.{known}`?"),
        None => "what an operator says of a node is `${meta.…}`".to_owned(),
    };
    found.add(at.clone(), format!("no Nomad client has an attribute `{name}`"), hint);
}

trait Names {
    /// Names with a prefix, one after another.
    fn map_names(&self, prefix: &str) -> String;
}

impl Names for [&str] {
    fn map_names(&self, prefix: &str) -> String {
        let names: Vec<String> = self.iter().map(|name| format!("{prefix}{name}")).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn constraint_on(target: &str) -> Vec<String> {
        found(&LINT, "group", &format!("constraint {{\nattribute = \"{target}\"\nvalue = \"x\"\n}}\n"))
    }

    #[test]
    fn unknown_names_are_found_and_the_nearest_is_named() {
        for (target, hint) in [
            ("${attr.kernel.nmae}", "did you mean `attr.kernel.name`?"),
            ("${attr.arch}", "did you mean `attr.cpu.arch`?"),
            ("${attr.rack}", "what an operator says of a node is `${meta.…}`"),
            ("${node.unique.nam}", "did you mean `unique.name`?"),
            (
                "${node.region}",
                "there are node.class, node.datacenter, node.unique.id, node.unique.name",
            ),
            ("${driver.docker.version}", "did you mean `${attr.driver.docker.version}`?"),
            (
                "${NOMAD_DC}",
                "constraints, affinities and spreads can look at `${node.…}`, `${attr.…}` and `${meta.…}`",
            ),
        ] {
            let found = constraint_on(target);
            assert!(found.len() == 1 && found[0].ends_with(&format!("({hint})")), "{target}: {found:?}");
        }
    }

    #[test]
    fn known_names_and_those_of_plugins_are_left_alone() {
        for target in [
            "${attr.cpu.arch}",
            "${attr.driver.podman.cgroupVersion}",
            "${attr.platform.aws.instance-type}",
            "${meta.anything}",
            "${node.class}",
            "plain",
        ] {
            assert_eq!(constraint_on(target), [""; 0], "{target}");
        }
    }

    #[test]
    fn texts_of_tasks_are_looked_at_and_templates_are_not() {
        let lines = r#"
env {
  A = "${attr.hostname} ${node.region} ${meta.x} ${node.rack}"
}
template {
  data        = "${attr.hostname}"
  destination = "local/x"
}
"#;
        assert_eq!(
            found(&LINT, "task", lines),
            [
                r#"TaskGroups[0].Tasks[0].Env["A"]: no Nomad client has an attribute `hostname` (did you mean `attr.unique.hostname`?)"#,
                r#"TaskGroups[0].Tasks[0].Env["A"]: nodes have no `node.rack`: it stays as it is (there are node.class, node.datacenter, node.region, node.unique.id, node.unique.name)"#,
            ]
        );
    }
}
