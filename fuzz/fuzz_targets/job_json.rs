//! A job from JSON: decoding, defaults, validation, and the diff with itself, which is empty.
#![no_main]

use foreplan::model::job::Job;
use foreplan::{canonical, diff, model::json, validate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let mut job = Job::default();
    if json::decode_slice(&mut job, text).is_err() || canonical::submitted(&mut job, &mut || 7).is_err() {
        return;
    }
    let report = validate::validate(&job);
    assert_eq!(report.is_valid(), report.error().is_empty());
    if let Ok(diff) = diff::jobs(Some(&job), Some(&job), false) {
        assert_eq!(diff.diff_type, "None");
    }
    let mut stored = job.clone();
    canonical::copied(&mut stored);
    assert!(!diff::spec_changed(&stored, &job), "registering a job again changes nothing");
});
