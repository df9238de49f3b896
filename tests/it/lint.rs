//! Lints: on what they are silent, and the document that is made of their pages.

use std::fs;
use std::path::Path;

use foreplan::fleet::Fleet;
use foreplan::jobspec::hcl1::parse_job_with_places;
use foreplan::lint::{self, Options};
use foreplan::model::node::Node;

use crate::gallery::gallery;
use crate::support::recordings::{job_files, own_folder, shared_folder};

/// What is found in a job file, as `line:column code: message (hint)`.
fn found(text: &str, options: &Options<'_>) -> Vec<String> {
    let parsed = parse_job_with_places(text.as_bytes());
    let Some(job) = parsed.job else {
        return Vec::new();
    };
    let lines = foreplan::diagnostic::LineIndex::new(text);
    let found = lint::check(&job, &parsed.places, text, options);
    found
        .into_iter()
        .map(|found| {
            let at = lines.position(found.place.span.map_or(0, |span| span.start));
            let hint = found.hint.unwrap_or_default();
            format!(
                "{}:{} {}: {} ({hint})",
                at.line, at.column, found.code, found.message
            )
        })
        .collect()
}

#[test]
fn nothing_is_found_in_the_gallery() {
    let nodes = Fleet::default().nodes().unwrap();
    let nodes: Vec<&Node> = nodes.iter().collect();
    for nodes in [None, Some(nodes.as_slice())] {
        let options = Options {
            nodes,
            ..Options::default()
        };
        for (name, text) in gallery() {
            assert_eq!(found(&text, &options), [""; 0], "{name}");
        }
    }
}

/// Whatever a job says, lints come to an end, and every finding has a place in the text.
#[test]
fn recorded_files_have_findings_with_places() {
    let mut files = job_files(&own_folder("jobspec"));
    if let Some(folder) = shared_folder("jobspec") {
        files.extend(job_files(&folder));
    }
    let nodes = Fleet::default().nodes().unwrap();
    let nodes: Vec<&Node> = nodes.iter().collect();
    for file in files {
        let text = file.sent_text();
        let parsed = parse_job_with_places(text.as_bytes());
        let Some(job) = parsed.job else {
            continue;
        };
        let options = Options {
            nodes: Some(&nodes),
            ..Options::default()
        };
        for found in lint::check(&job, &parsed.places, &text, &options) {
            let span = found.place.span;
            assert!(
                span.is_some_and(|span| span.end as usize <= text.len()),
                "{}: {found:?}",
                file.name
            );
        }
        if std::env::var_os("FOREPLAN_LINTS").is_some() {
            for line in self::found(&text, &Options::default()) {
                println!("{}:{line}", file.name);
            }
        }
    }
}

/// Nothing grows with the product of two things that a job may have many of.
#[test]
fn large_jobs_are_linted_in_time() {
    const MANY: usize = 3_000;
    let repeat = |line: &dyn Fn(usize) -> String| (0..MANY).map(line).collect::<String>();
    let constraint = |index: usize| {
        format!(
            "constraint {{ attribute = \"${{meta.a{}}}\" operator = \"version\" value = \"< {index}\" }}\n",
            index % 7
        )
    };
    let task = "task \"t\" { driver = \"exec\" }";
    let groups = repeat(&|index| format!("group \"g{index}\" {{ {} {task} }}\n", constraint(index)));
    let ports = repeat(&|index| format!("port \"p{index}\" {{}}\n"));
    let tasks = repeat(&|index| {
        format!(
            "task \"t{index}\" {{ driver = \"exec\" env {{ A = \"${{NOMAD_PORT_q}} ${{NOMAD_META_m}} ${{NOMAD_X}}\" }} }}\n"
        )
    });
    let meta = repeat(&|index| format!("m{index} = \"x\"\n"));
    let nodes = Fleet::default().nodes().unwrap();
    let nodes: Vec<&Node> = nodes.iter().collect();
    let options = Options {
        nodes: Some(&nodes),
        ..Options::default()
    };
    let comments = repeat(&|_| "# foreplan: allow(nothing, unused-port)\n".to_owned());
    for inside in [
        repeat(&constraint) + &groups,
        format!("meta {{\n{meta}}}\ngroup \"g\" {{ network {{\n{ports}}}\n{tasks}{comments}}}\n"),
    ] {
        let text = format!("job \"j\" {{\n{inside}}}\n");
        assert!(!found(&text, &options).is_empty());
    }
}

/// `FOREPLAN_REWRITE=1` writes the document anew.
#[test]
fn the_document_is_that_of_the_pages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lints.md");
    let document = lint::page::document();
    if std::env::var_os("FOREPLAN_REWRITE").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document,
        "docs/lints.md is stale: run `FOREPLAN_REWRITE=1 cargo test --test it the_document` and read the difference"
    );
}
