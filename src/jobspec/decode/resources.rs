//! What a task asks of a node: the `resources` stanza, networks and their ports, devices.

use std::collections::BTreeSet;

use super::faults::{Frame, Names};
use super::found::Found;
use super::stanza::{Block, Labelled, Labels, NotObject, Shape, Single, Stanza};
use super::{Decoder, constraint};
use crate::jobspec::messages as words;
use crate::model::network::{NetworkResource, Port};
use crate::model::object::Object;

/// The `resources` stanza of a task.
pub(super) const RESOURCES_BLOCK: Block = Block {
    key: "resources",
    member: "Resources",
    frames: &[Frame::Before("resources ->")],
    shape: Shape::Single(Single {
        stanza: &RESOURCES,
        too_many: "only one 'resource' block allowed per task",
        labels: Labels::Hide,
        ..Single::PLAIN
    }),
};

static RESOURCES: Stanza = Stanza {
    name: "a resources stanza",
    keys: &["cpu", "iops", "disk", "memory", "network", "device"],
    not_object: NotObject::Words("resource: should be an object"),
    key_frames: &[Frame::Before("resources ->")],
    blocks: &[
        network(&[Frame::Around("resource, {error}")]),
        Block {
            key: "device",
            member: "Devices",
            frames: &[],
            shape: Shape::Labelled(Labelled {
                stanza: &DEVICE,
                missing: Some("missing device name"),
                extra: Some("only one name may be specified"),
                label_frames: &[Frame::Before("resources, device[{index}]->")],
                ..Labelled::PLAIN
            }),
        },
    ],
    ..Stanza::PLAIN
};

static DEVICE: Stanza = Stanza {
    name: "a device stanza",
    keys: &["name", "count", "affinity", "constraint"],
    also: &[("name", "Name")],
    not_object: NotObject::Words("device should be an object"),
    key_frames: &[Frame::Before("resources, device[{index}]->")],
    blocks: &[
        constraint::constraints(&[Frame::Before("constraint ->")]),
        constraint::affinities(&[Frame::Before("affinity ->")]),
    ],
    ..Stanza::PLAIN
};

/// The `network` stanza of a task or a group.
pub(super) const fn network(frames: &'static [Frame]) -> Block {
    Block {
        key: "network",
        member: "Networks",
        frames,
        shape: Shape::Single(Single {
            stanza: &NETWORK,
            too_many: "only one 'network' resource allowed",
            labels: Labels::Ignored,
            ..Single::PLAIN
        }),
    }
}

static NETWORK: Stanza = Stanza {
    name: "a network stanza",
    keys: &["mode", "mbits", "dns", "port"],
    key_frames: &[Frame::Before("network ->")],
    blocks: &[
        Block {
            key: "port",
            member: "",
            frames: &[Frame::Before("network, ports ->")],
            shape: Shape::Special(ports),
        },
        Block {
            key: "dns",
            member: "DNS",
            frames: &[Frame::Before("network ->")],
            shape: Shape::Single(Single {
                stanza: &DNS,
                too_many: "cannot have more than 1 dns stanza",
                labels: Labels::Ignored,
                ..Single::PLAIN
            }),
        },
    ],
    ..Stanza::PLAIN
};

static DNS: Stanza = Stanza {
    name: "a dns stanza",
    keys: &["servers", "searches", "options"],
    key_frames: &[Frame::Before("dns ->")],
    ..Stanza::PLAIN
};

pub(super) static PORT: Stanza = Stanza {
    name: "a port",
    keys: &["static", "to", "host_network"],
    ..Stanza::PLAIN
};

