//! Faults as diagnostics: with a code, a place in the job file, and a hint.

use super::fault::{Fault, Faults};
use super::files::{FileId, Files};
use crate::diagnostic::{Diagnostic, Place as DiagnosticPlace, Related, Span};
use crate::jobspec::hcl1::MAX_DIAGNOSTICS;
use crate::jobspec::messages as words;

/// The code of what has no code of its own.
const OTHER: &str = "hcl2/syntax";

/// Codes by the beginning of a summary; the first that fits counts.
const CODES: &[(&str, &str)] = &[
    // What may stand in a body.
    ("Unsupported argument", "hcl2/unsupported-argument"),
    ("Unsupported block type", "hcl2/unsupported-block"),
    ("Unexpected \"", "hcl2/unsupported-block"),
    ("Missing required argument", "hcl2/missing-argument"),
    ("Missing job block", "hcl2/missing-job"),
    ("Missing JSON", "hcl2/syntax"),
    ("Missing dynamic content block", "hcl2/dynamic"),
    ("Missing newline", "hcl2/syntax"),
    ("Missing ", "hcl2/missing-label"),
    ("Extraneous label", "hcl2/extraneous-label"),
    ("Extraneous dynamic", "hcl2/dynamic"),
    ("Insufficient dynamic", "hcl2/dynamic"),
    ("Invalid dynamic", "hcl2/dynamic"),
    ("Too many dynamic", "hcl2/limit"),
    ("Attribute redefined", "hcl2/duplicate-argument"),
    ("Duplicate argument", "hcl2/duplicate-argument"),
    ("Duplicate variable", "hcl2/duplicate-variable"),
    ("Duplicate ", "hcl2/duplicate-block"),
    // Values.
    ("Unsuitable value type", "hcl2/unsuitable-value"),
    ("unsuitable value type", "hcl2/unsuitable-value"),
    ("Incorrect attribute value type", "hcl2/unsuitable-value"),
    ("Invalid scaling policy", "hcl2/scaling"),
    ("Invalid group scaling", "hcl2/scaling"),
    // Variables.
    ("Unset variable", "hcl2/unset-variable"),
    ("Undefined ", "hcl2/undefined-variable"),
    ("Variable declaration", "hcl2/variable-file"),
    ("Invalid type specification", "hcl2/type"),
    ("Invalid variable name", "hcl2/variable"),
    ("Invalid variable validation", "hcl2/validation"),
    ("Invalid reference in variable", "hcl2/validation"),
    ("Invalid validation", "hcl2/validation"),
    ("Invalid default value for variable", "hcl2/variable-value"),
    ("Invalid value for", "hcl2/variable-value"),
    ("Invalid argument value for", "hcl2/variable-value"),
    // Expressions.
    ("Unsupported attribute", "hcl2/unsupported-attribute"),
    ("Unknown variable", "hcl2/unknown-variable"),
    ("Variables not allowed", "hcl2/not-allowed"),
    ("Function calls not allowed", "hcl2/not-allowed"),
    ("Call to unknown function", "hcl2/unknown-function"),
    ("Not enough function arguments", "hcl2/function-call"),
    ("Too many function arguments", "hcl2/function-call"),
    ("Invalid function argument", "hcl2/function-call"),
    ("Error in function call", "hcl2/function-call"),
    ("Invalid operand", "hcl2/operand"),
    ("Operation failed", "hcl2/operand"),
    ("Invalid index", "hcl2/index"),
    ("Inconsistent conditional", "hcl2/conditional"),
    ("Incorrect condition", "hcl2/conditional"),
    ("Null condition", "hcl2/conditional"),
    ("Invalid template", "hcl2/template"),
    ("Iteration over", "hcl2/iteration"),
    ("Invalid 'for'", "hcl2/iteration"),
    ("Duplicate object key", "hcl2/iteration"),
    // Limits.
    ("Too ", "hcl2/limit"),
];

fn code(summary: &str) -> &'static str {
    let found = CODES.iter().find(|(beginning, _)| summary.starts_with(beginning));
    found.map_or(OTHER, |(_, code)| code)
}

