//! What a plan adds to the difference of two jobs: how many allocations of each group it starts, stops and so on,
//! and what each change does to them.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::job_diff::{
    DIFF_ADDED, DIFF_DELETED, DIFF_NONE, DesiredUpdates, FieldDiff, JobDiff, PlanAnnotations, TaskDiff,
    TaskGroupDiff,
};
use crate::notation::quote::quoted;

const FORCES_CREATE: &str = "forces create";
const FORCES_DESTROY: &str = "forces destroy";
const FORCES_IN_PLACE: &str = "forces in-place update";
const FORCES_DESTRUCTIVE: &str = "forces create/destroy update";

/// A count in a difference that is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCount {
    text: String,
    why: &'static str,
}

impl fmt::Display for InvalidCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "strconv.Atoi: parsing {}: {}", quoted(&self.text), self.why)
    }
}

impl std::error::Error for InvalidCount {}

/// Writes into the difference of two jobs what a plan does.
///
/// # Errors
///
/// When a count in the difference is no number. What comes before has been annotated by then.
pub fn annotate(diff: &mut JobDiff, plan: Option<&PlanAnnotations>) -> Result<(), InvalidCount> {
    let updates = plan.and_then(|plan| plan.desired_tg_updates.as_ref());
    for group in diff.task_groups.iter_mut().flatten() {
        if let Some(desired) = updates.and_then(|updates| updates.get(&group.name)) {
            add_updates(group.updates.get_or_insert_default(), desired);
        }
        let count = group
            .fields
            .iter_mut()
            .flatten()
            .flatten()
            .find(|field| field.name == "Count");
        if let Some(count) = count {
            annotate_count(count)?;
        }
        annotate_tasks(group);
    }
    Ok(())
}

fn add_updates(updates: &mut BTreeMap<String, u64>, desired: &DesiredUpdates) {
    let counts = [
        ("ignore", desired.ignore),
        ("create", desired.place),
        ("migrate", desired.migrate),
        ("destroy", desired.stop),
        ("canary", desired.canary),
        ("in-place update", desired.in_place_update),
        ("create/destroy update", desired.destructive_update),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count != 0);
    updates.extend(counts.map(|(name, count)| (name.to_owned(), count)));
}

fn annotate_count(field: &mut FieldDiff) -> Result<(), InvalidCount> {
    let (old, new) = (count(&field.old)?, count(&field.new)?);
    let annotation = match old.cmp(&new) {
        std::cmp::Ordering::Less => FORCES_CREATE,
        std::cmp::Ordering::Greater => FORCES_DESTROY,
        std::cmp::Ordering::Equal => return Ok(()),
    };
    field
        .annotations
        .get_or_insert_default()
        .push(annotation.to_owned());
    Ok(())
}

fn count(text: &str) -> Result<i64, InvalidCount> {
    if text.is_empty() {
        return Ok(0);
    }
    text.parse().map_err(|_| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let why = if is_number {
            "value out of range"
        } else {
            "invalid syntax"
        };
        InvalidCount {
            text: text.to_owned(),
            why,
        }
    })
}

fn annotate_tasks(group: &mut TaskGroupDiff) {
    let whole_group = matches!(group.diff_type.as_str(), DIFF_ADDED | DIFF_DELETED);
    for task in group
        .tasks
        .iter_mut()
        .flatten()
        .filter(|task| task.diff_type != DIFF_NONE)
    {
        let annotation = match task.diff_type.as_str() {
            DIFF_ADDED if whole_group => FORCES_CREATE,
            DIFF_DELETED if whole_group => FORCES_DESTROY,
            _ if is_destructive(task) => FORCES_DESTRUCTIVE,
            _ => FORCES_IN_PLACE,
        };
        task.annotations
            .get_or_insert_default()
            .push(annotation.to_owned());
    }
}

/// Whether a change of a task looks as if its allocations had to be replaced. This is a guess from names; what the
/// scheduler does is decided elsewhere.
fn is_destructive(task: &TaskDiff) -> bool {
    let mut fields = task.fields.iter().flatten().flatten();
    let mut objects = task.objects.iter().flatten().flatten();
    fields.any(|field| field.name != "KillTimeout")
        || objects.any(|object| !matches!(object.name.as_str(), "LogConfig" | "Service" | "Constraint"))
}
