//! The lint `undefined-port`: its page, its rule, its tests.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::ports::{PortAt, VARIABLES, clean};
use crate::lint::similar;
use crate::lint::subject::{GroupAt, Subject, TaskAt, list};
use crate::lint::texts::{self, Text};
use crate::notation::interpolation;

lint! {
    /// A port that something uses and nobody asks for.
    ///
    /// ## Why
    ///
    /// Nomad checks the labels of a task's services when a job is registered, and no others. A service or check of a group
    /// is then registered without a port, Docker refuses to start a container whose `ports` it does not
    /// know, and a variable such as `${NOMAD_PORT_htpp}` stays in the text as it is.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {}
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "htpp"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// network {
    ///   port "http" {}
    /// }
    ///
    /// service {
    ///   name = "web"
    ///   port = "http"
    /// }
    /// ```
    "undefined-port", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for group in subject.groups() {
        let ports = group.ports();
        services(&group, &ports, found);
        for task in group.tasks() {
            config(&task, &ports, found);
            variables(&task, &ports, found);
        }
    }
}

/// Services of the group itself, with their checks and sidecars.
fn services(group: &GroupAt<'_>, ports: &[PortAt<'_>], found: &mut Found) {
    let labels = labels_of(ports, |port| port.task.is_none());
    let mut use_label = |label: &str, at: JsonPath, who: String| {
        if !is_label(label) || labels.contains(label) {
            return;
        }
        let is_of_task = ports.iter().any(|port| port.port.label == label);
        let hint = if is_of_task {
            "a service of a group uses ports of the group's `network`, not those of a task".to_owned()
        } else {
            suggest(label, &labels)
        };
        found.add(at, format!("{who} uses port `{label}`, which the group does not have"), hint);
    };
    for (index, service) in list(&group.group.services).iter().enumerate() {
        let at = group.at.member("Services").index(index);
        let name = &service.name;
        use_label(&service.port_label, at.member("PortLabel"), format!("service `{name}`"));
        for (index, check) in list(&service.checks).iter().enumerate() {
            let at = at.member("Checks").index(index).member("PortLabel");
            use_label(&check.port_label, at, format!("a check of service `{name}`"));
        }
        let connect = service.connect.as_ref();
        let sidecar = connect.and_then(|connect| connect.sidecar_service.as_ref());
        let at = at.member("Connect").member("SidecarService");
        if let Some(sidecar) = sidecar {
            use_label(&sidecar.port, at.member("Port"), format!("the sidecar of service `{name}`"));
            let expose = sidecar.proxy.as_ref().and_then(|proxy| proxy.expose_config.as_ref());
            let at = at.member("Proxy").member("ExposeConfig").member("Path");
            for (index, path) in expose.map(|expose| list(&expose.path)).unwrap_or_default().iter().enumerate() {
                let at = at.index(index).member("ListenerPort");
                use_label(&path.listener_port, at, format!("an exposed path of service `{name}`"));
            }
        }
    }
}

/// What Docker and others map: `ports` are those of the group, `port_map` names those of the task.
fn config(task: &TaskAt<'_>, ports: &[PortAt<'_>], found: &mut Found) {
    let Some(config) = &task.task.config else {
        return;
    };
    let own = |port: &PortAt<'_>| port.task.is_none_or(|of| of == task.task.name);
    if let (Some(Value::Array(used)), "docker") = (config.get("ports"), task.task.driver.as_str()) {
        let labels = labels_of(ports, |port| port.task.is_none());
        for (index, label) in used.iter().enumerate() {
            let Some(label) = label.as_str().filter(|label| is_label(label) && !labels.contains(label)) else {
                continue;
            };
            let hint = if labels_of(ports, own).contains(label) {
                "ports of the task's own `network` are mapped by `port_map`".to_owned()
            } else {
                suggest(label, &labels)
            };
            found.add(
                task.at.member("Config").key("ports").index(index),
                format!("`ports` has `{label}`, which the group does not have"),
                hint,
            );
        }
    }
    let maps = config.get("port_map").into_iter().flat_map(|map| match map {
        Value::Array(maps) => maps.as_slice(),
        map => std::slice::from_ref(map),
    });
    let labels = labels_of(ports, own);
    for label in maps.filter_map(Value::as_object).flat_map(|map| map.keys()) {
        if is_label(label) && !labels.contains(label.as_str()) {
            found.add(
                task.at.member("Config").key("port_map"),
                format!("`port_map` has `{label}`, which neither the task nor the group has"),
                suggest(label, &labels),
            );
        }
    }
}

