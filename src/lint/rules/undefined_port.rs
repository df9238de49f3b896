//! The lint `undefined-port`: its page, its rule, its tests.

use std::collections::{BTreeMap, BTreeSet};

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
        let labels = Labels::of(&ports);
        services(&group, &labels, found);
        for task in group.tasks() {
            if found.is_full() {
                return;
            }
            ports_of_docker(&task, &labels, found);
            port_map(&task, &labels, found);
            variables(&task, &labels, found);
        }
    }
}

/// The labels of a group's ports.
#[derive(Default)]
struct Labels<'a> {
    /// Those of its own network.
    group: BTreeSet<&'a str>,
    /// Those of its tasks, by task.
    tasks: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// All of them as variables call them: cleaned, those of tasks also with the task before them.
    in_variables: BTreeSet<String>,
}

impl<'a> Labels<'a> {
    fn of(ports: &[PortAt<'a>]) -> Self {
        let mut labels = Labels::default();
        for port in ports {
            let label = port.port.label.as_str();
            match port.task {
                None => {
                    labels.group.insert(label);
                    labels.in_variables.insert(clean(label));
                }
                Some(task) => {
                    labels.tasks.entry(task).or_default().insert(label);
                    labels.in_variables.insert(clean(&format!("{task}_{label}")));
                }
            }
        }
        labels
    }

    fn task_has(&self, task: &str, label: &str) -> bool {
        self.tasks.get(task).is_some_and(|labels| labels.contains(label))
    }

    /// Whether a task has a variable with this behind its beginning.
    fn in_variables_of(&self, task: &str, label: &str) -> bool {
        let is_own = |own: &BTreeSet<&str>| own.iter().any(|own| *own == label || clean(own) == label);
        self.group.contains(label)
            || self.in_variables.contains(&clean(label))
            || self.tasks.get(task).is_some_and(is_own)
    }

    /// What may be meant by a label that a task does not have; or the group, if there is no task.
    fn suggest(&self, task: Option<&str>, label: &str) -> String {
        const SHOWN: usize = 8;
        let own = task.and_then(|task| self.tasks.get(task)).into_iter().flatten();
        let known: Vec<&str> = self.group.iter().chain(own).copied().collect();
        similar::hint(label, known.iter().copied(), || {
            if known.is_empty() {
                return format!("ask for it in a `network`: `port \"{label}\" {{}}`");
            }
            let known: Vec<&str> = known.iter().copied().take(SHOWN).collect();
            format!("there are {}", known.join(", "))
        })
    }
}

/// Services of the group itself, with their checks and sidecars.
fn services(group: &GroupAt<'_>, labels: &Labels<'_>, found: &mut Found) {
    let mut use_label = |label: &str, at: JsonPath, who: &dyn Fn() -> String| {
        if !is_label(label) || labels.group.contains(label) || found.is_full() {
            return;
        }
        let hint = if labels.tasks.values().any(|labels| labels.contains(label)) {
            "a service of a group uses ports of the group's `network`, not those of a task".to_owned()
        } else {
            labels.suggest(None, label)
        };
        let message = format!("{} uses port `{label}`, which the group does not have", who());
        found.add(at, message, hint);
    };
    for (index, service) in list(&group.group.services).iter().enumerate() {
        let at = group.at.member("Services").index(index);
        let name = &service.name;
        use_label(&service.port_label, at.member("PortLabel"), &|| format!("service `{name}`"));
        for (index, check) in list(&service.checks).iter().enumerate() {
            let at = at.member("Checks").index(index).member("PortLabel");
            use_label(&check.port_label, at, &|| format!("a check of service `{name}`"));
        }
        let connect = service.connect.as_ref();
        let Some(sidecar) = connect.and_then(|connect| connect.sidecar_service.as_ref()) else {
            continue;
        };
        let at = at.member("Connect").member("SidecarService");
        use_label(&sidecar.port, at.member("Port"), &|| format!("the sidecar of service `{name}`"));
        let expose = sidecar.proxy.as_ref().and_then(|proxy| proxy.expose_config.as_ref());
        let paths = expose.map(|expose| list(&expose.path)).unwrap_or_default();
        let at = at.member("Proxy").member("ExposeConfig").member("Path");
        for (index, path) in paths.iter().enumerate() {
            let at = at.index(index).member("ListenerPort");
            use_label(&path.listener_port, at, &|| format!("an exposed path of service `{name}`"));
        }
    }
}

/// The list `ports` of Docker: ports of the group.
fn ports_of_docker(task: &TaskAt<'_>, labels: &Labels<'_>, found: &mut Found) {
    let name = task.task.name.as_str();
    let config = task.task.config.as_ref().filter(|_| task.task.driver == "docker");
    let Some(Value::Array(ports)) = config.and_then(|config| config.get("ports")) else {
        return;
    };
    for (index, label) in ports.iter().enumerate() {
        let unknown = label.as_str().filter(|label| is_label(label) && !labels.group.contains(label));
        let Some(label) = unknown else {
            continue;
        };
        let hint = if labels.task_has(name, label) {
            "ports of the task's own `network` are mapped by `port_map`".to_owned()
        } else {
            labels.suggest(None, label)
        };
        found.add(
            task.at.member("Config").key("ports").index(index),
            format!("`ports` has `{label}`, which the group does not have"),
            hint,
        );
    }
}

/// The map `port_map` of several drivers: ports of the task.
fn port_map(task: &TaskAt<'_>, labels: &Labels<'_>, found: &mut Found) {
    let name = task.task.name.as_str();
    let map = task.task.config.as_ref().and_then(|config| config.get("port_map"));
    let maps = match map {
        Some(Value::Array(maps)) => maps.as_slice(),
        Some(map) => std::slice::from_ref(map),
        None => return,
    };
    for label in maps.iter().filter_map(Value::as_object).flat_map(|map| map.keys()) {
        if is_label(label) && !labels.group.contains(label.as_str()) && !labels.task_has(name, label) {
            found.add(
                task.at.member("Config").key("port_map"),
                format!("`port_map` has `{label}`, which neither the task nor the group has"),
                labels.suggest(Some(name), label),
            );
        }
    }
}

/// Variables such as `${NOMAD_ADDR_http}`, and `env "NOMAD_ADDR_http"` in templates.
fn variables(task: &TaskAt<'_>, labels: &Labels<'_>, found: &mut Found) {
    let name = task.task.name.as_str();
    let set_by_hand = |variable: &str| task.task.env.as_ref().is_some_and(|env| env.contains_key(variable));
    texts::each(task.task, &task.at, &mut |at, text| {
        // One word about each port is enough.
        let mut said = BTreeSet::new();
        let mut judge = |variable: &str| {
            let label = VARIABLES.iter().find_map(|prefix| variable.strip_prefix(prefix));
            let Some(label) = label.filter(|label| is_label(label) && !label.starts_with("connect")) else {
                return;
            };
            let is_unknown = !labels.in_variables_of(name, label) && !set_by_hand(variable);
            if is_unknown && !found.is_full() && said.insert(label.to_owned()) {
                found.add(
                    at.clone(),
                    format!("`{variable}` is about port `{label}`, which neither the task nor the group has"),
                    labels.suggest(Some(name), label),
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

/// Whether it is a label at all: no number, and nothing that is filled in later.
fn is_label(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    !text.is_empty() && !is_number && !text.contains(['$', '{', '<']) && !text.starts_with("connect-proxy-")
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
