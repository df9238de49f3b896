//! What the JavaScript facade gives, run in Node and in a browser.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop loudly"
)]

use foreplan::wasm::{Engine, default_fleet, hcl_keys};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

const WEB: &str = include_str!("../www/gallery/web-service.nomad");
const MIRRORS: &str = include_str!("../www/gallery/mirrors.nomad");
const TOO_LARGE: &str = include_str!("../www/gallery/quarter-report.nomad");

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the facade gives JSON")
}

fn parse(text: &str) -> String {
    foreplan::wasm::parse(text, None).unwrap_or_else(|_| panic!("no options are options"))
}

fn plan(cluster: &Engine, text: &str) -> String {
    let planned = cluster.plan(text, None);
    planned.unwrap_or_else(|_| panic!("no options are options"))
}

fn cluster() -> Engine {
    Engine::new(1, 1_600_000_000_000_000_000, None).unwrap_or_else(|_| panic!("there is a default cluster"))
}

#[wasm_bindgen_test]
fn a_job_file_is_parsed() {
    let parsed = json(&parse(WEB));
    assert_eq!(parsed["job"]["TaskGroups"][0]["Count"], 4);
    assert_eq!(
        (&parsed["error"], &parsed["diagnostics"]),
        (&Value::Null, &json("[]"))
    );
}

#[wasm_bindgen_test]
fn a_job_file_is_laid_out_and_written() {
    let result =
        |result: Result<String, _>| json(&result.unwrap_or_else(|_| panic!("no options are options")));
    let tidy = result(foreplan::wasm::format("job \"a\" {\nid=1\n}", None));
    assert_eq!(
        (&tidy["text"], &tidy["diagnostics"]),
        (&"job \"a\" {\n  id = 1\n}\n".into(), &json("[]"))
    );
    let broken = result(foreplan::wasm::format("job \"a\" {", None));
    assert_eq!(
        (
            &broken["text"],
            &broken["diagnostics"][0]["range"]["start"]["line"]
        ),
        (&Value::Null, &json("1"))
    );
    let printed = result(foreplan::wasm::print_hcl(
        r#"{"Job": {"ID": "a", "Name": "a", "ParentID": "b"}}"#,
        None,
    ));
    assert_eq!(
        (&printed["text"], &printed["diagnostics"][0]["path"]),
        (&"job \"a\" {}\n".into(), &"ParentID".into())
    );
}

#[wasm_bindgen_test]
fn a_fault_has_its_place_in_utf_16_units() {
    let text = "# \u{1f600}\njob \"a\" { count = }";
    let parsed = json(&parse(text));
    let range = &parsed["diagnostics"][0]["range"]["start"];
    assert_eq!((&parsed["job"], &range["line"]), (&Value::Null, &json("2")));
    let offset = usize::try_from(range["offset"].as_u64().expect("an offset")).expect("a small one");
    let before = String::from_utf16(&text.encode_utf16().take(offset).collect::<Vec<_>>())
        .expect("no half of a character");
    assert!(before.starts_with("# \u{1f600}\njob"), "{before}");
}

#[wasm_bindgen_test]
fn a_job_is_judged_with_places() {
    let text = WEB.replace("priority    = 70", "priority    = 700");
    let judged = foreplan::wasm::validate(&text, None).unwrap_or_else(|_| panic!("no options are options"));
    let judged = json(&judged);
    assert_eq!(
        (&judged["valid"], &judged["job"]["ID"]),
        (&false.into(), &"web".into())
    );
    let found = &judged["diagnostics"][0];
    assert_eq!(
        (&found["code"], &found["path"], &found["range"]["start"]["line"]),
        (&"job/priority-range".into(), &"Priority".into(), &json("6"))
    );
}

