//! From the tree of an HCL1 file to a job.
//!
//! The reference makes a map of dynamic values out of each stanza and has a function per stanza that picks it
//! apart. Here each stanza is a description ([`stanza::Stanza`]), and one walk over tree, description and table
//! of members fills the object directly. The order of the walk is the order in which the reference looks at
//! things, for the first fault is the one it answers.
//!
//! - [`job`], [`group`], [`task`], [`policy`], [`constraint`], [`resources`], [`service`], [`connect`], [`volume`]:
//!   the descriptions, and what little of a stanza cannot be described
//! - [`resolve`], [`value`]: what repeated keys and labels come to
//! - [`weak`], [`names`]: values into members
//! - [`faults`]: what is said when something is wrong

mod connect;
mod constraint;
mod faults;
mod group;
mod job;
mod names;
mod policy;
mod resolve;
mod resources;
mod service;
mod stanza;
mod task;
mod value;
mod volume;
mod weak;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use faults::{Faults, Names};
use stanza::{Block, Each, Labelled, Labels, NotObject, Shape, Single, Stanza};
use value::Value;
use weak::{Name, Typing, WeakDecoder};

use crate::diagnostic::Diagnostic;
use crate::jobspec::hcl1::{Ast, Item, Node, NodeKind};
use crate::jobspec::messages as words;
use crate::jobspec::places::PlacesRecorder;
use crate::model::job::Job;
use crate::model::object::{self, Field, Hcl, Literal, Member, Object, ObjectType, Slot};
use crate::model::time::Duration;

/// What came out of a tree.
pub(super) struct Outcome {
    /// The job, or the reference's error text.
    pub(super) job: Result<Job, String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) places: PlacesRecorder,
}

/// Decodes the job of a file.
pub(super) fn decode(ast: &Ast<'_>, places: PlacesRecorder) -> Outcome {
    let mut decoder = Decoder {
        ast,
        faults: Faults::default(),
        places,
    };
    let mut job = Job::default();
    job::decode(&mut decoder, &mut job);
    Outcome {
        job: match decoder.faults.refused {
            Some(text) => Err(text),
            None => Ok(job),
        },
        diagnostics: decoder.faults.diagnostics,
        places: decoder.places,
    }
}

/// Walks over tree, descriptions and objects.
pub(crate) struct Decoder<'a> {
    ast: &'a Ast<'a>,
    faults: Faults<'a>,
    places: PlacesRecorder,
}

/// What the keys of a stanza stand for in the object it fills, found out once.
struct Plan {
    stanza: &'static Stanza,
    roles: Vec<Role>,
    /// The numbers of the keys of its blocks.
    first_blocks: Vec<u8>,
    blocks: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Role {
    /// A value of the member with this number.
    Value(usize),
    /// A block, or a key that nothing is done with.
    Other,
}

thread_local! {
    static PLANS: RefCell<Vec<Rc<Plan>>> = const { RefCell::new(Vec::new()) };
}

impl Plan {
    fn of(stanza: &'static Stanza, object: &dyn Object) -> Rc<Plan> {
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
const UNKNOWN: u8 = u8::MAX;

/// A stanza that is an object, with the numbers of its items' keys.
struct Opened<'a> {
    plan: Rc<Plan>,
    node: &'a Node,
    keys: Vec<u8>,
}

impl<'a> Opened<'a> {
    /// Its items with unknown keys.
    fn found(&self, ast: &'a Ast<'a>) -> Found<'_, 'a> {
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
    ast: &'a Ast<'a>,
    items: &'a [Item],
    /// For each item the number of its key in the stanza.
    keys: &'f [u8],
    key: u8,
    /// The value of the stanza itself.
    node: &'a Node,
}

impl<'a> Found<'_, 'a> {
    fn iter(&self) -> impl Iterator<Item = &'a Item> + Clone {
        let keyed = self.items.iter().zip(self.keys);
        keyed.filter(|(_, key)| **key == self.key).map(|(item, _)| item)
    }

    /// The items without a label.
    fn unlabelled(&self) -> impl Iterator<Item = &'a Item> + Clone {
        self.iter().filter(|item| self.ast.keys(item).len() == 1)
    }

    /// The items of another key of the stanza.
    fn with_key(&self, stanza: &Stanza, key: &str) -> Self {
        Found {
            key: position(stanza.keys, key),
            ..*self
        }
    }

