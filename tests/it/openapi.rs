//! The OpenAPI document, held to recorded answers of Nomad's and to ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use boon::SchemaIndex;
use flate2::read::GzDecoder;
use foreplan::api::{self, Request};
use foreplan::fleet::Fleet;
use foreplan::host::Host;
use serde_json::{Map, Value, json};

use crate::support::recordings::own_folder;
use crate::support::validator::Validator;

/// The document and the schemas in it.
struct Document {
    openapi: Value,
    validator: Validator,
    schemas: BTreeMap<String, SchemaIndex>,
}

/// What the document says of requests of one kind.
struct Operation {
    /// Where it stands.
    pointer: String,
    /// The schema of its answers.
    schema: Value,
    /// The status codes that it tells of.
    statuses: Vec<String>,
}

impl Document {
    fn new() -> Self {
        let openapi = api::openapi();
        Document {
            validator: Validator::new(&openapi),
            openapi,
            schemas: BTreeMap::new(),
        }
    }

    /// What is said of a request, if its path and method are there: of the paths that fit, the longest counts.
    fn operation(&self, method: &str, path: &str) -> Option<Operation> {
        let paths = self.openapi["paths"].as_object().unwrap();
        let fits = |template: &str| match template.split_once("{id}") {
            None => path == template,
            Some((prefix, suffix)) => path
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.ends_with(suffix)),
        };
        let (template, operations) = paths
            .iter()
            .filter(|(template, _)| fits(template))
            .max_by_key(|(template, _)| template.len())?;
        let method = method.to_lowercase();
        let operation = operations.get(&method)?;
        let answer = &operation["responses"]["200"]["content"]["application/json"];
        Some(Operation {
            pointer: format!(
                "/paths/{}/{method}/responses/200/content/application~1json/schema",
                template.replace('/', "~1")
            ),
            schema: answer["schema"].clone(),
            statuses: operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect(),
        })
    }

    /// What is wrong with an answer.
    fn faults(&mut self, operation: &Operation, answer: &Value) -> Vec<String> {
        let known = self.schemas.get(&operation.pointer).copied();
        let schema = known.unwrap_or_else(|| self.validator.schema(&operation.pointer));
        self.schemas.insert(operation.pointer.clone(), schema);
        self.validator.faults(schema, answer)
    }

    /// A schema, or the one it refers to or is a choice of.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.resolve(self.openapi.pointer(reference.trim_start_matches('#')).unwrap());
        }
        let choices = schema["anyOf"].as_array();
        let choice = choices.and_then(|choices| choices.iter().find(|choice| choice.get("$ref").is_some()));
        choice.map_or(schema, |choice| self.resolve(choice))
    }

    /// A recorded answer with something in the place of what differs from run to run; `None` if it is not whole.
    fn filled(&self, recorded: &Value, schema: &Value) -> Option<Value> {
        let schema = self.resolve(schema);
        match recorded {
            Value::String(text) => Some(placeholder(text, schema).unwrap_or_else(|| recorded.clone())),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.filled(item, &schema["items"]));
                items.collect::<Option<Vec<_>>>().map(Value::Array)
            }
            Value::Object(members) if members.contains_key("$unordered") => {
                self.filled(&members["$unordered"], schema)
            }
            Value::Object(members) if members.keys().any(|key| is_rule(key)) => None,
            Value::Object(members) => {
                let filled = members.iter().map(|(name, value)| {
                    let property = schema["properties"].get(name);
                    let inner = property.unwrap_or(&schema["additionalProperties"]);
                    Some((name.clone(), self.filled(value, inner)?))
                });
                filled.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
            other => Some(other.clone()),
        }
    }
}

/// Rules that fix a part of an answer only.
fn is_rule(key: &str) -> bool {
    ["$subset", "$one_of", "$contains", "$len", "$regex", "$range"].contains(&key)
}

