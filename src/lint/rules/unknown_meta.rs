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

/// Free key and value pairs, as jobs, groups and tasks have them.
type Meta = Option<BTreeMap<String, String>>;

fn run(subject: &Subject<'_>, found: &mut Found) {
    // What was dispatched got keys that no file has.
    if subject.job.dispatched {
        return;
    }
    let of_dispatch = subject.job.parameterized_job.iter().flat_map(|parameterized| {
        let required = list(&parameterized.meta_required).iter();
        required.chain(list(&parameterized.meta_optional))
    });
    let of_job = Keys::of(of_dispatch.chain(keys(&subject.job.meta)));
    for group in subject.groups() {
        let of_group = Keys::of(keys(&group.group.meta));
        for task in group.tasks() {
            if found.is_full() {
                return;
            }
            let of_task = Keys::of(keys(&task.task.meta));
            judge(&task, &[&of_task, &of_group, &of_job], found);
        }
    }
}

fn keys(meta: &Meta) -> impl Iterator<Item = &String> {
    meta.iter().flat_map(BTreeMap::keys)
}

/// Keys of one stanza.
struct Keys<'a> {
    /// As they are written.
    written: BTreeSet<&'a str>,
    /// As variables have them.
    names: BTreeSet<String>,
}

impl<'a> Keys<'a> {
    fn of(keys: impl Iterator<Item = &'a String>) -> Self {
        let written: BTreeSet<&str> = keys.map(String::as_str).collect();
        let forms = |key: &&str| {
            let (key, cleaned) = ((*key).to_owned(), clean(key));
            [key.to_uppercase(), cleaned.to_uppercase(), key, cleaned]
        };
        let names = written.iter().flat_map(forms).collect();
        Keys { written, names }
    }
}

fn judge(task: &TaskAt<'_>, known: &[&Keys<'_>], found: &mut Found) {
    let set_by_hand = |name: &str| task.task.env.as_ref().is_some_and(|env| env.contains_key(name));
    texts::each(task.task, &task.at, &mut |at, text| {
        let mut judge = |name: &str| {
            let key = name.strip_prefix(PREFIX).filter(|key| !key.is_empty());
            let is_known = |key: &str| known.iter().any(|keys| keys.names.contains(key));
            if let Some(key) = key.filter(|key| !is_known(key) && !set_by_hand(name))
                && !found.is_full()
            {
                let written = known.iter().flat_map(|keys| keys.written.iter().copied());
                let hint = similar::hint(key, written, || {
                    format!("add `{key}` to the `meta` of the job, the group or the task")
                });
                let message = format!("`{name}` is about a meta key that the job does not have");
                found.add(at.clone(), message, hint);
            }
        };
        match text {
            Text::Value(text) => interpolation::names(text).for_each(&mut judge),
            Text::Template(text) => texts::template_variables(text).for_each(&mut judge),
            Text::Key(_) => {}
        }
    });
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
