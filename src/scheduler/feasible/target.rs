//! What constraints look at: `${attr.kernel.name}` and the like, resolved against a node.

use std::collections::BTreeMap;

use crate::model::node::Node;
use crate::state::class::is_unique;

/// The value of a target on a node: the text itself if it is no `${…}`; `None` if the node has no such thing.
#[must_use]
pub fn resolve<'a>(target: &'a str, node: &'a Node) -> Option<&'a str> {
    let Some(name) = target.strip_prefix("${") else {
        return Some(target);
    };
    match name {
        "node.unique.id}" => return Some(&node.id),
        "node.datacenter}" => return Some(&node.datacenter),
        "node.unique.name}" => return Some(&node.name),
        "node.class}" => return Some(&node.node_class),
        _ => {}
    }
    let look_up = |map: &'a Option<BTreeMap<String, String>>, key: &str| {
        Some(map.as_ref()?.get(key.strip_suffix('}').unwrap_or(key))?.as_str())
    };
    if let Some(key) = name.strip_prefix("attr.") {
        look_up(&node.attributes, key)
    } else if let Some(key) = name.strip_prefix("meta.") {
        look_up(&node.meta, key)
    } else {
        None
    }
}

/// Whether a target looks at something that is unique to each node, so that classes say nothing about it.
#[must_use]
pub(super) fn escapes_class(target: &str) -> bool {
    let name = target.strip_prefix("${").unwrap_or_default();
    let key = ["node.", "attr.", "meta."]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    key.is_some_and(is_unique)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_against_a_node() {
        let map = |key: &str| Some(BTreeMap::from([(key.to_owned(), "v".to_owned())]));
        let node = Node {
            id: "n".to_owned(),
            attributes: map("kernel.name"),
            meta: map("rack"),
            ..Default::default()
        };
        for (target, value) in [
            ("plain", Some("plain")),
            ("${node.unique.id}", Some("n")),
            ("${node.class}", Some("")),
            ("${attr.kernel.name}", Some("v")),
            ("${meta.rack}", Some("v")),
            ("${meta.row}", None),
            ("${env.HOME}", None),
        ] {
            assert_eq!(resolve(target, &node), value, "{target}");
        }
    }

    #[test]
    fn unique_targets_escape_classes() {
        for target in ["${node.unique.id}", "${attr.unique.hostname}", "${meta.unique.x}"] {
            assert!(escapes_class(target), "{target}");
        }
        for target in [
            "${node.class}",
            "${attr.kernel.name}",
            "unique.x",
            "${meta.not.unique.x}",
        ] {
            assert!(!escapes_class(target), "{target}");
        }
    }
}
