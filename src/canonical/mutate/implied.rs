//! Constraints that tasks imply: a Vault that is new enough, and an operating system that knows the signals.

use std::collections::BTreeMap;

use crate::model::constraint::Constraint;
use crate::model::job::Job;
use crate::model::task::Task;

const VAULT_VERSION: &str = "${attr.vault.version}";

/// What the tasks of a group imply: whether they need Vault, and the signals of each task that can be sent one.
#[derive(Default)]
struct Implied<'a> {
    vault: bool,
    signals: BTreeMap<&'a str, Vec<&'a str>>,
}

pub(super) fn mutate(job: &mut Job) {
    let by_name = implied(job);
    if by_name.is_empty() {
        return;
    }
    let of_groups = job.groups().iter().map(|group| match by_name.get(group.name()) {
        Some(implied) => (implied.vault, implied.all_signals()),
        None => (false, None),
    });
    let of_groups: Vec<(bool, Option<String>)> = of_groups.collect();
    for (group, (vault, signals)) in job.task_groups.iter_mut().flatten().zip(of_groups) {
        let given = group.constraints.as_deref().unwrap_or_default();
        if vault && !given.iter().any(|given| given.l_target == VAULT_VERSION) {
            add(
                &mut group.constraints,
                constraint(VAULT_VERSION, "semver", ">= 0.6.1".to_owned()),
            );
        }
        if let Some(signals) = signals {
            let signals = constraint("${attr.os.signals}", "set_contains", signals);
            let given = group.constraints.as_deref().unwrap_or_default();
            if !given.contains(&signals) {
                add(&mut group.constraints, signals);
            }
        }
    }
}

fn add(constraints: &mut Option<Vec<Constraint>>, constraint: Constraint) {
    constraints
        .get_or_insert_with(|| Vec::with_capacity(1))
        .push(constraint);
}

fn constraint(attribute: &str, operand: &str, value: String) -> Constraint {
    Constraint {
        l_target: attribute.to_owned(),
        r_target: value,
        operand: operand.to_owned(),
    }
}

impl Implied<'_> {
    /// The signals of all tasks, each once, with commas between them; nothing if there is none.
    fn all_signals(&self) -> Option<String> {
        let mut signals: Vec<&str> = self.signals.values().flatten().copied().collect();
        signals.sort_unstable();
        signals.dedup();
        (!signals.is_empty()).then(|| signals.join(","))
    }
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

/// The signals that a task can be sent.
fn signals(task: &Task) -> Vec<&str> {
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
