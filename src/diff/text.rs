//! A job diff as people read it, laid out as `nomad plan` does.
//!
//! The layout is made of styled pieces; what a style looks like is decided by whoever prints them. [`plain`]
//! prints none.

use crate::model::job_diff::{
    DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, DIFF_NONE, FieldDiff, JobDiff, ObjectDiff, TaskDiff, TaskGroupDiff,
};
use crate::notation::quote::quoted;
use crate::styled::{Style, StyledText};

trait DiffText {
    fn space(&mut self, width: usize);
    /// The marker of a type of difference.
    fn marker(&mut self, diff_type: &str);
}

impl DiffText for StyledText {
    fn space(&mut self, width: usize) {
        self.plain(" ".repeat(width));
    }

    fn marker(&mut self, diff_type: &str) {
        match diff_type {
            DIFF_ADDED => self.push(Style::Create, "+"),
            DIFF_DELETED => self.push(Style::Destroy, "-"),
            DIFF_EDITED => self.push(Style::Edit, "+/-"),
            _ => return,
        }
        self.plain(" ");
    }
}

/// How wide the marker of a type of difference is.
fn marker_width(diff_type: &str) -> usize {
    match diff_type {
        DIFF_ADDED | DIFF_DELETED => 2,
        DIFF_EDITED => 4,
        _ => 0,
    }
}

/// Lays out a diff. What was added or deleted as a whole is named and not listed, unless `verbose`.
#[must_use]
pub fn lay_out(diff: &JobDiff, verbose: bool) -> StyledText {
    let mut out = StyledText::default();
    out.marker(&diff.diff_type);
    out.push(Style::Heading, format!("Job: {}", quoted(&diff.id)));
    out.plain("\n");
    let groups = || diff.task_groups.iter().flatten();
    let members = Members::new(
        &diff.fields,
        &diff.objects,
        groups().map(|group| group.diff_type.as_str()),
    );
    if diff.diff_type == DIFF_EDITED || verbose {
        members.lay_out(&mut out, 0);
        if !members.is_empty() {
            out.plain("\n");
        }
    }
    for group in groups() {
        let indent = members.widest_marker - marker_width(&group.diff_type);
        lay_out_group(group, indent, verbose, &mut out);
        out.plain("\n");
    }
    out
}

/// A diff without styles.
#[must_use]
pub fn plain(diff: &JobDiff, verbose: bool) -> String {
    lay_out(diff, verbose).to_plain()
}

fn lay_out_group(group: &TaskGroupDiff, indent: usize, verbose: bool, out: &mut StyledText) {
    out.marker(&group.diff_type);
    out.space(indent);
    out.push(Style::Heading, format!("Task Group: {}", quoted(&group.name)));
    let updates = group.updates.as_ref().filter(|updates| !updates.is_empty());
    for (position, (what, count)) in updates.into_iter().flatten().enumerate() {
        out.plain(if position == 0 { " (" } else { ", " });
        out.push(style_of_update(what), format!("{count} {what}"));
    }
    out.plain(if updates.is_some() { ")\n" } else { "\n" });

    let tasks = || group.tasks.iter().flatten();
    let members = Members::new(
        &group.fields,
        &group.objects,
        tasks().map(|task| task.diff_type.as_str()),
    );
    if group.diff_type == DIFF_EDITED || verbose {
        members.lay_out(out, indent + 2);
        if !members.is_empty() {
            out.plain("\n");
        }
    }
    for task in tasks() {
        let inner = members.widest_marker - marker_width(&task.diff_type);
        lay_out_task(task, indent + 2, inner, verbose, out);
        out.plain("\n");
    }
}

fn lay_out_task(task: &TaskDiff, indent: usize, inner: usize, verbose: bool, out: &mut StyledText) {
    out.space(indent);
    out.marker(&task.diff_type);
    out.space(inner);
    out.push(Style::Heading, format!("Task: {}", quoted(&task.name)));
    lay_out_annotations(task.annotations.as_deref(), out);
    let is_whole = matches!(task.diff_type.as_str(), DIFF_ADDED | DIFF_DELETED);
    if task.diff_type == DIFF_NONE || (is_whole && !verbose) {
        return;
    }
    out.plain("\n");
    Members::new(&task.fields, &task.objects, std::iter::empty()).lay_out(out, indent + 2);
}

