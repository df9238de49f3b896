//! The engine for JavaScript: conversion, and no rule of Nomad's.
//!
//! Everything crosses as text: JSON for what has members, measured faster than building objects from here, and
//! without the code that would build them. The package's `api.js` wraps these functions into what people call;
//! its types are in `pkg-template/index.d.ts`. What a user wrote wrongly comes back as diagnostics; an exception
//! means that the caller used a function wrongly.

#![allow(unsafe_code, reason = "wasm_bindgen's macro writes it")]

mod cluster;
mod files;
mod jobs;

pub use cluster::{Answer, Engine};
pub use files::{format, print_hcl};
pub use jobs::{diff, parse, validate};

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::render::{JsonDiagnostic, json as diagnostics_json};
use crate::diagnostic::{Diagnostic, LineIndex};
use crate::fleet::Fleet;
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
