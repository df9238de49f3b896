//! Computed node classes: nodes that are alike to the scheduler.

use std::collections::BTreeMap;

use crate::model::node::Node;

/// The number of a computed class within one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// The names of all computed classes that a state has seen, by number.
#[derive(Debug, Clone, Default)]
pub struct Classes {
    names: Vec<String>,
    ids: BTreeMap<String, ClassId>,
}

impl Classes {
    /// The number of a class, a new one if it was not seen before.
    pub fn intern(&mut self, name: &str) -> ClassId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = ClassId(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The name of a class.
    #[must_use]
    pub fn name(&self, id: ClassId) -> &str {
        self.names
            .get(id.0 as usize)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// How many classes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The computed class of a node: a fingerprint of everything that constraints may look at and that is not
/// unique to the node. Like the reference's it begins with `v1:`; the digits are our own.
#[must_use]
pub fn computed_class(node: &Node) -> String {
    let mut hash = Fnv::new();
    hash.text(&node.datacenter);
    hash.text(&node.node_class);
    for map in [&node.attributes, &node.meta] {
        for (key, value) in map.iter().flatten().filter(|(key, _)| !is_unique(key)) {
            hash.text(key);
            hash.text(value);
        }
        hash.end();
    }
    let resources = node.node_resources.as_ref();
    for device in resources
        .and_then(|resources| resources.devices.as_deref())
        .unwrap_or_default()
    {
        hash.text(&device.vendor);
        hash.text(&device.device_type);
        hash.text(&device.name);
        for (key, value) in device
            .attributes
            .iter()
            .flatten()
            .filter(|(key, _)| !is_unique(key))
        {
            hash.text(key);
            hash.text(&format!("{value:?}"));
        }
        hash.end();
    }
    format!("v1:{}", hash.0)
}

/// Whether an attribute or a key of the metadata is unique to its node, so that it does not make a class.
#[must_use]
pub fn is_unique(key: &str) -> bool {
    key.starts_with("unique.")
}

/// FNV-1a of 64 bits: small, and the same everywhere.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Text, with its length first so that neighbours cannot be mistaken for one another.
    fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    fn end(&mut self) {
        self.bytes(&u64::MAX.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(meta: &[(&str, &str)]) -> Node {
        let meta = meta
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        Node {
            meta: Some(meta),
            ..Default::default()
        }
    }

    #[test]
    fn unique_keys_make_no_class() {
        let plain = computed_class(&node(&[("rack", "r1")]));
        assert!(plain.starts_with("v1:"));
        assert_eq!(
            plain,
            computed_class(&node(&[("rack", "r1"), ("unique.name", "a")]))
        );
        assert_ne!(plain, computed_class(&node(&[("rack", "r2")])));
        assert_ne!(
            computed_class(&node(&[("a", "bc")])),
            computed_class(&node(&[("ab", "c")]))
        );
        let attributes = Node {
            attributes: node(&[("rack", "r1")]).meta,
            ..Default::default()
        };
        assert_ne!(plain, computed_class(&attributes));
    }
}
