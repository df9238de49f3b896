//! Plays `session.json` on a native cluster and prints a line for each answer; `compare.mjs` does the same in wasm.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop loudly"
)]

use foreplan::api::Request;
use foreplan::check::check;
use foreplan::diagnostic::{LineIndex, render};
use foreplan::explain;
use foreplan::fleet::Fleet;
use foreplan::host::Host;
use foreplan::jobspec::{Dialect, Options};
use serde::Deserialize;

#[derive(Deserialize)]
struct Session {
    seed: u64,
    now: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", untagged)]
enum Step {
    Plan { plan: String },
    Register { register: String },
    Advance { advance: i64 },
    Request { request: String, body: Option<String> },
}

fn main() {
    let session: Session =
        serde_json::from_str(include_str!("session.json")).expect("session.json is a session");
    let mut now: i64 = session.now.parse().expect("now is a number");
    let mut host = Host::new(session.seed, now);
    let nodes = Fleet::default().nodes().expect("the default fleet is a fleet");
    host.register_nodes(nodes).expect("memory keeps nodes");
    for step in session.steps {
        let line = match step {
            Step::Plan { plan } => planned(&host, &file(&plan)),
            Step::Register { register } => {
                let text = serde_json::json!({ "JobHCL": file(&register) });
                let parsed = request(&mut host, "PUT /v1/jobs/parse", &text.to_string());
                request(
                    &mut host,
                    "PUT /v1/jobs",
                    &format!("{{\"Job\":{}}}", &parsed[4..]),
                )
            }
            Step::Advance { advance } => {
                now += advance * 1_000_000;
                host.advance(now).expect("memory keeps what falls due");
                "advanced".to_owned()
            }
            Step::Request { request: line, body } => request(&mut host, &line, &body.unwrap_or_default()),
        };
        println!("{line}");
    }
}

fn file(name: &str) -> String {
    let path = format!("{}/www/gallery/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the gallery has it")
}

fn planned(host: &Host, text: &str) -> String {
    let checked = check(text.as_bytes(), Dialect::Auto, &Options::default());
    let job = checked.job.expect("jobs of the gallery are jobs");
    let report = explain::plan(host.engine(), job, host.now()).expect("jobs of the gallery can be planned");
    let report = serde_json::to_string(&report).expect("a report has JSON");
    let diagnostics = render::json(&checked.diagnostics, &LineIndex::new(text));
    let diagnostics = serde_json::to_string(&diagnostics).expect("diagnostics have JSON");
    format!("{{\"plan\":{report},\"diagnostics\":{diagnostics}}}")
}

fn request(host: &mut Host, line: &str, body: &str) -> String {
    let (method, target) = line.split_once(' ').expect("a method and a path");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let answer = host.request(&Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    });
    format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
}
