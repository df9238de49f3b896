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

/// What Nomad 0.12 does not have is taken out of what HCL2 gives.
#[cfg(feature = "hcl2")]
fn drop_newer(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_newer),
        Value::Object(members) => {
            for (name, member) in members {
                let inside = match (name.as_str(), &mut *member) {
                    ("Scaling", Value::Object(scaling)) => scaling.remove("Type"),
                    ("EnvoyGatewayBindAddresses", Value::Object(addresses)) => {
                        let addresses = addresses.values_mut().filter_map(Value::as_object_mut);
                        addresses.filter_map(|address| address.remove("Name")).last()
                    }
                    _ => None,
                };
                drop(inside);
                drop_newer(member);
            }
        }
        _ => {}
    }
}

/// What is written reads the same in HCL2, but for what HCL2 has no words for: objects in the configuration of a
/// proxy, and what is nested deeply.
#[cfg(feature = "hcl2")]
#[test]
fn hcl2_reads_the_same() {
    use crate::support::compare::difference;
    use foreplan::jobspec::hcl2;
    use foreplan::model::job::Job;
    use foreplan::model::json::encode;
    use foreplan::model::object::Shape;

    let value = |job: &Job| serde_json::to_value(encode(job, Shape::Submitted)).unwrap();
    let folder = shared_folder("jobspec").unwrap_or_else(|| own_folder("jobspec"));
    let mut failures = Vec::new();
    for file in job_files(&folder) {
        let Some(job) = parse_job(file.sent_text().as_bytes()).job else {
            continue;
        };
        let text = print(&job).unwrap().text;
        let read = hcl2::parse_job(text.as_bytes(), &hcl2::Options::default());
        let failure = match (&read.job, read.error) {
            (Some(read), _) => {
                let mut read = value(read);
                drop_newer(&mut read);
                difference(&value(&job), &read)
            }
            (None, error) => error.map(|error| error.to_string()),
        };
        let is_known =
            |failure: &String| failure.contains(".Proxy.Config.") || failure.contains("Nesting too deep");
        let failure = failure.filter(|failure| !is_known(failure));
        failures.extend(failure.map(|failure| format!("{}: {failure}", file.name)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
