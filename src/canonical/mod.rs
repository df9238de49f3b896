//! Job → job with every default filled in.
//!
//! A job is made complete in steps, in this order:
//!
//! 1. [`client()`]: what the client's API layer fills in. `PUT /v1/jobs/parse` with `Canonicalize` prints this.
//! 2. [`store()`]: the stored form, with what the server fills in.
//! 3. `mutate`: what the job implies, such as the tasks of Consul Connect.
//! 4. [`copied`]: what the copy in the server's store makes of a job that is registered for the first time.
//!
//! [`submitted`] does the first three.
//!
//! What the rows of the model say of a member is done in `settle`, for all objects alike; the rest is code, a
//! file a stanza. Nothing in here judges a job: that is what `validate` does.

mod client;
mod mutate;
mod server;
mod settle;

use settle::{Step, settle};

use crate::diagnostic::Diagnostic;
use crate::model::job::{GLOBAL_REGION, Job};

pub use client::{client, newer_client};
pub use server::store;

/// Makes of a job that a client submits what the server works with: complete, in the stored form, with
/// everything it implies. `fragment` gives random bits for names that must be new.
///
/// # Errors
///
/// When the job implies something that cannot be added. The message is the reference's; such an answer has the
/// status 500.
pub fn submitted(job: &mut Job, fragment: &mut dyn FnMut() -> u32) -> Result<(), Box<Diagnostic>> {
    client(job);
    store(job);
    mutate::mutate(job, fragment)
}

/// Adds to a stored job that is registered again what it implies, should that have changed.
///
/// # Errors
///
/// As [`submitted`].
pub fn stored(job: &mut Job, fragment: &mut dyn FnMut() -> u32) -> Result<(), Box<Diagnostic>> {
    mutate::mutate(job, fragment)
}

/// The region of a job that a client submits: that of the query, the request's body, the job or the agent,
/// whichever is there first. A job of several regions is in the global one.
#[must_use]
pub fn region(job: &Job, query: &str, body: &str, agent: &str) -> String {
    if job.multiregion.is_some() {
        return GLOBAL_REGION.to_owned();
    }
    // The body's region is written over that of the query.
    let asked = [body, query, job.region.as_deref().unwrap_or_default()];
    match asked.into_iter().find(|region| !region.is_empty()) {
        None | Some(GLOBAL_REGION) => agent.to_owned(),
        Some(region) => region.to_owned(),
    }
}

/// Makes of a job what the copy in the server's store makes of it when it is registered for the first time:
/// most empty lists and maps become null, a few nulls become empty.
pub fn copied(job: &mut Job) {
    settle(job, Step::Copied);
}

/// Makes text upper case, letter by letter: what becomes longer in upper case stays as it is.
fn make_upper(text: &mut String) {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase())
    {
        return;
    }
    let upper = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(single), None) => single,
            _ => c,
        }
    };
    *text = text.chars().map(upper).collect();
}
