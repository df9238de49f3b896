//! The lint `unknown-variable`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::ports;
use crate::lint::similar;
use crate::lint::subject::{Subject, TaskAt, list, text};
use crate::lint::texts::{self, Text};
use crate::notation::interpolation;

lint! {
    /// A variable that looks like one of Nomad's and is none.
    ///
    /// ## Why
    ///
    /// What is no variable stays in the text as it is: the program gets `${NOMAD_ALOC_ID}` for its identifier.
    /// Variables that do not begin like Nomad's own are not looked at, since the shell or the program may fill them in.
    ///
    /// Some variables came only with later versions of Nomad than 0.12, such as `NOMAD_SHORT_ALLOC_ID`.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// env {
    ///   INSTANCE = "web-${NOMAD_ALOC_INDEX}"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// env {
    ///   INSTANCE = "web-${NOMAD_ALLOC_INDEX}"
    /// }
    /// ```
    "unknown-variable", Warning, run
}

/// Variables that every task has.
const VARIABLES: &[&str] = &[
    "NOMAD_ALLOC_DIR",
    "NOMAD_ALLOC_ID",
    "NOMAD_ALLOC_INDEX",
    "NOMAD_ALLOC_NAME",
    "NOMAD_CPU_LIMIT",
    "NOMAD_DC",
    "NOMAD_GROUP_NAME",
    "NOMAD_JOB_NAME",
    "NOMAD_MEMORY_LIMIT",
    "NOMAD_NAMESPACE",
    "NOMAD_REGION",
    "NOMAD_SECRETS_DIR",
    "NOMAD_TASK_DIR",
    "NOMAD_TASK_NAME",
];

/// What others begin with besides those of ports; a name follows.
const FAMILIES: &[&str] = &[
    "NOMAD_META_",
    "NOMAD_UPSTREAM_ADDR_",
    "NOMAD_UPSTREAM_IP_",
    "NOMAD_UPSTREAM_PORT_",
];

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let from_templates = environment_files(&task);
        let set_by_hand = |name: &str| {
            let is_in_env = task.task.env.as_ref().is_some_and(|env| env.contains_key(name));
            is_in_env || from_templates.iter().any(|file| file.contains(name))
        };
        texts::each(task.task, &task.at, &mut |at, text| {
            let Text::Value(text) = text else {
                return;
            };
            for name in interpolation::names(text).filter(|name| looks_like_ours(name)) {
                if !is_known(name) && !set_by_hand(name) && !found.is_full() {
                    found.add(
                        at.clone(),
                        format!("Nomad has no variable `{name}`: it stays in the text as it is"),
                        hint(name),
                    );
                }
            }
        });
    }
}

/// The templates of a task that are read as environment variables.
fn environment_files<'a>(task: &TaskAt<'a>) -> Vec<&'a str> {
    let templates = list(&task.task.templates).iter();
    templates
        .filter(|template| template.envvars == Some(true))
        .map(|template| text(&template.embedded_tmpl))
        .collect()
}

fn looks_like_ours(name: &str) -> bool {
    let start = name.get(..6).unwrap_or_default().to_ascii_uppercase();
    start == "NOMAD_" || similar::similar(name, VARIABLES.iter().copied()).is_some()
}

fn is_known(name: &str) -> bool {
    VARIABLES.contains(&name)
        || FAMILIES
            .iter()
            .chain(ports::VARIABLES)
            .any(|family| name.strip_prefix(family).is_some_and(|rest| !rest.is_empty()))
}

fn hint(name: &str) -> String {
    // The name behind the second or third `_` may be a port's, a key's or a service's.
    let rests = name.match_indices('_').map(|(at, _)| name.get(at + 1..).unwrap_or_default());
    let rests: Vec<&str> = rests.skip(1).take(3).filter(|rest| !rest.is_empty()).collect();
    let families = FAMILIES.iter().chain(ports::VARIABLES);
    let of_families: Vec<String> = families
        .flat_map(|family| rests.iter().map(move |rest| format!("{family}{rest}")))
        .collect();
    let known = VARIABLES.iter().copied().chain(of_families.iter().map(String::as_str));
    similar::hint(name, known, || "it may be one of a later version than 0.12".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn env(value: &str) -> Vec<String> {
        found(&LINT, "task", &format!("env {{\nA = \"{value}\"\n}}\n"))
    }

    #[test]
    fn slips_are_found_and_the_variable_is_named() {
        assert_eq!(
            env("${NOMAD_ALOC_ID}"),
            ["TaskGroups[0].Tasks[0].Env[\"A\"]: Nomad has no variable `NOMAD_ALOC_ID`: it stays in the text as it is \
              (did you mean `NOMAD_ALLOC_ID`?)"]
        );
        for (text, hint) in [
            ("${NOMAD_PROT_http}", "did you mean `NOMAD_PORT_http`?"),
            ("${NOMAD_HOSTPORT_http}", "did you mean `NOMAD_HOST_PORT_http`?"),
            ("${nomad_task_dir}", "did you mean `NOMAD_TASK_DIR`?"),
            ("${NOMD_DC}", "did you mean `NOMAD_DC`?"),
            ("${NOMAD_PARENT_CGROUP}", "it may be one of a later version than 0.12"),
        ] {
            let found = env(text);
            assert!(found.len() == 1 && found[0].ends_with(&format!("({hint})")), "{text}: {found:?}");
        }
    }

    #[test]
    fn variables_of_nomad_the_shell_and_the_job_are_left_alone() {
        for text in [
            "${NOMAD_ALLOC_ID} ${NOMAD_META_x} ${NOMAD_UPSTREAM_ADDR_db} ${NOMAD_PORT_http}",
            "${HOME} ${env.HOME} ${meta.x} ${attr.cpu.arch} $NOMAD_ALOC_ID",
        ] {
            assert_eq!(env(text), [""; 0], "{text}");
        }
        let by_hand = "env {\nNOMAD_ADDR = \"a\"\nB = \"${NOMAD_ADDR} ${NOMAD_TOKEN}\"\n}\ntemplate {\nenv = true\n\
                       destination = \"secrets/e\"\ndata = \"NOMAD_TOKEN=x\"\n}\n";
        assert_eq!(found(&LINT, "task", by_hand), [""; 0]);
    }
}
