//! Periodic and parameterized jobs.

use super::messages as say;
use super::report::{At, Findings};
use super::{list, text};
use crate::model::job::{DISPATCH_PAYLOADS, ParameterizedJobConfig, PeriodicConfig};
use crate::notation::cron::Cron;
use crate::notation::quote::quoted;
use crate::notation::zone;

pub(super) fn periodic(periodic: &PeriodicConfig, at: &At<'_>, found: &mut Findings) {
    let spec = text(&periodic.spec);
    if spec.is_empty() {
        found.add(say::missing_spec(), &at.member("Spec"));
    }
    let zone = text(&periodic.time_zone);
    if let Err(why) = zone::load(zone) {
        found.add(say::invalid_time_zone(quoted(zone), &why), &at.member("TimeZone"));
    }
    match text(&periodic.spec_type) {
        "cron" => {
            if let Err(why) = Cron::parse(spec) {
                found.add(say::invalid_cron(quoted(spec), &why), &at.member("Spec"));
            }
        }
        // The reference's own tests.
        "_internal_test" => {}
        other => found.add(say::unknown_spec_type(quoted(other)), &at.member("SpecType")),
    }
}

pub(super) fn parameterized(parameterized: &ParameterizedJobConfig, at: &At<'_>, found: &mut Findings) {
    if !DISPATCH_PAYLOADS.contains(&parameterized.payload.as_str()) {
        found.add(
            say::unknown_payload(quoted(&parameterized.payload)),
            &at.member("Payload"),
        );
    }
    let required = list(&parameterized.meta_required);
    let mut both: Vec<&str> = Vec::new();
    for key in list(&parameterized.meta_optional) {
        if required.contains(key) && !both.contains(&key.as_str()) {
            both.push(key);
        }
    }
    if !both.is_empty() {
        found.add(
            say::meta_not_disjoint(&both.join(" ")),
            &at.member("MetaOptional"),
        );
    }
}
