//! What a stanza holds: which item has which key, and what the keys stand for.
//!
//! Keys are compared as text once; from then on a stanza's keys are numbers, their places in its description.

use std::cell::RefCell;
use std::rc::Rc;

use super::resolve;
use super::stanza::{Block, Stanza};
use super::value::Value;
use crate::jobspec::hcl1::{Ast, Item, Node};
use crate::model::object::{Field, Hcl, Object, ObjectType};

/// What the keys of a stanza stand for in the object it fills, found out once.
pub(super) struct Plan {
    pub(super) stanza: &'static Stanza,
    pub(super) roles: Vec<Role>,
    /// The numbers of the keys of its blocks.
    pub(super) first_blocks: Vec<u8>,
    pub(super) blocks: Vec<u8>,
}

#[derive(Clone, Copy)]
pub(super) enum Role {
    /// A value of the member with this number.
    Value(usize),
    /// A block, or a key that nothing is done with.
    Other,
}

thread_local! {
    static PLANS: RefCell<Vec<Rc<Plan>>> = const { RefCell::new(Vec::new()) };
}

impl Plan {
    pub(super) fn of(stanza: &'static Stanza, object: &dyn Object) -> Rc<Plan> {
        PLANS.with_borrow_mut(|plans| {
            if let Some(plan) = plans.iter().find(|plan| std::ptr::eq(plan.stanza, stanza)) {
                return Rc::clone(plan);
            }
            let plan = Rc::new(Plan::new(stanza, object.object_type()));
            plans.push(Rc::clone(&plan));
            plan
        })
    }

    fn new(stanza: &'static Stanza, object_type: &'static ObjectType) -> Self {
        let numbers = |blocks: &[Block]| -> Vec<u8> {
            blocks
                .iter()
                .map(|block| position(stanza.keys, block.key))
                .collect()
        };
        let (first_blocks, blocks) = (numbers(stanza.first_blocks), numbers(stanza.blocks));
        let role = |(number, key): (usize, &&'static str)| {
            let also = stanza.also.iter().find(|(also, _)| also == key);
            let writes = |field: &Field| match also {
                Some((_, member)) => field.name == *member,
                None => field.hcl == Hcl::Key(key),
            };
            let is_block = first_blocks
                .iter()
                .chain(&blocks)
                .any(|block| usize::from(*block) == number);
            match object_type.fields.iter().position(writes) {
                Some(index) if !is_block => Role::Value(index),
                _ => Role::Other,
            }
        };
        Plan {
            roles: stanza.keys.iter().enumerate().map(role).collect(),
            stanza,
            first_blocks,
            blocks,
        }
    }
}

/// The number of a key that a stanza does not have.
pub(super) const UNKNOWN: u8 = u8::MAX;

/// A stanza that is an object, with the numbers of its items' keys.
pub(super) struct Opened<'a> {
    pub(super) plan: Rc<Plan>,
    pub(super) node: &'a Node,
    pub(super) keys: Vec<u8>,
}

impl<'a> Opened<'a> {
    /// Its items with unknown keys.
    pub(super) fn found(&self, ast: &'a Ast<'a>) -> Found<'_, 'a> {
        Found {
            ast,
            items: ast.items(self.node),
            keys: &self.keys,
            key: UNKNOWN,
            node: self.node,
        }
    }
}

/// Items of a stanza with one key.
pub(crate) struct Found<'f, 'a> {
    pub(super) ast: &'a Ast<'a>,
    pub(super) items: &'a [Item],
    /// For each item the number of its key in the stanza.
    pub(super) keys: &'f [u8],
    pub(super) key: u8,
    /// The value of the stanza itself.
    pub(super) node: &'a Node,
}

impl<'a> Found<'_, 'a> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a Item> + Clone {
        let keyed = self.items.iter().zip(self.keys);
        keyed.filter(|(_, key)| **key == self.key).map(|(item, _)| item)
    }

    /// The items without a label.
    pub(super) fn unlabelled(&self) -> impl Iterator<Item = &'a Item> + Clone {
        self.iter().filter(|item| self.ast.keys(item).len() == 1)
    }

    /// The items of another key of the stanza.
    pub(super) fn with_key(&self, stanza: &Stanza, key: &str) -> Self {
        Found {
            key: position(stanza.keys, key),
            ..*self
        }
    }

    /// What all these items together stand for.
    pub(super) fn value(&self) -> Option<Value<'a>> {
        let items: Vec<&Item> = self.iter().collect();
        // What cannot be resolved was found before.
        resolve::items(self.ast, &items, "").ok().flatten()
    }
}

/// The number of a key.
pub(super) fn position(keys: &[&str], key: &str) -> u8 {
    // Most keys differ in what is quick to compare.
    let quick = |key: &str| (key.len(), key.as_bytes().first().copied());
    let wanted = quick(key);
    let position = keys
        .iter()
        .position(|known| quick(known) == wanted && *known == key);
    position.and_then(|at| u8::try_from(at).ok()).unwrap_or(UNKNOWN)
}
