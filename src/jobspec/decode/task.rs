//! The `task` stanza and what stands in it but its resources and services.

use super::faults::{Frame, Names};
use super::found::Found;
use super::member::preset;
use super::service::SERVICES;
use super::stanza::{Block, Each, Labelled, Labels, NotObject, Shape, Single, Stanza};
use super::weak::Typing;
use super::{Decoder, constraint, policy, resolve, resources};
use crate::jobspec::hcl1::Item;
use crate::model::object::{Object, ObjectType};
use crate::model::task::{Task, Vault};

/// The tasks of a group or a job.
pub(super) const TASKS: Labelled = Labelled {
    stanza: &TASK,
    twice: Some("task '{label}' defined more than once"),
    frames: &[Frame::Before("'{label}',")],
    ..Labelled::PLAIN
};

pub(super) static TASK: Stanza = Stanza {
    name: "a task",
    keys: &[
        "driver",
        "user",
        "config",
        "env",
        "resources",
        "meta",
        "logs",
        "kill_timeout",
        "shutdown_delay",
        "kill_signal",
        "artifact",
        "constraint",
        "affinity",
        "dispatch_payload",
        "lifecycle",
        "leader",
        "restart",
        "service",
        "template",
        "vault",
        "kind",
        "volume_mount",
        "csi_plugin",
    ],
    not_object: NotObject::Words("should be an object"),
    typing: Typing::WeakWithDurations,
    blocks: &[
        Block::entries("env", "Env"),
        Block {
            key: "service",
            member: "Services",
            frames: &[],
            shape: Shape::Each(SERVICES),
        },
        Block {
            key: "csi_plugin",
            member: "CSIPluginConfig",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &CSI_PLUGIN,
                too_many: "csi_plugin -> Expected single stanza, got {count}",
                ..Single::PLAIN
            }),
        },
        Block::entries("config", "Config"),
        constraint::constraints(&[Frame::Before("constraint ->")]),
        constraint::affinities(&[Frame::Before("affinity ->")]),
        Block::entries("meta", "Meta"),
        Block {
            key: "volume_mount",
            member: "VolumeMounts",
            frames: &[Frame::Before("volume_mount ->")],
            shape: Shape::Each(Each {
                stanza: &VOLUME_MOUNT,
                labels: Labels::Ignored,
                frames: &[],
            }),
        },
        resources::RESOURCES_BLOCK,
        policy::restart(&[Frame::Before("restart ->")]),
        LOGS_BLOCK,
        Block {
            key: "artifact",
            member: "Artifacts",
            frames: &[Frame::Before("artifact ->")],
            shape: Shape::Each(Each {
                stanza: &ARTIFACT,
                labels: Labels::Hide,
                frames: &[],
            }),
        },
        Block {
            key: "template",
            member: "Templates",
            frames: &[Frame::Before("template ->")],
            shape: Shape::Each(Each {
                stanza: &TEMPLATE,
                labels: Labels::Hide,
                frames: &[],
            }),
        },
        Block {
            key: "vault",
            member: "Vault",
            frames: &[Frame::Before("vault ->")],
            shape: Shape::Single(VAULT_BLOCK),
        },
        Block {
            key: "dispatch_payload",
            member: "DispatchPayload",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &DISPATCH_PAYLOAD,
                too_many: "only one dispatch_payload block is allowed in a task. Number of dispatch_payload blocks found: {count}",
                labels: Labels::Ignored,
                ..Single::PLAIN
            }),
        },
        Block {
            key: "lifecycle",
            member: "Lifecycle",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &LIFECYCLE,
                too_many: "only one lifecycle block is allowed in a task. Number of lifecycle blocks found: {count}",
                labels: Labels::Ignored,
                ..Single::PLAIN
            }),
        },
    ],
    ..Stanza::PLAIN
};

/// The task that stands beside a service as its Connect proxy: a task with fewer keys, and a name as one of them.
pub(super) static SIDECAR_TASK: Stanza = Stanza {
    name: "a sidecar_task stanza",
    keys: &[
        "driver",
        "user",
        "config",
        "env",
        "resources",
        "meta",
        "logs",
        "kill_timeout",
        "shutdown_delay",
        "kill_signal",
        "name",
    ],
    not_object: NotObject::Words("should be an object"),
    typing: Typing::WeakWithDurations,
    blocks: &[
        Block::entries("env", "Env"),
        Block::entries("config", "Config"),
        Block::entries("meta", "Meta"),
        resources::RESOURCES_BLOCK,
        LOGS_BLOCK,
    ],
    ..Stanza::PLAIN
};