/// What stands for a placeholder, if the text is one.
fn placeholder(text: &str, schema: &Value) -> Option<Value> {
    let inside = text
        .strip_prefix("<<")?
        .strip_suffix(">>")?
        .trim_start_matches('*');
    let takes_numbers = schema["type"].to_string().contains("integer");
    Some(match inside.split(':').next()? {
        "idx" | "int" | "num" | "port" | "ts" => json!(20_001),
        "t" if takes_numbers => json!(1_600_000_000_000_000_000_i64),
        "t" => json!("2020-09-14T08:00:00Z"),
        _ => json!("00000000-0000-0000-0000-000000000000"),
    })
}

/// The requests of a scenario and what was recorded of their answers.
fn recorded(scenario: &Value) -> Vec<(&Value, &Value)> {
    let mut started = BTreeMap::new();
    let mut pairs = Vec::new();
    for step in scenario["steps"].as_array().unwrap() {
        if let Some(request) = step.get("http_start") {
            started.insert(request["as"].as_str().unwrap(), request);
        }
        let finished = step["http_finish"].as_str().map(|name| started[name]);
        if let (Some(request), Some(expect)) = (step.get("http").or(finished), step.get("expect")) {
            pairs.push((request, expect));
        }
    }
    pairs
}

/// The recorded conversations.
fn scenarios() -> Vec<Value> {
    let file = fs::File::open(own_folder("http").join("scenarios.json.gz")).unwrap();
    serde_json::from_reader(GzDecoder::new(file)).unwrap()
}

