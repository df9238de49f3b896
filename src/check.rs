//! Text → job, and everything there is to say about it.
//!
//! One way for the terminal, JavaScript and the page: a file is parsed, its job is made complete and handed to
//! everybody who looks for something (`SOURCES`). What they find comes back as one list, with the place in the
//! file wherever a finding names a member of the job that the file writes.

use crate::canonical;
use crate::diagnostic::{Diagnostic, Place, Severity, render};
use crate::jobspec::{self, Dialect, Places, ReferenceError};
use crate::lint;
use crate::model::job::Job;
use crate::validate;

/// What the sources of findings look at: a job that could be parsed and made complete.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The text of the file.
    pub text: &'a [u8],
    /// The job as the file has it: what the file does not say is unset.
    pub written: &'a Job,
    /// The job as the server would store it.
    pub stored: &'a Job,
    /// Where the values of the written job are in the text.
    pub places: &'a Places,
    /// How it is linted, if it is.
    pub lints: Option<&'a lint::Options<'a>>,
}

/// Somebody who looks for something. What is found needs a path into the job or a span; the span of a path is
/// added here.
type Source = fn(&Subject<'_>) -> Vec<Diagnostic>;

/// Who looks, in the order in which findings about the same place are listed.
const SOURCES: &[Source] = &[validation, lints];

/// What a text holds, and what there is to say about it.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The job as the file has it, unless it cannot be parsed.
    pub job: Option<Job>,
    /// The job as the server would store it, unless it cannot be parsed or made complete.
    pub stored: Option<Job>,
    /// Why the file cannot be parsed, in the reference's words.
    pub error: Option<ReferenceError>,
    /// What is wrong or questionable, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether nothing found is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let diagnostics = self.diagnostics.iter();
        diagnostics.filter(|found| found.severity == severity).count()
    }
}

/// Parses a job file and looks at its job, with all lints that need not know the fleet.
///
/// ```
/// use foreplan::check::check;
/// use foreplan::jobspec::{Dialect, Options};
///
/// let checked = check(b"job \"web\" {\n  datacenters = []\n}", Dialect::Auto, &Options::default());
/// let found = checked.diagnostics.iter().find(|found| found.code == "job/missing-datacenters").unwrap();
/// assert_eq!(found.place.path.as_ref().unwrap().to_string(), "Datacenters");
/// assert!(found.place.span.is_some());
/// ```
#[must_use]
pub fn check(text: &[u8], dialect: Dialect, options: &jobspec::Options<'_>) -> Checked {
    check_with(text, dialect, options, Some(&lint::Options::default()))
}

/// The same with the lints that are asked for; or none.
#[must_use]
pub fn check_with(
    text: &[u8],
    dialect: Dialect,
    options: &jobspec::Options<'_>,
    lints: Option<&lint::Options<'_>>,
) -> Checked {
    let options = jobspec::Options {
        with_places: true,
        ..*options
    };
    let parsed = jobspec::parse(text, dialect, &options);
    let mut checked = Checked {
        error: parsed.error,
        diagnostics: parsed.diagnostics,
        ..Checked::default()
    };
    if let Some(job) = parsed.job {
        look(text, job, &parsed.places, lints, &mut checked);
    }
    for found in &mut checked.diagnostics {
        let related = found.related.iter_mut().map(|related| &mut related.place);
        related
            .chain([&mut found.place])
            .for_each(|place| locate(place, &parsed.places));
    }
    // What has no place comes last.
    checked
        .diagnostics
        .sort_by_key(|found| found.place.span.map_or(u32::MAX, |span| span.start));
    checked
}

fn look(
    text: &[u8],
    written: Job,
    places: &Places,
    lints: Option<&lint::Options<'_>>,
    checked: &mut Checked,
) {
    match complete(&written) {
        Ok(stored) => {
            let subject = Subject {
                text,
                written: &written,
                stored: &stored,
                places,
                lints,
            };
            let found = SOURCES.iter().flat_map(|source| source(&subject));
            checked.diagnostics.extend(found);
            checked.stored = Some(stored);
        }
        Err(refusal) => checked.diagnostics.push(*refusal),
    }
    checked.job = Some(written);
}

/// The job as the server would store it.
///
/// # Errors
///
/// When it implies something that cannot be added.
pub fn complete(written: &Job) -> Result<Job, Box<Diagnostic>> {
    let mut stored = written.clone();
    // Names that must be new only have to differ from one another here.
    let mut number = 0;
    let mut fragment = || {
        number += 1;
        number
    };
    canonical::submitted(&mut stored, &mut fragment)?;
    Ok(stored)
}

/// The rules of the reference: its errors and its warnings.
fn validation(subject: &Subject<'_>) -> Vec<Diagnostic> {
    validate::validate(subject.stored).diagnostics()
}

/// What is allowed, and still questionable.
fn lints(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let text = render::shown_text(subject.text);
    let lints = subject
        .lints
        .map(|options| lint::check(subject.written, subject.places, &text, options));
    lints.unwrap_or_default()
}

/// Adds the place in the text to a place in the job.
fn locate(place: &mut Place, places: &Places) {
    let path = place.path.as_ref();
    place.span = place.span.or_else(|| places.meant(path?));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Checked {
        check(text.as_bytes(), Dialect::Auto, &jobspec::Options::default())
    }

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let place = |found: &Diagnostic| found.place.span.map(|span| span.text(text).to_owned());
        let found = checked(text).diagnostics;
        found
            .iter()
            .map(|found| (found.code, place(found).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_text_that_cannot_be_parsed_has_its_faults_and_no_job() {
        let checked = checked("job \"a\" { datacenter = [] }");
        assert!(checked.job.is_none() && checked.stored.is_none());
        assert_eq!(checked.diagnostics[0].code, "hcl1/unknown-key");
    }

    #[test]
    fn findings_come_in_the_order_of_the_text() {
        let text = "job \"a\" {\n  group \"g\" { count = -1 }\n  type = \"x\"\n  priority = 0\n}";
        let found = codes(text);
        let places: Vec<_> = found.iter().map(|(_, place)| place.as_str()).collect();
        assert!(
            found.iter().any(|(code, _)| *code == "job/priority-range"),
            "{found:?}"
        );
        let group = places.iter().position(|place| place.contains("-1"));
        let kind = places.iter().position(|place| place.contains("\"x\""));
        assert!(group < kind, "{found:?}");
    }

    #[test]
    fn what_the_job_lacks_is_where_it_is_named() {
        let found = codes("# a job\njob \"a\" {}");
        let missing = found.iter().find(|(code, _)| *code == "job/missing-groups");
        assert_eq!(
            missing.map(|(_, place)| place.as_str()),
            Some("\"a\""),
            "{found:?}"
        );
    }

    #[test]
    fn a_job_of_the_api_is_judged_alike() {
        let text = r#"{"Job": {"ID": "a", "Priority": 200}}"#;
        let checked = checked(text);
        let mut found = checked.diagnostics.iter();
        let found = found.find(|found| found.code == "job/priority-range").unwrap();
        assert!(!checked.is_valid());
        assert_eq!(found.place.span.map(|span| span.text(text)), Some("200"));
    }

    #[test]
    fn what_a_job_implies_and_cannot_have_is_a_finding() {
        let text = "job \"a\" {\n  group \"g\" {\n    service {\n      name = \"s\"\n      connect { native = true }\n    }\n  }\n}";
        let checked = checked(text);
        assert!(checked.job.is_some());
        assert!(!checked.is_valid());
    }
}
