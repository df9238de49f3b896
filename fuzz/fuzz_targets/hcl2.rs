//! HCL2: any text gives a job or an error, with places inside the text.
#![no_main]

use foreplan::jobspec::hcl2::{Options, parse_job};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let parsed = parse_job(text, &Options::default());
    assert_ne!(parsed.job.is_some(), parsed.error.is_some());
    assert!(parsed.job.is_some() || !parsed.diagnostics.is_empty());
    for span in parsed.diagnostics.iter().filter_map(|diagnostic| diagnostic.place.span) {
        assert!(span.start <= span.end && span.start as usize <= text.len());
    }
});
