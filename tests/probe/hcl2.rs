//! The family of HCL2 job files.

use foreplan::canonical;
use foreplan::jobspec::hcl2::{Options, Variables, parse_job};
use foreplan::model::json::encode;
use foreplan::model::object::Shape;
use serde_json::{Value, json};

pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    (family == "hcl2").then(|| hcl2(input))
}

/// A recorded input with the texts of a job file and its variables → what parsing answers, with and without defaults.
fn hcl2(input: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |key: &str| input[key].as_array().cloned().unwrap_or_default();
    let variables = Variables {
        arguments: list("vars").iter().map(text).collect(),
        files: list("var_files")
            .iter()
            .map(|file| (text(&file["name"]), text(&file["content"]).into_bytes()))
            .collect(),
        environment: list("env")
            .iter()
            .filter_map(|entry| entry.as_str()?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    let options = Options {
        variables: &variables,
        ..Options::default()
    };
    let parsed = parse_job(text(&input["text"]).as_bytes(), &options);
    match (parsed.job, parsed.error) {
        (Some(mut job), _) => {
            let printed = json!(encode(&job, Shape::Submitted));
            canonical::newer_client(&mut job);
            json!({
                "parse": { "status": 200, "body": printed },
                "canonical": { "status": 200, "body": encode(&job, Shape::Submitted) },
            })
        }
        (None, error) => {
            let error = error.as_ref().map(|error| error.as_str());
            json!({ "parse": { "status": 400, "body": error } })
        }
    }
}