#[test]
fn every_schema_in_it_is_one() {
    let mut document = Document::new();
    let names: Vec<String> = document.openapi["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert!(names.len() > 80);
    for name in names {
        document.validator.schema(&format!("/components/schemas/{name}"));
    }
}

#[test]
fn recorded_answers_are_as_it_says() {
    let mut document = Document::new();
    let (mut whole, mut refused, mut faults) = (0, 0, Vec::new());
    for scenario in scenarios() {
        let name = scenario["name"].as_str().unwrap();
        for (request, expect) in recorded(&scenario) {
            let (method, path) = (
                request["method"].as_str().unwrap(),
                request["path"].as_str().unwrap(),
            );
            let path = path.split('?').next().unwrap_or_default();
            let Some(operation) = document
                .operation(method, path)
                .filter(|found| !found.schema.is_null())
            else {
                continue;
            };
            let status = expect["status"].to_string();
            if status == "200" {
                let Some(answer) = expect
                    .get("json")
                    .and_then(|json| document.filled(json, &operation.schema))
                else {
                    continue;
                };
                whole += 1;
                let found = document.faults(&operation, &answer);
                faults.extend(
                    found
                        .into_iter()
                        .map(|fault| format!("{name}: {method} {path}: {fault}")),
                );
            } else if !matches!(status.as_str(), "301" | "403" | "405" | "null") {
                refused += 1;
                if !operation.statuses.contains(&status) {
                    faults.push(format!("{name}: {method} {path}: it does not tell of {status}"));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults in {whole} answers and {refused} errors\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(
        whole >= 1100 && refused >= 100,
        "{whole} answers and {refused} errors"
    );
}

#[test]
fn answers_that_lack_something_or_have_more_are_refused() {
    let mut document = Document::new();
    let operation = document.operation("GET", "/v1/status/leader").unwrap();
    assert_eq!(document.faults(&operation, &json!(["127.0.0.1:4647"])).len(), 1);
    let operation = document.operation("PUT", "/v1/job/a/stable").unwrap();
    for (answer, is_right) in [
        (json!({ "Index": 3 }), true),
        (json!({ "Index": -3 }), false),
        (json!({ "Index": null }), false),
        (json!({}), false),
        (json!({ "Index": 3, "Inedx": 3 }), false),
    ] {
        assert_eq!(
            document.faults(&operation, &answer).is_empty(),
            is_right,
            "{answer}"
        );
    }
}

/// Asks a host, and compares the answer with the document.
struct Asker {
    host: Host<foreplan::state::MemoryStore>,
    document: Document,
    asked: usize,
}

impl Asker {
    fn ask(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let response = self.host.request(&Request {
            method: method.to_owned(),
            path: bare.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: if body.is_null() {
                Vec::new()
            } else {
                body.to_string().into_bytes()
            },
        });
        let text = String::from_utf8(response.body.clone()).unwrap();
        assert_eq!(response.status, 200, "{method} {path}: {text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        let operation = self.document.operation(method, bare).unwrap();
        let faults = self.document.faults(&operation, &answer);
        assert!(faults.is_empty(), "{method} {path}: {faults:?}");
        let operation = operation.pointer.split("/content").next().unwrap().to_owned();
        let told = self.document.openapi.pointer(&operation).unwrap()["headers"].clone();
        for name in ["X-Nomad-Index", "X-Nomad-KnownLeader", "X-Nomad-LastContact"] {
            let is_there = response.header(name).is_some();
            // Going back to a version answers a write like a read; to tell of it would help nobody.
            if !path.ends_with("/revert") {
                assert_eq!(is_there, told.get(name).is_some(), "{method} {path}: {name}");
            }
        }
        self.asked += 1;
        answer
    }
}

#[test]
fn our_answers_are_as_it_says() {
    let mut host = Host::new(1, 1_600_000_000_000_000_000);
    host.register_nodes(Fleet::default().nodes().unwrap()).unwrap();
    let mut asker = Asker {
        host,
        document: Document::new(),
        asked: 0,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/gallery");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        check_job(&mut asker, &fs::read_to_string(file).unwrap());
    }
    for path in [
        "/v1/jobs",
        "/v1/nodes",
        "/v1/allocations",
        "/v1/evaluations",
        "/v1/agent/self",
        "/v1/regions",
    ] {
        asker.ask("GET", path, &Value::Null);
    }
    asker.ask("GET", "/v1/status/leader", &Value::Null);
    asker.ask("GET", "/v1/status/peers", &Value::Null);
    for (list, one) in [
        ("/v1/nodes", "/v1/node"),
        ("/v1/allocations", "/v1/allocation"),
        ("/v1/evaluations", "/v1/evaluation"),
    ] {
        for item in asker.ask("GET", list, &Value::Null).as_array().unwrap() {
            let id = item["ID"].as_str().unwrap();
            asker.ask("GET", &format!("{one}/{id}"), &Value::Null);
        }
    }
    assert!(asker.asked > 200, "{}", asker.asked);
}

/// All that can be asked about a job.
fn check_job(asker: &mut Asker, text: &str) {
    let job = asker.ask(
        "POST",
        "/v1/jobs/parse",
        &json!({ "JobHCL": text, "Canonicalize": true, "Dialect": "auto" }),
    );
    asker.ask("PUT", "/v1/validate/job", &json!({ "Job": job }));
    let at = format!("/v1/job/{}", job["ID"].as_str().unwrap());
    asker.ask("PUT", &format!("{at}/plan"), &json!({ "Job": job, "Diff": true }));
    asker.ask("PUT", "/v1/jobs", &json!({ "Job": job }));
    let mut second = job.clone();
    second["Meta"] = json!({ "second": "yes" });
    asker.ask(
        "PUT",
        &format!("{at}/plan"),
        &json!({ "Job": second, "Diff": true }),
    );
    asker.ask("POST", &at, &json!({ "Job": second }));
    asker.host.settle().unwrap();
    for path in [
        "",
        "/summary",
        "/versions?diffs=true",
        "/allocations",
        "/evaluations",
    ] {
        asker.ask("GET", &format!("{at}{path}"), &Value::Null);
    }
    for evaluation in asker
        .ask("GET", &format!("{at}/evaluations"), &Value::Null)
        .as_array()
        .unwrap()
    {
        let id = evaluation["ID"].as_str().unwrap();
        asker.ask("GET", &format!("/v1/evaluation/{id}/allocations"), &Value::Null);
    }
    let version = json!({ "JobID": job["ID"], "JobVersion": 1, "Stable": true });
    asker.ask("PUT", &format!("{at}/stable"), &version);
    asker.ask(
        "PUT",
        &format!("{at}/revert"),
        &json!({ "JobID": job["ID"], "JobVersion": 0 }),
    );
    asker.ask("DELETE", &format!("{at}?purge=false"), &Value::Null);
    asker.host.settle().unwrap();
}
