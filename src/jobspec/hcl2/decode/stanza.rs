//! The walk over a body, its schema and the object that it fills.

use super::body::{Attribute, Block, Body};
use super::schema::{self, Row};
use super::{Decoder, constraint, messages as words};
use crate::diagnostic::Span;
use crate::model::network::Port;
use crate::model::object::{Kind, ListMut, Member, Object, Slot};
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;

/// What a block takes of what a job may take, beside what is in it.
const BLOCK: u64 = 256;

impl<'a> Decoder<'a> {
    /// Decodes a body into an object.
    pub(super) fn object(&mut self, target: &mut dyn Object, body: &Body<'a>) {
        if !self.spend(BLOCK, body.original().file(), body.span(), false) {
            return;
        }
        if constraint::is_one(target) {
            return self.constraint(target, body);
        }
        let any = target.as_any_mut();
        if let Some(group) = any.downcast_mut::<TaskGroup>() {
            return self.group(group, body);
        }
        if let Some(task) = any.downcast_mut::<Task>() {
            return self.task(task, body);
        }
        self.stanza(target, body);
    }

    /// The same by the table of its members alone.
    pub(super) fn stanza(&mut self, target: &mut dyn Object, body: &Body<'a>) {
        let stanza = self.stanzas.of(target.object_type());
        let content = self.content(body, &stanza.schema());
        for attribute in &content.attributes {
            let row = stanza.attributes.iter().find(|row| row.key == attribute.name);
            if let Some(row) = row
                && let Some(member) = target.member_mut(row.index)
            {
                self.attribute(member, row, attribute);
            }
        }
        for row in &stanza.blocks {
            let blocks: Vec<&Block<'a>> = content
                .blocks
                .iter()
                .filter(|block| block.kind == row.key)
                .collect();
            if let Some(first) = blocks.first()
                && !self.is_too_many(row, &blocks)
                && let Some(member) = target.member_mut(row.index)
            {
                match member.slot() {
                    Slot::Object(object) => {
                        self.places.enter_member(row.field.name, first.body.span());
                        self.block(object, first);
                        self.places.leave();
                    }
                    _ => self.blocks(member, row, &blocks),
                }
            }
        }
    }

    fn attribute(&mut self, member: &mut dyn Member, row: &Row, attribute: &Attribute<'a>) {
        self.places.enter_member(row.field.name, attribute.value.span());
        self.put(member, &row.field.kind, &attribute.value);
        self.places.leave();
    }

    /// Blocks that may be there once only.
    fn is_too_many(&mut self, row: &Row, blocks: &[&Block<'a>]) -> bool {
        let many = match row.field.kind {
            Kind::List(_) => true,
            Kind::Map(of) => matches!(of, Kind::Object(_)),
            _ => false,
        };
        let (Some(first), Some(second), false) = (blocks.first(), blocks.get(1), many) else {
            return false;
        };
        let first = self.range(first.file, first.header_span);
        self.fault(
            second.file,
            second.header_span,
            words::duplicate_block(row.key, &first),
        );
        true
    }

    /// Blocks that make a list or a map.
    fn blocks(&mut self, member: &mut dyn Member, row: &Row, blocks: &[&Block<'a>]) {
        let Some(first) = blocks.first() else { return };
        let name = row.field.name;
        if let (Slot::List(ports), "port") = (member.slot(), row.key) {
            return self.ports(ports, blocks);
        }
        self.places.enter_member(name, first.body.span());
        match (member.slot(), row.field.kind) {
            (Slot::List(list), _) => {
                // Tasks right in the job are groups before the written ones.
                let before = if name == "TaskGroups" {
                    self.lone_tasks.len()
                } else {
                    0
                };
                for (index, block) in blocks.iter().enumerate() {
                    self.places.enter_index(before + index, block.body.span());
                    if let Slot::Object(object) = list.push().slot() {
                        self.block(object, block);
                    }
                    self.places.leave();
                }
            }
            (Slot::Map(map), Kind::Map(Kind::Object(_))) => {
                for block in blocks {
                    let label = block.labels.first().map(String::as_str).unwrap_or_default();
                    let entry = map.entry(label);
                    entry.clear();
                    self.places.enter_key(label, block.body.span());
                    if let Slot::Object(object) = entry.slot() {
                        self.block(object, block);
                    }
                    self.places.leave();
                }
            }
            (Slot::Map(map), Kind::Map(Kind::Json)) => self.free_map(map, &first.body),
            (Slot::Map(map), Kind::Map(of)) => self.plain_map(map, of, &first.body),
            _ => {}
        }
        self.places.leave();
    }

    /// Notes where the label of a block is, which is the value of this member.
    pub(super) fn note_label(&mut self, member: &'static str, spans: &[Span]) {
        if let Some(span) = spans.first() {
            self.places.enter_member(member, *span);
            self.places.leave();
        }
    }

    /// Decodes a block into an object, and its label.
    fn block(&mut self, target: &mut dyn Object, block: &Block<'a>) {
        let index = schema::label(target.object_type());
        if let Some(row) = index.and_then(|index| target.object_type().fields.get(index)) {
            self.note_label(row.name, &block.label_spans);
        }
        self.object(target, &block.body);
        let label = index.and_then(|index| target.member_mut(index));
        if let (Some(Slot::Str(slot)), Some(label)) = (label.map(Member::slot), block.labels.first()) {
            slot.clone_from(label);
        }
    }

    /// Ports: those with a number will be reserved ones.
    fn ports(&mut self, ports: &mut dyn ListMut, blocks: &[&Block<'a>]) {
        let (mut dynamic, mut reserved) = (0, 0);
        for block in blocks {
            self.places.enter_member("DynamicPorts", block.body.span());
            self.places.enter_index(dynamic, block.body.span());
            let Slot::Object(port) = ports.push().slot() else {
                continue;
            };
            self.block(port, block);
            if port
                .as_any()
                .downcast_ref::<Port>()
                .is_some_and(|port| port.value > 0)
            {
                self.places.rename("ReservedPorts", reserved);
                reserved += 1;
            } else {
                dynamic += 1;
            }
            self.places.leave();
            self.places.leave();
        }
    }
}
