//! What of a job did not come through a job file.

use serde_json::Value as Json;

use super::object::{is_literal, meant_by_silence};
use crate::diagnostic::{Diagnostic, JsonPath, PathStep, Place, Severity};
use crate::jobspec::messages as words;
use crate::model::job::Job;
use crate::model::json::encode;
use crate::model::object::{Field, Hcl, Member, Object, Presence, Shape, View};

/// How many losses are listed.
const MAX_LOSSES: usize = 100;

/// How much of a value is shown, in characters.
const MAX_SHOWN: usize = 60;

/// The differences between a job and what was read back.
pub(super) fn of(job: &Job, mut read: Job) -> Vec<Diagnostic> {
    if job.name.is_none() {
        // Without a name it goes by its identifier everywhere.
        read.name = None;
    }
    let mut losses = Losses {
        path: JsonPath::root(),
        found: Vec::new(),
    };
    losses.object(job, &read);
    losses.found
}

struct Losses {
    path: JsonPath,
    found: Vec<Diagnostic>,
}

impl Losses {
    fn object(&mut self, given: &dyn Object, read: &dyn Object) {
        let object_type = given.object_type();
        for (index, field) in object_type.fields.iter().enumerate() {
            if let (Some(given), Some(read)) = (given.member(index), read.member(index)) {
                let silence = meant_by_silence(object_type, field);
                let is_label = field.presence == Presence::Newer && field.hcl == Hcl::Label;
                if is_label || silence.is_some_and(|silence| is_literal(&given.view(), silence)) {
                    continue;
                }
                self.path.push(PathStep::Member(field.name));
                self.member(field, given, read);
                self.path.pop();
            }
        }
    }

    fn member(&mut self, field: &'static Field, given: &dyn Member, read: &dyn Member) {
        let (given, read) = (given.view(), read.view());
        if given.equals(&read) || self.found.len() >= MAX_LOSSES {
            return;
        }
        match (given, read) {
            (View::Object(given), View::Object(read)) => self.object(given, read),
            (View::List(given), View::List(read)) if given.len() == read.len() => {
                for index in 0..given.len() {
                    if let (Some(given), Some(read)) = (given.item(index), read.item(index)) {
                        self.path.push(PathStep::Index(index));
                        self.member(field, given, read);
                        self.path.pop();
                    }
                }
            }
            (View::Map(given), View::Map(read)) => {
                given.each(&mut |key, given| {
                    self.path.push(PathStep::Key(key.to_owned()));
                    match read.value(key) {
                        Some(read) => self.member(field, given, read),
                        None => self.lost(field, &given.view(), &View::Null),
                    }
                    self.path.pop();
                    true
                });
            }
            (View::Json(given), View::Json(read)) => self.json(field, given, read),
            _ => self.lost(field, &given, &read),
        }
    }

    /// Goes down to the values of a free configuration that differ. They are no deeper than a job file.
    fn json(&mut self, field: &'static Field, given: &Json, read: &Json) {
        if given == read {
            return;
        }
        match (given, read) {
            (Json::Object(given), Json::Object(read)) => {
                for (key, given) in given {
                    self.path.push(PathStep::Key(key.clone()));
                    self.json(field, given, read.get(key).unwrap_or(&Json::Null));
                    self.path.pop();
                }
            }
            (Json::Array(given), Json::Array(read)) if given.len() == read.len() => {
                for (index, (given, read)) in given.iter().zip(read).enumerate() {
                    self.path.push(PathStep::Index(index));
                    self.json(field, given, read);
                    self.path.pop();
                }
            }
            _ => self.lost(field, &View::Json(given), &View::Json(read)),
        }
    }

    fn lost(&mut self, field: &'static Field, given: &View<'_>, read: &View<'_>) {
        // Where there is no null, nothing is as good.
        let is_unset = |view: &View<'_>| match view {
            View::Null | View::Json(Json::Null) => true,
            View::Str(text) => text.is_empty() && field.presence == Presence::Newer,
            _ => false,
        };
        // What is the default anyway is not lost.
        if is_unset(read) && is_literal(given, &field.default) {
            return;
        }
        let is_writable = !matches!(field.hcl, Hcl::None);
        let message = match (is_unset(given), is_unset(read)) {
            (_, true) if field.presence == Presence::Newer => words::not_in_hcl1(&shown(given)),
            (_, true) if is_writable => words::lost(&shown(given)),
            (_, true) => words::not_in_job_files(&shown(given)),
            (true, false) => words::becomes("unset", &shown(read)),
            (false, false) => words::becomes(&shown(given), &shown(read)),
        };
        let does_not_matter = field.presence == Presence::Assigned
            || (is_unset(given) && is_literal(read, &field.default))
            || (is_unset(read) && given.is_empty());
        if self.found.len() < MAX_LOSSES {
            let place = Place::path(self.path.clone());
            let mut loss = Diagnostic::warning(message.code, message.text, place);
            if does_not_matter {
                loss.severity = Severity::Hint;
            }
            self.found.push(loss);
        }
    }
}

/// A value as JSON, shortened.
fn shown(view: &View<'_>) -> String {
    let text = match view {
        View::Null => "null".to_owned(),
        View::Bool(value) => value.to_string(),
        View::Int(value) => value.to_string(),
        View::Uint(value) => value.to_string(),
        View::Float(value) => value.to_string(),
        View::Str(value) => Json::from(*value).to_string(),
        View::Duration(value) => value.nanoseconds().to_string(),
        View::Time(value) => value.to_string(),
        View::Bytes(value) => format!("{} bytes", value.len()),
        View::Json(value) => value.to_string(),
        View::Object(value) => serde_json::to_string(&encode(*value, Shape::Submitted)).unwrap_or_default(),
        View::List(value) => format!("a list of {}", value.len()),
        View::Map(value) => format!("a map of {}", value.len()),
    };
    if text.chars().count() <= MAX_SHOWN {
        return text;
    }
    text.chars().take(MAX_SHOWN).chain(['…']).collect()
}
