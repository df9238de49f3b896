//! Which dialect a request is read in.

use foreplan::api::Request;
use foreplan::host::Host;
use serde_json::{Value, json};

const HCL2: &str =
    "variable \"zone\" {\n  default = \"dc1\"\n}\njob \"a\" {\n  datacenters = [var.zone]\n}\n";

/// The status of a parse, and the answer, which is a text where it is no JSON.
fn parse(body: &Value) -> (u16, Value) {
    let mut host = Host::new(1, 0);
    let answer = host.request(&Request {
        method: "PUT".to_owned(),
        path: "/v1/jobs/parse".to_owned(),
        query: String::new(),
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    });
    let text = String::from_utf8(answer.body).unwrap();
    (
        answer.status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

#[test]
fn requests_are_read_as_hcl1_unless_they_say_otherwise() {
    let (status, error) = parse(&json!({ "JobHCL": HCL2 }));
    assert_eq!(status, 400);
    assert!(error.as_str().unwrap().starts_with("error parsing"), "{error}");
    for dialect in ["hcl2", "auto", "HCL2"] {
        let (status, job) = parse(&json!({ "JobHCL": HCL2, "Dialect": dialect, "Canonicalize": true }));
        assert_eq!(
            (status, &job["Datacenters"][0]),
            (200, &"dc1".into()),
            "{dialect}: {job}"
        );
    }
    let (status, error) = parse(&json!({ "JobHCL": HCL2, "Dialect": "hcl1" }));
    assert_eq!(status, 400, "{error}");
    let (status, error) = parse(&json!({ "JobHCL": HCL2, "Dialect": "hcl3" }));
    assert_eq!(
        (status, error.as_str()),
        (
            400,
            Some("unknown dialect \"hcl3\": it is one of hcl1, hcl2, auto")
        )
    );
}

#[test]
fn jobs_of_the_api_are_no_hcl1() {
    let text = r#"{"Job": {"ID": "a"}}"#;
    assert_eq!(parse(&json!({ "JobHCL": text })).0, 400);
    assert_eq!(parse(&json!({ "JobHCL": text, "Dialect": "auto" })).1["ID"], "a");
}

#[test]
fn variables_come_with_the_request() {
    let zone = |variables: Value| {
        let (status, job) = parse(&json!({ "JobHCL": HCL2, "Dialect": "hcl2", "Variables": variables }));
        assert_eq!(status, 200, "{job}");
        job["Datacenters"][0].clone()
    };
    assert_eq!(zone(json!({ "zone": "dc2" })), "dc2");
    assert_eq!(zone(json!("zone = \"dc3\"\n")), "dc3");
    assert_eq!(zone(Value::Null), "dc1");
    let (status, error) = parse(&json!({ "JobHCL": HCL2, "Dialect": "hcl2", "Variables": ["zone"] }));
    assert_eq!(status, 400, "{error}");
}

#[test]
fn requests_have_no_files() {
    let text = "job \"a\" {\n  datacenters = [file(\"/etc/hostname\")]\n}\n";
    let (status, error) = parse(&json!({ "JobHCL": text, "Dialect": "auto" }));
    assert_eq!(status, 400);
    assert!(
        error.as_str().unwrap().contains("filesystem function disabled"),
        "{error}"
    );
}
