//! The `connect` stanza of a service: sidecars, proxies, gateways.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::faults::{Frame, Names};
use super::found::Found;
use super::member::member_of;
use super::stanza::{Block, Each, Labels, Shape, Single, Stanza};
use super::task::SIDECAR_TASK;
use super::value::{Data, Entries};
use super::weak::Typing;
use super::{Decoder, resolve, volume};
use crate::jobspec::hcl1::NodeKind;
use crate::jobspec::messages as words;
use crate::model::connect::{ConsulGatewayBindAddress, ConsulGatewayProxy};
use crate::model::object::{Object, Slot};

/// Blocks of any number that may have labels, which do not count.
const fn each(stanza: &'static Stanza) -> Shape {
    Shape::Each(Each {
        stanza,
        labels: Labels::Ignored,
        frames: &[],
    })
}

pub(super) static CONNECT: Stanza = Stanza {
    name: "a connect stanza",
    keys: &["native", "gateway", "sidecar_service", "sidecar_task"],
    key_frames: &[Frame::Before("connect ->")],
    blocks: &[
        Block {
            key: "gateway",
            member: "Gateway",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &GATEWAY,
                too_many: "only one 'gateway' block allowed per task",
                labels: Labels::Ignored,
                frames: &[Frame::Around("gateway, {error}")],
                ..Single::PLAIN
            }),
        },
        Block {
            key: "sidecar_service",
            member: "SidecarService",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &SIDECAR_SERVICE,
                too_many: "only one 'sidecar_service' block allowed per task",
                labels: Labels::Ignored,
                frames: &[Frame::Around("sidecar_service, {error}")],
                ..Single::PLAIN
            }),
        },
        Block {
            key: "sidecar_task",
            member: "SidecarTask",
            frames: &[],
            shape: Shape::Special(sidecar_task),
        },
    ],
    ..Stanza::PLAIN
};

const SIDECAR_TASK_BLOCK: Block = Block {
    key: "sidecar_task",
    member: "SidecarTask",
    frames: &[],
    shape: Shape::Single(Single {
        stanza: &SIDECAR_TASK,
        too_many: "only one 'sidecar_task' block allowed per task",
        labels: Labels::Ignored,
        frames: &[Frame::Around("sidecar_task, {error}")],
        ..Single::PLAIN
    }),
};

/// A sidecar task is only looked at beside a sidecar service.
fn sidecar_task<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    if found
        .with_key(&CONNECT, "sidecar_service")
        .iter()
        .next()
        .is_some()
    {
        decoder.block(&SIDECAR_TASK_BLOCK, target, found, names.clone());
    }
}

static SIDECAR_SERVICE: Stanza = Stanza {
    name: "a sidecar_service stanza",
    keys: &["port", "proxy", "tags"],
    key_frames: &[Frame::Before("sidecar_service ->")],
    typing: Typing::WeakWithDurations,
    value_frames: &[Frame::Around("sidecar_service: {error}")],
    blocks: &[Block {
        key: "proxy",
        member: "Proxy",
        frames: &[],
        shape: Shape::Single(Single {
            stanza: &PROXY,
            too_many: "only one 'proxy' block allowed per task",
            labels: Labels::Ignored,
            frames: &[Frame::Around("proxy, {error}")],
            ..Single::PLAIN
        }),
    }],
    ..Stanza::PLAIN
};

pub(super) static PROXY: Stanza = Stanza {
    name: "a proxy stanza",
    keys: &[
        "local_service_address",
        "local_service_port",
        "upstreams",
        "expose",
        "config",
    ],
    key_frames: &[Frame::Before("proxy ->")],
    typing: Typing::Strict,
    value_frames: &[Frame::Around("proxy: {error}")],
    blocks: &[
        Block {
            key: "upstreams",
            member: "Upstreams",
            frames: &[],
            shape: each(&UPSTREAM),
        },
        Block {
            key: "expose",
            member: "ExposeConfig",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &EXPOSE,
                too_many: "only 1 expose object supported",
                labels: Labels::Ignored,
                ..Single::PLAIN
            }),
        },
        CONFIG_BLOCK,
    ],
    ..Stanza::PLAIN
};

static UPSTREAM: Stanza = Stanza {
    name: "an upstreams stanza",
    keys: &["destination_name", "local_bind_port"],
    key_frames: &[Frame::Before("upstream ->")],
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};

static EXPOSE: Stanza = Stanza {
    name: "an expose stanza",
    keys: &["path"],
    key_frames: &[Frame::Before("expose ->")],
    blocks: &[Block {
        key: "path",
        member: "Path",
        frames: &[],
        shape: each(&EXPOSE_PATH),
    }],
    ..Stanza::PLAIN
};

