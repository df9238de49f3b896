//! The objects of the API described for other programs, from the tables of their members and nothing else.
//!
//! - [`job`]: JSON Schema 2020-12 of a job as clients submit it, for editors and forms
//! - [`Definitions`]: the schema of any object in one of its shapes; `api` makes the schema of the whole API and
//!   OpenAPI of it
//! - [`hcl_keys`]: what can be written in which block of a job file, for completion and hover
//!
//! All of it is deterministic: the same tables give the same bytes.
//!
//! **Stricter than Nomad on purpose.** Nomad does not look at members that it does not know, and takes names in any
//! case. A member that nobody knows is nearly always a misspelling, so these schemas refuse it.
//!
//! **More lenient on purpose.** In what clients submit, the values of an enumeration are offered, and another text
//! is let through: Nomad says itself, in words that clients know, that a job may not have it, and its parser answers
//! jobs with such values. In what the server answers, the enumerations hold. Nothing is required of a submitted
//! job here, either: what is missing is `validate`'s business.

mod definitions;
mod hcl;
mod title;

use serde_json::{Value, json};

use crate::model::job::Job;
use crate::model::object::{Described, Shape};
use crate::model::request::JobRegisterRequest;

pub use definitions::{Definitions, Place, Sides};
pub use hcl::{Block, HclKeys, Key, hcl_keys};

/// The dialect of the schemas.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The identifier of a schema of ours.
#[must_use]
pub fn id(name: &str) -> String {
    format!("{}/schema/{name}.json", env!("CARGO_PKG_REPOSITORY"))
}

/// Gives an object another member.
pub(crate) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// JSON Schema of a job as clients submit it: the job itself, or `{"Job": …}` as a registration has it and
/// `nomad job run -output` prints it.
///
/// ```
/// let schema = foreplan::schema::job();
/// let count = &schema["$defs"]["TaskGroup"]["properties"]["Count"];
/// assert_eq!(count["type"], serde_json::json!(["integer", "null"]));
/// assert_eq!(count["default"], 1);
/// ```
#[must_use]
pub fn job() -> Value {
    let mut definitions = Definitions::new(Place::Schema, Sides::Submitted);
    let registration = definitions.reference(JobRegisterRequest::TYPE, Shape::Submitted);
    let job = definitions.reference(Job::TYPE, Shape::Submitted);
    let mut definitions = definitions.finish();
    for outermost in [Job::TYPE, JobRegisterRequest::TYPE] {
        // A file may name its schema; Nomad does not look at it.
        if let Some(properties) = definitions
            .get_mut(outermost.name)
            .and_then(|job| job.get_mut("properties"))
        {
            set(properties, "$schema", json!({ "type": "string" }));
        }
    }
    json!({
        "$schema": DIALECT,
        "$id": id("job"),
        "title": "A job for Nomad 0.12",
        "description": "A job as Nomad's HTTP API takes it: the job itself, or a registration around it. Names that Nomad \
                        does not know are refused, though Nomad itself does not look at them.",
        "type": "object",
        "if": { "required": ["Job"] },
        "then": registration,
        "else": job,
        "$defs": definitions,
    })
}
