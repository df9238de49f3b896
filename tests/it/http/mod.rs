//! The HTTP API over a real socket: recorded conversations with Nomad 0.12.4, and what only a socket shows.
//!
//! `tests/conformance/http/scenarios.json.gz` holds all recorded scenarios, `failing.txt` beside it the names of
//! those that are not answered as recorded yet. The list may only shrink: a test fails for a scenario that got
//! worse, and for one that got better and is still listed. `FOREPLAN_REWRITE=1` writes the list anew.

mod client;
mod pattern;
mod placeholder;
mod player;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use flate2::read::GzDecoder;
use foreplan::host::Host;
use serde_json::{Value, json};

use client::{Request, send};

/// A server on a free port, until the test's process ends.
fn server() -> SocketAddr {
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let host = Host::new(1, 1_600_000_000_000_000_000);
        foreplan::http::serve(any, host, |address| ready.send(address).unwrap()).unwrap();
    });
    address.recv().unwrap()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/http")
}

fn scenarios() -> Vec<Value> {
    let file = fs::File::open(folder().join("scenarios.json.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn recorded_conversations_go_as_recorded() {
    let listed = fs::read_to_string(folder().join("failing.txt")).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    let scenarios = scenarios();
    assert!(scenarios.len() >= 216);
    let address = server();
    let (mut failing, mut worse) = (BTreeSet::new(), Vec::new());
    for scenario in &scenarios {
        let name = scenario["name"].as_str().unwrap();
        if let Err(fault) = player::play(address, scenario) {
            failing.insert(name);
            if !listed.contains(name) {
                worse.push(format!("{name}: {fault}"));
            }
        }
    }
    if std::env::var_os("FOREPLAN_REWRITE").is_some() {
        let lines: String = failing.iter().map(|name| format!("{name}\n")).collect();
        fs::write(folder().join("failing.txt"), lines).unwrap();
        return;
    }
    assert!(worse.is_empty(), "no longer as recorded:\n{}", worse.join("\n"));
    let better: Vec<_> = listed.difference(&failing).collect();
    assert!(
        better.is_empty(),
        "as recorded now, take these out of failing.txt: {better:?}"
    );
}

fn ask(address: SocketAddr, method: &str, path: &str, body: Option<&[u8]>) -> (u64, String) {
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        body: body.map(<[u8]>::to_vec),
        ..Request::default()
    };
    let response = send(address, &request);
    (response.status, response.text())
}

#[test]
fn bad_input_is_answered_and_does_not_stop_the_server() {
    let address = server();
    let braces = json!({"JobHCL": "{".repeat(20_000_000), "Canonicalize": false}).to_string();
    let (status, text) = ask(address, "PUT", "/v1/jobs/parse", Some(braces.as_bytes()));
    assert_eq!(
        (status, text.starts_with("error parsing:")),
        (400, true),
        "{text:.200}"
    );
    let (status, text) = ask(
        address,
        "PUT",
        "/v1/jobs/parse",
        Some(br#"{"JobHCL": "job \"a\" {", "Canonicalize": false}"#),
    );
    assert_eq!((status, text.contains("At 1:11")), (400, true), "{text}");
    for (method, path) in [
        ("PUT", "/v1/jobs"),
        ("PUT", "/v1/jobs/parse"),
        ("POST", "/v1/job/a/plan"),
    ] {
        let deep = [b"[".repeat(1_000_000), b"{\"Job\":".repeat(1_000_000)];
        let plain: [&[u8]; 5] = [b"", b"not JSON", b"{", b"\xff\xfe", b"[1]"];
        for body in plain.into_iter().chain(deep.iter().map(Vec::as_slice)) {
            let (status, text) = ask(address, method, path, Some(body));
            assert_eq!(
                (status, text.is_empty()),
                (400, false),
                "{path}: {:?}",
                body.get(..20)
            );
        }
    }
    let (status, text) = ask(address, "GET", "/v1/client/stats", None);
    assert_eq!((status, text.contains("/v1/client/stats")), (501, true), "{text}");
    let (status, _) = ask(address, "GET", "/v1/jobs", None);
    assert_eq!(status, 200);
}
