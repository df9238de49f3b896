//! Lints: what is allowed, and still probably not what was meant.
//!
//! [`check`] looks at a job for what Nomad accepts without a word: constraints that no node meets, ports that
//! nobody uses, rollouts that cannot succeed. Findings are diagnostics with a place and a hint how to mend it. Whether
//! they are shown is for the caller to say: the API's answers never have them.
//!
//! - `rules`: a lint a file: its page for users (the documentation of its `LINT`), its rule and words, its tests
//! - [`LINTS`]: all of them, once
//! - `subject`: the job, as lints look at it; `constraints`, `ports` and `texts` walk parts of it
//! - `allow`: comments of a job file that silence lints
//! - [`page`]: the pages as people read them

mod allow;
mod constraints;
mod found;
pub mod page;
mod ports;
mod rules;
mod similar;
mod subject;
#[cfg(test)]
mod testing;
mod texts;

use crate::canonical;
use crate::diagnostic::{Diagnostic, LineIndex, Place, Severity};
use crate::jobspec::Places;
use crate::model::job::Job;
use crate::model::node::Node;

use allow::Allowances;
use found::Found;
use subject::Subject;

pub use rules::LINTS;

/// What silences all lints in place of a code.
pub const ALL: &str = "all";

/// What codes of lints begin with.
pub const PREFIX: &str = "lint/";

/// A lint.
#[derive(Debug)]
pub struct Lint {
    /// Its code: what people search for and silence. It never changes.
    pub code: &'static str,
    /// How bad what it finds is: a warning or a hint.
    pub severity: Severity,
    /// Its page, in Markdown: what it finds, why that matters, an example, and how to mend it.
    pub doc: &'static str,
    run: fn(&Subject<'_>, &mut Found),
}

impl Lint {
    /// The lint of this code, with or without `lint/`.
    #[must_use]
    pub fn find(code: &str) -> Option<&'static Lint> {
        let name = code.strip_prefix(PREFIX).unwrap_or(code);
        LINTS.iter().copied().find(|lint| lint.name() == name)
    }

    /// Its code without `lint/`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.code.strip_prefix(PREFIX).unwrap_or(self.code)
    }

    /// What it finds, in a line.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.doc.lines().next().unwrap_or_default().trim()
    }
}

/// Declares the lint of a file. Its documentation is its page.
macro_rules! lint {
    ($(#[doc = $doc:literal])+ $name:literal, $severity:ident, $run:path) => {
        $(#[doc = $doc])+
        pub(super) static LINT: $crate::lint::Lint = $crate::lint::Lint {
            code: concat!("lint/", $name),
            severity: $crate::diagnostic::Severity::$severity,
            doc: concat!($($doc, "\n"),+),
            run: $run,
        };
    };
}
use lint;

/// What a caller says of a check.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The nodes that the job will run on, if they are known: some lints look at them.
    pub nodes: Option<&'a [&'a Node]>,
    /// Codes of lints that are silent, with or without `lint/`; or [`ALL`].
    pub allow: &'a [String],
}

/// Looks at a job. `job` is what a job file or a request says, with or without defaults; `text` is the file and
/// `places` where in it the values are, both empty if there is none.
///
/// The findings come in the order of the text, and of the lints where there is none.
///
/// ```
/// use foreplan::jobspec::hcl1::parse_job_with_places;
/// use foreplan::lint::{self, Options};
///
/// let text = r#"
/// job "web" {
///   datacenters = ["dc1"]
///   group "web" {
///     task "web" {
///       driver       = "docker"
///       kill_timeout = "5m"
///       config { image = "web:1" }
///     }
///   }
/// }"#;
/// let parsed = parse_job_with_places(text.as_bytes());
/// let found = lint::check(&parsed.job.unwrap(), &parsed.places, text, &Options::default());
/// assert_eq!(found[0].code, "lint/kill-timeout-above-client-max");
/// ```
#[must_use]
pub fn check(job: &Job, places: &Places, text: &str, options: &Options<'_>) -> Vec<Diagnostic> {
    if options.allow.iter().any(|code| code == ALL) {
        return Vec::new();
    }
    let mut complete = job.clone();
    canonical::client(&mut complete);
    let allowances = Allowances::read(text);
    let subject = Subject {
        job: &complete,
        given: job,
        nodes: options.nodes,
        allowances: &allowances,
    };
    let is_allowed = |lint: &Lint| {
        let named = |code: &String| code.strip_prefix(PREFIX).unwrap_or(code) == lint.name();
        allowances.everywhere(lint.name()) || options.allow.iter().any(named)
    };
    let mut all = Vec::new();
    for lint in LINTS.iter().copied().filter(|lint| !is_allowed(lint)) {
        let mut found = Found::new(lint);
        (lint.run)(&subject, &mut found);
        all.extend(found.into_vec());
    }
    if !allowances.is_empty() {
        let lines = LineIndex::new(text);
        all.retain(|diagnostic| !allowances.silence(diagnostic, places, &lines));
    }
    for diagnostic in &mut all {
        locate(&mut diagnostic.place, places);
        diagnostic
            .related
            .iter_mut()
            .for_each(|related| locate(&mut related.place, places));
    }
    all.sort_by_key(|diagnostic| diagnostic.place.span.map_or(u32::MAX, |span| span.start));
    all
}

