//! Diagnostics as SARIF 2.1.0, which code scanners and many editors read.
//!
//! Columns are counted in characters, from 1, and the log says so; an end is the column after the last character.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::InFile;
use crate::diagnostic::{Diagnostic, LineIndex, Place, Severity, Span};

/// Who found it.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Where it is described.
    pub address: &'static str,
}

/// A log with one run.
#[derive(Debug, Serialize)]
pub struct Sarif<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: ToolComponent<'a>,
    column_kind: &'static str,
    artifacts: Vec<Artifact>,
    results: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct ToolComponent<'a> {
    driver: Driver<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Debug, Serialize)]
struct Rule<'a> {
    id: &'a str,
}

#[derive(Debug, Serialize)]
struct Artifact {
    location: ArtifactLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Clone, Serialize)]
struct ArtifactLocation {
    uri: String,
    index: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// Diagnostics as a log of what a tool found in some files.
#[must_use]
pub fn sarif<'a>(files: &[InFile<'a>], tool: Tool) -> Sarif<'a> {
    let codes = files.iter().flat_map(|found| found.diagnostics);
    let mut rules: BTreeMap<&'a str, usize> = codes.map(|diagnostic| (diagnostic.code, 0)).collect();
    rules
        .values_mut()
        .enumerate()
        .for_each(|(number, index)| *index = number);
    let mut artifacts = Vec::new();
    let mut results = Vec::new();
    for (index, found) in files.iter().enumerate() {
        let location = ArtifactLocation {
            uri: uri(found.file),
            index,
        };
        artifacts.push(Artifact {
            location: location.clone(),
        });
        let file = File {
            location,
            lines: LineIndex::new(found.text),
        };
        results.extend(found.diagnostics.iter().map(|found| file.finding(found, &rules)));
    }
    Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: ToolComponent {
                driver: Driver {
                    name: tool.name,
                    version: tool.version,
                    information_uri: tool.address,
                    rules: rules.into_keys().map(|id| Rule { id }).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            artifacts,
            results,
        }],
    }
}

struct File<'a> {
    location: ArtifactLocation,
    lines: LineIndex<'a>,
}

impl File<'_> {
    fn finding<'a>(&self, found: &'a Diagnostic, rules: &BTreeMap<&'a str, usize>) -> Finding<'a> {
        let hint = found.hint.iter().map(String::as_str);
        let text: Vec<&str> = std::iter::once(found.message.trim_end()).chain(hint).collect();
        let related = found.related.iter().enumerate();
        Finding {
            rule_id: found.code,
            rule_index: rules.get(found.code).copied().unwrap_or_default(),
            level: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "note",
            },
            message: Message {
                text: text.join("\n"),
            },
            locations: [self.location(&found.place)],
            related_locations: related
                .map(|(number, related)| Location {
                    id: Some(number),
                    message: Some(Message {
                        text: related.message.clone(),
                    }),
                    ..self.location(&related.place)
                })
                .collect(),
        }
    }

    fn location(&self, place: &Place) -> Location {
        let path = place.path.iter().map(ToString::to_string);
        let named = path.filter(|path| !path.is_empty());
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: self.location.clone(),
                region: place.span.map(|span| self.region(span)),
            },
            logical_locations: named
                .map(|fully_qualified_name| LogicalLocation {
                    fully_qualified_name,
                    kind: "member",
                })
                .collect(),
            message: None,
        }
    }

    fn region(&self, span: Span) -> Region {
        let (start, end) = (self.lines.position(span.start), self.lines.position(span.end));
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// The name of a file as the address of one: relative names stay relative.
fn uri(file: &str) -> String {
    let path = file.replace('\\', "/");
    let mut uri = match path.as_bytes() {
        [b'/', ..] => "file://".to_owned(),
        [letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => "file:///".to_owned(),
        _ => String::new(),
    };
    let is_absolute = !uri.is_empty();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // In a relative address, what is before a colon would be a scheme.
            b':' if is_absolute => uri.push(':'),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{JsonPath, Related};

    const TOOL: Tool = Tool {
        name: "t",
        version: "1",
        address: "https://example.com",
    };

    #[test]
    fn a_log_has_rules_files_and_findings_with_regions() {
        let first = [
            Diagnostic::error("x/b", "bad", Place::at(Span::new(0, 2))).with_hint("try c"),
            Diagnostic::warning("x/a", "odd", Place::path(JsonPath::root().member("Name"))),
        ];
        let second = [Diagnostic {
            related: vec![Related {
                place: Place::at(Span::new(4, 5)),
                message: "here".to_owned(),
            }],
            severity: Severity::Hint,
            ..Diagnostic::error("x/b", "hm", Place::at(Span::new(4, 6)))
        }];
        let files = [
            InFile {
                file: "a b.nomad",
                text: "ab",
                diagnostics: &first,
            },
            InFile {
                file: "/jobs/b",
                text: "\u{1f600}b\n",
                diagnostics: &second,
            },
        ];
        let log = serde_json::to_value(sarif(&files, TOOL)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"],
            serde_json::json!([{"id": "x/a"}, {"id": "x/b"}])
        );
        let results = &run["results"];
        assert_eq!(
            (
                &results[0]["ruleIndex"],
                &results[0]["level"],
                &results[0]["message"]["text"]
            ),
            (&1.into(), &"error".into(), &"bad\ntry c".into())
        );
        let physical = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(
            physical["region"],
            serde_json::json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 3})
        );
        assert_eq!(physical["artifactLocation"]["uri"], "a%20b.nomad");
        let logical = &results[1]["locations"][0]["logicalLocations"][0];
        assert_eq!(logical["fullyQualifiedName"], "Name");
        assert!(results[1]["locations"][0]["physicalLocation"]["region"].is_null());
        let physical = &results[2]["locations"][0]["physicalLocation"];
        assert_eq!(
            (&physical["region"]["startColumn"], &physical["region"]["endLine"]),
            (&2.into(), &2.into()),
            "a character of two UTF-16 units is one column"
        );
        assert_eq!(
            (
                &results[2]["level"],
                &results[2]["relatedLocations"][0]["message"]["text"]
            ),
            (&"note".into(), &"here".into())
        );
    }

    #[test]
    fn names_of_files_become_addresses() {
        assert_eq!(uri("jobs/web.nomad"), "jobs/web.nomad");
        assert_eq!(uri("/a b/ñ"), "file:///a%20b/%C3%B1");
        assert_eq!(uri("C:\\jobs\\a"), "file:///C:/jobs/a");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("a:b"), "a%3Ab");
    }
}
