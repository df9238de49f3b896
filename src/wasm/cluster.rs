//! A cluster that lives in JavaScript's memory.

use serde::Serialize;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use super::jobs::checked;
use super::{located, to_json};
use crate::api::{Request, Response};
use crate::diagnostic::render::JsonDiagnostic;
use crate::diagnostic::{Diagnostic, Place};
use crate::explain::{self, PlanReport};
use crate::fleet::Fleet;
use crate::host::Host;
use crate::model::node::Node;

/// A cluster with its own state and clock.
#[wasm_bindgen]
pub struct Engine {
    host: Host,
    /// Whether its fleet was given: lints look at nodes that somebody chose.
    has_own_fleet: bool,
}

/// What a plan gives to JavaScript: a report, or what keeps it from being made.
#[derive(Serialize)]
struct PlanResult<'a> {
    plan: Option<PlanReport>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

#[wasm_bindgen]
impl Engine {
    /// A cluster with the nodes of a fleet (JSON; the default fleet if none is given).
    ///
    /// # Errors
    ///
    /// If the fleet is not one.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u64, now_unix_ns: i64, fleet: Option<String>) -> Result<Engine, JsError> {
        let refused = |diagnostic: Box<Diagnostic>| JsError::new(&format!("nodes: {}", diagnostic.message));
        let has_own_fleet = fleet.is_some();
        let fleet = match fleet {
            Some(text) => Fleet::from_json(text.as_bytes()).map_err(refused)?,
            None => Fleet::default(),
        };
        let mut host = Host::new(seed, now_unix_ns);
        let nodes = fleet.nodes().map_err(refused)?;
        host.register_nodes(nodes).map_err(failed)?;
        Ok(Engine { host, has_own_fleet })
    }

    /// Answers an HTTP request. The headers are a JSON list of pairs; a query follows the path after `?`.
    ///
    /// # Errors
    ///
    /// If the headers are not such a list.
    pub fn request(
        &mut self,
        method: &str,
        target: &str,
        headers: &str,
        body: Vec<u8>,
    ) -> Result<Answer, JsError> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let answer = self.host.request(&Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: serde_json::from_str(headers)?,
            body,
        });
        Ok(Answer(answer))
    }

    /// Says what registering the job in a file would do: `{plan, diagnostics}`.
    ///
    /// # Errors
    ///
    /// If the options are none.
    pub fn plan(&self, text: &str, options: Option<String>) -> Result<String, JsError> {
        let nodes: Option<Vec<&Node>> = self.has_own_fleet.then(|| {
            let nodes = self.host.engine().state().nodes();
            nodes.map(|entry| &*entry.node).collect()
        });
        let checked = checked(text, options.as_deref(), nodes.as_deref())?;
        let is_valid = checked.is_valid();
        let mut diagnostics = checked.diagnostics;
        let Some(job) = checked.job.filter(|_| is_valid) else {
            return Ok(result(None, &diagnostics, text));
        };
        let planned = explain::plan(self.host.engine(), job, self.host.now());
        let report = planned.map_err(|refusal| {
            let place = Place::default();
            diagnostics.push(Diagnostic::error("plan/refused", refusal.to_string(), place));
        });
        Ok(result(report.ok(), &diagnostics, text))
    }

    /// Lets time pass, up to this instant, with everything that falls due on the way.
    ///
    /// # Errors
    ///
    /// If the memory does not keep a change, which it always does.
    pub fn advance(&mut self, now_unix_ns: i64) -> Result<(), JsError> {
        self.host.advance(now_unix_ns).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

fn result(plan: Option<PlanReport>, diagnostics: &[Diagnostic], text: &str) -> String {
    to_json(&PlanResult {
        plan,
        diagnostics: located(diagnostics, text),
    })
}

/// The answer to a request.
#[wasm_bindgen]
pub struct Answer(Response);

#[wasm_bindgen]
impl Answer {
    /// The status code.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The headers, as a JSON list of pairs.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn headers(&self) -> String {
        to_json(&self.0.headers)
    }

    /// The body. It is handed over: a second time it is empty.
    pub fn body(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0.body)
    }
}
