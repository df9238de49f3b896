//! Scanner, parser and decoder of HCL1: any text gives a job or an error, with places inside the text.
#![no_main]

use foreplan::jobspec::hcl1::parse_job_with_places;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let parsed = parse_job_with_places(text);
    assert_ne!(parsed.job.is_some(), parsed.error.is_some());
    assert!(parsed.job.is_some() || !parsed.diagnostics.is_empty());
    for diagnostic in &parsed.diagnostics {
        let span = diagnostic.place.span.expect("a fault in a text has a place in it");
        assert!(span.start <= span.end && span.start as usize <= text.len());
    }
});
