//! The table of paths as an OpenAPI document, and the objects in it as JSON Schema.

use serde_json::{Map, Value, json};

use crate::model;
use crate::model::object::{Kind, Shape};
use crate::schema::{DIALECT, Definitions, Place, Sides, id, set};

use super::query::{OF_ALL, OF_READS, OF_SERVERS};
use super::route::{Gives, Parameter, Route, Run, Tells};
use super::routes::ROUTES;

/// What status codes of errors mean, and what documentation calls them.
const ERRORS: &[(u16, &str, &str)] = &[
    (
        400,
        "BadRequest",
        "The request is wrong, in the words of the error.",
    ),
    (404, "NotFound", "There is no such thing."),
    (
        500,
        "Refused",
        "The servers refuse it, in the words of the error: validation errors among them.",
    ),
];

/// The headers of answers that tell of the state.
const HEADERS: &[(&str, &str, Kind)] = &[
    (
        "X-Nomad-Index",
        "The index at which what is answered last changed.",
        Kind::Uint(64),
    ),
    ("X-Nomad-KnownLeader", "Whether there is a leader.", Kind::Bool),
    (
        "X-Nomad-LastContact",
        "How old the answer is, in milliseconds: 0.",
        Kind::Uint(64),
    ),
];

/// JSON Schema of all objects of the API: nothing but definitions. What a job is made of is there twice, as clients
/// submit it and as the server answers it.
///
/// ```
/// let definitions = &foreplan::api::schema()["$defs"];
/// assert_eq!(definitions["JobListStub"]["properties"]["Priority"]["type"], "integer");
/// assert!(definitions["SubmittedJob"].is_object() && definitions["Job"].is_object());
/// ```
#[must_use]
pub fn schema() -> Value {
    let mut definitions = Definitions::new(Place::Schema, Sides::Both);
    for route in ROUTES {
        define(route, &mut definitions);
    }
    for object in model::REQUESTS {
        definitions.reference(object, Shape::Submitted);
    }
    for object in model::OBJECTS {
        definitions.reference(object, Shape::Stored);
    }
    json!({
        "$schema": DIALECT,
        "$id": id("api"),
        "title": "The objects of Nomad 0.12's HTTP API",
        "description": "Refer to a definition: what a job is made of stands there as the server answers it, and with \
                        `Submitted` before its name as clients submit it.",
        "$defs": definitions.finish(),
    })
}

/// OpenAPI 3.1 of all paths. Those that are not there yet answer 501 and nothing else, and bear `x-not-implemented`.
///
/// ```
/// let openapi = foreplan::api::openapi();
/// let answer = &openapi["paths"]["/v1/job/{id}/plan"]["put"]["responses"]["200"];
/// assert_eq!(answer["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/JobPlanResponse");
/// ```
#[must_use]
pub fn openapi() -> Value {
    let mut definitions = Definitions::new(Place::OpenApi, Sides::Both);
    let mut paths: Map<String, Value> = Map::new();
    let mut parameters = Map::new();
    for route in ROUTES.iter().filter(|route| !route.summary.is_empty()) {
        let path = paths.entry(route.template("{id}")).or_insert_with(|| path(route));
        for method in documented(route) {
            let operation = operation(route, method, &mut definitions);
            set(path, &method.to_lowercase(), operation);
        }
        for parameter in parameters_of(route) {
            parameters.insert(parameter.name.to_owned(), self::parameter(parameter));
        }
    }
    let headers = HEADERS
        .iter()
        .map(|(name, doc, kind)| (*name, json!({ "description": doc, "schema": plain(kind) })));
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Nomad's HTTP API, as foreplan has it",
            "summary": "What foreplan answers in the place of a Nomad 0.12.4 server.",
            "description": "What a job is made of is there twice: as the server answers it, and with `Submitted` before its \
                            name as clients submit it. Paths with `x-not-implemented` answer 501.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "jsonSchemaDialect": DIALECT,
        "servers": [{ "url": "http://127.0.0.1:4646", "description": "`foreplan serve`" }],
        "paths": paths,
        "components": {
            "schemas": definitions.finish(),
            "parameters": parameters,
            "headers": headers.collect::<Value>(),
            "responses": errors(),
        },
    })
}