/// Decodes one task.
pub(super) fn decode_task<'a>(decoder: &mut Decoder<'a>, item: &'a Item, names: &Names<'a>) -> Task {
    let mut task = Task {
        name: names.label.clone().into_owned(),
        ..Task::default()
    };
    decoder.stanza(&TASK, &mut task, &item.value, names);
    task
}

const LOGS_BLOCK: Block = Block {
    key: "logs",
    member: "LogConfig",
    frames: &[],
    shape: Shape::Single(Single {
        stanza: &LOGS,
        too_many: "only one logs block is allowed in a Task. Number of logs block found: {count}",
        labels: Labels::Ignored,
        ..Single::PLAIN
    }),
};

static LOGS: Stanza = Stanza {
    name: "a logs stanza",
    keys: &["max_files", "max_file_size"],
    key_frames: &[Frame::Before("logs ->")],
    ..Stanza::PLAIN
};

static DISPATCH_PAYLOAD: Stanza = Stanza {
    name: "a dispatch_payload stanza",
    keys: &["file"],
    key_frames: &[Frame::Before("dispatch_payload ->")],
    ..Stanza::PLAIN
};

static LIFECYCLE: Stanza = Stanza {
    name: "a lifecycle stanza",
    keys: &["hook", "sidecar"],
    key_frames: &[Frame::Before("lifecycle ->")],
    ..Stanza::PLAIN
};

static VOLUME_MOUNT: Stanza = Stanza {
    name: "a volume_mount stanza",
    keys: &["volume", "read_only", "destination", "propagation_mode"],
    ..Stanza::PLAIN
};

static ARTIFACT: Stanza = Stanza {
    name: "an artifact stanza",
    keys: &["source", "options", "mode", "destination"],
    blocks: &[Block {
        key: "options",
        member: "GetterOptions",
        frames: &[Frame::Before("options: ")],
        shape: Shape::Entries {
            too_many: Some("only one 'options' block allowed per artifact"),
        },
    }],
    ..Stanza::PLAIN
};

const TEMPLATE_PRESETS: &[&str] = &["ChangeMode", "Splay", "Perms"];
const VAULT_PRESETS: &[&str] = &["Env", "ChangeMode"];

/// The members of an object that have their default as soon as its stanza is there.
pub(crate) fn presets_of(object: &ObjectType) -> &'static [&'static str] {
    match object.name {
        "Template" => TEMPLATE_PRESETS,
        "Vault" => VAULT_PRESETS,
        _ => &[],
    }
}

static TEMPLATE: Stanza = Stanza {
    name: "a template stanza",
    keys: &[
        "change_mode",
        "change_signal",
        "data",
        "destination",
        "left_delimiter",
        "perms",
        "right_delimiter",
        "source",
        "splay",
        "env",
        "vault_grace",
    ],
    typing: Typing::WeakWithDurations,
    presets: TEMPLATE_PRESETS,
    ..Stanza::PLAIN
};

const VAULT_BLOCK: Single = Single {
    stanza: &VAULT,
    too_many: "only one 'vault' block allowed per task",
    labels: Labels::Hide,
    ..Single::PLAIN
};

static VAULT: Stanza = Stanza {
    name: "a vault stanza",
    keys: &["namespace", "policies", "env", "change_mode", "change_signal"],
    not_object: NotObject::Words("vault: should be an object"),
    key_frames: &[Frame::Before("vault ->")],
    presets: VAULT_PRESETS,
    ..Stanza::PLAIN
};

/// Decodes a `vault` stanza around tasks into all of them that have none of their own.
pub(super) fn inherit_vault<'t, 'a>(
    decoder: &mut Decoder<'a>,
    tasks: impl Iterator<Item = &'t mut Task>,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    let mut vault = Vault::default();
    for member in VAULT.presets {
        preset(&mut vault, member);
    }
    if let Some(item) = decoder.only(&VAULT_BLOCK, found, names.clone()) {
        decoder.stanza(&VAULT, &mut vault, &item.value, names);
    }
    for task in tasks {
        task.vault.get_or_insert_with(|| vault.clone());
    }
}