static EXPOSE_PATH: Stanza = Stanza {
    name: "a path stanza",
    keys: &["path", "protocol", "local_path_port", "listener_port"],
    key_frames: &[Frame::Before("path ->")],
    typing: Typing::Strict,
    ..Stanza::PLAIN
};

static GATEWAY: Stanza = Stanza {
    name: "a gateway stanza",
    keys: &["proxy", "ingress"],
    key_frames: &[Frame::Before("gateway ->")],
    blocks: &[
        Block {
            key: "proxy",
            member: "Proxy",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &GATEWAY_PROXY,
                too_many: "must have one 'proxy' block",
                labels: Labels::Ignored,
                is_required: true,
                frames: &[Frame::Around("proxy, {error}")],
            }),
        },
        Block {
            key: "ingress",
            member: "Ingress",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &INGRESS,
                too_many: "must have one 'ingress' block",
                labels: Labels::Ignored,
                is_required: true,
                frames: &[Frame::Around("ingress, {error}")],
            }),
        },
    ],
    ..Stanza::PLAIN
};

static GATEWAY_PROXY: Stanza = Stanza {
    name: "a gateway's proxy stanza",
    keys: &[
        "connect_timeout",
        "envoy_gateway_bind_tagged_addresses",
        "envoy_gateway_bind_addresses",
        "envoy_gateway_no_default_bind",
        "envoy_dns_discovery_type",
        "config",
    ],
    key_frames: &[Frame::Before("proxy ->")],
    typing: Typing::WeakWithDurations,
    value_frames: &[Frame::Around("proxy: {error}")],
    blocks: &[
        Block {
            key: "envoy_gateway_bind_addresses",
            member: "EnvoyGatewayBindAddresses",
            frames: &[],
            shape: Shape::Special(bind_addresses),
        },
        CONFIG_BLOCK,
    ],
    ..Stanza::PLAIN
};

static INGRESS: Stanza = Stanza {
    name: "an ingress stanza",
    keys: &["tls", "listener"],
    key_frames: &[Frame::Before("ingress ->")],
    blocks: &[
        Block {
            key: "tls",
            member: "TLS",
            frames: &[],
            shape: Shape::Single(Single {
                stanza: &TLS,
                too_many: "only 1 tls object supported",
                labels: Labels::Ignored,
                ..Single::PLAIN
            }),
        },
        Block {
            key: "listener",
            member: "Listeners",
            frames: &[],
            shape: each(&LISTENER),
        },
    ],
    ..Stanza::PLAIN
};

static TLS: Stanza = Stanza {
    name: "a tls stanza",
    keys: &["enabled"],
    key_frames: &[Frame::Before("tls ->")],
    typing: Typing::Strict,
    ..Stanza::PLAIN
};

static LISTENER: Stanza = Stanza {
    name: "a listener stanza",
    keys: &["port", "protocol", "service"],
    key_frames: &[Frame::Before("listener ->")],
    typing: Typing::Strict,
    blocks: &[Block {
        key: "service",
        member: "Services",
        frames: &[],
        shape: each(&LISTENER_SERVICE),
    }],
    ..Stanza::PLAIN
};

static LISTENER_SERVICE: Stanza = Stanza {
    name: "a listener's service stanza",
    keys: &["name", "hosts"],
    key_frames: &[Frame::Before("service ->")],
    typing: Typing::Strict,
    ..Stanza::PLAIN
};

fn bind_addresses<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    _: &Names<'a>,
) {
    let Some(proxy) = target.as_any_mut().downcast_mut::<ConsulGatewayProxy>() else {
        return;
    };
    let mut addresses = BTreeMap::new();
    for item in found.iter() {
        let span = item.value.span;
        let Some(label) = decoder.label(item) else {
            return decoder.faults.add((&words::LISTENER_WITHOUT_NAME).into(), span);
        };
        let NodeKind::Object(_) = item.value.kind else {
            return decoder.faults.add((&words::LISTENER_NOT_OBJECT).into(), span);
        };
        let mut address = ConsulGatewayBindAddress::default();
        // What does not fit makes the reference crash.
        if volume::fill_from_object(decoder.ast, &item.value, &mut address).is_none() {
            return decoder.faults.add((&words::LISTENER_VALUES).into(), span);
        }
        decoder.places.enter_member("EnvoyGatewayBindAddresses", span);
        decoder.places.enter_key(&label, span);
        decoder.places.leave();
        decoder.places.leave();
        addresses.insert(label.into_owned(), address);
    }
    proxy.envoy_gateway_bind_addresses = Some(addresses);
}

/// The free configuration of a proxy.
const CONFIG_BLOCK: Block = Block {
    key: "config",
    member: "Config",
    frames: &[],
    shape: Shape::Special(config),
};

