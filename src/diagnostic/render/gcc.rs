//! A line a diagnostic, as compilers print them: `file:line:column: severity: message [code]`.

use std::fmt::Write as _;

use super::{InFile, one_line};
use crate::diagnostic::{Diagnostic, LineIndex, Place, Severity};

/// Diagnostics as compilers print them. What has no place in the text is at its beginning, for those who read such
/// lines expect one, and says which member of the job it is about.
#[must_use]
pub fn gcc(found: &InFile<'_>) -> String {
    let lines = LineIndex::new(found.text);
    let mut out = String::new();
    for diagnostic in found.diagnostics {
        line(
            &mut out,
            found.file,
            &lines,
            &diagnostic.place,
            severity(diagnostic),
            &message(diagnostic),
        );
        for related in &diagnostic.related {
            line(
                &mut out,
                found.file,
                &lines,
                &related.place,
                "note",
                &one_line(&related.message),
            );
        }
    }
    out
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        // These tools know no hints.
        Severity::Hint => "note",
        severity => severity.as_str(),
    }
}

fn message(diagnostic: &Diagnostic) -> String {
    let mut message = one_line(&diagnostic.message);
    if let Some(hint) = &diagnostic.hint {
        let _ = write!(message, "; {}", one_line(hint));
    }
    let path = diagnostic.place.path.as_ref();
    if let Some(path) = path.filter(|_| diagnostic.place.span.is_none()) {
        let _ = write!(message, " ({})", one_line(&path.to_string()));
    }
    let _ = write!(message, " [{}]", diagnostic.code);
    message
}

fn line(out: &mut String, file: &str, lines: &LineIndex<'_>, place: &Place, severity: &str, message: &str) {
    let at = lines.position(place.span.map_or(0, |span| span.start));
    let (line, column) = (at.line, at.column);
    let _ = writeln!(out, "{file}:{line}:{column}: {severity}: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{JsonPath, Related, Span};

    #[test]
    fn a_diagnostic_is_a_line() {
        let path = JsonPath::root().member("TaskGroups").index(0);
        let diagnostics = [
            Diagnostic {
                related: vec![Related {
                    place: Place::at(Span::new(0, 1)),
                    message: "opened here".to_owned(),
                }],
                ..Diagnostic::error("x/y", "bad\n\tthing", Place::at(Span::new(4, 5))).with_hint("try c")
            },
            Diagnostic::warning("x/z", "odd", Place::path(path)),
            Diagnostic {
                severity: Severity::Hint,
                ..Diagnostic::error("x/h", "could be better", Place::default())
            },
        ];
        let found = InFile {
            file: "a.nomad",
            text: "a\n\u{f1}b",
            diagnostics: &diagnostics,
        };
        assert_eq!(
            gcc(&found),
            "a.nomad:2:2: error: bad thing; try c [x/y]\n\
             a.nomad:1:1: note: opened here\n\
             a.nomad:1:1: warning: odd (TaskGroups[0]) [x/z]\n\
             a.nomad:1:1: note: could be better [x/h]\n"
        );
    }
}
