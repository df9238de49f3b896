//! What can be written in which block of a job file, from the tables of the objects that the blocks become.
//!
//! An editor needs three things of the place where the cursor stands: which keys there are, what each means, and
//! which values it takes. What only a job file has, and no object of the API, is the one table written down here;
//! a test beside the decoder of job files holds all of it to what the decoder takes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::job::Job;
use crate::model::network::Port;
use crate::model::object::{Described, Field, Hcl, Kind, Literal, ObjectType};
use crate::model::task::{Task, Vault};
use crate::model::time::Duration;

/// The blocks of job files, by the name of the object in the API that each becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HclKeys {
    /// What can be written outside of all blocks.
    pub root: Block,
    /// What can be written in each block.
    pub blocks: BTreeMap<&'static str, Block>,
}

/// What can be written in a block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it is, for people.
    pub doc: &'static str,
    /// Its keys, blocks among them.
    pub keys: BTreeMap<&'static str, Key>,
}

/// A key of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// What it holds: `string`, `number`, `bool`, `duration`, `list`, `map`, `block` or `any`.
    pub kind: &'static str,
    /// What it means, for people.
    pub doc: &'static str,
    /// The value that it has when nothing is said, as a job file writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The values that everybody knows.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub values: &'static [&'static str],
    /// The block that it opens, if it opens one whose keys are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<&'static str>,
    /// What the label of that block is, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'static str>,
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        doc,
        kind,
        hcl: Hcl::Key(name),
        ..Field::PLAIN
    }
}

/// Keys that no object of the API has: short forms, and blocks that hold for all that is in the block around them.
const FILE_KEYS: &[(&str, Field)] = &[
    (
        "Job",
        key(
            "task",
            Kind::Object(|| Task::TYPE),
            "A task right in the job: it becomes a group of its own.",
        ),
    ),
    (
        "Job",
        key(
            "vault",
            Kind::Object(|| Vault::TYPE),
            "The Vault token of all tasks that say nothing themselves.",
        ),
    ),
    (
        "TaskGroup",
        key(
            "vault",
            Kind::Object(|| Vault::TYPE),
            "The Vault token of the group's tasks that say nothing themselves.",
        ),
    ),
    (
        "NetworkResource",
        key(
            "port",
            Kind::Object(|| Port::TYPE),
            "A port; without a number of its own the scheduler chooses one.",
        ),
    ),
    (
        "RequestedDevice",
        key("name", Kind::Str, "Which device, instead of the label."),
    ),
    (
        "SpreadTarget",
        key("value", Kind::Str, "The attribute's value, instead of the label."),
    ),
    (
        "Constraint",
        key(
            "distinct_hosts",
            Kind::Bool,
            "Whether no two allocations may be on one node.",
        ),
    ),
    (
        "Constraint",
        key(
            "distinct_property",
            Kind::Str,
            "An attribute of which no two allocations may have the same value; `value` allows more.",
        ),
    ),
    (
        "Constraint",
        key(
            "regexp",
            Kind::Str,
            "A regular expression that the attribute must match.",
        ),
    ),
    (
        "Constraint",
        key(
            "set_contains",
            Kind::Str,
            "Values, with commas between them, all of which the attribute must have.",
        ),
    ),
    (
        "Constraint",
        key(
            "version",
            Kind::Str,
            "A range of versions that the attribute must lie in, such as `>= 1.2, < 2`.",
        ),
    ),
    (
        "Constraint",
        key(
            "semver",
            Kind::Str,
            "The same by the rules of semantic versioning.",
        ),
    ),
    (
        "Affinity",
        key(
            "regexp",
            Kind::Str,
            "A regular expression that the attribute is to match.",
        ),
    ),
    (
        "Affinity",
        key(
            "set_contains",
            Kind::Str,
            "Values, with commas between them, all of which the attribute is to have.",
        ),
    ),
    (
        "Affinity",
        key("set_contains_all", Kind::Str, "The same as `set_contains`."),
    ),
    (
        "Affinity",
        key(
            "set_contains_any",
            Kind::Str,
            "Values, with commas between them, one of which the attribute is to have.",
        ),
    ),
    (
        "Affinity",
        key(
            "version",
            Kind::Str,
            "A range of versions that the attribute is to lie in, such as `>= 1.2, < 2`.",
        ),
    ),
    (
        "Affinity",
        key(
            "semver",
            Kind::Str,
            "The same by the rules of semantic versioning.",
        ),
    ),
];