/// Unlike in a task's configuration, blocks inside become objects, not lists of objects.
fn config<'a>(decoder: &mut Decoder<'a>, target: &mut dyn Object, found: &Found<'_, 'a>, _: &Names<'a>) {
    let mut items = found.iter();
    let Some(item) = items.next() else {
        return;
    };
    if let Some(second) = items.next() {
        decoder
            .faults
            .add((&words::TWO_CONFIGS).into(), decoder.head(second));
    }
    let span = item.value.span;
    let maps = match resolve::objects(decoder.ast, &item.value) {
        Ok(maps) => maps,
        Err((message, span)) => return decoder.faults.add(message, span),
    };
    if maps.len() > 1 {
        decoder.faults.add((&words::TWO_CONFIGS).into(), span);
    }
    let Some(entries) = maps.into_iter().next() else {
        // The reference crashes.
        return decoder.faults.add((&words::EMPTY_CONFIG).into(), span);
    };
    let Some(Slot::Map(map)) = member_of(target, "Config").map(|member| member.slot()) else {
        return;
    };
    decoder.places.enter_member("Config", span);
    for (key, value) in entries.list {
        decoder.places.enter_key(&key, value.span);
        decoder.places.leave();
        if let Slot::Json(slot) = map.entry(&key).slot() {
            *slot = flattened(value.data);
        }
    }
    decoder.places.leave();
}

/// A value as JSON, with lists of maps merged into one. What is in brackets stays as it is.
fn flattened(data: Data<'_>) -> Json {
    let merged = |entries: Vec<Entries<'_>>| {
        let all = entries.into_iter().flat_map(|entries| entries.list);
        Json::Object(
            all.map(|(key, value)| (key.into_owned(), flattened(value.data)))
                .collect(),
        )
    };
    match data {
        Data::Maps(maps) => merged(maps),
        Data::Map(entries) => merged(vec![entries]),
        plain => plain.into_json(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{task, task_error};
    use crate::model::connect::ConsulConnect;

    fn connect(body: &str) -> ConsulConnect {
        let services = task(&format!("service {{ connect {{ {body} }} }}"))
            .services
            .unwrap();
        services[0].connect.clone().unwrap()
    }

    fn connect_error(body: &str) -> String {
        let error = task_error(&format!("service {{ connect {{ {body} }} }}"));
        error
            .strip_prefix("service (0): '', ")
            .map_or(error.clone(), str::to_owned)
    }

    #[test]
    fn a_proxys_configuration_has_no_lists_of_blocks() {
        let proxy =
            connect("sidecar_service { proxy { config { a { b { c = 1 } } a { d = 2 } e = [{ f = 1 }] } } }")
                .sidecar_service
                .unwrap()
                .proxy
                .unwrap();
        assert_eq!(
            json!(proxy.config),
            json!({"a": {"b": {"c": 1}, "d": 2}, "e": [{"f": 1}]})
        );
        assert_eq!(
            connect_error("sidecar_service { proxy { config {} config {} } }"),
            "sidecar_service, proxy, only 1 meta object supported"
        );
    }

    #[test]
    fn nothing_is_converted_in_a_proxy() {
        assert_eq!(
            connect_error("sidecar_service { proxy { local_service_port = \"1\" } }"),
            "sidecar_service, proxy, proxy: 1 error(s) decoding:\n\n* 'local_service_port' expected type 'int', got unconvertible type 'string'"
        );
        assert_eq!(
            connect_error("gateway { proxy {} ingress { listener { service { hosts = \"a\" } } } }"),
            "gateway, ingress, 1 error(s) decoding:\n\n* 'Hosts': source data must be an array or slice, got string"
        );
    }

    #[test]
    fn a_sidecar_task_needs_a_sidecar_service() {
        assert_eq!(connect("sidecar_task { driver = \"a\" }").sidecar_task, None);
        let task = connect("sidecar_service {} sidecar_task { name = \"n\" shutdown_delay = \"5s\" }")
            .sidecar_task
            .unwrap();
        assert_eq!(task.name, "n");
        assert_eq!(task.shutdown_delay.unwrap().nanoseconds(), 5_000_000_000);
    }

    #[test]
    fn a_gateway_has_a_proxy_and_an_ingress() {
        let gateway = connect(
            "gateway { proxy { connect_timeout = \"3s\" envoy_gateway_bind_addresses \"a\" { address = \"b\" PORT = \"7\" foo = 1 } } ingress { tls { enabled = true } } }",
        )
        .gateway
        .unwrap();
        let addresses = gateway.proxy.unwrap().envoy_gateway_bind_addresses.unwrap();
        assert_eq!((addresses["a"].address.as_str(), addresses["a"].port), ("b", 7));
        assert_eq!(
            connect_error("gateway {}"),
            "gateway, must have one 'proxy' block"
        );
        assert_eq!(
            connect_error("gateway { proxy {} }"),
            "gateway, must have one 'ingress' block"
        );
    }
}
