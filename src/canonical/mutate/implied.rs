//! Constraints that tasks imply: a Vault that is new enough, and an operating system that knows the signals.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::constraint::Constraint;
use crate::model::job::Job;
use crate::model::task::Task;

const VAULT_VERSION: &str = "${attr.vault.version}";

/// What the tasks of a group imply: whether they need Vault, and the signals of each task that can be sent one.
#[derive(Default)]
struct Implied<'a> {
    vault: bool,
    signals: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

pub(super) fn mutate(job: &mut Job) {
    let implied = implied(job);
    if implied.is_empty() {
        return;
    }
    let constraints: Vec<_> = job
        .groups()
        .iter()
        .map(|group| implied.get(group.name()).map(constraints))
        .collect();
    for (group, (vault, signals)) in job
        .task_groups
        .iter_mut()
        .flatten()
        .zip(constraints)
        .filter_map(both)
    {
        let given = group.constraints.as_deref().unwrap_or_default();
        let vault = vault.filter(|vault| !given.iter().any(|given| given.l_target == vault.l_target));
        let signals = signals.filter(|signals| !given.contains(signals));
        let added: Vec<_> = vault.into_iter().chain(signals).collect();
        if !added.is_empty() {
            group.constraints.get_or_insert_default().extend(added);
        }
    }
}

fn both<A, B>((a, b): (A, Option<B>)) -> Option<(A, B)> {
    b.map(|b| (a, b))
}

/// What each group implies, by name: where two share one, each implies what the tasks of both do, and of two
/// tasks that share a name the last one counts.
fn implied(job: &Job) -> BTreeMap<&str, Implied<'_>> {
    let mut implied: BTreeMap<&str, Implied<'_>> = BTreeMap::new();
    for group in job.groups() {
        for task in group.tasks() {
            let signals = signals(task);
            if task.vault.is_none() && signals.is_empty() {
                continue;
            }
            let of_group = implied.entry(group.name()).or_default();
            of_group.vault |= task.vault.is_some();
            if !signals.is_empty() {
                of_group.signals.insert(&task.name, signals);
            }
        }
    }
    implied
}

fn constraints(implied: &Implied<'_>) -> (Option<Constraint>, Option<Constraint>) {
    let signals: BTreeSet<&str> = implied.signals.values().flatten().copied().collect();
    (
        implied.vault.then(vault_constraint),
        (!signals.is_empty()).then(|| signal_constraint(&signals)),
    )
}

/// The signals that a task can be sent.
fn signals(task: &Task) -> BTreeSet<&str> {
    let vault = task
        .vault
        .iter()
        .map(|vault| (&vault.change_mode, &vault.change_signal));
    let templates = task.templates.iter().flatten();
    let of_changes = vault
        .chain(templates.map(|template| (&template.change_mode, &template.change_signal)))
        .filter(|(mode, _)| mode.as_deref() == Some("signal"))
        .map(|(_, signal)| signal.as_deref().unwrap_or_default());
    let kill = Some(task.kill_signal.as_str()).filter(|signal| !signal.is_empty());
    of_changes.chain(kill).collect()
}

fn vault_constraint() -> Constraint {
    Constraint {
        l_target: VAULT_VERSION.to_owned(),
        r_target: ">= 0.6.1".to_owned(),
        operand: "semver".to_owned(),
    }
}

fn signal_constraint(signals: &BTreeSet<&str>) -> Constraint {
    let signals: Vec<&str> = signals.iter().copied().collect();
    Constraint {
        l_target: "${attr.os.signals}".to_owned(),
        r_target: signals.join(","),
        operand: "set_contains".to_owned(),
    }
}