    /// What all these items together stand for.
    fn value(&self) -> Option<Value<'a>> {
        let items: Vec<&Item> = self.iter().collect();
        // What cannot be resolved was found before.
        resolve::items(self.ast, &items, "").ok().flatten()
    }
}

fn position(keys: &[&str], key: &str) -> u8 {
    // Most keys differ in what is quick to compare.
    let quick = |key: &str| (key.len(), key.as_bytes().first().copied());
    let wanted = quick(key);
    let position = keys
        .iter()
        .position(|known| quick(known) == wanted && *known == key);
    position.and_then(|at| u8::try_from(at).ok()).unwrap_or(UNKNOWN)
}

impl<'a> Decoder<'a> {
    /// The label of an item.
    fn label(&self, item: &Item) -> Option<Cow<'a, str>> {
        self.ast.keys(item).get(1).map(|key| self.ast.key(key))
    }

    /// Decodes a stanza into an object.
    fn stanza(
        &mut self,
        stanza: &'static Stanza,
        target: &mut dyn Object,
        node: &'a Node,
        names: &Names<'a>,
    ) {
        if let Some(opened) = self.open(stanza, target, node, names) {
            self.fill(&opened, target, names);
        }
    }

    /// The first half of that: whether it is an object, and has no other keys than it may have.
    fn open(
        &mut self,
        stanza: &'static Stanza,
        target: &mut dyn Object,
        node: &'a Node,
        names: &Names<'a>,
    ) -> Option<Opened<'a>> {
        for member in stanza.presets {
            preset(target, member);
        }
        let NodeKind::Object(_) = node.kind else {
            self.not_an_object(stanza, node, names);
            return None;
        };
        let ast = self.ast;
        let number = |item| {
            let key = ast.keys(item).first().map(|key| ast.key(key)).unwrap_or_default();
            position(stanza.keys, &key)
        };
        let opened = Opened {
            plan: Plan::of(stanza, target),
            keys: ast.items(node).iter().map(number).collect(),
            node,
        };
        if !stanza.checks_keys_last {
            self.check_keys(stanza, &opened.found(ast), names);
        }
        Some(opened)
    }

    /// The second half: its values and its blocks.
    fn fill(&mut self, opened: &Opened<'a>, target: &mut dyn Object, names: &Names<'a>) {
        let Plan {
            stanza,
            first_blocks,
            blocks,
            ..
        } = &*opened.plan;
        let found = opened.found(self.ast);
        self.blocks(stanza.first_blocks, first_blocks, target, &found, names);
        match stanza.values {
            Some(values) => values(self, target, &found, names),
            None => self.values(&opened.plan, target, &found, names),
        }
        if let Some(after_values) = stanza.after_values {
            after_values(self, target, &found, names);
        }
        if stanza.checks_keys_last {
            self.check_keys(stanza, &found, names);
        }
        if !stanza.blocks.is_empty() {
            let own = Names {
                label: stanza.named_by.map_or_else(
                    || names.label.clone(),
                    |member| Cow::Owned(text_of(target, member)),
                ),
                ..Names::default()
            };
            self.blocks(stanza.blocks, blocks, target, &found, &own);
        }
        if let Some(after_blocks) = stanza.after_blocks {
            after_blocks(self, target, &found, names);
        }
    }

    fn not_an_object(&mut self, stanza: &Stanza, node: &Node, names: &Names<'a>) {
        let found = node.kind.go_type();
        match stanza.not_object {
            NotObject::CannotCheckKeys => {
                self.faults.enter(stanza.key_frames, names);
                self.faults.add(words::cannot_check_keys(found), node.span);
                self.faults.leave(stanza.key_frames);
            }
            NotObject::NotMap => {
                let place = self.ast.position(node.span);
                self.faults.add(words::not_a_map(place, "root", found), node.span);
            }
            NotObject::Words(text) => {
                let message = words::not_an_object(names.fill(text, ""));
                self.faults.add(message, node.span);
            }
        }
    }

    fn check_keys(&mut self, stanza: &Stanza, found: &Found<'_, 'a>, names: &Names<'a>) {
        let mut unknown = Vec::new();
        let unknown_items = found.iter().filter(|_| !stanza.allows_any_key);
        for item in unknown_items {
            if let Some(key) = self.ast.keys(item).first() {
                unknown.push((self.ast.key(key), key.span));
            }
        }
        if !unknown.is_empty() {
            self.faults.enter(stanza.key_frames, names);
            self.faults.unknown_keys(&unknown, stanza.name, stanza.keys);
            self.faults.leave(stanza.key_frames);
        }
    }

    /// Decodes values into the members that their keys stand for.
    fn values(&mut self, plan: &Plan, target: &mut dyn Object, found: &Found<'_, 'a>, names: &Names<'a>) {
        let stanza = plan.stanza;
        let mut weak = WeakDecoder {
            typing: stanza.typing,
            places: &mut self.places,
            misfits: Vec::new(),
        };
        let object_type = target.object_type();
        let mut done: u64 = 0;
        for (position, (item, &key)) in found.items.iter().zip(found.keys).enumerate() {
            let Some(Role::Value(index)) = plan.roles.get(usize::from(key)) else {
                continue;
            };
            let bit = 1 << (key & 63);
            if done & bit != 0 {
                continue;
            }
            done |= bit;
            let later = found.keys.get(position + 1..).unwrap_or_default();
            let is_alone = self.ast.keys(item).len() == 1 && !later.contains(&key);
            let value = if is_alone {
                resolve::single(self.ast, &item.value).ok()
            } else {
                Found { key, ..*found }.value()
            };
            let field = object_type.fields.get(*index);
            if let (Some(value), Some(field), Some(member)) = (value, field, target.member_mut(*index)) {
                weak.places.enter_member(field.name, value.span);
                let name = Name::of_member(object_type, field);
                weak.member(member, &field.kind, field.go_type, value, &name);
                weak.places.leave();
            }
        }
        if stanza.checks_keys_last {
            unknown_values(self.ast, &mut weak, target, found);
        }
        let misfits = weak.misfits;
        if !misfits.is_empty() {
            self.faults.enter(stanza.value_frames, names);
            self.faults.misfits(misfits);
            self.faults.leave(stanza.value_frames);
        }
    }

    /// Looks at blocks in their order; the numbers are those of their keys.
    fn blocks(
        &mut self,
        blocks: &'static [Block],
        numbers: &[u8],
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        own: &Names<'a>,
    ) {
        let present = found
            .keys
            .iter()
            .fold(0_u64, |present, key| present | 1 << (key & 63));
        for (block, &number) in blocks.iter().zip(numbers) {
            let is_required = matches!(&block.shape, Shape::Single(single) if single.is_required);
            if !is_required && present & 1 << (number & 63) == 0 {
                continue;
            }
            let found = Found {
                key: number,
                ..*found
            };
            let names = Names {
                owner: own.label.clone(),
                ..Names::default()
            };
            self.faults.enter(block.frames, &names);
            self.block(block, target, &found, names);
            self.faults.leave(block.frames);
        }
    }

    fn block(
        &mut self,
        block: &'static Block,
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        names: Names<'a>,
    ) {
        match &block.shape {
            Shape::Special(special) => special(self, target, found, &names),
            Shape::Single(single) => {
                if let Some(member) = member_of(target, block.member) {
                    self.single_member(block, single, member, found, names);
                }
            }
            Shape::Each(each) => self.each(block, each, target, found, names),
            Shape::Labelled(labelled) => self.labelled(block, labelled, target, found, names),
            Shape::Entries { too_many } => self.entries(block, *too_many, target, found, names),
        }
    }

    /// The one block of its name, into a member that is an object or a list.
    fn single_member(
        &mut self,
        block: &Block,
        single: &Single,
        member: &mut dyn Member,
        found: &Found<'_, 'a>,
        names: Names<'a>,
    ) {
        let Some(item) = self.only(single, found, names.clone()) else {
            if single.labels == Labels::Hide
                && let Slot::Object(object) = member.slot()
            {
                for member in single.stanza.presets {
                    preset(object, member);
                }
            }
            return;
        };
        self.places.enter_member(block.member, item.value.span);
        self.faults.enter(single.frames, &names);
        match member.slot() {
            Slot::Object(object) => self.stanza(single.stanza, object, &item.value, &names),
            Slot::List(list) => {
                list.clear();
                if let Slot::Object(object) = list.push().slot() {
                    self.places.enter_index(0, item.value.span);
                    self.stanza(single.stanza, object, &item.value, &names);
                    self.places.leave();
                }
            }
            _ => {}
        }
        self.faults.leave(single.frames);
        self.places.leave();
    }

    /// The one block of its name; the first if there are more, which is a fault.
    fn only(&mut self, single: &Single, found: &Found<'_, 'a>, names: Names<'a>) -> Option<&'a Item> {
        let ast = self.ast;
        let ignores_labels = single.labels == Labels::Ignored;
        let mut items = found
            .iter()
            .filter(|item| ignores_labels || ast.keys(item).len() == 1);
        let count = items.clone().count();
        let first = items.next();
        if count > 1 || (count == 0 && single.is_required) {
            let names = Names { count, ..names };
            let span = items.next().map_or(found.node.span, |second| second.value.span);
            let message = words::not_one_block(names.fill(single.too_many, ""));
            self.faults.add(message, span);
        } else if count == 0 && single.labels == Labels::Refused {
            self.refuse_labels(found);
        }
        first
    }

    /// Says that a block must not have labels.
    fn refuse_labels(&mut self, found: &Found<'_, 'a>) {
        for item in found.iter() {
            let mut keys = self.ast.keys(item).iter();
            if let (Some(key), Some(label)) = (keys.next(), keys.next()) {
                self.faults
                    .add(words::unexpected_label(&self.ast.key(key)), label.span);
            }
        }
    }

    fn each(
        &mut self,
        block: &Block,
        each: &'static Each,
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        mut names: Names<'a>,
    ) {
        let ast = self.ast;
        let ignores_labels = each.labels == Labels::Ignored;
        let mut items = found
            .iter()
            .filter(|item| ignores_labels || ast.keys(item).len() == 1)
            .peekable();
        let (Some(first), Some(member)) = (items.peek(), member_of(target, block.member)) else {
            return;
        };
        let Slot::List(list) = member.slot() else {
            return;
        };
        self.places.enter_member(block.member, first.value.span);
        for (index, item) in items.enumerate() {
            names.index = index;
            let Slot::Object(object) = list.push().slot() else {
                return;
            };
            self.places.enter_index(index, item.value.span);
            self.faults.enter(each.frames, &names);
            self.stanza(each.stanza, object, &item.value, &names);
            self.faults.leave(each.frames);
            self.places.leave();
        }
        self.places.leave();
    }

    fn labelled(
        &mut self,
        block: &Block,
        labelled: &'static Labelled,
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        names: Names<'a>,
    ) {
        let Some(member) = member_of(target, block.member) else {
            return;
        };
        let first = found
            .iter()
            .next()
            .map(|item| item.value.span)
            .unwrap_or_default();
        self.places.enter_member(block.member, first);
        let mut list: Option<Slot<'_>> = None;
        let mut member = Some(member);
        self.each_label(labelled, found, names, &mut |this, item, names| {
            if let Some(member) = member.take() {
                list = Some(member.slot());
            }
            let Some(Slot::List(list)) = &mut list else {
                return;
            };
            let Slot::Object(object) = list.push().slot() else {
                return;
            };
            set_label(object, &names.label);
            this.places.enter_index(names.index, item.value.span);
            this.stanza(labelled.stanza, object, &item.value, names);
            this.places.leave();
        });
        self.places.leave();
    }

    /// Calls `decode` for each block with its label, inside the frames of each; the names' index counts them.
    fn each_label(
        &mut self,
        labelled: &'static Labelled,
        found: &Found<'_, 'a>,
        mut names: Names<'a>,
        decode: &mut dyn FnMut(&mut Self, &'a Item, &Names<'a>),
    ) {
        let mut seen = BTreeSet::new();
        let mut index = 0;
        for (position, item) in found.iter().enumerate() {
            names.index = position;
            let labels = self.ast.keys(item).len() - 1;
            let complaint = match labels {
                0 => labelled.missing,
                1 => None,
                _ => labelled.extra,
            };
            if let Some(text) = complaint {
                self.faults.enter(labelled.label_frames, &names);
                self.faults.add(words::wrong_labels(text), item.value.span);
                self.faults.leave(labelled.label_frames);
            }
            let Some(label) = self.label(item) else {
                continue;
            };
            names.label = label.clone();
            if let Some(text) = labelled.twice
                && !seen.insert(label)
            {
                self.faults
                    .add(words::label_twice(names.fill(text, "")), item.value.span);
                continue;
            }
            names.index = index;
            index += 1;
            self.faults.enter(labelled.frames, &names);
            decode(self, item, &names);
            self.faults.leave(labelled.frames);
        }
    }

    fn entries(
        &mut self,
        block: &Block,
        too_many: Option<&'static str>,
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        names: Names<'a>,
    ) {
        let count = found.unlabelled().count();
        if let Some(text) = too_many {
            if count > 1 {
                let message = words::not_one_block(names.fill(text, ""));
                let second = found.unlabelled().nth(1);
                self.faults
                    .add(message, second.map(|item| item.value.span).unwrap_or_default());
            } else if count == 0 {
                self.refuse_labels(found);
            }
        }
        let object_type = target.object_type();
        let Some(index) = object_type.position(block.member, 0) else {
            return;
        };
        let kind = object_type.fields.get(index).map(|field| field.kind);
        for item in found.unlabelled() {
            let entries = match resolve::object(self.ast, &item.value) {
                Ok(entries) => entries,
                Err((message, span)) => {
                    self.faults.add(message, span);
                    continue;
                }
            };
            let mut weak = WeakDecoder {
                typing: Typing::Weak,
                places: &mut self.places,
                misfits: Vec::new(),
            };
            let slot = target.member_mut(index).map(Member::slot);
            if let (Some(Slot::Map(map)), Some(kind)) = (slot, kind) {
                weak.places.enter_member(block.member, item.value.span);
                weak.entries(map, &kind, entries, &Name::root(""));
                weak.places.leave();
            }
            let misfits = weak.misfits;
            self.faults.misfits(misfits);
        }
    }
}

