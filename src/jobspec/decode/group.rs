//! The `group` stanza, its disk and its scaling.

use super::faults::{Frame, Names};
use super::found::Found;
use super::service::SERVICES;
use super::stanza::{Block, Labelled, NotObject, Shape, Single, Stanza};
use super::task::{TASKS, decode_task, inherit_vault};
use super::weak::Typing;
use super::{Decoder, constraint, policy, resources, volume};
use crate::jobspec::hcl1::Item;
use crate::jobspec::messages as words;
use crate::model::object::Object;
use crate::model::scaling::ScalingPolicy;
use crate::model::task_group::TaskGroup;

/// The groups of a job.
pub(super) const GROUPS: Labelled = Labelled {
    stanza: &GROUP,
    twice: Some("group '{label}' defined more than once"),
    ..Labelled::PLAIN
};

static GROUP: Stanza = Stanza {
    name: "a group",
    keys: &[
        "count",
        "constraint",
        "affinity",
        "restart",
        "meta",
        "task",
        "ephemeral_disk",
        "update",
        "reschedule",
        "vault",
        "migrate",
        "spread",
        "shutdown_delay",
        "network",
        "service",
        "volume",
        "scaling",
        "stop_after_client_disconnect",
    ],
    not_object: NotObject::Words("group '{label}': should be an object"),
    key_frames: &[Frame::Before("'{label}' ->")],
    typing: Typing::WeakWithDurations,
    blocks: &[
        constraint::constraints(&[Frame::Before("'{owner}', constraint ->")]),
        constraint::affinities(&[Frame::Before("'{owner}', affinity ->")]),
        policy::restart(&[Frame::Before("'{owner}', restart ->")]),
        constraint::spreads(&[Frame::Before("spread ->")]),
        resources::network(&[]),
        policy::reschedule("ReschedulePolicy", &[Frame::Before("'{owner}', reschedule ->")]),
        Block {
            key: "ephemeral_disk",
            member: "EphemeralDisk",
            frames: &[Frame::Before("'{owner}', ephemeral_disk ->")],
            shape: Shape::Single(Single {
                stanza: &EPHEMERAL_DISK,
                too_many: "only one 'ephemeral_disk' block allowed",
                ..Single::PLAIN
            }),
        },
        policy::update(&[Frame::Before("update ->")]),
        policy::migrate(&[Frame::Before("migrate ->")]),
        Block::entries("meta", "Meta"),
        Block {
            key: "volume",
            member: "Volumes",
            frames: &[Frame::Before("volume ->")],
            shape: Shape::Special(volume::volumes),
        },
        Block {
            key: "scaling",
            member: "Scaling",
            frames: &[Frame::Before("scaling ->")],
            shape: Shape::Single(Single {
                stanza: &SCALING,
                too_many: "only one 'scaling' block allowed",
                ..Single::PLAIN
            }),
        },
        Block {
            key: "task",
            member: "Tasks",
            frames: &[Frame::Before("'{owner}', task:")],
            shape: Shape::Labelled(TASKS),
        },
        Block {
            key: "vault",
            member: "",
            frames: &[Frame::Before("'{owner}', vault ->")],
            shape: Shape::Special(vault_of_tasks),
        },
        Block {
            key: "service",
            member: "Services",
            frames: &[Frame::Before("'{owner}',")],
            shape: Shape::Each(SERVICES),
        },
    ],
    ..Stanza::PLAIN
};

/// Decodes the task of a group that has been made for it.
pub(super) fn only_task<'a>(
    decoder: &mut Decoder<'a>,
    group: &mut TaskGroup,
    item: &'a Item,
    names: &Names<'a>,
) {
    decoder.places.enter_member("Tasks", item.value.span);
    decoder.places.enter_index(0, item.value.span);
    let task = decode_task(decoder, item, names);
    decoder.places.leave();
    decoder.places.leave();
    group.tasks = Some(vec![task]);
}

/// A `vault` stanza of the group holds for all its tasks that have none.
fn vault_of_tasks<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    if let Some(group) = target.as_any_mut().downcast_mut::<TaskGroup>() {
        inherit_vault(decoder, group.tasks.iter_mut().flatten(), found, names);
    }
}

static EPHEMERAL_DISK: Stanza = Stanza {
    name: "an ephemeral_disk stanza",
    keys: &["sticky", "size", "migrate"],
    ..Stanza::PLAIN
};

static SCALING: Stanza = Stanza {
    name: "a scaling stanza",
    keys: &["min", "max", "policy", "enabled"],
    not_object: NotObject::Words("should be an object"),
    after_values: Some(needs_max),
    blocks: &[Block {
        key: "policy",
        member: "Policy",
        frames: &[],
        shape: Shape::Entries {
            too_many: Some("only one 'policy' block allowed per 'scaling' block"),
        },
    }],
    ..Stanza::PLAIN
};

fn needs_max<'a>(decoder: &mut Decoder<'a>, target: &mut dyn Object, found: &Found<'_, 'a>, _: &Names<'a>) {
    let scaling = target.as_any_mut().downcast_mut::<ScalingPolicy>();
    if scaling.is_some_and(|scaling| scaling.max.is_none()) {
        decoder.faults.add((&words::NO_MAX).into(), found.node.span);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{error, group, group_error};

    #[test]
    fn groups_have_names_of_their_own() {
        assert_eq!(
            error("group \"a\" {} group \"a\" {}"),
            "group: group 'a' defined more than once"
        );
    }

    #[test]
    fn scaling_needs_a_maximum() {
        let scaling = group("scaling { max = \"5\" enabled = \"false\" policy { a { b = 1 } } }")
            .scaling
            .unwrap();
        assert_eq!((scaling.max, scaling.enabled), (Some(5), Some(false)));
        assert_eq!(
            serde_json::json!(scaling.policy),
            serde_json::json!({"a": [{"b": 1}]})
        );
        assert_eq!(
            group_error("scaling { policy {} policy {} }"),
            "scaling -> missing 'max'"
        );
        assert_eq!(group_error("scaling = 1"), "scaling -> should be an object");
    }

    #[test]
    fn stanzas_are_looked_at_in_an_order_of_their_own() {
        assert_eq!(
            group_error("update { foo = 1 }\nrestart { foo = 1 }\nconstraint { foo = 1 }"),
            "1 error occurred:\n\t* group: 'g', constraint -> invalid key: foo\n\n"
        );
        assert_eq!(
            group_error("update = 1\nmigrate = 1"),
            "update -> At 3:10: root: not an object type for map (*ast.LiteralType)"
        );
    }
}