#[wasm_bindgen_test]
fn jobs_are_compared() {
    let port = WEB.replace(
        "port \"metrics\" {}",
        "port \"admin\" {}\n      port \"metrics\" {}",
    );
    let compare = |old: &str, new: &str, quiet| {
        let compared = foreplan::wasm::diff(old, new, quiet, None);
        json(&compared.unwrap_or_else(|_| panic!("no options are options")))
    };
    assert_eq!(compare(WEB, WEB, false)["changed"], false);
    let networks = |compared: &Value| {
        compared["diff"]["TaskGroups"][0]["Objects"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(networks(&compare(WEB, &port, false)), Some(2));
    assert_eq!(networks(&compare(WEB, &port, true)), Some(1));
    let refused = compare(WEB, "job", true);
    assert_eq!(
        (&refused["diff"], &refused["diagnostics"][0]["file"]),
        (&Value::Null, &"new".into())
    );
}

#[cfg(feature = "hcl2")]
#[wasm_bindgen_test]
fn hcl2_is_read_and_its_variables_are_given() {
    let groups = |options: Option<&str>| {
        let parsed = foreplan::wasm::parse(MIRRORS, options.map(str::to_owned));
        let parsed = json(&parsed.unwrap_or_else(|_| panic!("they are options")));
        parsed["job"]["TaskGroups"].as_array().map(Vec::len)
    };
    assert_eq!(groups(None), Some(3));
    assert_eq!(groups(Some(r#"{"variables": {"mirrors": ["one"]}}"#)), Some(1));
}

#[wasm_bindgen_test]
fn options_that_are_none_are_refused() {
    assert!(foreplan::wasm::parse(WEB, Some("{\"dialect\": \"hcl1\"}".to_owned())).is_ok());
    assert!(foreplan::wasm::parse(WEB, Some("{\"dialect\": \"hcl3\"}".to_owned())).is_err());
    assert!(foreplan::wasm::parse(WEB, Some("{\"dialct\": 1}".to_owned())).is_err());
}

#[wasm_bindgen_test]
fn deep_and_long_input_is_an_error_and_not_the_end() {
    for text in [
        "{".repeat(1_000_000),
        "a { ".repeat(300_000),
        "x = [".repeat(300_000),
        "\"${".repeat(100_000),
    ] {
        assert_eq!(json(&parse(&text))["job"], Value::Null);
    }
}

#[wasm_bindgen_test]
fn a_plan_changes_nothing_and_says_where_what_goes() {
    let cluster = cluster();
    let first = plan(&cluster, WEB);
    assert_eq!(first, plan(&cluster, WEB));
    let plan = &json(&first)["plan"];
    assert_eq!(plan["groups"][0]["place"], 4);
    assert_eq!(plan["allocations"].as_array().map(Vec::len), Some(4));
    assert_eq!(plan["nodes"].as_array().map(Vec::len), Some(3));
}

#[wasm_bindgen_test]
fn what_does_not_fit_says_why() {
    let plan = &json(&plan(&cluster(), TOO_LARGE))["plan"];
    let failure = &plan["groups"][0]["failure"];
    assert!(failure["unplaced"].as_u64() > Some(0), "{failure}");
    assert!(
        failure["reasons"]
            .as_array()
            .is_some_and(|reasons| !reasons.is_empty()),
        "{failure}"
    );
}

#[wasm_bindgen_test]
fn a_job_that_is_no_job_is_a_diagnostic() {
    let result = json(&plan(&cluster(), "{\"Job\": [1"));
    assert_eq!(result["plan"], Value::Null);
    assert_eq!(result["diagnostics"][0]["severity"], "error");
}

#[wasm_bindgen_test]
fn requests_are_answered_as_over_http() {
    let mut cluster = cluster();
    let mut answer = cluster
        .request("GET", "/v1/nodes?prefix=", "[]", Vec::new())
        .unwrap_or_else(|_| panic!("no headers are headers"));
    assert_eq!(answer.status(), 200);
    assert!(
        json(&answer.headers())
            .as_array()
            .is_some_and(|headers| !headers.is_empty())
    );
    let nodes: Value = serde_json::from_slice(&answer.body()).expect("nodes");
    assert_eq!(nodes.as_array().map(Vec::len), Some(3));
    assert!(
        cluster
            .request("GET", "/v1/nodes", "no list", Vec::new())
            .is_err()
    );
}

#[wasm_bindgen_test]
fn keys_of_job_files_are_known() {
    let keys = json(&hcl_keys());
    assert_eq!(keys["root"]["keys"]["job"]["block"], "Job");
    assert_eq!(
        keys["blocks"]["Task"]["keys"]["kill_timeout"]["default"],
        "\"5s\""
    );
}

#[wasm_bindgen_test]
fn a_fleet_can_be_given() {
    let fleet = default_fleet();
    assert!(Engine::new(1, 0, Some(fleet)).is_ok());
    assert!(Engine::new(1, 0, Some("[{\"cores\": 3}]".to_owned())).is_err());
}
