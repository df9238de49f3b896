//! Job files as texts: their layout, and writing them.

use serde::Serialize;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use super::jobs::Reader;
use super::{located, to_json};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::JsonDiagnostic;
use crate::jobspec;

/// What these functions give to JavaScript.
#[derive(Serialize)]
struct TextResult<'a> {
    text: Option<String>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

fn result(text: Option<String>, diagnostics: &[Diagnostic], source: &str) -> String {
    to_json(&TextResult {
        text,
        diagnostics: located(diagnostics, source),
    })
}

/// Lays a job file out as everybody does: `{text, diagnostics}`.
///
/// # Errors
///
/// If the options are none.
#[wasm_bindgen]
pub fn format(text: &str, options: Option<String>) -> Result<String, JsError> {
    let dialect = Reader::new(options.as_deref())?.dialect;
    Ok(match jobspec::format(text.as_bytes(), dialect) {
        Ok(formatted) => result(Some(formatted), &[], text),
        Err(faults) => result(None, &faults, text),
    })
}

/// Writes the job in a file (or in the API's JSON) as a job file: `{text, diagnostics}`.
///
/// # Errors
///
/// If the options are none.
#[wasm_bindgen]
pub fn print_hcl(text: &str, options: Option<String>) -> Result<String, JsError> {
    let parsed = Reader::new(options.as_deref())?.parse(text);
    let Some(job) = parsed.job else {
        return Ok(result(None, &parsed.diagnostics, text));
    };
    Ok(match jobspec::print(&job) {
        Ok(printed) => result(Some(printed.text), &printed.losses, text),
        Err(faults) => result(None, &faults, text),
    })
}
