//! Where in a text of the API's JSON each value of the job is.
//!
//! The job has been decoded by then, so the text is JSON; what does not fit the tables of members is passed over.

use super::places::{Places, PlacesRecorder};
use crate::diagnostic::Span;
use crate::model::object::{Kind, ObjectType};

/// How deep into values of any kind places are noted.
const MAX_DEPTH: usize = 8;

/// The places of an object of this type in a text that begins `before` bytes into the file.
pub(super) fn places(json: &str, object_type: &'static ObjectType, before: usize) -> Places {
    let mut scanner = Scanner {
        text: json.as_bytes(),
        at: 0,
        recorder: PlacesRecorder::new(true),
    };
    scanner.members(&Inside::Members(object_type), 0);
    let before = narrow(before);
    scanner
        .recorder
        .finish(|span| Span::new(span.start.saturating_add(before), span.end.saturating_add(before)))
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// What an object in the text holds.
enum Inside {
    Members(&'static ObjectType),
    Entries(Option<&'static Kind>),
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    recorder: PlacesRecorder,
}

impl Scanner<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// A value of this kind, or of any.
    fn value(&mut self, kind: Option<&'static Kind>, depth: usize) {
        if depth > MAX_DEPTH {
            return self.skip();
        }
        match (self.peek(), kind) {
            (Some(b'{'), Some(Kind::Object(object_type))) => {
                self.members(&Inside::Members(object_type()), depth);
            }
            (Some(b'{'), Some(Kind::Map(of))) => self.members(&Inside::Entries(Some(of)), depth),
            (Some(b'{'), None | Some(Kind::Json)) => self.members(&Inside::Entries(None), depth),
            (Some(b'['), Some(Kind::List(of))) => self.items(Some(of), depth),
            (Some(b'['), None | Some(Kind::Json)) => self.items(None, depth),
            _ => self.skip(),
        }
    }

    fn members(&mut self, inside: &Inside, depth: usize) {
        self.take(b'{');
        while self.peek() == Some(b'"') {
            let start = self.at;
            self.skip();
            let key = self.text.get(start..self.at).unwrap_or_default();
            let key: String = serde_json::from_slice(key).unwrap_or_default();
            if !self.take(b':') {
                return;
            }
            let span = self.span();
            match inside {
                Inside::Members(object_type) => {
                    let row = object_type
                        .position(&key, 0)
                        .and_then(|position| object_type.fields.get(position));
                    match row {
                        Some(row) => {
                            self.recorder.enter_member(row.name, span);
                            self.value(Some(&row.kind), depth + 1);
                            self.recorder.leave();
                        }
                        None => self.skip(),
                    }
                }
                Inside::Entries(kind) => {
                    self.recorder.enter_key(&key, span);
                    self.value(*kind, depth + 1);
                    self.recorder.leave();
                }
            }
            if !self.take(b',') {
                break;
            }
        }
        self.take(b'}');
    }

    fn items(&mut self, kind: Option<&'static Kind>, depth: usize) {
        self.take(b'[');
        let mut index = 0;
        while !matches!(self.peek(), None | Some(b']')) {
            let span = self.span();
            self.recorder.enter_index(index, span);
            self.value(kind, depth + 1);
            self.recorder.leave();
            index += 1;
            if !self.take(b',') {
                break;
            }
        }
        self.take(b']');
    }

    /// Where the next value is.
    fn span(&mut self) -> Span {
        self.peek();
        let start = self.at;
        self.skip();
        let end = self.at;
        self.at = start;
        Span::new(narrow(start), narrow(end))
    }

    /// Passes over a value.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(first) = self.peek() {
            match first {
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    self.at += 1;
                    depth += 1;
                    continue;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    self.at += 1;
                    depth -= 1;
                }
                b',' | b':' if depth == 0 => return,
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                    self.at += rest.iter().take_while(is_part).count().max(1);
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::JsonPath;
    use crate::model::job::Job;
    use crate::model::object::Described;

    #[test]
    fn every_value_of_a_job_has_its_place() {
        let text = r#"{ "id": "a", "Unknown": [{"x": "]"}], "TaskGroups": [
            {"Name": "g\"]", "Tasks": [{"Config": {"args": ["x", {"y": 1}]}, "Env": {"A": "b"}}], "Count": -2}
        ], "Meta": null }"#;
        let places = places(text, Job::TYPE, 0);
        let at = |path: &JsonPath| places.span(path).map(|span| span.text(text));
        let root = JsonPath::root();
        let group = root.member("TaskGroups").index(0);
        let task = group.member("Tasks").index(0);
        assert_eq!(at(&root.member("ID")), Some("\"a\""));
        assert_eq!(at(&group.member("Name")), Some("\"g\\\"]\""));
        assert_eq!(at(&group.member("Count")), Some("-2"));
        assert_eq!(at(&task.member("Env").key("A")), Some("\"b\""));
        let args = task.member("Config").key("args");
        assert_eq!(at(&args), Some("[\"x\", {\"y\": 1}]"));
        assert_eq!(at(&args.index(1).key("y")), Some("1"));
        assert_eq!(at(&root.member("Meta")), Some("null"));
        assert_eq!(at(&group.index(1)), None);
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        let text = r#"{"TaskGroups": [{"Name": "a", "Tasks": [{"Config": {"x": [[[1]]]}}]}]}"#;
        for end in 0..text.len() {
            let _ = places(text.get(..end).unwrap_or_default(), Job::TYPE, 0);
        }
        let _ = places(&"{\"Meta\":".repeat(10_000), Job::TYPE, 0);
        let _ = places(
            &format!("{{\"Constraints\":{}", "[".repeat(100_000)),
            Job::TYPE,
            0,
        );
    }
}