/// Its keys are not checked, and may be written in any case.
static CSI_PLUGIN: Stanza = Stanza {
    name: "a csi_plugin stanza",
    keys: &["id", "type", "mount_dir"],
    not_object: NotObject::NotMap,
    allows_any_key: true,
    values: Some(csi_plugin_values),
    ..Stanza::PLAIN
};

fn csi_plugin_values<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    _: &Names<'a>,
) {
    let ast = decoder.ast;
    decoder.convert(Typing::Weak, |weak| {
        // What cannot be resolved was found before.
        if let Ok(entries) = resolve::object(ast, found.node) {
            weak.object(target, &entries, None);
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{group, job, task, task_error};

    #[test]
    fn a_vault_stanza_holds_for_tasks_without_one() {
        let job = job(
            "vault { policies = \"job\" }\ngroup \"a\" { vault \"x\" {}\n task \"own\" { vault { policies = [\"own\"] env = false } }\n task \"group\" {} }\ngroup \"b\" { task \"job\" {} }",
        );
        let vault = |group: &str, task: &str| {
            job.group(group)
                .unwrap()
                .task(task)
                .unwrap()
                .vault
                .clone()
                .unwrap()
        };
        assert_eq!(vault("a", "own").policies.unwrap(), ["own"]);
        assert_eq!(vault("a", "own").env, Some(false));
        // A label hides what is in the stanza, and what it is there for stays.
        assert_eq!(
            (vault("a", "group").policies, vault("a", "group").env),
            (None, Some(true))
        );
        assert_eq!(vault("b", "job").policies.unwrap(), ["job"]);
        assert_eq!(vault("b", "job").change_mode.as_deref(), Some("restart"));
    }

    #[test]
    fn maps_are_merged_over_their_blocks() {
        let task = task(
            "env { a = 1 b = true }\nenv { a = 2.50 c = \"x\" }\nconfig { a { b = 1 } }\nconfig { a = [2] c = 1e2 }\nmeta {}",
        );
        assert_eq!(json!(task.env), json!({"a": "2.5", "b": "1", "c": "x"}));
        assert_eq!(json!(task.config), json!({"a": [2], "c": 100.0}));
        assert_eq!(json!(task.meta), json!({}));
        assert_eq!(
            task_error("env = [1]"),
            "At 4:7: root: not an object type for map (*ast.ListType)"
        );
    }

    #[test]
    fn templates_have_some_defaults_already() {
        let template = &task("template { data = <<-E\n    a\n     b\n    E\n perms = 644 }")
            .templates
            .unwrap()[0];
        assert_eq!(template.embedded_tmpl.as_deref(), Some("a\n b\n"));
        assert_eq!(template.perms.as_deref(), Some("644"));
        assert_eq!(template.splay.unwrap().nanoseconds(), 5_000_000_000);
        assert_eq!(
            (template.change_mode.as_deref(), &template.left_delim),
            (Some("restart"), &None)
        );
    }

    #[test]
    fn the_keys_of_a_csi_plugin_are_free() {
        let plugin = task("csi_plugin { ID = \"a\" Type = \"node\" foo = 1 }")
            .csi_plugin_config
            .unwrap();
        assert_eq!((plugin.id.as_str(), plugin.plugin_type.as_str()), ("a", "node"));
        assert_eq!(
            task_error("csi_plugin { type = [] }"),
            "1 error(s) decoding:\n\n* 'type' expected type 'api.CSIPluginType', got unconvertible type '[]interface {}'"
        );
    }

    #[test]
    fn tasks_have_names_of_their_own() {
        assert_eq!(group("task \"a\" \"b\" {}").tasks.unwrap()[0].name, "a");
        assert_eq!(group("task {}").tasks, None);
        assert_eq!(
            super::super::testing::group_error("task \"a\" {} task \"a\" {}"),
            "'g', task: task 'a' defined more than once"
        );
        // A label may hold the very placeholder of the reference's own template.
        assert_eq!(
            super::super::testing::group_error("task \"{{err}}\" { a = 1 }"),
            "1 error occurred:\n\t* group: 'g', task: 'invalid key: a', invalid key: a\n\n"
        );
    }
}
