//! `validate/…`, `diff/…` and `spec_changed/…`: what a job means, and how two of them differ.

use std::fs;
use std::path::Path;

use foreplan::jobspec::hcl1::parse_job;
use foreplan::model::job::Job;
use foreplan::model::json;
use foreplan::model::object::Shape;
use foreplan::{canonical, diff, validate};
use serde_json::{Value, json as object};

use super::measure::Bench;

/// Names of jobs in the cases, and the files.
const JOBS: [(&str, &str); 4] = [
    ("example", "example.nomad"),
    ("connect", "connect.nomad"),
    ("sched-service-affinity", "sched-service-affinity.nomad"),
    ("gen-100x3", "gen-100x3.nomad"),
];

/// Pairs of jobs: their name in the cases, and the two files.
const PAIRS: [(&str, &str, &str, bool); 5] = [
    ("example_identical", "example.nomad", "example.nomad", false),
    ("example_count3", "example.nomad", "example-count3.nomad", true),
    ("gen_identical", "gen-100x3.nomad", "gen-100x3.nomad", false),
    (
        "gen_small_edit",
        "gen-100x3.nomad",
        "gen-100x3-small-edit.nomad",
        true,
    ),
    (
        "gen_large_edit",
        "gen-100x3.nomad",
        "gen-100x3-large-edit.nomad",
        true,
    ),
];

pub(super) fn run(bench: &mut Bench, jobs: &Path) {
    for (name, file) in JOBS {
        stages(bench, name, &fs::read(jobs.join(file)).unwrap());
    }
    for (pair, old, new, differs) in PAIRS {
        let [old, new] = [old, new].map(|file| stored(parsed(&fs::read(jobs.join(file)).unwrap())));
        for contextual in [false, true] {
            bench.case(
                &format!("diff/{pair}/contextual={contextual}"),
                || (),
                |()| diff::jobs(Some(&old), Some(&new), contextual).unwrap(),
                |diff| {
                    assert_eq!(diff.diff_type != "None", differs, "{pair}");
                    object!({"result_json_bytes": object!(diff).to_string().len()})
                },
            );
        }
        bench.case(
            &format!("spec_changed/{pair}"),
            || (),
            |()| diff::spec_changed(&old, &new),
            |changed| {
                assert_eq!(changed, differs, "{pair}");
                object!({"changed": changed})
            },
        );
    }
}

/// The steps from a parsed job to a validated one. What the reference does in three steps (`api_canonicalize_fresh`,
/// `api_to_structs`, `structs_canonicalize_fresh`) is two of ours: the first has its name; compare `canonicalize_all`
/// with the sum of the three. What a job implies is added after that, here as there, and only in the pipelines.
fn stages(bench: &mut Bench, name: &str, text: &[u8]) {
    let job = parsed(text);
    let body = object!(json::encode(&job, Shape::Submitted)).to_string();
    let stored_job = stored(job.clone());
    let nothing = |_| Value::Null;
    bench.case(
        &format!("validate/json_decode_api/{name}"),
        || (),
        |()| decoded(&body),
        |job| object!({"json_bytes": body.len(), "id": job.id}),
    );
    bench.case(
        &format!("validate/json_encode_api/{name}"),
        || (),
        |()| serde_json::to_string(&json::encode(&job, Shape::Submitted)).unwrap(),
        |text| object!({"json_bytes": text.len()}),
    );
    bench.case(
        &format!("validate/api_canonicalize_fresh/{name}"),
        || job.clone(),
        |mut job| {
            canonical::client(&mut job);
            job
        },
        |job| object!({"id": job.id}),
    );
    bench.case(
        &format!("validate/canonicalize_all/{name}"),
        || job.clone(),
        |mut job| {
            canonical::client(&mut job);
            canonical::store(&mut job);
            job
        },
        |job| object!({"id": job.id}),
    );
    bench.case(
        &format!("validate/structs_validate/{name}"),
        || (),
        |()| validate::validate(&stored_job),
        |report| object!({"valid": report.is_valid()}),
    );
    let validated = |job: Job| {
        let job = stored(job);
        let report = validate::validate(&job);
        (job, report)
    };
    bench.case(
        &format!("validate/pipeline_hcl_to_validated/{name}"),
        || (),
        |()| validated(parsed(text)),
        nothing,
    );
    bench.case(
        &format!("validate/pipeline_json_to_validated/{name}"),
        || (),
        |()| validated(decoded(&body)),
        nothing,
    );
}

fn parsed(text: &[u8]) -> Job {
    parse_job(text).job.unwrap()
}

fn decoded(body: &str) -> Job {
    let mut job = Job::default();
    json::decode_slice(&mut job, body.as_bytes()).unwrap();
    job
}

fn stored(mut job: Job) -> Job {
    canonical::submitted(&mut job, &mut || 0).unwrap();
    job
}
