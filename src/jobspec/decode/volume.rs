//! The `volume` stanzas of a group, and what else the reference reads by rules of its own.
//!
//! For these the reference does not make values first: HCL's own decoder fills the object. It converts in other
//! ways, and when a volume does not fit, all volumes of the group are dropped without a word.

use std::collections::BTreeMap;

use super::Decoder;
use super::faults::Names;
use super::found::Found;
use super::resolve::fold;
use crate::diagnostic::Span;
use crate::jobspec::hcl1::{Ast, Item, Node, NodeKind, TokenKind};
use crate::model::object::{Described, Field, Hcl, Member, Object, ObjectType, Slot};
use crate::model::task_group::TaskGroup;
use crate::model::volume::{CsiMountOptions, VolumeRequest};
use crate::notation::number::parse_int;

/// An item and how many of its keys have been read: the next one names a member, those after it are labels.
type Rest<'n> = (&'n Item, usize);

/// Keys that an object does not have, and the same of the object inside it: a volume has one.
#[derive(Default)]
struct Unknown {
    keys: Vec<(String, Span)>,
    inside: Option<(&'static str, Box<Unknown>)>,
}

pub(super) fn volumes<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    _: &Names<'a>,
) {
    let Some(group) = target.as_any_mut().downcast_mut::<TaskGroup>() else {
        return;
    };
    let Some(volumes) = all_volumes(decoder.ast, found) else {
        return;
    };
    let mut members = BTreeMap::new();
    for (label, (mut volume, unknown, item)) in volumes {
        match unknown.inside {
            Some((name, inside)) if !inside.keys.is_empty() => {
                let inside_words = format!("{name} ");
                let stanza = format!("a {name} stanza");
                let faults = &mut decoder.faults;
                faults.unexpected_keys(
                    &inside.keys,
                    &inside_words,
                    &stanza,
                    &keys_of(CsiMountOptions::TYPE),
                );
            }
            _ if !unknown.keys.is_empty() => {
                let faults = &mut decoder.faults;
                faults.unexpected_keys(&unknown.keys, "", "a volume", &keys_of(VolumeRequest::TYPE));
            }
            _ => {}
        }
        decoder.places.enter_member("Volumes", item.value.span);
        decoder.places.enter_key(&label, item.value.span);
        decoder.places.leave();
        decoder.places.leave();
        volume.name.clone_from(&label);
        members.insert(label, volume);
    }
    group.volumes = Some(members);
}

fn keys_of(object: &ObjectType) -> Vec<&'static str> {
    let key = |field: &Field| match field.hcl {
        Hcl::Key(key) => Some(key),
        _ => None,
    };
    object.fields.iter().filter_map(key).collect()
}

type Volumes<'a> = BTreeMap<String, (VolumeRequest, Unknown, &'a Item)>;

/// All volumes by their labels; `None` if one does not fit.
fn all_volumes<'a>(ast: &Ast<'a>, found: &Found<'_, 'a>) -> Option<Volumes<'a>> {
    let mut volumes: Volumes<'a> = BTreeMap::new();
    let mut by_label: BTreeMap<String, Vec<Rest<'a>>> = BTreeMap::new();
    for item in found.iter() {
        let label = ast.key(ast.keys(item).get(1)?);
        by_label.entry(fold(&label)).or_default().push((item, 2));
    }
    for item in found.iter() {
        let keys = ast.keys(item);
        let label = ast.key(keys.get(1)?);
        let has_more_labels = keys.len() > 2;
        if has_more_labels && volumes.contains_key(label.as_ref()) {
            continue;
        }
        let (volume, unknown, _) = volumes
            .entry(label.clone().into_owned())
            .or_insert_with(|| (VolumeRequest::default(), Unknown::default(), item));
        if has_more_labels {
            fill(ast, by_label.get(&fold(&label))?, volume, unknown)?;
        } else {
            fill(ast, &items_of(ast, &item.value)?, volume, unknown)?;
        }
    }
    Some(volumes)
}

/// Fills an object from a node by HCL's own rules; `None` if something does not fit.
pub(super) fn fill_from_object(ast: &Ast<'_>, node: &Node, object: &mut dyn Object) -> Option<()> {
    fill(ast, &items_of(ast, node)?, object, &mut Unknown::default())
}

fn items_of<'n>(ast: &'n Ast<'_>, node: &Node) -> Option<Vec<Rest<'n>>> {
    match node.kind {
        NodeKind::Object(_) => Some(ast.items(node).iter().map(|item| (item, 0)).collect()),
        _ => None,
    }
}

