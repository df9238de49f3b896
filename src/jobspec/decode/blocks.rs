//! The blocks of a stanza, in the shapes that a description gives them.

use std::collections::BTreeSet;

use super::Decoder;
use super::faults::Names;
use super::found::Found;
use super::member::{member_of, preset, set_label};
use super::resolve;
use super::stanza::{Block, Each, Labelled, Labels, Shape, Single};
use super::weak::{Name, Typing};
use crate::jobspec::hcl1::Item;
use crate::jobspec::messages as words;
use crate::model::object::{Hcl, Member, Object, Slot, View};

impl<'a> Decoder<'a> {
    /// Looks at blocks in their order; the numbers are those of their keys.
    pub(super) fn blocks(
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

    pub(super) fn block(
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
    pub(super) fn only(
        &mut self,
        single: &Single,
        found: &Found<'_, 'a>,
        names: Names<'a>,
    ) -> Option<&'a Item> {
        let ast = self.ast;
        let ignores_labels = single.labels == Labels::Ignored;
        let mut items = found
            .iter()
            .filter(|item| ignores_labels || ast.keys(item).len() == 1);
        let count = items.clone().count();
        let first = items.next();
        if count > 1 || (count == 0 && single.is_required) {
            let names = Names { count, ..names };
            let span = items.next().map_or(found.node.span, |second| self.head(second));
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
        // Tasks right in the job are groups that are there already.
        let before = match member.view() {
            View::List(list) => list.len(),
            _ => 0,
        };
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
            this.places.enter_index(before + names.index, item.value.span);
            let fields = object.object_type().fields;
            if let Some(row) = fields.iter().find(|row| row.hcl == Hcl::Label) {
                this.note_label(row.name, item);
            }
            this.stanza(labelled.stanza, object, &item.value, names);
            this.places.leave();
        });
        self.places.leave();
    }

    /// Calls `decode` for each block with its label, inside the frames of each; the names' index counts them.
    pub(super) fn each_label(
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
                self.faults.add(words::wrong_labels(text), self.head(item));
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
                    .add(words::label_twice(names.fill(text, "")), self.head(item));
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
                let span = second.map(|item| self.head(item)).unwrap_or_default();
                self.faults.add(message, span);
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
            self.convert(Typing::Weak, |weak| {
                let slot = target.member_mut(index).map(Member::slot);
                if let (Some(Slot::Map(map)), Some(kind)) = (slot, kind) {
                    weak.places.enter_member(block.member, item.value.span);
                    weak.entries(map, &kind, entries, &Name::root(""));
                    weak.places.leave();
                }
            });
        }
    }
}