/// Decodes the values of keys that a stanza does not have, but its object, under a name that nobody is told. They
/// are refused afterwards; what does not fit comes first.
fn unknown_values(ast: &Ast<'_>, weak: &mut WeakDecoder<'_>, target: &mut dyn Object, found: &Found<'_, '_>) {
    if found.iter().next().is_none() {
        return;
    }
    let mut items: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    for item in found.iter() {
        let key = ast.keys(item).first().map(|key| ast.key(key)).unwrap_or_default();
        items.entry(resolve::fold(&key)).or_default().push(item);
    }
    let object_type = target.object_type();
    for (index, field) in object_type.fields.iter().enumerate() {
        let name = resolve::fold(names::decoder_name(object_type, field));
        let named = items.get(&name).map(Vec::as_slice).unwrap_or_default();
        let value = resolve::items(ast, named, "").ok().flatten();
        if let (Some(value), Some(member)) = (value, target.member_mut(index))
            && field.is_in(object::Shape::Submitted)
        {
            let name = Name::of_member(object_type, field);
            weak.member(member, &field.kind, field.go_type, value, &name);
        }
    }
}

/// The member of this API name.
fn member_of<'o>(object: &'o mut dyn Object, name: &str) -> Option<&'o mut dyn Member> {
    let index = object.object_type().position(name, 0)?;
    object.member_mut(index)
}