/// What can be written in which block of a job file.
///
/// ```
/// let keys = foreplan::schema::hcl_keys();
/// let driver = &keys.blocks["Task"].keys["driver"];
/// assert_eq!((driver.kind, driver.values[0]), ("string", "docker"));
/// assert_eq!(keys.blocks["Task"].keys["resources"].block, Some("Resources"));
/// ```
#[must_use]
pub fn hcl_keys() -> HclKeys {
    let mut blocks = BTreeMap::new();
    collect(Job::TYPE, &mut blocks);
    let job = Key {
        label: Job::TYPE.field("ID").map(|id| id.doc.trim()),
        ..key_of(&key("job", Kind::Object(|| Job::TYPE), Job::TYPE.doc))
    };
    let root = Block {
        doc: "",
        keys: BTreeMap::from([("job", job)]),
    };
    HclKeys { root, blocks }
}

fn collect(object: &'static ObjectType, blocks: &mut BTreeMap<&'static str, Block>) {
    if blocks.contains_key(object.name) {
        return;
    }
    blocks.insert(object.name, Block::default());
    let of_file = FILE_KEYS.iter().filter(|(block, _)| *block == object.name);
    let fields = object.fields.iter().chain(of_file.map(|(_, field)| field));
    let mut keys = BTreeMap::new();
    for field in fields {
        if let Hcl::Key(name) = field.hcl {
            keys.insert(name, key_of(field));
            if let Some(inner) = block_of(&field.kind) {
                collect(inner, blocks);
            }
        }
    }
    let doc = object.doc.trim();
    blocks.insert(object.name, Block { doc, keys });
}

fn key_of(field: &Field) -> Key {
    let block = block_of(&field.kind);
    let is_by_name = matches!(field.kind, Kind::Map(_)).then_some("The name.");
    let label = |object: &ObjectType| {
        let label = object.fields.iter().find(|field| field.hcl == Hcl::Label);
        label.map(|label| label.doc.trim()).or(is_by_name)
    };
    Key {
        kind: kind_of(&field.kind),
        doc: field.doc.trim(),
        default: default_of(field.default),
        values: field.values.known(),
        block: block.map(|object| object.name),
        label: block.and_then(label),
    }
}

/// The object that a block becomes.
fn block_of(kind: &Kind) -> Option<&'static ObjectType> {
    match kind {
        Kind::Object(object) | Kind::List(Kind::Object(object)) | Kind::Map(Kind::Object(object)) => {
            Some(object())
        }
        _ => None,
    }
}

fn kind_of(kind: &Kind) -> &'static str {
    match kind {
        _ if block_of(kind).is_some() => "block",
        Kind::Bool => "bool",
        Kind::Int(_) | Kind::Uint(_) | Kind::Float => "number",
        Kind::Str | Kind::Time | Kind::Bytes => "string",
        Kind::Duration => "duration",
        Kind::List(_) => "list",
        Kind::Map(_) => "map",
        Kind::Json | Kind::Object(_) => "any",
    }
}

fn default_of(default: Literal) -> Option<String> {
    match default {
        Literal::None | Literal::Empty | Literal::Str("") => None,
        Literal::Bool(value) => Some(value.to_string()),
        Literal::Int(value) => Some(value.to_string()),
        Literal::Str(text) => Some(format!("\"{text}\"")),
        Literal::Duration(nanoseconds) => Some(format!("\"{}\"", Duration::from_nanoseconds(nanoseconds))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_from_block_to_block() {
        let keys = hcl_keys();
        let mut block = &keys.root;
        for name in ["job", "group", "task", "service", "check", "check_restart"] {
            block = &keys.blocks[block.keys[name].block.unwrap()];
        }
        assert_eq!(block.keys["grace"].kind, "duration");
        assert_eq!(block.keys["grace"].default.as_deref(), Some("\"1s\""));
    }

    #[test]
    fn labels_are_known() {
        let keys = hcl_keys();
        let label = |block: &str, key: &str| keys.blocks[block].keys[key].label;
        assert_eq!(
            label("Job", "group"),
            Some("The group's name, unique in its job.")
        );
        assert_eq!(
            label("ConsulGatewayProxy", "envoy_gateway_bind_addresses"),
            Some("The name.")
        );
        assert_eq!(label("Task", "resources"), None);
        assert!(keys.root.keys["job"].label.is_some());
    }

    #[test]
    fn every_key_has_a_doc_and_every_block_is_there() {
        let keys = hcl_keys();
        for (name, key) in keys.blocks.values().flat_map(|block| &block.keys) {
            assert!(key.doc.len() > 5, "{name}");
            assert!(
                key.block.is_none_or(|block| keys.blocks.contains_key(block)),
                "{name}"
            );
        }
        for (block, _) in FILE_KEYS {
            assert!(keys.blocks.contains_key(block), "{block}");
        }
    }
}