/// The schemas of what a path takes and gives.
fn define(route: &Route, definitions: &mut Definitions) -> (Option<Value>, Value) {
    let takes = route
        .takes
        .map(|object| definitions.reference(object, Shape::Submitted));
    let gives = match route.gives {
        Gives::Anything => json!({ "type": "object" }),
        Gives::Object(object, shape) => definitions.reference(object, shape),
        Gives::List(object) => {
            let items = definitions.reference(object, Shape::Stored);
            json!({ "type": "array", "items": items })
        }
        Gives::Text => json!({ "type": "string" }),
        Gives::Texts => json!({ "type": "array", "items": { "type": "string" } }),
    };
    (takes, gives)
}

/// The methods that documentation names: where any is taken, people read.
fn documented(route: &Route) -> &'static [&'static str] {
    if route.methods.is_empty() {
        &["GET"]
    } else {
        route.methods
    }
}

/// A path without its operations.
fn path(route: &Route) -> Value {
    let Some(_) = route.suffix else {
        return json!({});
    };
    json!({ "parameters": [{
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The identifier or the name; slashes in it may be written as they are.",
        "schema": { "type": "string" },
    }] })
}

fn operation(route: &Route, method: &str, definitions: &mut Definitions) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route, method),
        "summary": route.summary,
        "tags": [tag(route)],
    });
    if let Run::NotYet = route.run {
        let responses = json!({ "501": { "$ref": "#/components/responses/NotImplemented" } });
        set(&mut operation, "x-not-implemented", true);
        set(&mut operation, "responses", responses);
        return operation;
    }
    let (takes, gives) = define(route, definitions);
    if let Some(takes) = takes {
        let content = json!({ "application/json": { "schema": takes } });
        let body = json!({ "required": true, "content": content });
        set(&mut operation, "requestBody", body);
    }
    let parameters: Value = parameters_of(route)
        .map(|parameter| json!({ "$ref": format!("#/components/parameters/{}", parameter.name) }))
        .collect();
    set(&mut operation, "parameters", parameters);
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The answer.",
            "headers": headers(route.tells),
            "content": { "application/json": { "schema": gives } },
        }),
    );
    for (status, name, _) in ERRORS.iter().filter(|(status, ..)| route.errors.contains(status)) {
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        responses.insert(status.to_string(), reference);
    }
    set(&mut operation, "responses", responses);
    operation
}

/// The parameters of a path, those of all paths among them.
fn parameters_of(route: &Route) -> impl Iterator<Item = &'static Parameter> {
    let only_if =
        |condition, parameters: &'static [Parameter]| if condition { parameters } else { Default::default() };
    [
        route.parameters,
        only_if(route.tells != Tells::Nothing, OF_SERVERS),
        only_if(route.tells == Tells::Servers, OF_READS),
        only_if(!matches!(route.run, Run::NotYet), OF_ALL),
    ]
    .into_iter()
    .flatten()
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = plain(&parameter.kind);
    json!({ "name": parameter.name, "in": "query", "description": parameter.doc, "schema": schema })
}

/// The schema of a plain value outside of bodies.
fn plain(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Int(_) | Kind::Uint(_) => json!({ "type": "integer", "minimum": 0 }),
        _ => json!({ "type": "string" }),
    }
}

