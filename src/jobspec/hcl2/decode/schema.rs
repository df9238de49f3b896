//! What a stanza may hold, read from the table of its object's members.
//!
//! A member with a key is a block if it is an object, a list of objects or a map, and an argument otherwise. A block
//! has a label if its object has a member for one. Little is left to be written down here.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::jobspec::hcl2::syntax::{AttributeSchema, BlockSchema, Schema};
use crate::model::object::{Field, Hcl, Kind, ObjectType};

/// Keys of an object whose rows have none: key, and member.
const OTHERS: &[(&str, &[(&str, &str)])] = &[(
    "NetworkResource",
    &[
        ("cidr", "CIDR"),
        ("device", "Device"),
        ("ip", "IP"),
        ("port", "DynamicPorts"),
        ("reserved_ports", "ReservedPorts"),
    ],
)];

/// Objects whose label has a name in messages.
const NAMED_LABELS: [&str; 3] = ["TaskGroup", "Task", "VolumeRequest"];

/// Blocks that are decoded after the others: the free map in a group's scaling policy is looked at after its tasks.
const LAST: &str = "scaling";

/// What a stanza may hold.
#[derive(Debug)]
pub(super) struct Stanza {
    pub(super) attributes: Vec<Row>,
    pub(super) blocks: Vec<Row>,
    attribute_schemas: Vec<AttributeSchema<'static>>,
    block_schemas: Vec<BlockSchema<'static>>,
}

/// An argument or a type of blocks.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) key: &'static str,
    /// The member it is decoded into.
    pub(super) index: usize,
    pub(super) field: &'static Field,
}

impl Stanza {
    fn of(object: &'static ObjectType) -> Self {
        let others = OTHERS.iter().find(|(name, _)| *name == object.name);
        let others = others.map(|(_, keys)| *keys).unwrap_or_default();
        let (mut attributes, mut blocks) = (Vec::new(), Vec::new());
        for (index, field) in object.fields.iter().enumerate() {
            let other = || others.iter().find(|(_, member)| *member == field.name);
            let key = match field.hcl {
                Hcl::Key(key) => Some(key),
                Hcl::Label => None,
                Hcl::None | Hcl::Special => other().map(|(key, _)| *key),
            };
            let Some(key) = key else { continue };
            let row = Row { key, index, field };
            if is_block(&field.kind) {
                blocks.push(row);
            } else {
                attributes.push(row);
            }
        }
        let mut attribute_schemas: Vec<_> = attributes.iter().map(|row| optional(row.key)).collect();
        attribute_schemas.sort_by_key(|schema| schema.name);
        let mut block_schemas: Vec<_> = blocks.iter().map(Row::block_schema).collect();
        block_schemas.sort_by_key(|schema| schema.kind);
        blocks.sort_by_key(|row| row.key == LAST);
        Stanza {
            attributes,
            blocks,
            attribute_schemas,
            block_schemas,
        }
    }

    /// What to ask a body for.
    pub(super) fn schema(&self) -> Schema<'_> {
        Schema {
            attributes: &self.attribute_schemas,
            blocks: &self.block_schemas,
        }
    }
}

impl Row {
    fn block_schema(&self) -> BlockSchema<'static> {
        BlockSchema {
            kind: self.key,
            labels: labels(&self.field.kind),
        }
    }
}

/// An argument that may be left out.
pub(super) const fn optional(name: &'static str) -> AttributeSchema<'static> {
    AttributeSchema {
        name,
        required: false,
    }
}

fn is_block(kind: &Kind) -> bool {
    matches!(kind, Kind::Object(_) | Kind::Map(_) | Kind::List(Kind::Object(_)))
}

/// What the labels of such a block mean.
fn labels(kind: &Kind) -> &'static [&'static str] {
    let object = match kind {
        Kind::Object(object) => object(),
        Kind::List(of) | Kind::Map(of) => return labels(of),
        _ => return &[],
    };
    match label(object) {
        Some(_) if NAMED_LABELS.contains(&object.name) => &["name"],
        Some(_) => &[""],
        None => &[],
    }
}

/// The place of the member that a block's label goes into.
pub(super) fn label(object: &ObjectType) -> Option<usize> {
    object.fields.iter().position(|field| field.hcl == Hcl::Label)
}

/// The stanzas that were asked for, each made once.
#[derive(Debug, Default)]
pub(super) struct Stanzas(BTreeMap<&'static str, Rc<Stanza>>);

impl Stanzas {
    pub(super) fn of(&mut self, object: &'static ObjectType) -> Rc<Stanza> {
        let stanza = self.0.entry(object.name);
        Rc::clone(stanza.or_insert_with(|| Rc::new(Stanza::of(object))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Job;
    use crate::model::network::NetworkResource;
    use crate::model::object::Described;
    use crate::model::task_group::TaskGroup;

    fn keys(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.key).collect()
    }

    #[test]
    fn objects_and_maps_are_blocks() {
        let job = Stanza::of(Job::TYPE);
        assert!(keys(&job.attributes).contains(&"datacenters"));
        assert!(keys(&job.blocks).contains(&"meta"));
        let network = Stanza::of(NetworkResource::TYPE);
        assert_eq!(keys(&network.blocks), ["dns", "reserved_ports", "port"]);
        assert_eq!(
            keys(&network.attributes),
            ["mode", "device", "cidr", "ip", "mbits"]
        );
    }

    #[test]
    fn labels_have_names_in_messages() {
        let group = Stanza::of(TaskGroup::TYPE);
        let labels_of = |kind: &str| {
            let schema = group.block_schemas.iter().find(|schema| schema.kind == kind);
            schema.unwrap().labels
        };
        assert_eq!(labels_of("task"), ["name"]);
        assert_eq!(labels_of("volume"), ["name"]);
        assert_eq!(labels_of("service"), [""; 0]);
        assert_eq!(group.blocks.last().unwrap().key, "scaling");
    }
}
