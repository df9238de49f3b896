//! Diagnostics as JSON: what tools and the page read.

use serde::Serialize;

use super::InFile;
use crate::diagnostic::{Diagnostic, LineIndex, Place, Span};

/// A diagnostic with its places as lines, columns and offsets of its source text.
#[derive(Debug, Serialize)]
pub struct JsonDiagnostic<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(flatten)]
    place: JsonPlace,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonRelated<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace,
}

#[derive(Debug, Serialize)]
struct JsonPlace {
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

#[derive(Debug, Serialize)]
struct Range {
    start: Point,
    end: Point,
}

/// A position; the offset counts UTF-16 units from 0, the other two count from 1.
#[derive(Debug, Serialize)]
struct Point {
    offset: u32,
    line: u32,
    column: u32,
}

/// Prepares diagnostics for JSON. Their spans are ranges of the text that `lines` was made from.
#[must_use]
pub fn json<'a>(diagnostics: &'a [Diagnostic], lines: &LineIndex<'_>) -> Vec<JsonDiagnostic<'a>> {
    list(None, diagnostics, lines)
}

/// The same for several files: one list, in which each diagnostic names its file.
#[must_use]
pub fn json_of_files<'a>(files: &[InFile<'a>]) -> Vec<JsonDiagnostic<'a>> {
    let of = |found: &InFile<'a>| list(Some(found.file), found.diagnostics, &LineIndex::new(found.text));
    files.iter().flat_map(of).collect()
}

fn list<'a>(
    file: Option<&'a str>,
    diagnostics: &'a [Diagnostic],
    lines: &LineIndex<'_>,
) -> Vec<JsonDiagnostic<'a>> {
    let of = |diagnostic: &'a Diagnostic| JsonDiagnostic {
        file,
        code: diagnostic.code,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        place: place(&diagnostic.place, lines),
        related: diagnostic
            .related
            .iter()
            .map(|related| JsonRelated {
                message: &related.message,
                place: place(&related.place, lines),
            })
            .collect(),
    };
    diagnostics.iter().map(of).collect()
}

fn place(place: &Place, lines: &LineIndex<'_>) -> JsonPlace {
    let point = |offset| {
        let position = lines.position(offset);
        Point {
            offset: position.utf16_offset,
            line: position.line,
            column: position.column,
        }
    };
    let range = |span: Span| Range {
        start: point(span.start),
        end: point(span.end),
    };
    JsonPlace {
        range: place.span.map(range),
        path: place.path.as_ref().map(ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_of_several_files_name_them() {
        let found = [Diagnostic::error("x/y", "bad", Place::default())];
        let file = |file| InFile {
            file,
            text: "",
            diagnostics: &found,
        };
        let text = serde_json::to_string(&json_of_files(&[file("a"), file("b")])).unwrap();
        let of = |name| format!(r#"{{"file":"{name}","code":"x/y","severity":"error","message":"bad"}}"#);
        assert_eq!(text, format!("[{},{}]", of("a"), of("b")));
    }

    #[test]
    fn offsets_are_those_of_javascript() {
        let found = [Diagnostic::error("x/y", "bad", Place::at(Span::new(5, 6))).with_hint("try b")];
        let text = serde_json::to_string(&json(&found, &LineIndex::new("😀\nb"))).unwrap();
        assert_eq!(
            text,
            r#"[{"code":"x/y","severity":"error","message":"bad","hint":"try b","range":{"start":{"offset":3,"line":2,"column":1},"end":{"offset":4,"line":2,"column":2}}}]"#
        );
    }
}