/// The text in a member of this API name, empty if there is none.
fn text_of(object: &dyn Object, name: &str) -> String {
    let index = object.object_type().position(name, 0);
    let member = index.and_then(|index| object.member(index));
    match member.map(Member::view) {
        Some(object::View::Str(text)) => text.to_owned(),
        _ => String::new(),
    }
}

/// Writes the label of a block into the member that is for it.
fn set_label(object: &mut dyn Object, label: &str) {
    let fields = object.object_type().fields;
    let index = fields.iter().position(|field| field.hcl == Hcl::Label);
    let member = index.and_then(|index| object.member_mut(index));
    if let Some(Slot::Str(text)) = member.map(Member::slot) {
        label.clone_into(text);
    }
}

/// Gives a member its default.
fn preset(object: &mut dyn Object, name: &str) {
    let Some(field) = object.object_type().field(name) else {
        return;
    };
    let Some(member) = member_of(object, name) else {
        return;
    };
    match (field.default, member.slot()) {
        (Literal::Bool(value), Slot::Bool(slot)) => *slot = value,
        (Literal::Int(value), Slot::Int(slot)) => *slot = value,
        (Literal::Str(value), Slot::Str(slot)) => value.clone_into(slot),
        (Literal::Duration(value), Slot::Duration(slot)) => *slot = Duration::from_nanoseconds(value),
        _ => {}
    }
}