/// What cannot be looked into at all.
pub(super) fn unreadable(text: &[u8]) -> Option<Fault> {
    let message = if text.is_empty() {
        &words::EMPTY
    } else if u32::try_from(text.len()).is_err() {
        &words::TOO_LARGE
    } else {
        return None;
    };
    Some(Fault::nowhere("Unreadable file", message.text))
}

/// The texts that faults are in.
pub(super) struct Texts<'a> {
    pub(super) files: &'a Files,
    pub(super) job_file: FileId,
    /// Whether a byte order mark was taken off the job file.
    pub(super) has_mark: bool,
}

impl Texts<'_> {
    /// The diagnostics of faults, in the order of the text; at most so many as one wants to read.
    pub(super) fn diagnostics(&self, faults: &Faults) -> Vec<Diagnostic> {
        let faults = faults.iter().take(MAX_DIAGNOSTICS);
        let mut diagnostics: Vec<_> = faults.map(|fault| self.diagnostic(fault)).collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.place.span);
        diagnostics
    }

    fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let place = fault.place.span();
        let about = fault
            .about
            .filter(|_| place.is_none_or(|(file, _)| file != self.job_file));
        let mut spans = [place, about].into_iter().flatten();
        let in_job_file = spans.clone().find(|(file, _)| *file == self.job_file);
        let elsewhere = spans.find(|(file, _)| *file != self.job_file);
        let mut message = format!("{}: {}", fault.summary, fault.detail);
        if let Some((file, span)) = elsewhere {
            message = format!("{}: {message}", self.files.file(file).range(span));
        }
        let span = DiagnosticPlace::at(self.original(in_job_file.map(|(_, span)| span).unwrap_or_default()));
        let mut diagnostic = Diagnostic::error(code(&fault.summary), message, span);
        diagnostic.severity = fault.severity;
        if let (Some((file, _)), Some((about, span))) = (place, fault.about)
            && file == self.job_file
            && about == self.job_file
        {
            let is_second = fault.summary.starts_with("Duplicate");
            let message = if is_second { FIRST_ONE } else { RULE };
            diagnostic.related.push(Related {
                place: DiagnosticPlace::at(self.original(span)),
                message: message.to_owned(),
            });
        }
        match hint(fault) {
            Some(hint) => diagnostic.with_hint(hint),
            None => diagnostic,
        }
    }

    /// A span of the job file as it was given.
    pub(super) fn original(&self, span: Span) -> Span {
        let mark = if self.has_mark { 3 } else { 0 };
        Span::new(span.start.saturating_add(mark), span.end.saturating_add(mark))
    }
}

const FIRST_ONE: &str = "the first one";
const RULE: &str = "the rule";
const AS_BLOCK: &str = "write it as a block, without `=`";
const AS_ARGUMENT: &str = "write it as an argument, with `=`";
const UNSET: &str = "give it a `default`, or a value when the file is read";

/// What to do about a fault, if that can be said.
fn hint(fault: &Fault) -> Option<String> {
    if let Some(meant) = meant(&fault.detail) {
        return Some(words::did_you_mean(meant));
    }
    let hint = if fault.detail.contains("Did you mean to define a block") {
        AS_BLOCK
    } else if fault.detail.contains("Did you mean to define argument") {
        AS_ARGUMENT
    } else if fault.summary.starts_with("Unset variable") {
        UNSET
    } else {
        return None;
    };
    Some(hint.to_owned())
}

/// What a message says was meant: `Did you mean "x"?`.
fn meant(detail: &str) -> Option<&str> {
    let (_, rest) = detail.rsplit_once("Did you mean \"")?;
    rest.strip_suffix("\"?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_by_summary() {
        assert_eq!(code("Duplicate update block"), "hcl2/duplicate-block");
        assert_eq!(code("Duplicate variable"), "hcl2/duplicate-variable");
        assert_eq!(code("Missing name for task"), "hcl2/missing-label");
        assert_eq!(code("Invalid expression"), "hcl2/syntax");
    }

    #[test]
    fn what_was_meant_is_a_hint() {
        assert_eq!(meant("Not here. Did you mean \"count\"?"), Some("count"));
        assert_eq!(meant("Did you mean to define a block of type \"x\"?"), None);
    }
}
