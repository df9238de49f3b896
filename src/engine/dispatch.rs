//! Dispatching a parameterized job: whether a request fits it, and the child that it makes.
//!
//! Nothing here knows the state, the time or chance: who dispatches finds the parent, gives the time and the
//! random digits of the child's name, and stores it.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical;
use crate::model::job::Job;
use crate::model::member::Bytes;
use crate::notation::quote::quoted;

/// The largest payload in bytes.
pub const MAX_PAYLOAD: usize = 16 * 1024;

/// What a dispatch brings.
#[derive(Debug, Clone, Copy)]
pub struct Dispatch<'a> {
    /// The payload, perhaps empty.
    pub payload: &'a [u8],
    /// Metadata for the child, laid over that of the parent.
    pub meta: &'a BTreeMap<String, String>,
}

/// The child that dispatching `parent` makes at `now`, in unix nanoseconds. `random` is in its name.
///
/// # Errors
///
/// When the parent cannot be dispatched or the dispatch does not fit it; in the words of the reference, which
/// answers with the status 500.
pub fn child(parent: &Job, dispatch: Dispatch<'_>, now: i64, random: u32) -> Result<Job, String> {
    check(parent, dispatch)?;
    let mut child = parent.clone();
    let seconds = now.div_euclid(1_000_000_000);
    let id = format!("{}/dispatch-{seconds}-{random:08x}", parent.id());
    child.name = Some(id.clone());
    child.id = Some(id);
    child.parent_id = Some(parent.id().to_owned());
    child.submit_time = Some(now);
    child.dispatched = true;
    if !dispatch.meta.is_empty() {
        let given = dispatch
            .meta
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()));
        child.meta.get_or_insert_default().extend(given);
    }
    child.payload = (!dispatch.payload.is_empty()).then(|| Bytes(dispatch.payload.to_vec()));
    canonical::copied(&mut child);
    Ok(child)
}

fn check(parent: &Job, dispatch: Dispatch<'_>) -> Result<(), String> {
    let id = quoted(parent.id());
    let Some(config) = parent
        .parameterized_job
        .as_ref()
        .filter(|_| parent.is_parameterized())
    else {
        return Err(format!("Specified job {id} is not a parameterized job"));
    };
    if parent.stopped() {
        return Err(format!("Specified job {id} is stopped"));
    }
    let length = dispatch.payload.len();
    match (config.payload.as_str(), length) {
        ("required", 0) => return Err("Payload is not provided but required by parameterized job".to_owned()),
        ("forbidden", 1..) => return Err("Payload provided but forbidden by parameterized job".to_owned()),
        (_, length) if length > MAX_PAYLOAD => {
            return Err(format!("Payload exceeds maximum size; {length} > {MAX_PAYLOAD}"));
        }
        _ => {}
    }
    let required: BTreeSet<&String> = config.meta_required.iter().flatten().collect();
    let optional: BTreeSet<&String> = config.meta_optional.iter().flatten().collect();
    let given = dispatch.meta.keys();
    let unpermitted = given.filter(|key| !required.contains(key) && !optional.contains(key));
    refuse("Dispatch request included unpermitted metadata keys", unpermitted)?;
    let missing = required
        .iter()
        .copied()
        .filter(|key| !dispatch.meta.contains_key(*key));
    refuse("Dispatch did not provide required meta keys", missing)
}

/// An error with the keys that it is about, if there are any.
fn refuse<'a>(why: &str, keys: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let keys: Vec<&str> = keys.map(String::as_str).collect();
    if keys.is_empty() {
        Ok(())
    } else {
        Err(format!("{why}: [{}]", keys.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::ParameterizedJobConfig;

    fn parent() -> Job {
        Job {
            id: Some("lot".to_owned()),
            parameterized_job: Some(ParameterizedJobConfig {
                payload: "optional".to_owned(),
                meta_required: Some(vec!["a".to_owned()]),
                meta_optional: None,
            }),
            ..Job::default()
        }
    }

    fn dispatched(payload: &[u8], meta: &[(&str, &str)]) -> Result<Job, String> {
        let meta = meta
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        child(
            &parent(),
            Dispatch { payload, meta: &meta },
            1_600_000_000_500_000_000,
            0xab,
        )
    }

    #[test]
    fn a_child_has_a_name_of_its_own_and_runs() {
        let child = dispatched(b"x", &[("a", "1")]).unwrap();
        assert_eq!(child.id(), "lot/dispatch-1600000000-000000ab");
        assert_eq!(child.parent_id.as_deref(), Some("lot"));
        assert!(child.dispatched && !child.is_parameterized());
    }

    #[test]
    fn a_dispatch_must_fit_its_job() {
        assert!(dispatched(b"", &[]).unwrap_err().ends_with("[a]"));
        assert!(
            dispatched(b"", &[("a", "1"), ("b", "2")])
                .unwrap_err()
                .ends_with("[b]")
        );
        assert!(dispatched(&[0; MAX_PAYLOAD], &[("a", "1")]).is_ok());
        assert!(dispatched(&[0; MAX_PAYLOAD + 1], &[("a", "1")]).is_err());
    }
}
