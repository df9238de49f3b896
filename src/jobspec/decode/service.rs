//! The `service` stanza and its checks.

use std::collections::BTreeMap;

use super::Decoder;
use super::connect::CONNECT;
use super::faults::{Frame, Names};
use super::found::Found;
use super::stanza::{Block, Each, Labels, Shape, Single, Stanza};
use super::value::Data;
use super::weak::Typing;
use crate::jobspec::messages as words;
use crate::model::object::Object;
use crate::model::service::ServiceCheck;

/// The services of a group or a task.
pub(super) const SERVICES: Each = Each {
    stanza: &SERVICE,
    labels: Labels::Ignored,
    frames: &[Frame::Before("service ({index}):")],
};

static SERVICE: Stanza = Stanza {
    name: "a service",
    keys: &[
        "name",
        "tags",
        "canary_tags",
        "enable_tag_override",
        "port",
        "check",
        "address_mode",
        "check_restart",
        "connect",
        "task",
        "meta",
        "canary_meta",
    ],
    named_by: Some("Name"),
    blocks: &[
        Block {
            key: "check",
            member: "Checks",
            frames: &[Frame::Before("'{owner}',")],
            shape: Shape::Each(Each {
                stanza: &CHECK,
                labels: Labels::Ignored,
                frames: &[],
            }),
        },
        Block {
            key: "check_restart",
            member: "CheckRestart",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &CHECK_RESTART,
                too_many: "check_restart '{owner}': cannot have more than 1 check_restart",
                labels: Labels::Ignored,
                frames: &[Frame::Before("'{owner}',")],
                ..Single::PLAIN
            }),
        },
        Block {
            key: "connect",
            member: "Connect",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &CONNECT,
                too_many: "connect '{owner}': cannot have more than 1 connect stanza",
                labels: Labels::Ignored,
                frames: &[Frame::Before("'{owner}',")],
                ..Single::PLAIN
            }),
        },
        Block::entries("meta", "Meta"),
        Block::entries("canary_meta", "CanaryMeta"),
    ],
    ..Stanza::PLAIN
};

static CHECK: Stanza = Stanza {
    name: "a check",
    keys: &[
        "name",
        "type",
        "interval",
        "timeout",
        "path",
        "protocol",
        "port",
        "expose",
        "command",
        "args",
        "initial_status",
        "tls_skip_verify",
        "header",
        "method",
        "check_restart",
        "address_mode",
        "grpc_service",
        "grpc_use_tls",
        "task",
        "success_before_passing",
        "failures_before_critical",
    ],
    key_frames: &[Frame::Before("check ->")],
    typing: Typing::WeakWithDurations,
    named_by: Some("Name"),
    first_blocks: &[Block {
        key: "header",
        member: "Header",
        frames: &[],
        shape: Shape::Special(header),
    }],
    blocks: &[Block {
        key: "check_restart",
        member: "CheckRestart",
        frames: &[],
        shape: Shape::Single(Single {
            stanza: &CHECK_RESTART,
            too_many: "check_restart '{owner}': cannot have more than 1 check_restart",
            labels: Labels::Ignored,
            frames: &[Frame::Before("check: '{owner}',")],
            ..Single::PLAIN
        }),
    }],
    ..Stanza::PLAIN
};

static CHECK_RESTART: Stanza = Stanza {
    name: "a check_restart stanza",
    keys: &["limit", "grace", "ignore_warnings"],
    key_frames: &[Frame::Before("check_restart ->")],
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};

/// Headers are lists of text; nothing is converted.
fn header<'a>(decoder: &mut Decoder<'a>, target: &mut dyn Object, found: &Found<'_, 'a>, _: &Names<'a>) {
    let (Some(value), Some(check)) = (found.value(), target.as_any_mut().downcast_mut::<ServiceCheck>())
    else {
        return;
    };
    let span = value.span;
    let Data::Maps(maps) = value.data else {
        return decoder
            .faults
            .add(words::header_not_blocks(value.data.go_type()), span);
    };
    let mut headers: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    for (name, values) in maps.into_iter().flat_map(|entries| entries.list) {
        let Data::List(list) = values.data else {
            return decoder
                .faults
                .add(words::header_not_list(&name, values.data.go_type()), values.span);
        };
        decoder.places.enter_member("Header", span);
        decoder.places.enter_key(&name, values.span);
        decoder.places.leave();
        decoder.places.leave();
        for value in list {
            let Data::Str(text) = value.data else {
                return decoder
                    .faults
                    .add(words::header_not_text(&name, value.data.go_type()), value.span);
            };
            let texts = headers.entry(name.clone().into_owned()).or_default();
            texts.get_or_insert_default().push(text.into_owned());
        }
    }
    check.header = Some(headers);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{task, task_error};

    #[test]
    fn headers_are_lists_of_text_from_all_blocks() {
        let check = |body: &str| {
            task(&format!("service {{ check {{ {body} }} }}"))
                .services
                .unwrap()[0]
                .checks
                .clone()
                .unwrap()
                .remove(0)
        };
        let header = check("header { a = [\"1\"] b = [] } header { a = [\"2\", \"3\"] }")
            .header
            .unwrap();
        assert_eq!(header["a"].as_deref().unwrap(), ["1", "2", "3"]);
        assert!(!header.contains_key("b"));
        for (header, words) in [
            ("header = 1", "expected a []map[string][]string but found int"),
            (
                "header { a = \"1\" }",
                "\"a\" expected a []string but found string",
            ),
            (
                "header \"l\" { a = [] }",
                "\"l\" expected a []string but found []map[string]interface {}",
            ),
            ("header { a = [1] }", "\"a\" expected a string but found int"),
        ] {
            assert_eq!(
                task_error(&format!("service {{ check {{ {header} }} }}")),
                format!("service (0): '', check -> header -> {words}")
            );
        }
    }

    #[test]
    fn services_are_numbered_and_named_in_faults() {
        assert_eq!(
            task_error("service {}\nservice { name = 5 check { interval = \"x\" } }"),
            "service (1): '5', 1 error(s) decoding:\n\n* error decoding 'Interval': time: invalid duration \"x\""
        );
        assert_eq!(
            task_error("service { name = \"a\" check { name = \"c\" check_restart {} check_restart {} } }"),
            "service (0): 'a', check_restart 'c': cannot have more than 1 check_restart"
        );
        assert_eq!(
            task_error("service { name = \"a\" check { name = \"c\" check_restart { foo = 1 } } }"),
            "1 error occurred:\n\t* group: 'g', task: 't', service (0): 'a', check: 'c', check_restart -> invalid key: foo\n\n"
        );
    }
}
