//! The engine for JavaScript: conversion, and no rule of Nomad's.
//!
//! Everything crosses as text: JSON for what has members, measured faster than building objects from here, and
//! without the code that would build them. The package's `api.js` wraps these functions into what people call;
//! its types are in `pkg-template/index.d.ts`. What a user wrote wrongly comes back as diagnostics; an exception
//! means that the caller used a function wrongly.

#![allow(unsafe_code, reason = "wasm_bindgen's macro writes it")]

mod cluster;

pub use cluster::{Answer, Engine};

use serde::Serialize;
use serde_json::value::RawValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::{Diagnostic, JsonDiagnostic, LineIndex, json as diagnostics_json};
use crate::fleet::Fleet;
use crate::jobspec::hcl1;
use crate::model::job::Job;
use crate::model::json::encode;
use crate::model::object::Shape;
use crate::schema;

/// Makes a panic say where it was, in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The version of the crate.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The fleet of a cluster that is not given one, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn default_fleet() -> String {
    to_json(&Fleet::default())
}

/// What can be written in which block of a job file, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn hcl_keys() -> String {
    to_json(&schema::hcl_keys())
}

/// What a parse gives to JavaScript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ParseResult<'a> {
    job: Option<Box<RawValue>>,
    /// The fault in the words of the reference.
    error: Option<String>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// Parses a job file into `{job, error, diagnostics}`.
#[wasm_bindgen]
#[must_use]
pub fn parse(text: &str) -> String {
    let parsed = hcl1::parse_job(text.as_bytes());
    to_json(&ParseResult {
        job: parsed.job.as_ref().and_then(job_json),
        error: parsed.error.as_ref().map(ToString::to_string),
        diagnostics: located(&parsed.diagnostics, text),
    })
}

fn job_json(job: &Job) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(&encode(job, Shape::Submitted)).ok()
}

/// Diagnostics with their places in `text`.
fn located<'a>(diagnostics: &'a [Diagnostic], text: &str) -> Vec<JsonDiagnostic<'a>> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    diagnostics_json(diagnostics, &LineIndex::new(text))
}

/// Values of ours always have a JSON form: their keys are strings and their numbers finite.
fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
