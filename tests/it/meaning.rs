//! What recorded job files mean: their defaults, and what validation says of them.

use foreplan::canonical;
use foreplan::model::job::Job;
use foreplan::model::json;
use foreplan::model::object::Shape;
use foreplan::validate::validate;
use serde_json::{Value, json};

use crate::support::recordings::{Answer, JobFile, check_stage, job_files, own_folder, shared_folder};

/// The recorded job of a stage, as a client submits it.
fn recorded_job(file: &JobFile, stage: &str) -> Job {
    let mut job = Job::default();
    json::decode_into(&mut job, &file.expect[stage]["body"]).unwrap();
    job
}

fn canonical_answer(file: &JobFile) -> Answer {
    let mut job = recorded_job(file, "parse");
    canonical::client(&mut job);
    Answer {
        status: 200,
        body: serde_json::to_value(json::encode(&job, Shape::Submitted)).unwrap(),
    }
}

fn validate_answer(file: &JobFile) -> Answer {
    let mut job = recorded_job(file, "canonical");
    if let Err(refusal) = canonical::submitted(&mut job, &mut || 0) {
        return Answer {
            status: 500,
            body: Value::from(refusal.message),
        };
    }
    let report = validate(&job);
    let errors = Some(report.validation_errors()).filter(|errors| !errors.is_empty());
    let body = json!({
        "DriverConfigValidated": true,
        "ValidationErrors": errors,
        "Error": report.error(),
        "Warnings": report.warnings(),
    });
    Answer { status: 200, body }
}

/// Files of a folder that the parser accepts.
fn accepted(files: Vec<JobFile>) -> Vec<JobFile> {
    files
        .into_iter()
        .filter(|file| file.expect["parse"]["status"] == 200)
        .collect()
}

#[test]
fn own_recordings_mean_what_is_recorded() {
    let files = accepted(job_files(&own_folder("jobspec")));
    assert!(check_stage(&files, "canonical", canonical_answer) > 50);
    assert!(check_stage(&files, "validate", validate_answer) > 50);
}

#[test]
fn all_recordings_mean_what_is_recorded() {
    if let Some(folder) = shared_folder("jobspec") {
        let files = accepted(job_files(&folder));
        check_stage(&files, "canonical", canonical_answer);
        check_stage(&files, "validate", validate_answer);
    }
}

/// Every error and warning is also a diagnostic with a code and a place in the job.
#[test]
fn findings_are_diagnostics() {
    for file in accepted(job_files(&own_folder("jobspec"))) {
        let mut job = recorded_job(&file, "canonical");
        if canonical::submitted(&mut job, &mut || 0).is_err() {
            continue;
        }
        let report = validate(&job);
        let diagnostics = report.diagnostics();
        let has_findings = !report.is_valid() || !report.warnings().is_empty();
        assert_eq!(has_findings, !diagnostics.is_empty(), "{}", file.name);
        let text = format!("{}{}", report.error(), report.warnings());
        for diagnostic in diagnostics {
            assert!(diagnostic.code.starts_with("job/"), "{}", diagnostic.code);
            assert!(
                diagnostic.place.path.is_some(),
                "{}: {}",
                file.name,
                diagnostic.message
            );
            assert!(
                text.contains(&diagnostic.message),
                "{}: {}",
                file.name,
                diagnostic.message
            );
        }
    }
}
