//! Job × Job → what differs.
//!
//! [`jobs`] compares two versions of a job as the reference does and gives the same result: which members are
//! shown, under which name, and what counts as new, gone or edited stands in the rows of the model. [`annotate()`]
//! adds what a plan will do. [`spec_changed`] only says whether a new version is a change at all.
//!
//! [`between`] compares any two jobs in a [`Mode`]: that of the reference, or a quiet one in which what was put in or
//! moved shows as that and no more.
//!
//! Values are compared before anything is formatted: what is equal costs next to nothing.

mod annotate;
mod fields;
mod flat;
mod objects;
mod quiet;
mod spec;
pub mod text;

use std::collections::BTreeMap;
use std::fmt;

use objects::Pair;

use crate::model::job::Job;
use crate::model::job_diff::{
    DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, DIFF_NONE, FieldDiff, JobDiff, ObjectDiff, TaskDiff, TaskGroupDiff,
};
use crate::model::object::Object;
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;
use crate::notation::quote::quoted;

pub use annotate::{InvalidCount, annotate};
pub use spec::spec_changed;

/// How jobs are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the reference does, with the members of changed objects that did not change: what `nomad plan` shows.
    #[default]
    Exact,
    /// Everything is matched with what it became before it is compared.
    Quiet,
}

/// The difference of two jobs in the stored form.
///
/// # Errors
///
/// When the two have different identifiers, which only the quiet mode compares.
pub fn between(old: &Job, new: &Job, mode: Mode) -> Result<JobDiff, DifferentJobs> {
    match mode {
        Mode::Exact => jobs(Some(old), Some(new), true),
        Mode::Quiet => Ok(quiet::jobs(old, new)),
    }
}

/// Whether two jobs in the stored form differ in anything but the order of what they list and the server's own
/// notes, also where the exact diff does not show it.
#[must_use]
pub fn differ(old: &Job, new: &Job) -> bool {
    quiet::jobs(old, new).is_change()
}

/// Two jobs that cannot be compared, because they are not versions of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferentJobs {
    old: String,
    new: String,
}

impl fmt::Display for DifferentJobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (old, new) = (quoted(&self.old), quoted(&self.new));
        write!(f, "can not diff jobs with different IDs: {old} and {new}")
    }
}

impl std::error::Error for DifferentJobs {}

/// The difference of two versions of a job in the stored form; `None` is no job.
///
/// With `contextual`, objects that changed also list their members that did not.
///
/// # Errors
///
/// When the two have different identifiers.
pub fn jobs(old: Option<&Job>, new: Option<&Job>, contextual: bool) -> Result<JobDiff, DifferentJobs> {
    if let (Some(old), Some(new)) = (old, new)
        && old.id() != new.id()
    {
        let (old, new) = (old.id().to_owned(), new.id().to_owned());
        return Err(DifferentJobs { old, new });
    }
    let Members { fields, objects } = members(old, new, contextual);
    let [old_groups, new_groups] = [old, new].map(|job| job.map(Job::groups).unwrap_or_default());
    let pairs = pairs(old_groups, new_groups, TaskGroup::name).into_values();
    let task_groups: Vec<TaskGroupDiff> = pairs.map(|(old, new)| group(old, new, contextual)).collect();
    let differs = |diff_type: &str| diff_type != DIFF_NONE;
    let diff_type = match (old, new) {
        (None, Some(_)) => DIFF_ADDED,
        (Some(_), None) => DIFF_DELETED,
        _ if fields.iter().flatten().any(|field| differs(&field.diff_type))
            || objects.iter().flatten().any(|object| differs(&object.diff_type))
            || task_groups.iter().any(|group| differs(&group.diff_type)) =>
        {
            DIFF_EDITED
        }
        _ => DIFF_NONE,
    };
    Ok(JobDiff {
        diff_type: diff_type.to_owned(),
        id: new.or(old).map(Job::id).unwrap_or_default().to_owned(),
        fields: some(fields),
        objects: some(objects),
        task_groups: some(task_groups),
    })
}

fn group(old: Option<&TaskGroup>, new: Option<&TaskGroup>, contextual: bool) -> TaskGroupDiff {
    let diff_type = type_of(old, new);
    let Members { fields, objects } = changed_members(diff_type, old, new, contextual);
    let [old_tasks, new_tasks] = [old, new].map(|group| group.map(TaskGroup::tasks).unwrap_or_default());
    let tasks = pairs(old_tasks, new_tasks, |task| task.name.as_str()).into_values();
    let tasks = tasks.map(|(old, new)| {
        // Nothing in what is the same differs: each comparison is made once.
        let diff_type = if diff_type == DIFF_NONE {
            DIFF_NONE
        } else {
            type_of(old, new)
        };
        task(diff_type, old, new, contextual)
    });
    TaskGroupDiff {
        diff_type: diff_type.to_owned(),
        name: new.or(old).map(TaskGroup::name).unwrap_or_default().to_owned(),
        fields: some(fields),
        objects: some(objects),
        tasks: some(tasks.collect()),
        updates: None,
    }
}

fn task(diff_type: &str, old: Option<&Task>, new: Option<&Task>, contextual: bool) -> TaskDiff {
    let Members { fields, objects } = changed_members(diff_type, old, new, contextual);
    TaskDiff {
        diff_type: diff_type.to_owned(),
        name: new.or(old).map(|task| task.name.clone()).unwrap_or_default(),
        fields: some(fields),
        objects: some(objects),
        annotations: None,
    }
}

/// What a diff lists of two versions of an object.
#[derive(Default)]
struct Members {
    fields: Vec<Option<FieldDiff>>,
    objects: Vec<Option<ObjectDiff>>,
}

