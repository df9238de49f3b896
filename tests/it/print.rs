//! The printer: every job that a file says is written and read back.

use foreplan::jobspec::hcl1::parse_job;
use foreplan::jobspec::{Dialect, format, print};

use crate::support::recordings::{job_files, own_folder, shared_folder};

/// Writes the jobs of all files of a folder and reads them back. Returns how many there were.
fn check(folder: &std::path::Path) -> usize {
    let mut jobs = 0;
    let mut failures = Vec::new();
    for file in job_files(folder) {
        let Some(job) = parse_job(file.sent_text().as_bytes()).job else {
            continue;
        };
        jobs += 1;
        match print(&job) {
            Err(faults) => failures.push(format!("{}: {faults:?}", file.name)),
            Ok(printed) => {
                let read = parse_job(printed.text.as_bytes()).job.unwrap();
                if read != job || !printed.losses.is_empty() {
                    let losses = printed.losses.iter();
                    let losses: Vec<_> = losses
                        .map(|loss| format!("  {:?}: {}", loss.place.path, loss.message))
                        .collect();
                    failures.push(format!("{}:\n{}", file.name, losses.join("\n")));
                }
                assert_eq!(
                    format(printed.text.as_bytes(), Dialect::Auto).unwrap(),
                    printed.text,
                    "{}",
                    file.name
                );
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {jobs} jobs did not come back\n{}",
        failures.len(),
        failures.join("\n")
    );
    jobs
}

#[test]
fn own_recorded_jobs_come_back() {
    assert!(check(&own_folder("jobspec")) >= 60);
}

#[test]
fn all_recorded_jobs_come_back() {
    if let Some(folder) = shared_folder("jobspec") {
        assert!(check(&folder) >= 527);
    }
}
