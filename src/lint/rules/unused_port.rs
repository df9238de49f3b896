//! The lint `unused-port`: its page, its rule, its tests.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::ports::{PortAt, VARIABLES, clean};
use crate::lint::subject::{GroupAt, Subject, list};
use crate::lint::texts::{self, Text};

lint! {
    /// A port that is asked for and that nothing in its group mentions.
    ///
    /// ## Why
    ///
    /// Nomad finds a free number for it, and nobody listens there. No service or check has its label, no driver maps it,
    /// and no text has one of its variables, such as `NOMAD_PORT_metrics`. Ports with a number of their own and ports
    /// that are mapped by `to` are not looked at: the program knows where to listen.
    ///
    /// A program that looks up the variable itself, without a word in the job file, is a reason to silence this.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// network {
    ///   port "metrics" {}
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// network {
    ///   port "metrics" {}
    /// }
    ///
    /// service {
    ///   name = "web-metrics"
    ///   port = "metrics"
    /// }
    /// ```
    "unused-port", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for group in subject.groups() {
        let ports = group.ports();
        if ports.is_empty() {
            continue;
        }
        let used = Used::of(&group);
        for port in ports {
            let is_fixed = port.is_static || port.port.to != 0;
            if !is_fixed && !used.has(&port) {
                let label = &port.port.label;
                found.add(
                    port.at,
                    format!("nothing in the group mentions port `{label}`"),
                    format!("use it in a service, a check or as `${{NOMAD_PORT_{label}}}`, or take it out"),
                );
            }
        }
    }
}

/// What a group mentions.
#[derive(Default)]
struct Used<'a> {
    /// Texts that can be labels: those of services and checks, values and keys in configurations of drivers.
    labels: BTreeSet<&'a str>,
    /// Words that begin like Nomad's variables.
    variables: BTreeSet<&'a str>,
    /// Whether a text makes the name of such a variable while it runs.
    is_computed: bool,
}

impl<'a> Used<'a> {
    fn of(group: &GroupAt<'a>) -> Self {
        let mut used = Used::default();
        texts::each(group.group, &group.at, &mut |_, text| {
            let (Text::Value(text) | Text::Template(text) | Text::Key(text)) = text;
            for word in texts::mentions(text) {
                used.is_computed |= VARIABLES.contains(&word);
                used.variables.insert(word);
            }
        });
        for at in group.services() {
            used.labels.insert(&at.service.port_label);
            used.labels.extend(list(&at.service.checks).iter().map(|check| check.port_label.as_str()));
            let connect = at.service.connect.as_ref();
            if let Some(sidecar) = connect.and_then(|connect| connect.sidecar_service.as_ref()) {
                used.labels.insert(&sidecar.port);
                let expose = sidecar.proxy.as_ref().and_then(|proxy| proxy.expose_config.as_ref());
                let paths = expose.map(|expose| list(&expose.path)).unwrap_or_default();
                used.labels.extend(paths.iter().map(|path| path.listener_port.as_str()));
            }
        }
        for task in group.tasks() {
            for value in task.task.config.iter().flatten().map(|(_, value)| value) {
                used.add_config(value, 0);
            }
        }
        used
    }

    fn add_config(&mut self, value: &'a Value, depth: usize) {
        const MAX_DEPTH: usize = 64;
        match value {
            Value::String(text) => {
                self.labels.insert(text);
            }
            Value::Array(items) if depth < MAX_DEPTH => {
                items.iter().for_each(|item| self.add_config(item, depth + 1));
            }
            Value::Object(entries) if depth < MAX_DEPTH => {
                for (key, entry) in entries {
                    self.labels.insert(key);
                    self.add_config(entry, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn has(&self, port: &PortAt<'_>) -> bool {
        let label = port.port.label.as_str();
        let mut names = vec![label.to_owned(), clean(label)];
        if let Some(task) = port.task {
            names.push(format!("{task}_{label}"));
            names.push(clean(&format!("{task}_{label}")));
        }
        let is_variable = |name: &String| {
            VARIABLES
                .iter()
                .any(|prefix| self.variables.contains(format!("{prefix}{name}").as_str()))
        };
        self.is_computed || self.labels.contains(label) || names.iter().any(is_variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn with_port(port: &str, task: &str) -> Vec<String> {
        let lines = format!("network {{\nport {port}\n}}\ntask \"web\" {{\ndriver = \"docker\"\n{task}\n}}\n");
        found(&LINT, "group", &lines)
    }

    #[test]
    fn a_port_that_nothing_mentions_is_found() {
        assert_eq!(
            with_port("\"admin_ui\" {}", "env {\nA = \"admin_ui\"\n}"),
            ["TaskGroups[0].Networks[0].DynamicPorts[0]: nothing in the group mentions port `admin_ui` (use it in a \
              service, a check or as `${NOMAD_PORT_admin_ui}`, or take it out)"]
        );
    }

    #[test]
    fn every_way_to_mention_a_port_counts() {
        for task in [
            "config {\nports = [\"admin_ui\"]\n}",
            "config {\nport_map {\nadmin_ui = 80\n}\n}",
            "config {\nargs = [\"--listen=$NOMAD_PORT_admin_ui\"]\n}",
            "env {\nA = \"http://${NOMAD_ADDR_admin_ui}/\"\n}",
            "template {\ndata = \"{{ env `NOMAD_HOST_PORT_admin_ui` }}\"\ndestination = \"local/a\"\n}",
            "config {\nargs = [\"-c\", \"eval echo NOMAD_PORT_$label\"]\n}",
        ] {
            assert_eq!(with_port("\"admin_ui\" {}", task), [""; 0], "{task}");
        }
        let fixed = ["\"admin\" {\nstatic = 80\n}", "\"admin\" {\nto = 80\n}"];
        assert!(fixed.iter().all(|port| with_port(port, "").is_empty()));
    }

    #[test]
    fn ports_of_a_task_go_by_its_name_in_the_others() {
        let lines = "task \"web\" {\ndriver = \"exec\"\nresources {\nnetwork {\nport \"http\" {}\n}\n}\n}\n\
                     task \"proxy\" {\ndriver = \"exec\"\nenv {\nA = \"${NOMAD_ADDR_web_http}\"\n}\n}\n";
        assert_eq!(found(&LINT, "group", lines), [""; 0]);
        assert_eq!(found(&LINT, "group", &lines.replace("web_http", "web_https")).len(), 1);
    }
}
