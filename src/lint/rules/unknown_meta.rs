//! The lint `unknown-meta`: its page, its rule, its tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::ports::clean;
use crate::lint::similar;
use crate::lint::subject::{Subject, TaskAt, list};
use crate::lint::texts::{self, Text};
use crate::notation::interpolation;

lint! {
    /// A variable of a meta key that the job does not have.
    ///
    /// ## Why
    ///
    /// `${NOMAD_META_owner}` is the key `owner` in the `meta` of the task, its group or the job, or one that a dispatch
    /// may bring. If there is none, the variable stays in the text as it is. Keys of a node's meta are `${meta.owner}`.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// meta {
    ///   owner = "shop"
    /// }
    ///
    /// env {
    ///   TEAM = "${NOMAD_META_onwer}"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// meta {
    ///   owner = "shop"
    /// }
    ///
    /// env {
    ///   TEAM = "${NOMAD_META_owner}"
    /// }
    /// ```
    "unknown-meta", Warning, run
}

const PREFIX: &str = "NOMAD_META_";

fn run(subject: &Subject<'_>, found: &mut Found) {
    // What was dispatched got keys that no file has.
    if subject.job.dispatched {
        return;
    }
    for task in subject.tasks() {
        let keys = keys(subject, &task);
        let names: BTreeSet<String> = keys
            .iter()
            .flat_map(|key| [(*key).to_owned(), clean(key)])
            .flat_map(|key| [key.to_uppercase(), key])
            .collect();
        let set_by_hand = |name: &str| task.task.env.as_ref().is_some_and(|env| env.contains_key(name));
        texts::each(task.task, &task.at, &mut |at, text| {
            let mut judge = |name: &str| {
                let key = name.strip_prefix(PREFIX).filter(|key| !key.is_empty());
                if let Some(key) = key.filter(|key| !names.contains(*key) && !set_by_hand(name)) {
                    let hint = similar::hint(key, keys.iter().copied(), || {
                        format!("add `{key}` to the `meta` of the job, the group or the task")
                    });
                    found.add(at.clone(), format!("`{name}` is about a meta key that the job does not have"), hint);
                }
            };
            match text {
                Text::Value(text) => interpolation::names(text).for_each(&mut judge),
                Text::Template(text) => texts::template_variables(text).for_each(&mut judge),
                Text::Key(_) => {}
            }
        });
    }
}

/// The keys that a task is handed.
fn keys<'a>(subject: &Subject<'a>, task: &TaskAt<'a>) -> BTreeSet<&'a str> {
    let metas = [&subject.job.meta, &task.group.meta, &task.task.meta];
    let of_metas = metas.into_iter().flatten().flat_map(BTreeMap::keys);
    let of_dispatch = subject.job.parameterized_job.iter().flat_map(|parameterized| {
        list(&parameterized.meta_required)
            .iter()
            .chain(list(&parameterized.meta_optional))
    });
    of_metas.chain(of_dispatch).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn keys_come_from_job_group_task_and_dispatch() {
        let lines = "parameterized {\nmeta_optional = [\"d\"]\n}\ntype = \"batch\"\nmeta {\na-b = \"1\"\n}\n\
                     group \"g\" {\nmeta {\nb = \"1\"\n}\ntask \"t\" {\ndriver = \"exec\"\nmeta {\nc = \"1\"\n}\nenv {\n\
                     X = \"${NOMAD_META_a_b} ${NOMAD_META_B} ${NOMAD_META_c} ${NOMAD_META_d} ${NOMAD_META_owner}\"\n}\n}\n}\n";
        assert_eq!(
            found(&LINT, "job", lines),
            ["TaskGroups[0].Tasks[0].Env[\"X\"]: `NOMAD_META_owner` is about a meta key that the job does not have \
              (add `owner` to the `meta` of the job, the group or the task)"]
        );
    }
}