/// Fills an object from items.
fn fill(ast: &Ast<'_>, items: &[Rest<'_>], object: &mut dyn Object, unknown: &mut Unknown) -> Option<()> {
    let keys = |(item, read): &Rest<'_>| ast.keys(item).get(*read..).unwrap_or_default();
    let mut left: Vec<(String, Span)> = Vec::new();
    for item in items {
        left.extend(keys(item).iter().map(|key| (ast.key(key).into_owned(), key.span)));
    }
    for (index, field) in object.object_type().fields.iter().enumerate() {
        let name = match field.hcl {
            Hcl::Key(key) => key,
            _ => field.name,
        };
        let folded = fold(name);
        let is_it = |item: &&Rest<'_>| {
            keys(item)
                .first()
                .is_some_and(|key| fold(&ast.key(key)) == folded)
        };
        let matches: Vec<&Rest<'_>> = items.iter().filter(is_it).collect();
        if matches.is_empty() {
            continue;
        }
        if let Some(at) = left.iter().position(|(key, _)| fold(key) == folded) {
            left.remove(at);
        }
        let member = object.member_mut(index)?;
        let (labelled, plain): (Vec<&Rest<'_>>, Vec<&Rest<'_>>) =
            matches.into_iter().partition(|item| keys(item).len() > 1);
        if !labelled.is_empty() {
            let Slot::Object(inner) = member.slot() else {
                return None;
            };
            let rest: Vec<Rest<'_>> = labelled.iter().map(|(item, read)| (*item, read + 1)).collect();
            fill_inside(ast, name, &rest, inner, unknown)?;
        }
        for (item, _) in plain {
            fill_member(ast, name, &item.value, member, unknown)?;
        }
    }
    if !left.is_empty() {
        left.sort();
        unknown.keys = left;
    }
    Some(())
}

fn fill_inside(
    ast: &Ast<'_>,
    name: &'static str,
    items: &[Rest<'_>],
    object: &mut dyn Object,
    unknown: &mut Unknown,
) -> Option<()> {
    let (_, inside) = unknown.inside.get_or_insert_with(|| (name, Box::default()));
    fill(ast, items, object, inside)
}

fn fill_member(
    ast: &Ast<'_>,
    name: &'static str,
    node: &Node,
    member: &mut dyn Member,
    unknown: &mut Unknown,
) -> Option<()> {
    match member.slot() {
        Slot::Object(object) => fill_inside(ast, name, &items_of(ast, node)?, object, unknown)?,
        Slot::Str(text) => *text = text_of(ast, node)?,
        Slot::Bool(slot) => {
            let NodeKind::Literal(TokenKind::Bool | TokenKind::String | TokenKind::Number) = node.kind else {
                return None;
            };
            *slot = match ast.raw(node.span).replace('"', "").to_lowercase().as_str() {
                "1" | "true" => true,
                "0" | "false" => false,
                _ => return None,
            };
        }
        Slot::Int(slot) => {
            let NodeKind::Literal(TokenKind::Number | TokenKind::String) = node.kind else {
                return None;
            };
            *slot = parse_int(&ast.literal(node), 64).ok()?;
        }
        Slot::List(list) => {
            let is_empty_object = matches!(node.kind, NodeKind::Object(_)) && ast.items(node).is_empty();
            if !is_empty_object && !matches!(node.kind, NodeKind::List(_)) {
                return None;
            }
            for element in ast.elements(node) {
                let Slot::Str(text) = list.push().slot() else {
                    return None;
                };
                *text = text_of(ast, element)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// The text of a literal; of a number as it is written.
fn text_of(ast: &Ast<'_>, node: &Node) -> Option<String> {
    match node.kind {
        NodeKind::Literal(_) => Some(ast.literal(node).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{group, group_error};

    #[test]
    fn volumes_are_read_by_rules_of_their_own() {
        let volumes = group(
            "volume \"a\" { TYPE = 5 read_only = \"TRUE\" source = \"x\" mount_options { fs_type = true mount_flags = [1, \"b\"] } }\nvolume \"a\" { source = \"y\" }",
        )
        .volumes
        .unwrap();
        let volume = &volumes["a"];
        assert_eq!((volume.name.as_str(), volume.volume_type.as_str()), ("a", "5"));
        assert_eq!((volume.source.as_str(), volume.read_only), ("y", true));
        let options = volume.mount_options.as_ref().unwrap();
        assert_eq!(options.fs_type, "true");
        assert_eq!(options.mount_flags.as_deref().unwrap(), ["1", "b"]);
    }

    #[test]
    fn one_that_does_not_fit_takes_all_along() {
        for bad in [
            "type = [1]",
            "read_only = \"yes\"",
            "mount_options = 1",
            "read_only = 1.5",
        ] {
            let volumes = format!("volume \"a\" {{ type = \"host\" }}\nvolume \"b\" {{ {bad} }}");
            assert_eq!(group(&volumes).volumes, None, "{bad}");
        }
        assert_eq!(group("volume { type = \"host\" }").volumes, None);
    }

    #[test]
    fn unknown_keys_are_refused_those_inside_first() {
        for (body, words) in [
            (
                "b = 1 a = 2 type = \"x\" type = \"y\"",
                "volume -> unexpected keys a, b, type",
            ),
            (
                "c = 1 mount_options { z = 1 }",
                "volume -> mount_options unexpected keys z",
            ),
        ] {
            assert_eq!(group_error(&format!("volume \"v\" {{ {body} }}")), words);
        }
        assert_eq!(
            group_error("volume \"v\" \"w\" {}"),
            "volume -> unexpected keys w"
        );
    }
}