/// A port with a number is reserved, any other dynamic.
fn ports<'a>(decoder: &mut Decoder<'a>, target: &mut dyn Object, found: &Found<'_, 'a>, names: &Names<'a>) {
    let Some(network) = target.as_any_mut().downcast_mut::<NetworkResource>() else {
        return;
    };
    let mut seen = BTreeSet::new();
    for item in found.iter() {
        let head = decoder.head(item);
        let Some(label) = decoder.label(item) else {
            decoder.faults.add((&words::NO_PORT_LABEL).into(), head);
            continue;
        };
        let mut port = Port {
            label: label.clone().into_owned(),
            ..Port::default()
        };
        let Some(opened) = decoder.open(&PORT, &mut port, &item.value, names) else {
            continue;
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if label.is_empty() || !label.bytes().all(is_name) {
            decoder.faults.add((&words::PORT_LABEL).into(), head);
        } else if !seen.insert(label.to_ascii_lowercase()) {
            decoder.faults.add(words::port_collision(&label), head);
        }
        // Whether it is reserved, and so its path in the job, is known only afterwards.
        let lists = [&network.dynamic_ports, &network.reserved_ports];
        let [dynamic, reserved] = lists.map(|list| list.as_ref().map_or(0, Vec::len));
        decoder.places.enter_member("DynamicPorts", item.value.span);
        decoder.places.enter_index(dynamic, item.value.span);
        decoder.note_label("Label", item);
        decoder.fill(&opened, &mut port, names);
        let list = if port.value > 0 {
            decoder.places.rename("ReservedPorts", reserved);
            &mut network.reserved_ports
        } else {
            &mut network.dynamic_ports
        };
        decoder.places.leave();
        decoder.places.leave();
        list.get_or_insert_default().push(port);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{group, group_error, task, task_error};

    #[test]
    fn ports_with_a_number_are_reserved() {
        let network = &group("network { mbits = \"5\" port \"a\" { static = 80 to = 8080 } port \"b\" {} port \"c\" { to = 1 } }")
            .networks
            .unwrap()[0];
        assert_eq!(network.mbits, Some(5));
        let labels = |ports: &Option<Vec<super::Port>>| -> Vec<String> {
            ports.iter().flatten().map(|port| port.label.clone()).collect()
        };
        assert_eq!(labels(&network.reserved_ports), ["a"]);
        assert_eq!(labels(&network.dynamic_ports), ["b", "c"]);
    }

    #[test]
    fn ports_have_a_plain_label_of_their_own() {
        for (ports, words) in [
            ("port {}", "ports must be named"),
            (
                "port \"a-b\" { to = [] }",
                "Port label does not conform to naming requirements ^[a-zA-Z0-9_]+$",
            ),
            (
                "port \"a\" {} port \"A\" { to = [] }",
                "found a port label collision: A",
            ),
        ] {
            assert_eq!(
                group_error(&format!("network {{ {ports} }}")),
                format!("network, ports -> {words}")
            );
        }
        // Around a task's network everything becomes one text.
        assert_eq!(
            task_error("resources { network { foo = 1 } }"),
            "resources -> resource, 1 error occurred:\n\t* network -> invalid key: foo\n\n"
        );
        assert_eq!(
            group_error("network { dns {} dns {} }"),
            "network -> cannot have more than 1 dns stanza"
        );
    }

    #[test]
    fn devices_have_one_name() {
        let devices = task("resources { device \"a\" { count = 2 } device \"b\" { name = \"c\" } }")
            .resources
            .unwrap()
            .devices
            .unwrap();
        assert_eq!(
            (
                devices[0].name.as_str(),
                devices[0].count,
                devices[1].name.as_str()
            ),
            ("a", Some(2), "c")
        );
        for (devices, words) in [
            ("device {}", "resources, device[0]-> missing device name"),
            (
                "device \"a\" {} device \"b\" \"c\" {}",
                "resources, device[1]-> only one name may be specified",
            ),
        ] {
            assert_eq!(
                task_error(&format!("resources {{ {devices} }}")),
                format!("resources -> {words}")
            );
        }
        assert_eq!(
            task_error("resources { device \"a\" { foo = 1 } }"),
            "1 error occurred:\n\t* group: 'g', task: 't', resources -> resources, device[0]-> invalid key: foo\n\n"
        );
    }

    #[test]
    fn a_labelled_resources_stanza_is_an_empty_one() {
        assert_eq!(
            task("resources \"a\" { cpu = 5 }").resources,
            Some(Default::default())
        );
    }
}
