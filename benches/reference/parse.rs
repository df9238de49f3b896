//! `parse/<file>`: a job file's bytes → the job as the client's API has it; `parse_hcl2/<file>` the same in HCL2.

use std::fs;
use std::path::Path;

use foreplan::jobspec::hcl1::parse_job;
use foreplan::jobspec::hcl2;
use serde_json::json;

use super::measure::Bench;

const FILES: [&str; 6] = [
    "example.nomad",
    "connect.nomad",
    "basic.hcl",
    "sched-service-plain.nomad",
    "sched-service-affinity.nomad",
    "gen-100x3.nomad",
];

pub(super) fn run(bench: &mut Bench, jobs: &Path) {
    for file in FILES {
        let text = fs::read(jobs.join(file)).unwrap();
        bench.case(
            &format!("parse/{file}"),
            || (),
            |()| parse_job(&text),
            |parsed| {
                assert!(parsed.job.is_some(), "{file}: {:?}", parsed.error);
                json!({"bytes": text.len()})
            },
        );
    }
    // What both dialects read alike: the reference has no figures for HCL2.
    for file in ["example.nomad", "gen-100x3.nomad"] {
        let text = fs::read(jobs.join(file)).unwrap();
        bench.case(
            &format!("parse_hcl2/{file}"),
            || (),
            |()| hcl2::parse_job(&text, &hcl2::Options::default()),
            |parsed| {
                assert!(parsed.job.is_some(), "{file}: {:?}", parsed.error);
                json!({"bytes": text.len()})
            },
        );
    }
    // Whether time grows with the text and no faster.
    let hundred = fs::read_to_string(jobs.join("gen-100x3.nomad")).unwrap();
    for megabytes in [1, 10, 100] {
        let text = enlarged(&hundred, megabytes * 1_000_000);
        bench.case(
            &format!("parse/linear/mb={megabytes}"),
            || (),
            |()| parse_job(text.as_bytes()),
            |parsed| {
                assert!(parsed.job.is_some(), "{:?}", parsed.error);
                json!({"bytes": text.len()})
            },
        );
    }
}

/// The job with its groups again and again, under new names, until it has about this many bytes.
fn enlarged(job: &str, bytes: usize) -> String {
    let start = job.find("  group \"").unwrap();
    let end = job.trim_end().rfind('}').unwrap();
    let (head, groups) = (&job[..start], &job[start..end]);
    let mut text = head.to_owned();
    let mut round = 0;
    while text.len() < bytes {
        text.push_str(&groups.replace("  group \"", &format!("  group \"r{round}-")));
        round += 1;
    }
    text.push_str("}\n");
    text
}
