//! What the tests of the lints share.

use crate::diagnostic::Diagnostic;
use crate::fleet::Fleet;
use crate::jobspec::hcl1::parse_job_with_places;
use crate::model::node::Node;

use super::{Lint, Options, check};

/// A job file with these lines in the stanza of this name, and nothing in it that a lint finds.
pub(super) fn file(stanza: &str, lines: &str) -> String {
    let has = |start: &str| lines.lines().any(|line| line.trim_start().starts_with(start));
    let task = |lines: &str| {
        let driver = if has("driver ") { "" } else { "driver = \"exec\"\n" };
        format!("task \"web\" {{\n{driver}{lines}}}\n")
    };
    let group = |lines: &str| {
        let task = if has("task ") { String::new() } else { task("") };
        format!("group \"web\" {{\n{lines}{task}}}\n")
    };
    let inside = match stanza {
        "file" => return lines.to_owned(),
        "job" if has("group ") => lines.to_owned(),
        "job" => lines.to_owned() + &group(""),
        "group" => group(lines),
        "task" => format!("group \"web\" {{\n{}}}\n", task(lines)),
        other => panic!("no stanza {other:?}"),
    };
    let datacenters = if has("datacenters") {
        ""
    } else {
        "datacenters = [\"dc1\"]\n"
    };
    format!("job \"web\" {{\n{datacenters}{inside}}}\n")
}

/// All findings of a file, on the default fleet if on any.
pub(super) fn check_file(text: &str, with_fleet: bool) -> Vec<Diagnostic> {
    let parsed = parse_job_with_places(text.as_bytes());
    let job = parsed
        .job
        .unwrap_or_else(|| panic!("{}\n{text}", parsed.error.unwrap()));
    let nodes = with_fleet.then(|| Fleet::default().nodes().unwrap());
    let nodes: Option<Vec<&Node>> = nodes.as_ref().map(|nodes| nodes.iter().collect());
    let options = Options {
        nodes: nodes.as_deref(),
        ..Options::default()
    };
    check(&job, &parsed.places, text, &options)
}

/// What a lint finds in these lines of a stanza, as `path: message (hint)`.
pub(super) fn found(lint: &Lint, stanza: &str, lines: &str) -> Vec<String> {
    texts(lint, check_file(&file(stanza, lines), false))
}

/// The same on the default fleet.
pub(super) fn found_on_fleet(lint: &Lint, stanza: &str, lines: &str) -> Vec<String> {
    texts(lint, check_file(&file(stanza, lines), true))
}

fn texts(lint: &Lint, found: Vec<Diagnostic>) -> Vec<String> {
    let found = found.into_iter().filter(|found| found.code == lint.code);
    found
        .map(|found| {
            let path = found.place.path.map(|path| path.to_string()).unwrap_or_default();
            let hint = found.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{path}: {}{hint}", found.message)
        })
        .collect()
}
