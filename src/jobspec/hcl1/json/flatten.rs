//! Nested JSON objects as labelled blocks.
//!
//! `{"group": {"web": {…}, "db": {…}}}` means `group "web" {…}` and `group "db" {…}`. Nothing in the text says
//! so; the rule is that an object whose members are all objects is taken for a set of labels, and a list whose
//! members are all objects for a repeated block.

use super::parse::Fault;
use crate::jobspec::hcl1::ast::{Ast, Item, Key, NodeKind, Range};
use crate::jobspec::messages as words;

/// Where an object or a list is in the tables of the tree.
enum At {
    Item(usize),
    Node(usize),
}

/// Flattens all objects of a tree, from the outside in.
///
/// # Errors
///
/// When the labels would become many more than the text is long.
pub(super) fn flatten(ast: &mut Ast<'_>) -> Result<(), Fault> {
    let mut flattener = Flattener {
        limit: ast.bytes.len().saturating_mul(4).saturating_add(10_000),
        pending: Vec::new(),
        path: Vec::new(),
        flat: Vec::new(),
    };
    ast.root = flattener.items(ast, ast.root)?;
    let mut waiting: Vec<At> = Vec::new();
    let all = |range: Range| range.start as usize..range.end as usize;
    waiting.extend(all(ast.root).map(At::Item));
    while let Some(at) = waiting.pop() {
        let kind = match at {
            At::Item(index) => ast.items.get(index).map(|item| item.value.kind),
            At::Node(index) => ast.nodes.get(index).map(|node| node.kind),
        };
        match kind {
            Some(NodeKind::List(range)) => waiting.extend(all(range).map(At::Node)),
            Some(NodeKind::Object(range)) => {
                let items = flattener.items(ast, range)?;
                let kind = NodeKind::Object(items);
                match at {
                    At::Item(index) => {
                        if let Some(item) = ast.items.get_mut(index) {
                            item.value.kind = kind;
                        }
                    }
                    At::Node(index) => {
                        if let Some(node) = ast.nodes.get_mut(index) {
                            node.kind = kind;
                        }
                    }
                }
                waiting.extend(all(items).map(At::Item));
            }
            _ => {}
        }
    }
    Ok(())
}

struct Flattener {
    /// How many keys there may be.
    limit: usize,
    /// Items still to be looked at, the next one last, each with the number of keys that come before its own.
    pending: Vec<(Item, usize)>,
    /// The keys of the item that is looked at.
    path: Vec<Key>,
    /// Items that stay as they are.
    flat: Vec<Item>,
}

impl Flattener {
    /// The items of one object, flattened. Its members' own objects stay for later.
    fn items(&mut self, ast: &mut Ast<'_>, range: Range) -> Result<Range, Fault> {
        self.flat.clear();
        self.pending.clear();
        self.pending
            .extend(range.of(&ast.items).iter().rev().map(|item| (*item, 0)));
        while let Some((item, before)) = self.pending.pop() {
            self.path.truncate(before);
            self.path.extend_from_slice(item.keys.of(&ast.keys));
            let length = self.path.len();
            match item.value.kind {
                NodeKind::Object(members) if is_all_objects(ast, members) => {
                    let members = members.of(&ast.items).iter().rev();
                    self.pending.extend(members.map(|member| (*member, length)));
                }
                NodeKind::List(elements) if is_all_object_elements(ast, elements) => {
                    let elements = elements.of(&ast.nodes).iter().rev();
                    self.pending.extend(elements.map(|element| {
                        let item = Item {
                            keys: Range::default(),
                            value: *element,
                        };
                        (item, length)
                    }));
                }
                _ => self.flat.push(Item {
                    keys: self.joined_keys(ast, item)?,
                    ..item
                }),
            }
        }
        Ok(ast.add_items(&self.flat))
    }

    /// The keys of an item with those before them.
    fn joined_keys(&self, ast: &mut Ast<'_>, item: Item) -> Result<Range, Fault> {
        if self.path.len() == item.keys.len() {
            return Ok(item.keys);
        }
        let start = ast.keys.len();
        if start + self.path.len() > self.limit {
            return Err((item.value.span, (&words::TOO_MANY_LABELS).into()));
        }
        ast.keys.extend_from_slice(&self.path);
        Ok(Range::new(start, ast.keys.len()))
    }
}

fn is_all_objects(ast: &Ast<'_>, members: Range) -> bool {
    let members = members.of(&ast.items);
    !members.is_empty()
        && members
            .iter()
            .all(|member| matches!(member.value.kind, NodeKind::Object(_)))
}

fn is_all_object_elements(ast: &Ast<'_>, elements: Range) -> bool {
    let elements = elements.of(&ast.nodes);
    !elements.is_empty()
        && elements
            .iter()
            .all(|element| matches!(element.kind, NodeKind::Object(_)))
}
