//! Formatter and printer: formatting twice is formatting once and never changes the job; a job that is printed can
//! be read again.
#![no_main]

use foreplan::jobspec::{Dialect, format, hcl1, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let job = hcl1::parse_job(text).job;
    if let Ok(tidy) = format(text, Dialect::Hcl1) {
        assert_eq!(format(tidy.as_bytes(), Dialect::Hcl1).as_deref(), Ok(tidy.as_str()));
        // A byte order mark, with which HCL1 refuses a file, is gone after formatting: what is refused may get better.
        if job.is_some() {
            assert_eq!(hcl1::parse_job(tidy.as_bytes()).job, job, "formatting changes nothing");
        }
    }
    if let Ok(tidy) = format(text, Dialect::Hcl2) {
        assert_eq!(format(tidy.as_bytes(), Dialect::Hcl2).as_deref(), Ok(tidy.as_str()));
    }
    let Some(printed) = job.as_ref().and_then(|job| print(job).ok()) else {
        return;
    };
    let again = hcl1::parse_job(printed.text.as_bytes()).job;
    assert!(!printed.losses.is_empty() || again == job, "what is printed reads the same");
});