/// Variables such as `${NOMAD_ADDR_http}`, and `env "NOMAD_ADDR_http"` in templates.
fn variables(task: &TaskAt<'_>, ports: &[PortAt<'_>], found: &mut Found) {
    let name = task.task.name.as_str();
    let own = labels_of(ports, |port| port.task.is_none_or(|of| of == name));
    let others = ports.iter().filter_map(|port| Some(format!("{}_{}", port.task?, port.port.label)));
    let mut known: BTreeSet<String> = own.iter().map(|label| (*label).to_owned()).chain(others).collect();
    let cleaned: Vec<String> = known.iter().map(|label| clean(label)).collect();
    known.extend(cleaned);
    let set_by_hand = |variable: &str| task.task.env.as_ref().is_some_and(|env| env.contains_key(variable));
    texts::each(task.task, &task.at, &mut |at, text| {
        let mut judge = |variable: &str| {
            let label = VARIABLES.iter().find_map(|prefix| variable.strip_prefix(prefix));
            let Some(label) = label.filter(|label| is_label(label) && !label.starts_with("connect")) else {
                return;
            };
            if !known.contains(label) && !set_by_hand(variable) {
                found.add(
                    at.clone(),
                    format!("`{variable}` is about port `{label}`, which neither the task nor the group has"),
                    suggest(label, &own),
                );
            }
        };
        match text {
            Text::Value(text) => interpolation::names(text).for_each(&mut judge),
            Text::Template(text) => texts::template_variables(text).for_each(&mut judge),
            Text::Key(_) => {}
        }
    });
}

fn labels_of<'a>(ports: &[PortAt<'a>], which: impl Fn(&PortAt<'a>) -> bool) -> BTreeSet<&'a str> {
    let ports = ports.iter().filter(|port| which(port));
    ports.map(|port| port.port.label.as_str()).collect()
}

/// Whether it is a label at all: no number, and nothing that is filled in later.
fn is_label(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    !text.is_empty() && !is_number && !text.contains(['$', '{', '<']) && !text.starts_with("connect-proxy-")
}

fn suggest(label: &str, labels: &BTreeSet<&str>) -> String {
    const SHOWN: usize = 8;
    similar::hint(label, labels.iter().copied(), || {
        let known: Vec<&str> = labels.iter().copied().take(SHOWN).collect();
        if known.is_empty() {
            format!("ask for it in a `network`: `port \"{label}\" {{}}`")
        } else {
            format!("there are {}", known.join(", "))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn in_task(lines: &str) -> Vec<String> {
        let lines = format!(
            "network {{\nport \"http\" {{}}\nport \"admin_ui\" {{}}\n}}\ntask \"web\" {{\ndriver = \"docker\"\n{lines}\n\
             resources {{\nnetwork {{\nport \"own\" {{}}\n}}\n}}\n}}\n"
        );
        found(&LINT, "group", &lines)
    }

    #[test]
    fn services_and_checks_of_a_group_need_ports_of_the_group() {
        let lines = "network {\nport \"http\" {}\n}\nservice {\nname = \"a\"\nport = \"grpc\"\ncheck {\ntype = \"tcp\"\nport = \
                     \"http2\"\ninterval = \"9s\"\ntimeout = \"2s\"\n}\n}\nservice {\nname = \"b\"\nport = \"9001\"\n}\n";
        assert_eq!(
            found(&LINT, "group", lines),
            [
                "TaskGroups[0].Services[0].PortLabel: service `a` uses port `grpc`, which the group does not have \
                 (there are http)",
                "TaskGroups[0].Services[0].Checks[0].PortLabel: a check of service `a` uses port `http2`, which the \
                 group does not have (did you mean `http`?)",
            ]
        );
    }

    #[test]
    fn what_docker_maps_must_be_there() {
        let found = in_task("config {\nports = [\"http\", \"htttp\", \"own\"]\n}");
        assert!(found[0].contains("Config[\"ports\"][1]: `ports` has `htttp`"), "{found:?}");
        assert!(found[1].ends_with("(ports of the task's own `network` are mapped by `port_map`)"), "{found:?}");
        assert_eq!(in_task("config {\nport_map {\nown = 80\nother = 81\n}\n}").len(), 1);
    }

    #[test]
    fn variables_of_unknown_ports_are_found() {
        let found = in_task("env {\nA = \"${NOMAD_PORT_htp} ${NOMAD_IP_http} ${NOMAD_ADDR_admin_ui} ${NOMAD_PORT_web_own}\"\n}");
        assert!(found.len() == 1 && found[0].contains("`NOMAD_PORT_htp` is about port `htp`"), "{found:?}");
        let template = "template {\ndestination = \"local/a\"\ndata = <<E\n{{ env \"NOMAD_PORT_x\" }} {{ env \"NOMAD_PORT_own\" }}\nE\n}";
        assert_eq!(in_task(template).len(), 1);
        assert_eq!(in_task("env {\nNOMAD_PORT_x = \"1\"\nA = \"${NOMAD_PORT_x}\"\n}"), [""; 0]);
    }
}