fn headers(tells: Tells) -> Value {
    let count = match tells {
        Tells::Nothing => 0,
        Tells::Index => 1,
        Tells::Servers => HEADERS.len(),
    };
    let told = HEADERS.iter().take(count);
    told.map(|(name, ..)| (*name, json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect()
}

/// The answers that are errors: text, but for the one that Nomad does not have.
fn errors() -> Value {
    let text = json!({ "text/plain; charset=utf-8": { "schema": { "type": "string" } } });
    let mut errors: Map<_, _> = ERRORS
        .iter()
        .map(|(_, name, doc)| ((*name).to_owned(), json!({ "description": doc, "content": text })))
        .collect();
    if let Some(not_found) = errors.get_mut("NotFound") {
        set(not_found, "headers", headers(Tells::Servers));
    }
    let not_implemented = json!({
        "type": "object",
        "properties": {
            "Error": { "type": "string" },
            "Endpoint": { "type": "string" },
            "Method": { "type": "string" },
        },
        "required": ["Error", "Endpoint", "Method"],
    });
    errors.insert(
        "NotImplemented".to_owned(),
        json!({
            "description": "Nomad has this, and foreplan does not have it yet.",
            "content": { "application/json": { "schema": not_implemented } },
        }),
    );
    errors.into()
}

/// What an operation is called in programs that are made of the document: `getJobAllocations`, `putJobById`.
fn operation_id(route: &Route, method: &str) -> String {
    let mut name = method.to_lowercase();
    let path = route.template("/by-id/");
    let is_last = |position: usize, parts: &[&str]| position + 1 == parts.len();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    for (position, part) in parts.iter().enumerate() {
        if *part == "by-id" && !is_last(position, &parts) {
            continue;
        }
        for word in part.split('-') {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            name.push_str(&first.to_uppercase());
            name.push_str(rest);
        }
    }
    name
}

/// What an operation has to do with: the path's first word, without the mark of plural.
fn tag(route: &Route) -> &'static str {
    let word = route.prefix.split('/').nth(2).unwrap_or_default();
    match word.strip_suffix('s') {
        Some(one) if !one.ends_with('u') => one,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn operations(openapi: &Value) -> Vec<(&String, &String, &Value)> {
        let paths = openapi["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, operations)| {
            let operations = operations.as_object().unwrap().iter();
            operations.map(move |(method, operation)| (path, method, operation))
        });
        operations
            .filter(|(_, method, _)| *method != "parameters")
            .collect()
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let openapi = openapi();
        let operations = operations(&openapi);
        let names: BTreeSet<&str> = operations
            .iter()
            .map(|(.., operation)| operation["operationId"].as_str().unwrap())
            .collect();
        assert_eq!(names.len(), operations.len());
        for name in [
            "getJobs",
            "getJobById",
            "deleteJobById",
            "putJobPlan",
            "postJobsParse",
            "getStatusLeader",
        ] {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn every_row_is_documented_but_those_that_only_catch() {
        let openapi = openapi();
        for route in ROUTES {
            let path = &openapi["paths"][route.template("{id}")];
            if route.summary.is_empty() {
                assert!(matches!(route.run, Run::NotYet) && route.suffix == Some(""));
                continue;
            }
            for method in documented(route) {
                let operation = &path[method.to_lowercase()];
                assert_eq!(operation["summary"], route.summary);
                let is_missing = matches!(route.run, Run::NotYet);
                assert_eq!(
                    operation["x-not-implemented"] == true,
                    is_missing,
                    "{}",
                    route.prefix
                );
                assert_eq!(operation["responses"]["200"].is_null(), is_missing);
            }
        }
    }

    #[test]
    fn tags_are_words() {
        let openapi = openapi();
        let tags: BTreeSet<&str> = operations(&openapi)
            .iter()
            .map(|(.., operation)| operation["tags"][0].as_str().unwrap())
            .collect();
        for tag in ["job", "node", "status", "acl", "evaluation", "metric"] {
            assert!(tags.contains(tag), "{tag}");
        }
        assert!(!tags.contains("jobs") && !tags.contains("statu"));
    }

    #[test]
    fn references_lead_somewhere() {
        fn check(value: &Value, whole: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                        let pointer = reference.strip_prefix('#').unwrap();
                        assert!(
                            whole.pointer(pointer).is_some_and(|there| !there.is_null()),
                            "{reference}"
                        );
                    }
                    members.values().for_each(|value| check(value, whole));
                }
                Value::Array(items) => items.iter().for_each(|value| check(value, whole)),
                _ => {}
            }
        }
        for document in [openapi(), schema(), crate::schema::job()] {
            check(&document, &document);
        }
    }

    #[test]
    fn reads_wait_and_writes_do_not() {
        let openapi = openapi();
        let takes = |path: &str, method: &str, name: &str| {
            let parameters = openapi["paths"][path][method]["parameters"].as_array().unwrap();
            let reference = format!("#/components/parameters/{name}");
            parameters.iter().any(|parameter| parameter["$ref"] == *reference)
        };
        assert!(takes("/v1/jobs", "get", "wait") && takes("/v1/jobs", "get", "prefix"));
        assert!(!takes("/v1/jobs", "put", "wait") && takes("/v1/jobs", "put", "region"));
        assert!(takes("/v1/job/{id}", "delete", "purge") && !takes("/v1/job/{id}", "delete", "index"));
        assert!(!takes("/v1/regions", "get", "region") && takes("/v1/regions", "get", "pretty"));
    }
}
