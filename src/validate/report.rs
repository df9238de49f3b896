//! What validation found: once, and read in two ways.
//!
//! The findings form a tree, because the reference puts those of a group under one heading, those of a task
//! under another inside it, and so on. As text it is what the API answers; its leaves are the diagnostics.

use std::fmt::Write as _;

use super::messages::Message;
use crate::diagnostic::{Diagnostic, JsonPath, PathStep, Place, Severity};

/// What validation found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub(super) errors: Vec<Finding>,
    pub(super) warnings: Vec<Finding>,
}

/// One finding, or several under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    One(Diagnostic),
    Several {
        heading: String,
        /// What each of them begins with.
        prefix: String,
        all: Vec<Finding>,
    },
}

impl Report {
    /// Whether there is no error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The errors as the API lists them: those of a group are one text.
    #[must_use]
    pub fn validation_errors(&self) -> Vec<String> {
        self.errors.iter().map(Finding::text).collect()
    }

    /// All errors as the one text of the API, empty if there is none.
    #[must_use]
    pub fn error(&self) -> String {
        match self.errors.as_slice() {
            [] => String::new(),
            errors => list(errors),
        }
    }

    /// All warnings as the one text of the API, empty if there is none.
    #[must_use]
    pub fn warnings(&self) -> String {
        if self.warnings.is_empty() {
            return String::new();
        }
        let points: Vec<String> = self
            .warnings
            .iter()
            .map(|warning| format!("* {}", warning.text()))
            .collect();
        format!("{} warning(s):\n\n{}", points.len(), points.join("\n"))
    }

    /// Every single error and warning, with its place in the job.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        fn collect(findings: &[Finding], diagnostics: &mut Vec<Diagnostic>) {
            for finding in findings {
                match finding {
                    Finding::One(diagnostic) => diagnostics.push(diagnostic.clone()),
                    Finding::Several { all, .. } => collect(all, diagnostics),
                }
            }
        }
        let mut diagnostics = Vec::new();
        collect(&self.errors, &mut diagnostics);
        collect(&self.warnings, &mut diagnostics);
        diagnostics
    }
}

impl Finding {
    fn text(&self) -> String {
        match self {
            Finding::One(diagnostic) => diagnostic.message.clone(),
            Finding::Several { heading, prefix, all } => {
                let mut text = heading.clone();
                write_list(&mut text, prefix, all);
                text
            }
        }
    }
}

/// Several errors as `hashicorp/go-multierror` prints them.
fn list(findings: &[Finding]) -> String {
    let mut text = String::new();
    write_list(&mut text, "", findings);
    text
}

fn write_list(out: &mut String, prefix: &str, findings: &[Finding]) {
    let plural = if findings.len() == 1 {
        " occurred"
    } else {
        "s occurred"
    };
    // Writing to text does not fail.
    let _ = write!(out, "{} error{plural}:", findings.len());
    for finding in findings {
        let _ = write!(out, "\n\t* {prefix}{}", finding.text());
    }
    out.push_str("\n\n");
}

/// Where a rule is in the job: a path that costs nothing until there is something to say.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'static str),
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub(super) const ROOT: At<'static> = At {
        parent: None,
        step: Step::Root,
    };

    fn step(&'a self, step: Step<'a>) -> At<'a> {
        At {
            parent: Some(self),
            step,
        }
    }

    pub(super) fn member(&'a self, name: &'static str) -> At<'a> {
        self.step(Step::Member(name))
    }

    pub(super) fn key(&'a self, key: &'a str) -> At<'a> {
        self.step(Step::Key(key))
    }

    pub(super) fn index(&'a self, index: usize) -> At<'a> {
        self.step(Step::Index(index))
    }

    fn path(&self) -> JsonPath {
        let mut path = self.parent.map_or_else(JsonPath::root, At::path);
        match self.step {
            Step::Root => {}
            Step::Member(name) => path.push(PathStep::Member(name)),
            Step::Key(key) => path.push(PathStep::Key(key.to_owned())),
            Step::Index(index) => path.push(PathStep::Index(index)),
        }
        path
    }
}

/// Where rules put what they find.
pub(super) struct Findings {
    severity: Severity,
    found: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(severity: Severity) -> Self {
        Findings {
            severity,
            found: Vec::new(),
        }
    }

    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.found
    }

    /// Something is wrong here.
    pub(super) fn add(&mut self, message: Message, at: &At<'_>) {
        self.found.push(Finding::One(Diagnostic {
            severity: self.severity,
            ..Diagnostic::error(message.code, message.text, Place::path(at.path()))
        }));
    }

    /// What is found inside goes under a heading of its own.
    pub(super) fn under(&mut self, heading: impl FnOnce() -> String, check: impl FnOnce(&mut Findings)) {
        self.nest(heading, String::new, check);
    }

    /// What is found inside forms a list of its own.
    pub(super) fn apart(&mut self, check: impl FnOnce(&mut Findings)) {
        self.nest(String::new, String::new, check);
    }

    /// What is found inside forms a list of its own, in which each begins alike.
    pub(super) fn prefixed(&mut self, prefix: impl FnOnce() -> String, check: impl FnOnce(&mut Findings)) {
        self.nest(String::new, prefix, check);
    }

    fn nest(
        &mut self,
        heading: impl FnOnce() -> String,
        prefix: impl FnOnce() -> String,
        check: impl FnOnce(&mut Findings),
    ) {
        let mut inner = Findings::new(self.severity);
        check(&mut inner);
        if !inner.found.is_empty() {
            let (heading, prefix) = (heading(), prefix());
            self.found.push(Finding::Several {
                heading,
                prefix,
                all: inner.found,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;

    #[test]
    fn findings_read_as_the_reference_prints_them() {
        let mut errors = Findings::new(Severity::Error);
        errors.add(messages::missing_region(), &At::ROOT.member("Region"));
        errors.under(
            || "Task group g validation failed: ".to_owned(),
            |found| {
                found.add(messages::missing_tasks(), &At::ROOT);
                found.apart(|found| found.add(messages::missing_task_name(), &At::ROOT));
            },
        );
        errors.under(|| "nothing".to_owned(), |_| {});
        let report = Report {
            errors: errors.into_vec(),
            warnings: Vec::new(),
        };
        let group = "Task group g validation failed: 2 errors occurred:\n\t* Missing tasks for task group\n\t* 1 error \
                     occurred:\n\t* Missing task name\n\n\n\n";
        assert_eq!(report.validation_errors(), ["Missing job region", group]);
        assert_eq!(
            report.error(),
            format!("2 errors occurred:\n\t* Missing job region\n\t* {group}\n\n")
        );
        assert_eq!(report.diagnostics().len(), 3);
        assert_eq!(
            report.diagnostics()[0].place.path.as_ref().unwrap().to_string(),
            "Region"
        );
    }
}