fn locate(place: &mut Place, places: &Places) {
    if let (None, Some(path)) = (place.span, &place.path) {
        place.span = places.meant(path);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::page::{Example, examples};
    use super::*;
    use crate::model::task_group::TaskGroup;

    fn codes(example: &Example) -> Vec<&'static str> {
        let text = testing::file(&example.stanza, &example.text);
        let found = testing::check_file(&text, example.with_fleet);
        found.iter().map(|found| found.code).collect()
    }

    #[test]
    fn every_page_shows_what_is_found_and_how_it_is_mended() {
        for lint in LINTS {
            let [bad, good] = examples(lint).try_into().expect(lint.code);
            assert!(
                codes(&bad).contains(&lint.code),
                "{}: {:?}",
                lint.code,
                codes(&bad)
            );
            assert!(
                !codes(&good).contains(&lint.code),
                "{}: the second example",
                lint.code
            );
        }
    }

    #[test]
    fn every_page_says_what_why_and_how() {
        let mut codes = BTreeSet::new();
        for lint in LINTS {
            assert!(codes.insert(lint.code), "{} is there twice", lint.code);
            assert!(lint.code.starts_with(PREFIX) && lint.severity != Severity::Error);
            assert!(lint.summary().ends_with('.'), "{}", lint.code);
            for heading in ["## Why", "## Example", "## Instead"] {
                assert!(lint.doc.contains(heading), "{} has no {heading}", lint.code);
            }
            assert_eq!(Lint::find(lint.name()).map(|found| found.code), Some(lint.code));
        }
    }

    #[test]
    fn findings_have_the_line_of_what_they_are_about() {
        let text = "job \"a\" {\n  group \"b\" {\n    task \"c\" {\n      driver = \"exec\"\n\n      kill_timeout = \"5m\"\n    }\n  }\n}\n";
        let found = testing::check_file(text, false);
        let span = found[0].place.span.unwrap();
        assert_eq!(span.text(text), "\"5m\"");
    }

    #[test]
    fn comments_silence_what_they_are_about_and_no_more() {
        let silent = |before: &str, behind: &str, top: &str| {
            let text = format!(
                "{top}job \"a\" {{\n  group \"b\" {{\n    network {{\n      {before}\n      port \"x\" {{\n      }} \n      port \"y\" {{}} {behind}\n    }}\n    task \"c\" {{\n      driver = \"exec\"\n    }}\n  }}\n}}\n"
            );
            let found = testing::check_file(&text, false);
            let labels = found
                .iter()
                .map(|found| found.message.chars().rev().nth(1).unwrap());
            labels.collect::<String>()
        };
        assert_eq!(silent("", "", ""), "xy");
        assert_eq!(silent("# foreplan: allow(unused-port)", "", ""), "y");
        assert_eq!(silent("", "// foreplan: allow(lint/unused-port)", ""), "x");
        assert_eq!(silent("", "", "# about\n# foreplan: allow(unused-port)\n"), "");
        assert_eq!(silent("", "# foreplan: allow(image-not-pinned)", ""), "xy");
    }

    #[test]
    fn callers_silence_by_code_or_name() {
        let group = TaskGroup {
            count: Some(2),
            ..TaskGroup::default()
        };
        let job = Job {
            task_groups: Some(vec![group]),
            ..Job::default()
        };
        let count = |allow: &[&str]| {
            let allow: Vec<String> = allow.iter().map(|code| (*code).to_owned()).collect();
            let options = Options {
                allow: &allow,
                ..Options::default()
            };
            check(&job, &Places::default(), "", &options).len()
        };
        assert_eq!(count(&[]), 1);
        assert_eq!(count(&["count-without-update"]), 0);
        assert_eq!(count(&["lint/count-without-update"]), 0);
        assert_eq!(count(&["unused-port"]), 1);
        assert_eq!(count(&[ALL]), 0);
    }
}