/// Fields and objects that stand below one another: names and values in columns.
struct Members<'a> {
    fields: Vec<&'a FieldDiff>,
    objects: Vec<&'a ObjectDiff>,
    widest_name: usize,
    widest_marker: usize,
}

impl<'a> Members<'a> {
    fn new(
        fields: &'a Option<Vec<Option<FieldDiff>>>,
        objects: &'a Option<Vec<Option<ObjectDiff>>>,
        others: impl Iterator<Item = &'a str>,
    ) -> Self {
        let fields: Vec<_> = fields.iter().flatten().flatten().collect();
        let objects: Vec<_> = objects.iter().flatten().flatten().collect();
        let types = fields
            .iter()
            .map(|field| &field.diff_type)
            .chain(objects.iter().map(|other| &other.diff_type));
        let markers = types.map(String::as_str).chain(others).map(marker_width);
        Members {
            widest_name: fields
                .iter()
                .map(|field| field.name.len())
                .max()
                .unwrap_or_default(),
            widest_marker: markers.max().unwrap_or_default(),
            fields,
            objects,
        }
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.objects.is_empty()
    }

    fn lay_out(&self, out: &mut StyledText, indent: usize) {
        let mut is_first = true;
        let mut begin_line = |out: &mut StyledText| {
            if !is_first {
                out.plain("\n");
            }
            is_first = false;
        };
        for field in &self.fields {
            begin_line(out);
            self.lay_out_field(field, indent, out);
        }
        for object in &self.objects {
            begin_line(out);
            self.lay_out_object(object, indent, out);
        }
    }

    fn lay_out_field(&self, field: &FieldDiff, indent: usize, out: &mut StyledText) {
        out.space(indent);
        out.marker(&field.diff_type);
        out.space(self.widest_marker - marker_width(&field.diff_type));
        out.plain(format!("{}: ", field.name));
        out.space(self.widest_name - field.name.len());
        out.plain(match field.diff_type.as_str() {
            DIFF_DELETED => quoted(&field.old).to_string(),
            DIFF_EDITED => format!("{} => {}", quoted(&field.old), quoted(&field.new)),
            _ => quoted(&field.new).to_string(),
        });
        lay_out_annotations(field.annotations.as_deref(), out);
    }

    fn lay_out_object(&self, object: &ObjectDiff, indent: usize, out: &mut StyledText) {
        let marker = marker_width(&object.diff_type);
        let inner = self.widest_marker - marker;
        out.space(indent);
        out.marker(&object.diff_type);
        out.space(inner);
        out.plain(format!("{} {{\n", object.name));
        Members::new(&object.fields, &object.objects, std::iter::empty()).lay_out(out, indent + inner + 2);
        out.plain("\n");
        out.space(indent + marker + inner);
        out.plain("}");
    }
}

fn lay_out_annotations(annotations: Option<&[String]>, out: &mut StyledText) {
    let annotations = annotations.unwrap_or_default();
    for (position, annotation) in annotations.iter().enumerate() {
        out.plain(if position == 0 { " (" } else { ", " });
        out.push(style_of_annotation(annotation), annotation);
    }
    if !annotations.is_empty() {
        out.plain(")");
    }
}

fn style_of_update(what: &str) -> Style {
    match what {
        "create" => Style::Create,
        "destroy" => Style::Destroy,
        "migrate" => Style::Migrate,
        "in-place update" => Style::InPlace,
        "create/destroy update" => Style::Replace,
        "canary" => Style::Canary,
        _ => Style::Plain,
    }
}

fn style_of_annotation(annotation: &str) -> Style {
    annotation
        .strip_prefix("forces ")
        .map_or(Style::Plain, style_of_update)
}
