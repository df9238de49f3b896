//! The difference of two versions of a job, and what a plan adds to it.
//!
//! Lists of fields and objects may hold nulls: the reference puts one where an object or a text without content
//! comes or goes.

use std::collections::BTreeMap;

use super::allocation::AllocListStub;
use super::object::object;

/// Type of a difference that is none.
pub const DIFF_NONE: &str = "None";
/// Type of something that is new.
pub const DIFF_ADDED: &str = "Added";
/// Type of something that is gone.
pub const DIFF_DELETED: &str = "Deleted";
/// Type of something that changed.
pub const DIFF_EDITED: &str = "Edited";

const DIFF_TYPES: &[&str] = &[DIFF_NONE, DIFF_ADDED, DIFF_DELETED, DIFF_EDITED];

object! {
    /// The difference of two versions of a job.
    pub struct JobDiff => "JobDiff" {
        /// `None`, `Added`, `Deleted` or `Edited`.
        diff_type: String => "Type" { values: Values::Only(DIFF_TYPES) },
        /// The job.
        id: String => "ID",
        /// Plain values that differ.
        fields: Option<Vec<Option<FieldDiff>>> => "Fields",
        /// Objects that differ.
        objects: Option<Vec<Option<ObjectDiff>>> => "Objects",
        /// Groups that differ.
        task_groups: Option<Vec<TaskGroupDiff>> => "TaskGroups",
    }

    /// The difference of two versions of a group.
    pub struct TaskGroupDiff => "TaskGroupDiff" {
        /// `None`, `Added`, `Deleted` or `Edited`.
        diff_type: String => "Type" { values: Values::Only(DIFF_TYPES) },
        /// The group.
        name: String => "Name",
        /// Plain values that differ.
        fields: Option<Vec<Option<FieldDiff>>> => "Fields",
        /// Objects that differ.
        objects: Option<Vec<Option<ObjectDiff>>> => "Objects",
        /// Tasks that differ.
        tasks: Option<Vec<TaskDiff>> => "Tasks",
        /// How many allocations the plan creates, destroys and so on.
        updates: Option<BTreeMap<String, u64>> => "Updates",
    }

    /// The difference of two versions of a task.
    pub struct TaskDiff => "TaskDiff" {
        /// `None`, `Added`, `Deleted` or `Edited`.
        diff_type: String => "Type" { values: Values::Only(DIFF_TYPES) },
        /// The task.
        name: String => "Name",
        /// Plain values that differ.
        fields: Option<Vec<Option<FieldDiff>>> => "Fields",
        /// Objects that differ.
        objects: Option<Vec<Option<ObjectDiff>>> => "Objects",
        /// What the change does to allocations.
        annotations: Option<Vec<String>> => "Annotations",
    }

    /// The difference of two objects.
    pub struct ObjectDiff => "ObjectDiff" {
        /// `None`, `Added`, `Deleted` or `Edited`.
        diff_type: String => "Type" { values: Values::Only(DIFF_TYPES) },
        /// What the object is.
        name: String => "Name",
        /// Plain values that differ.
        fields: Option<Vec<Option<FieldDiff>>> => "Fields",
        /// Objects inside that differ.
        objects: Option<Vec<Option<ObjectDiff>>> => "Objects",
    }

    /// The difference of two plain values.
    pub struct FieldDiff => "FieldDiff" {
        /// `None`, `Added`, `Deleted` or `Edited`.
        diff_type: String => "Type" { values: Values::Only(DIFF_TYPES) },
        /// The value's name.
        name: String => "Name",
        /// What it was, as text.
        old: String => "Old",
        /// What it is, as text.
        new: String => "New",
        /// What the change does to allocations.
        annotations: Option<Vec<String>> => "Annotations",
    }

    /// What a plan does, group by group.
    pub struct PlanAnnotations => "PlanAnnotations" {
        /// The counts of each group, by name.
        desired_tg_updates: Option<BTreeMap<String, DesiredUpdates>> => "DesiredTGUpdates",
        /// Allocations that would have to make room.
        preempted_allocs: Option<Vec<AllocListStub>> => "PreemptedAllocs",
    }

    /// What a plan does to the allocations of a group.
    pub struct DesiredUpdates => "DesiredUpdates" {
        /// Left alone.
        ignore: u64 => "Ignore",
        /// Placed anew.
        place: u64 => "Place",
        /// Moved to another node.
        migrate: u64 => "Migrate",
        /// Stopped.
        stop: u64 => "Stop",
        /// Updated where they are.
        in_place_update: u64 => "InPlaceUpdate",
        /// Replaced by new ones.
        destructive_update: u64 => "DestructiveUpdate",
        /// Placed as canaries.
        canary: u64 => "Canary",
        /// Made to make room.
        preemptions: u64 => "Preemptions",
    }
}

impl JobDiff {
    /// Whether anything differs.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.diff_type != DIFF_NONE
    }
}
