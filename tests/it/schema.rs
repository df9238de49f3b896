//! The JSON Schema of jobs and of the API's objects: what it lets through, and what it refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use foreplan::{api, schema};
use serde_json::{Value, json};

use crate::support::recordings::{JobFile, job_files, own_folder, shared_folder};
use crate::support::validator::Validator;
use crate::vectors;

/// Which part of a schema a recorded value is held to.
fn check<'a>(
    document: &Value,
    pointer: &str,
    values: impl IntoIterator<Item = (&'a str, &'a Value)>,
) -> usize {
    let mut validator = Validator::new(document);
    let schema = validator.schema(pointer);
    let mut count = 0;
    let mut faults = Vec::new();
    for (name, value) in values {
        count += 1;
        let found = validator.faults(schema, value);
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(
        faults.is_empty(),
        "{} faults in {count} values\n{}",
        faults.len(),
        faults.join("\n")
    );
    count
}

/// The jobs among recorded answers, as the parser leaves them and with the client's defaults.
fn jobs(files: &[JobFile]) -> impl Iterator<Item = (&str, &Value)> {
    files.iter().flat_map(|file| {
        let answers = ["parse", "canonical"].map(|stage| &file.expect[stage]);
        let jobs = answers.into_iter().filter(|answer| answer["status"] == 200);
        jobs.map(|answer| (file.name.as_str(), &answer["body"]))
    })
}

#[test]
fn schemas_are_schemas() {
    for document in [schema::job(), api::schema()] {
        let mut meta = Validator::new(&json!({ "$ref": schema::DIALECT }));
        let whole = meta.schema("");
        assert_eq!(meta.faults(whole, &document), Vec::<String>::new());
        let mut validator = Validator::new(&document);
        validator.schema("");
        for name in document["$defs"].as_object().unwrap().keys() {
            validator.schema(&format!("/$defs/{name}"));
        }
    }
}

#[test]
fn every_own_recorded_job_validates() {
    let files = job_files(&own_folder("jobspec"));
    assert!(check(&schema::job(), "", jobs(&files)) >= 150);
}

#[test]
fn every_recorded_job_validates() {
    if let Some(folder) = shared_folder("jobspec") {
        let files = job_files(&folder);
        assert!(check(&schema::job(), "", jobs(&files)) >= 1054);
        let parsed = jobs(&files);
        assert!(check(&api::schema(), "/$defs/SubmittedJob", parsed) >= 1054);
    }
}

/// A registration with a name in small letters, which Nomad takes.
const IN_SMALL_LETTERS: &str = "canonicalize/job/lower-case-keys-accepted";

#[test]
fn every_recorded_registration_and_what_is_stored_of_it_validates() {
    let cases = vectors::cases("canonicalize");
    let named = || {
        let pairs = cases.iter().map(|case| (case["name"].as_str().unwrap(), case));
        pairs.filter(|(name, _)| *name != IN_SMALL_LETTERS)
    };
    // Beside the body some cases name what else is sent.
    let submitted = named().map(|(name, case)| (name, &case["input"]["Job"]));
    assert_eq!(check(&schema::job(), "", submitted), 795);
    // What no recording fixes is not in them.
    let mut document = api::schema();
    for (object, left_out) in [
        ("Job", vectors::NOT_COMPARED.as_slice()),
        ("ScalingPolicy", &["ID", "CreateIndex", "ModifyIndex"]),
    ] {
        let required = document["$defs"][object]["required"].as_array_mut().unwrap();
        required.retain(|name| !left_out.contains(&name.as_str().unwrap()));
    }
    let stored = named().filter(|(_, case)| case["registers"] == true);
    let stored = stored.map(|(name, case)| (name, &case["expect"]));
    assert!(check(&document, "/$defs/Job", stored) >= 489);
}

/// A job with something in it that is to be looked at.
fn job_with(group: Value) -> Value {
    json!({ "ID": "web", "TaskGroups": [group] })
}

#[test]
fn what_nobody_knows_and_what_is_of_the_wrong_type_is_refused() {
    let mut validator = Validator::new(&schema::job());
    let schema = validator.schema("");
    for (job, place) in [
        (job_with(json!({ "Cuont": 2 })), "/TaskGroups/0"),
        (job_with(json!({ "Count": "2" })), "/TaskGroups/0/Count"),
        (job_with(json!({ "Count": 2.5 })), "/TaskGroups/0/Count"),
        (job_with(json!({ "count": 2 })), "/TaskGroups/0"),
        (json!({ "Job": { "Priority": [] } }), "/Job/Priority"),
        (json!({ "Job": {}, "EnforceIndx": true }), ""),
        (json!({ "Jbo": {} }), ""),
        (json!([]), ""),
        (
            job_with(json!({ "Tasks": { "Name": "a" } })),
            "/TaskGroups/0/Tasks",
        ),
        (
            job_with(json!({ "Tasks": [{ "KillTimeout": "5s" }] })),
            "/TaskGroups/0/Tasks/0/KillTimeout",
        ),
        (
            job_with(json!({ "Tasks": [{ "Env": { "A": 1 } }] })),
            "/TaskGroups/0/Tasks/0/Env/A",
        ),
        (
            job_with(json!({ "Affinities": [{ "Weight": 300 }] })),
            "/TaskGroups/0/Affinities/0/Weight",
        ),
        (
            job_with(json!({ "Volumes": { "a": { "Type": 1 } } })),
            "/TaskGroups/0/Volumes/a/Type",
        ),
    ] {
        let faults = validator.faults(schema, &job);
        assert!(
            faults
                .iter()
                .any(|fault| fault.starts_with(&format!("{place}: "))),
            "{job}: {faults:?}"
        );
    }
}

#[test]
fn what_is_left_out_or_null_and_what_only_nomad_refuses_is_let_through() {
    let mut validator = Validator::new(&schema::job());
    let schema = validator.schema("");
    for job in [
        json!({}),
        json!({ "Job": null }),
        json!({ "$schema": "job.schema.json", "ID": "a" }),
        json!({ "$schema": "job.schema.json", "Job": { "ID": "a" } }),
        json!({ "ID": "a", "TaskGroups": null }),
        json!({ "Type": "sysbatch" }),
        json!({ "Job": { "ID": "a" }, "EnforceIndex": true, "JobModifyIndex": 7 }),
        job_with(
            json!({ "Tasks": [{ "Config": { "image": "a", "port_map": [{ "http": 80 }] }, "Leader": null }] }),
        ),
    ] {
        assert_eq!(validator.faults(schema, &job), Vec::<String>::new(), "{job}");
    }
}

#[test]
fn no_object_of_the_api_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut declared = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let declarations = text
            .lines()
            .filter(|line| line.starts_with("    pub struct ") && line.contains(" => \""));
        declared.extend(declarations.map(|line| line.split('"').nth(1).unwrap().to_owned()));
    }
    assert!(declared.len() > 100, "{}", declared.len());
    let schema = api::schema();
    let defined = schema["$defs"].as_object().unwrap();
    let missing: Vec<_> = declared
        .iter()
        .filter(|name| !defined.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "add to `model::OBJECTS`: {missing:?}");
}

#[test]
fn the_command_prints_them_and_always_the_same_bytes() {
    let schema = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foreplan"));
        command.arg("schema").args(arguments).output().unwrap()
    };
    for (arguments, document) in [
        (&[][..], schema::job()),
        (&["job"], schema::job()),
        (&["api"], api::schema()),
        (&["openapi"], api::openapi()),
    ] {
        let output = schema(arguments);
        assert!(output.status.success(), "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            format!("{document:#}\n")
        );
    }
    let output = schema(&["jbo"]);
    assert_eq!(output.status.code(), Some(255));
    assert!(String::from_utf8_lossy(&output.stderr).contains("possible values: job, api, openapi"));
}
