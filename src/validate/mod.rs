//! Job → errors and warnings.
//!
//! [`validate`] judges a job in the stored form, as `canonical::submitted` leaves it. What it finds is a
//! [`Report`], which gives the reference's texts, in the reference's order, and diagnostics with codes and places.
//!
//! A file a stanza; a function calls the rules of its stanza in the order of the reference. All words are in
//! `messages`. Nothing in here changes a job or knows what runs already: which updates of a job are allowed is
//! for the engine to say.

mod artifact;
mod connect;
mod constraint;
mod group;
mod job;
mod messages;
mod network;
mod periodic;
mod policy;
mod report;
mod resources;
mod service;
mod service_check;
mod task;
mod template;
mod warning;

use report::{At, Findings};

use crate::diagnostic::Severity;
use crate::model::job::{Job, PeriodicConfig};

pub use report::Report;

/// Judges a job in the stored form.
#[must_use]
pub fn validate(job: &Job) -> Report {
    let mut errors = Findings::new(Severity::Error);
    connect::networks(job, &mut errors);
    connect::exposed_checks(job, &mut errors);
    job::job(job, &mut errors);

    let mut warnings = Findings::new(Severity::Warning);
    warning::warnings(job, &mut warnings);
    Report {
        errors: errors.into_vec(),
        warnings: warnings.into_vec(),
    }
}

/// Judges when a periodic job is launched, by itself.
#[must_use]
pub fn periodic(config: &PeriodicConfig) -> Report {
    let mut errors = Findings::new(Severity::Error);
    periodic::periodic(config, &At::ROOT, &mut errors);
    Report {
        errors: errors.into_vec(),
        warnings: Vec::new(),
    }
}

/// The text of a member, empty if it is not set.
fn text(member: &Option<String>) -> &str {
    member.as_deref().unwrap_or_default()
}

/// The items of a list, none if it is not set.
fn list<T>(member: &Option<Vec<T>>) -> &[T] {
    member.as_deref().unwrap_or_default()
}
