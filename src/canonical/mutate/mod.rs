//! What the server adds to a stored job because something in it asks for it: tasks and ports of Consul Connect,
//! exposed paths of checks, constraints that a task implies.
//!
//! The first that cannot do its work refuses the whole job.

mod connect;
mod expose;
mod implied;

use crate::diagnostic::{Diagnostic, JsonPath, Place};
use crate::model::job::Job;

/// Adds to a stored job what it implies. `fragment` gives random bits for names that must be new.
pub(super) fn mutate(job: &mut Job, fragment: &mut dyn FnMut() -> u32) -> Result<(), Box<Diagnostic>> {
    connect::mutate(job, fragment)?;
    expose::mutate(job, fragment)?;
    implied::mutate(job);
    Ok(())
}

/// The refusal of one of these steps.
fn refused(code: &'static str, step: &str, reason: &str, path: JsonPath) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(
        code,
        format!("error in job mutator {step}: {reason}"),
        Place::path(path),
    ))
}

/// The first six hexadecimal digits of a random identifier.
fn six_digits(fragment: &mut dyn FnMut() -> u32) -> String {
    format!("{:06x}", fragment() & 0xff_ffff)
}

/// The place of a service of a group.
fn service_path(group: usize, service: usize) -> JsonPath {
    let path = JsonPath::root().member("TaskGroups").index(group);
    path.member("Services").index(service)
}
