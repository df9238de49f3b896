//! The job files of the gallery: what the page, the README and other tests show.

use std::fs;
use std::path::Path;

use foreplan::explain::{self, PlanReport};
use foreplan::fleet::Fleet;
use foreplan::host::Host;
use foreplan::jobspec::{Dialect, Options, parse};

/// The one that shows what a plan says of a job that does not fit.
const TOO_LARGE: &str = "quarter-report.nomad";

pub(crate) fn gallery() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/gallery");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn plan(text: &str) -> PlanReport {
    let mut host = Host::new(1, 1_600_000_000_000_000_000);
    host.register_nodes(Fleet::default().nodes().unwrap()).unwrap();
    let job = parse(text.as_bytes(), Dialect::Auto, &Options::default())
        .job
        .unwrap();
    explain::plan(host.engine(), job, host.now()).unwrap()
}

#[test]
fn every_file_begins_with_what_it_shows() {
    let files = gallery();
    assert!(files.len() >= 8, "{} files", files.len());
    for (name, text) in files {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("# ") && first.ends_with('.'), "{name}: {first}");
    }
}

#[test]
fn every_job_is_valid_and_fits_the_default_fleet_but_one() {
    for (name, text) in gallery() {
        let report = plan(&text);
        let fits = report.groups.iter().all(|group| group.failure.is_none());
        assert_eq!(fits, name != TOO_LARGE, "{name}");
    }
}