fn changed_members<T: Object>(
    diff_type: &str,
    old: Option<&T>,
    new: Option<&T>,
    contextual: bool,
) -> Members {
    match diff_type {
        DIFF_NONE => Members::default(),
        _ => members(old, new, contextual),
    }
}

fn members<T: Object>(old: Option<&T>, new: Option<&T>, contextual: bool) -> Members {
    let pair = Pair::of(
        old.map(|old| old as &dyn Object),
        new.map(|new| new as &dyn Object),
    );
    pair.map(|pair| pair.members(contextual)).unwrap_or_default()
}

fn type_of<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> &'static str {
    match (old, new) {
        (None, Some(_)) => DIFF_ADDED,
        (Some(_), None) => DIFF_DELETED,
        (old, new) if old == new => DIFF_NONE,
        _ => DIFF_EDITED,
    }
}

/// Two versions of everything, by what tells it from the rest; of several that are told by the same the last counts.
type Pairs<K, T> = BTreeMap<K, (Option<T>, Option<T>)>;

fn pairs<K: Ord, T: Copy>(
    old: impl IntoIterator<Item = T>,
    new: impl IntoIterator<Item = T>,
    key: impl Fn(T) -> K,
) -> Pairs<K, T> {
    let mut pairs = Pairs::new();
    for item in old {
        pairs.entry(key(item)).or_default().0 = Some(item);
    }
    for item in new {
        pairs.entry(key(item)).or_default().1 = Some(item);
    }
    pairs
}

/// A list as the reference prints it: null if it is empty.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::constraint::Constraint;
    use crate::model::service::Service;

    fn job(change: impl FnOnce(&mut Job)) -> Job {
        let service = |name: &str, port: &str| Service {
            name: name.to_owned(),
            port_label: port.to_owned(),
            tags: Some(vec!["a".to_owned()]),
            ..Service::default()
        };
        let task = Task {
            name: "t".to_owned(),
            services: Some(vec![service("one", "http"), service("two", "http")]),
            ..Task::default()
        };
        let group = TaskGroup {
            name: Some("g".to_owned()),
            count: Some(1),
            tasks: Some(vec![task]),
            ..TaskGroup::default()
        };
        let mut job = Job {
            id: Some("j".to_owned()),
            priority: Some(50),
            task_groups: Some(vec![group]),
            ..Job::default()
        };
        change(&mut job);
        job
    }

    fn group(job: &mut Job) -> &mut TaskGroup {
        &mut job.task_groups.as_mut().unwrap()[0]
    }

    fn difference(change: impl FnOnce(&mut Job)) -> JobDiff {
        jobs(Some(&job(|_| {})), Some(&job(change)), false).unwrap()
    }

    #[test]
    fn nothing_differs_from_itself() {
        let diff = difference(|_| {});
        assert_eq!(
            (diff.diff_type.as_str(), diff.fields, diff.objects),
            (DIFF_NONE, None, None)
        );
        let groups = diff.task_groups.unwrap();
        assert_eq!(groups[0].diff_type, DIFF_NONE);
        assert_eq!(groups[0].tasks.as_ref().unwrap()[0].diff_type, DIFF_NONE);
    }

    #[test]
    fn plain_values_are_fields() {
        let diff = difference(|job| {
            job.priority = Some(60);
            job.version = Some(7);
        });
        let fields: Vec<FieldDiff> = diff.fields.unwrap().into_iter().flatten().collect();
        assert_eq!(fields.len(), 1, "the server's own notes are not shown");
        let field = &fields[0];
        assert_eq!(
            (field.name.as_str(), field.old.as_str(), field.new.as_str()),
            ("Priority", "50", "60")
        );
        assert_eq!(diff.diff_type, DIFF_EDITED);
    }

    #[test]
    fn objects_with_a_key_are_matched_by_it() {
        let diff = difference(|job| {
            let services = group(job).tasks.as_mut().unwrap()[0].services.as_mut().unwrap();
            services.reverse();
            services[0].port_label = "https".to_owned();
        });
        let task = &diff.task_groups.unwrap()[0].tasks.as_ref().unwrap()[0].clone();
        let objects: Vec<&ObjectDiff> = task.objects.iter().flatten().flatten().collect();
        assert_eq!(
            objects.len(),
            1,
            "the other service is the same, elsewhere in the list"
        );
        assert_eq!(
            (objects[0].name.as_str(), objects[0].diff_type.as_str()),
            ("Service", DIFF_EDITED)
        );
    }

    #[test]
    fn objects_without_a_key_come_and_go() {
        let constraint = |value: &str| Constraint {
            l_target: "${attr.kernel.name}".to_owned(),
            r_target: value.to_owned(),
            operand: "=".to_owned(),
        };
        let old = job(|job| group(job).constraints = Some(vec![constraint("linux")]));
        let new = job(|job| group(job).constraints = Some(vec![constraint("windows")]));
        let diff = jobs(Some(&old), Some(&new), true).unwrap();
        let objects = diff.task_groups.unwrap()[0].objects.clone().unwrap();
        let types: Vec<_> = objects
            .iter()
            .flatten()
            .map(|object| object.diff_type.as_str())
            .collect();
        assert_eq!(types, [DIFF_ADDED, DIFF_DELETED]);
    }

    #[test]
    fn an_object_without_content_is_null() {
        let diff = difference(|job| job.constraints = Some(vec![Constraint::default()]));
        assert_eq!(diff.objects, Some(vec![None]));
    }

    #[test]
    fn versions_of_one_job_only() {
        let error = jobs(
            Some(&job(|_| {})),
            Some(&job(|job| job.id = Some("k".to_owned()))),
            false,
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "can not diff jobs with different IDs: \"j\" and \"k\""
        );
    }
}
