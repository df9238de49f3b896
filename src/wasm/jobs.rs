//! Jobs and nothing else: reading them, judging them, comparing them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{located, to_json};
use crate::check::{self, Checked};
use crate::diagnostic::render::{InFile, JsonDiagnostic, json_of_files};
use crate::diagnostic::{Diagnostic, Place};
use crate::diff::{self, Mode, text};
use crate::jobspec::{self, Dialect, FileResolver, MemoryFiles, Options, Parsed, Variables};
use crate::lint;
use crate::model::job::Job;
use crate::model::job_diff::JobDiff;
use crate::model::json::encode;
use crate::model::node::Node;
use crate::model::object::Shape;

/// How a job file is to be read, as JavaScript says it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ReadingOptions {
    dialect: Option<String>,
    variables: Value,
    files: Option<BTreeMap<String, String>>,
    seed: u64,
    /// The lints that are silent.
    allow: Vec<String>,
}

/// Reads job files.
pub(super) struct Reader {
    pub(super) dialect: Dialect,
    variables: Variables,
    files: Option<MemoryFiles>,
    seed: u64,
    allow: Vec<String>,
}

impl Reader {
    /// From options in JSON; nothing is nothing special.
    pub(super) fn new(options: Option<&str>) -> Result<Self, JsError> {
        let options: ReadingOptions = match options {
            Some(options) => serde_json::from_str(options)?,
            None => ReadingOptions::default(),
        };
        let bytes = |(path, text): (String, String)| (path, text.into_bytes());
        Ok(Reader {
            dialect: options
                .dialect
                .as_deref()
                .map(str::parse)
                .transpose()?
                .unwrap_or_default(),
            variables: Variables::from_json(&options.variables)?,
            files: options
                .files
                .map(|files| MemoryFiles::new(files.into_iter().map(bytes))),
            seed: options.seed,
            allow: options.allow,
        })
    }

    fn options(&self) -> Options<'_> {
        Options {
            variables: &self.variables,
            resolver: self.files.as_ref().map(|files| files as &dyn FileResolver),
            seed: self.seed,
            ..Options::default()
        }
    }

    pub(super) fn parse(&self, text: &str) -> Parsed {
        jobspec::parse(text.as_bytes(), self.dialect, &self.options())
    }

    fn check(&self, text: &str, nodes: Option<&[&Node]>) -> Checked {
        let lints = lint::Options {
            nodes,
            allow: &self.allow,
        };
        check::check_with(text.as_bytes(), self.dialect, &self.options(), Some(&lints))
    }
}

/// A file with everything there is to say about it, for those who go on with its job; also about the nodes it will
/// run on, if they are known.
pub(super) fn checked(
    text: &str,
    options: Option<&str>,
    nodes: Option<&[&Node]>,
) -> Result<Checked, JsError> {
    Ok(Reader::new(options)?.check(text, nodes))
}

/// What a parse gives to JavaScript.
#[derive(Serialize)]
struct ParseResult<'a> {
    job: Option<Box<RawValue>>,
    /// The fault in the words of the reference.
    error: Option<String>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// Parses a job file into `{job, error, diagnostics}`.
///
/// # Errors
///
/// If the options are none.
#[wasm_bindgen]
pub fn parse(text: &str, options: Option<String>) -> Result<String, JsError> {
    let parsed = Reader::new(options.as_deref())?.parse(text);
    Ok(to_json(&ParseResult {
        job: parsed.job.as_ref().and_then(job_json),
        error: parsed.error.as_ref().map(ToString::to_string),
        diagnostics: located(&parsed.diagnostics, text),
    }))
}

fn job_json(job: &Job) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(&encode(job, Shape::Submitted)).ok()
}

/// What a look at a job gives to JavaScript.
#[derive(Serialize)]
struct ValidateResult<'a> {
    valid: bool,
    job: Option<Box<RawValue>>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// Says what is wrong with a job file: `{valid, job, diagnostics}`.
///
/// # Errors
///
/// If the options are none.
#[wasm_bindgen]
pub fn validate(text: &str, options: Option<String>) -> Result<String, JsError> {
    let checked = checked(text, options.as_deref(), None)?;
    Ok(to_json(&ValidateResult {
        valid: checked.is_valid(),
        job: checked.job.as_ref().and_then(job_json),
        diagnostics: located(&checked.diagnostics, text),
    }))
}

/// What a comparison gives to JavaScript.
#[derive(Serialize)]
struct DiffResult<'a> {
    changed: bool,
    diff: Option<JobDiff>,
    text: String,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// Compares two job files: `{changed, diff, text, diagnostics}`. The diagnostics name the file `old` or `new`.
///
/// # Errors
///
/// If the options are none.
#[wasm_bindgen]
pub fn diff(old: &str, new: &str, quiet: bool, options: Option<String>) -> Result<String, JsError> {
    let mode = if quiet { Mode::Quiet } else { Mode::Exact };
    let reader = Reader::new(options.as_deref())?;
    let (old_job, new_job) = (reader.check(old, None), reader.check(new, None));
    let (Some(before), Some(after)) = (&old_job.stored, &new_job.stored) else {
        let sides = [("old", old, &old_job), ("new", new, &new_job)];
        let files = sides.map(|(file, text, checked)| InFile {
            file,
            text,
            diagnostics: &checked.diagnostics,
        });
        return Ok(not_compared(json_of_files(&files)));
    };
    match diff::between(before, after, mode) {
        Ok(found) => Ok(to_json(&DiffResult {
            changed: found.is_change() || diff::differ(before, after),
            text: text::plain(&found, false),
            diff: Some(found),
            diagnostics: Vec::new(),
        })),
        Err(refusal) => {
            let found = [Diagnostic::error(
                "diff/different-jobs",
                refusal.to_string(),
                Place::default(),
            )];
            Ok(not_compared(located(&found, new)))
        }
    }
}

fn not_compared(diagnostics: Vec<JsonDiagnostic<'_>>) -> String {
    to_json(&DiffResult {
        changed: true,
        diff: None,
        text: String::new(),
        diagnostics,
    })
}
