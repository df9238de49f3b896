//! Job files in HCL1: recorded answers, and texts that nobody would write.

use foreplan::jobspec::hcl1::{parse_job, parse_job_with_places};
use foreplan::model::json::encode;
use foreplan::model::object::Shape;
use serde_json::{Value, to_value};

use crate::support::recordings::{Answer, JobFile, check_stage, job_files, own_folder, shared_folder};

fn parse(file: &JobFile) -> Answer {
    let parsed = parse_job(file.sent_text().as_bytes());
    match (parsed.job, parsed.error) {
        (Some(job), None) => Answer {
            status: 200,
            body: to_value(encode(&job, Shape::Submitted)).unwrap(),
        },
        (None, Some(error)) => Answer {
            status: 400,
            body: Value::from(error.as_str()),
        },
        both => panic!("{}: either a job or an error, not {both:?}", file.name),
    }
}

#[test]
fn own_recordings_parse_as_recorded() {
    let files = job_files(&own_folder("jobspec"));
    assert!(check_stage(&files, "parse", parse) >= 154);
}

#[test]
fn all_recordings_parse_as_recorded() {
    if let Some(folder) = shared_folder("jobspec") {
        assert!(check_stage(&job_files(&folder), "parse", parse) >= 804);
    }
}
