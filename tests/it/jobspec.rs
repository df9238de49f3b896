//! Job files in HCL1: recorded answers, and texts that nobody would write.

use foreplan::diagnostic::{JsonPath, PathStep, Span};
use foreplan::jobspec::Parsed;
use foreplan::jobspec::hcl1::{parse_job, parse_job_with_places};
use foreplan::model::json::encode;
use foreplan::model::object::Shape;
use serde_json::{Value, to_value};

use crate::support::recordings::{Answer, JobFile, check_stage, job_files, own_folder, shared_folder};

fn parse(file: &JobFile) -> Answer {
    let parsed = parse_job(file.sent_text().as_bytes());
    match (parsed.job, parsed.error) {
        (Some(job), None) => Answer {
            status: 200,
            body: to_value(encode(&job, Shape::Submitted)).unwrap(),
        },
        (None, Some(error)) => Answer {
            status: 400,
            body: Value::from(error.as_str()),
        },
        both => panic!("{}: either a job or an error, not {both:?}", file.name),
    }
}

#[test]
fn own_recordings_parse_as_recorded() {
    let files = job_files(&own_folder("jobspec"));
    assert!(check_stage(&files, "parse", parse) >= 154);
}

#[test]
fn all_recordings_parse_as_recorded() {
    if let Some(folder) = shared_folder("jobspec") {
        assert!(check_stage(&job_files(&folder), "parse", parse) >= 804);
    }
}

/// The own job files, and all others that are there.
fn all_files() -> Vec<JobFile> {
    let mut files = job_files(&own_folder("jobspec"));
    if let Some(folder) = shared_folder("jobspec") {
        files.extend(job_files(&folder));
    }
    files
}

/// What holds of every text: there is a job or an error, an error comes with a diagnostic, and all places are in
/// the text.
fn check_sanity(text: &[u8]) -> Parsed {
    let parsed = parse_job(text);
    assert_ne!(parsed.job.is_some(), parsed.error.is_some());
    assert!(parsed.job.is_some() || !parsed.diagnostics.is_empty());
    assert!(parsed.diagnostics.len() <= 100);
    for diagnostic in &parsed.diagnostics {
        let related = diagnostic.related.iter().map(|related| &related.place);
        for place in related.chain([&diagnostic.place]) {
            let span = place.span.unwrap();
            assert!(
                span.start <= span.end && span.start as usize <= text.len(),
                "{diagnostic:?}"
            );
        }
    }
    parsed
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for file in all_files() {
        // Files of some size are cut at fewer places, to be done in time.
        let step = file.source.len() / 400 + 1;
        for end in (0..file.source.len()).step_by(step) {
            check_sanity(&file.source[..end]);
        }
    }
}

#[test]
fn every_lost_or_changed_byte_is_survived() {
    const REPLACEMENTS: &[u8] = b"\0\xff\"{}[]=\\$<#/\n\r-.e0a,";
    for (number, file) in all_files().iter().enumerate() {
        let step = file.source.len() / 150 + 1;
        for at in (number % step..file.source.len()).step_by(step) {
            let mut text = file.source.clone();
            text[at] = REPLACEMENTS[(at + number) % REPLACEMENTS.len()];
            check_sanity(&text);
            text.remove(at);
            check_sanity(&text);
        }
    }
}

#[test]
fn texts_without_sense_end_quickly() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "a ",
        "a = ",
        "a = [",
        "a {",
        "\"a\" ",
        "a=1\n",
        "a{x=}}",
        "#",
        "/*",
        "<<E\n",
        "\"${",
        "\\",
        "\0",
        "\u{feff}",
        "{\"a\":",
        "{\"a\":[{",
        "a \"b\" {}\n",
        "job \"x\" {",
    ];
    for piece in pieces {
        let parsed = check_sanity(piece.repeat(200_000 / piece.len()).as_bytes());
        assert!(parsed.job.is_none(), "{piece}");
    }
}

