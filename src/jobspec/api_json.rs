//! Files that hold a job as the API has it: `{"Job": {…}}`, or the job itself.
//!
//! They are no job files in the sense of Nomad's parser, but `nomad job inspect` and `foreplan parse` print them.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json_places::places;
use super::{Parsed, Places, ReferenceError};
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::model::job::Job;
use crate::model::json::decode_slice;
use crate::model::object::Described;

/// The code of JSON that is none, or does not hold what it should.
const CODE: &str = "json/syntax";

/// What tells a job of the API from a job file in JSON.
#[derive(Deserialize)]
struct Outside<'a> {
    #[serde(rename = "Job", borrow)]
    job: Option<&'a RawValue>,
    #[serde(rename = "ID", borrow)]
    id: Option<&'a RawValue>,
    #[serde(rename = "TaskGroups", borrow)]
    task_groups: Option<&'a RawValue>,
}

/// The job in a text, `None` if the text is something else.
pub(super) fn parse(text: &[u8], with_places: bool) -> Option<Parsed> {
    let text = std::str::from_utf8(text).ok()?;
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !json.trim_start().starts_with('{') {
        return None;
    }
    let before = text.len() - json.len();
    let outside: Outside<'_> = match serde_json::from_str(json) {
        Ok(outside) => outside,
        Err(error) if names_a_job(json) => return Some(refused(&error, json, before)),
        Err(_) => return None,
    };
    let (inner, before) = match outside.job {
        // A part of `json`: its address says where it begins.
        Some(inner) => (
            inner.get(),
            before + (inner.get().as_ptr().addr() - json.as_ptr().addr()),
        ),
        None => {
            outside.id.or(outside.task_groups)?;
            (json, before)
        }
    };
    let mut job = Job::default();
    Some(match decode_slice(&mut job, inner.as_bytes()) {
        Ok(()) => Parsed {
            job: Some(job),
            error: None,
            diagnostics: Vec::new(),
            places: if with_places {
                places(inner, Job::TYPE, before)
            } else {
                Places::default()
            },
        },
        Err(error) => refused(&error, inner, before),
    })
}

/// Whether a text that is no JSON was meant to be a job of the API.
fn names_a_job(json: &str) -> bool {
    let inside = json.trim_start().trim_start_matches('{').trim_start();
    inside.starts_with("\"Job\"") || json.contains("\"TaskGroups\"")
}

fn refused(error: &serde_json::Error, json: &str, before: usize) -> Parsed {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let place = format!(" at line {line} column {column}");
    let message = text.strip_suffix(&place).unwrap_or(&text);
    let line_start: usize = json
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    // The column is that of the last byte that was read.
    let at = before + (line_start + column.saturating_sub(1)).min(json.len());
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    Parsed {
        job: None,
        error: Some(ReferenceError(text.clone())),
        diagnostics: vec![Diagnostic::error(
            CODE,
            message,
            Place::at(Span::new(at, at.saturating_add(1))),
        )],
        places: Places::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, &str) {
        let parsed = parse(text.as_bytes(), true).unwrap();
        assert!(parsed.job.is_none() && parsed.error.is_some());
        let found = &parsed.diagnostics[0];
        (found.message.clone(), found.place.span.unwrap().text(text))
    }

    #[test]
    fn a_job_may_be_wrapped_or_not() {
        for text in [
            r#"{"Job": {"ID": "a", "TaskGroups": null}}"#,
            "\u{feff} {\"EnforceIndex\": true, \"Job\": {\"ID\": \"a\"}}",
            r#"{"ID": "a"}"#,
            r#"{"TaskGroups": [], "ID": "a"}"#,
        ] {
            assert_eq!(
                parse(text.as_bytes(), true).unwrap().job.unwrap().id(),
                "a",
                "{text}"
            );
        }
    }

    #[test]
    fn job_files_in_json_are_left_to_their_parser() {
        for text in [
            r#"{"job": {"a": {}}}"#,
            "{}",
            "job \"a\" {}",
            "[1]",
            "{\"job\": ",
            "\u{0}",
        ] {
            assert!(parse(text.as_bytes(), true).is_none(), "{text}");
        }
        assert!(parse(b"{\"Job\": \"\xff\"}", true).is_none());
    }

    #[test]
    fn faults_have_a_place() {
        let (message, at) = fault("{\"Job\": {\n  \"ID\": \"a\",\n  \"Priority\": high\n}}");
        assert_eq!((message.as_str(), at), ("expected value", "h"));
        let (message, _) = fault("{\"Job\": {\n  \"ID\": 7}}");
        assert!(message.contains("expected"), "{message}");
    }

    #[test]
    fn depth_is_an_error() {
        let deep = format!("{{\"Job\": {}", "[".repeat(1_000_000));
        assert!(parse(deep.as_bytes(), true).unwrap().job.is_none());
    }
}
