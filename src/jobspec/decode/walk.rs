//! The walk through a stanza: its keys, its values, its blocks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::faults::Names;
use super::found::{Found, Opened, Plan, Role, position};
use super::member::{preset, text_of};
use super::stanza::{NotObject, Stanza};
use super::weak::{Typing, WeakDecoder};
use super::{Decoder, names, resolve};
use crate::diagnostic::Span;
use crate::jobspec::hcl1::{Ast, Item, Node, NodeKind};
use crate::jobspec::messages as words;
use crate::model::object::{Object, Presence, Shape};

impl<'a> Decoder<'a> {
    /// The label of an item.
    pub(super) fn label(&self, item: &Item) -> Option<Cow<'a, str>> {
        self.ast.keys(item).get(1).map(|key| self.ast.key(key))
    }

    /// Notes where the label of an item is, which is the value of this member.
    pub(super) fn note_label(&mut self, member: &'static str, item: &Item) {
        if let Some(key) = self.ast.keys(item).get(1) {
            self.places.enter_member(member, key.span);
            self.places.leave();
        }
    }

    /// The keys of an item: what it is called.
    pub(super) fn head(&self, item: &Item) -> Span {
        let keys = self.ast.keys(item);
        match (keys.first(), keys.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => item.value.span,
        }
    }

    /// Decodes a stanza into an object.
    pub(super) fn stanza(
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
    pub(super) fn open(
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
    pub(super) fn fill(&mut self, opened: &Opened<'a>, target: &mut dyn Object, names: &Names<'a>) {
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
    pub(super) fn values(
        &mut self,
        plan: &Plan,
        target: &mut dyn Object,
        found: &Found<'_, 'a>,
        names: &Names<'a>,
    ) {
        let stanza = plan.stanza;
        let ast = self.ast;
        self.faults.enter(stanza.value_frames, names);
        self.convert(stanza.typing, |weak| {
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
                let is_alone = ast.keys(item).len() == 1 && !later.contains(&key);
                let value = if is_alone {
                    resolve::single(ast, &item.value).ok()
                } else {
                    Found { key, ..*found }.value()
                };
                if let Some(value) = value {
                    weak.member_at(target, *index, value);
                }
            }
            if stanza.checks_keys_last {
                unknown_values(ast, weak, target, found);
            }
        });
        self.faults.leave(stanza.value_frames);
    }

    /// Puts values into members; all that do not fit are one fault.
    pub(super) fn convert(&mut self, typing: Typing, put: impl FnOnce(&mut WeakDecoder<'_>)) {
        let mut weak = WeakDecoder {
            typing,
            places: &mut self.places,
            misfits: Vec::new(),
        };
        put(&mut weak);
        let misfits = weak.misfits;
        self.faults.misfits(misfits);
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
        if let Some(value) =
            value.filter(|_| field.is_in(Shape::Submitted) && field.presence != Presence::Newer)
        {
            weak.member_at(target, index, value);
        }
    }
}