fn nested(depth: usize, open: &str, close: &str) -> String {
    format!(
        "job \"x\" {{ group \"g\" {{ task \"t\" {{ config {{ z = 1\n{}{} }} }} }} }}",
        open.repeat(depth),
        close.repeat(depth)
    )
}

#[test]
fn depth_has_a_bound_with_a_place() {
    // Without optimization a level takes several times the stack.
    let stack = if cfg!(debug_assertions) { 16 << 20 } else { 1 << 20 };
    let thread = std::thread::Builder::new().stack_size(stack);
    thread.spawn(check_depth).unwrap().join().unwrap();
}

fn check_depth() {
    for (open, close, levels) in [
        ("a {", "}", 1),
        ("a = [ {", "} ]", 2),
        ("a \"b\" \"c\" {", "}", 3),
    ] {
        let parsed = check_sanity(nested(480 / levels, open, close).as_bytes());
        let job = parsed.job.unwrap();
        // What parses can be printed, dropped and read back.
        let text = serde_json::to_string(&encode(&job, Shape::Submitted)).unwrap();
        let mut again = foreplan::model::job::Job::default();
        foreplan::model::json::decode_slice(&mut again, text.as_bytes()).unwrap();
        assert_eq!(again, job);

        let parsed = check_sanity(nested(600, open, close).as_bytes());
        let error = parsed.error.unwrap();
        assert!(
            error.as_str().ends_with("nested deeper than 500 levels"),
            "{open}: {error}"
        );
        assert!(
            error.as_str().starts_with("error parsing: At 2:"),
            "{open}: {error}"
        );
    }
    let json = format!(
        "{{\"job\":{{\"x\":{}1{}}}}}",
        "{\"a\":".repeat(600),
        "}".repeat(600)
    );
    assert_eq!(
        parse_job(json.as_bytes()).error.unwrap().as_str(),
        "error parsing: nested deeper than 500 levels"
    );
}

#[test]
fn places_lead_from_the_job_back_to_the_text() {
    for file in all_files() {
        let parsed = parse_job_with_places(&file.source);
        let (Some(job), Ok(text)) = (&parsed.job, std::str::from_utf8(&file.source)) else {
            assert!(parsed.places.is_empty(), "{}: no job, no places", file.name);
            continue;
        };
        let job = to_value(encode(job, Shape::Submitted)).unwrap();
        let is_json = text.trim_start().starts_with('{');
        let mut found = 0;
        visit(&parsed, &job, &JsonPath::root(), &mut |path, span, value| {
            let written = span.text(text);
            found += 1;
            match value {
                // Text without anything special is written as it is.
                Value::String(value) if !is_json && written.starts_with('"') && !written.contains('\\') => {
                    assert_eq!(
                        written.trim_matches('"').replace("\r\n", "\n"),
                        *value,
                        "{}: {path}",
                        file.name
                    );
                }
                _ => assert!(!written.is_empty(), "{}: {path}", file.name),
            }
        });
        let named = !job["TaskGroups"].as_array().is_none_or(Vec::is_empty);
        assert!(!named || found > 0, "{}: no place at all", file.name);
    }
}

/// Calls `seen` for every value inside a value that has a place.
pub(crate) fn visit(
    parsed: &Parsed,
    value: &Value,
    path: &JsonPath,
    seen: &mut dyn FnMut(&JsonPath, Span, &Value),
) {
    let steps: Vec<(PathStep, PathStep, &Value)> = match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| (PathStep::Index(index), PathStep::Index(index), item))
                .collect()
        }
        Value::Object(members) => {
            let step = |(key, member)| {
                let key: &String = key;
                let name: &'static str = key.clone().leak();
                (PathStep::Member(name), PathStep::Key(key.clone()), member)
            };
            members.iter().map(step).collect()
        }
        _ => Vec::new(),
    };
    for (step, other, member) in steps {
        let path = [step, other]
            .map(|step| path.step(step))
            .into_iter()
            .find(|path| parsed.places.span(path).is_some());
        if let Some(path) = path {
            seen(&path, parsed.places.span(&path).unwrap(), member);
            visit(parsed, member, &path, seen);
        }
    }
}
