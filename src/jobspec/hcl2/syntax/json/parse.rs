//! Tokens to tree, with hcl/json's words for what is wrong.

use std::borrow::Cow;

use super::scan::{JsonToken, JsonTokenKind as K, scan};
use super::text::unescape;
use super::{JsonMember, JsonNode, JsonString, JsonTemplate, JsonValue};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults, Place};
use crate::jobspec::hcl2::files::{File, FileId, Files, Position};
use crate::jobspec::hcl2::messages as m;
use crate::jobspec::hcl2::syntax::{native, similar};

/// How deep arrays and objects may be nested.
const MAX_DEPTH: usize = 100;

/// Parses a file in the JSON syntax.
pub(crate) fn parse(files: &Files, id: FileId) -> Result<JsonNode, Faults> {
    let file = files.file(id);
    file.set_json();
    let Some(tokens) = scan(file.bytes()) else {
        return Err(Fault::at(id, Span::default(), m::TOO_LARGE.0, m::TOO_LARGE.1).into());
    };
    let mut parser = Parser {
        files,
        file: &file,
        id,
        tokens,
        next: 0,
        depth: 0,
        too_deep: None,
        faults: Faults::new(),
    };
    let root = parser.value();
    if let Some(span) = parser.too_deep {
        return Err(Fault::at(id, span, m::TOO_DEEP.0, m::TOO_DEEP.1).into());
    }
    if parser.faults.is_empty() && parser.peek().kind != K::End {
        parser.fault(parser.peek().span, m::JSON_EXTRA);
    }
    match root.node {
        Some(node) if matches!(node.value, JsonValue::Object(_) | JsonValue::Array(_)) => {
            if parser.faults.is_empty() {
                Ok(node)
            } else {
                Err(parser.faults)
            }
        }
        _ => {
            parser.fault(root.start, m::JSON_ROOT);
            Err(parser.faults)
        }
    }
}

/// A value that was read.
struct Read {
    /// The value, unless it makes no sense.
    node: Option<JsonNode>,
    /// Where it begins, for messages.
    start: Span,
}

struct Parser<'t> {
    files: &'t Files,
    file: &'t File,
    id: FileId,
    tokens: Vec<JsonToken>,
    next: usize,
    depth: usize,
    too_deep: Option<Span>,
    faults: Faults,
}

impl Parser<'_> {
    fn fault(&mut self, span: Span, words: (impl Into<String>, impl Into<String>)) {
        self.faults.push(Fault::at(self.id, span, words.0, words.1));
    }

    fn peek(&self) -> JsonToken {
        let end = Span::empty(u32::try_from(self.file.bytes().len()).unwrap_or(u32::MAX));
        let token = self.tokens.get(self.next).copied();
        token.unwrap_or(JsonToken {
            kind: K::End,
            span: end,
        })
    }

    fn read(&mut self) -> JsonToken {
        let token = self.peek();
        if token.kind != K::End {
            self.next += 1;
        }
        token
    }

    /// Reads on behind what seems to be the end of the current object or array, beginning with a token that has
    /// been read already. As the reference, it stops at the first end inside.
    fn recover(&mut self, token: JsonToken, open: K, close: K) {
        let mut depth = 1_usize;
        let mut token = token;
        loop {
            if token.kind == open {
                depth += 1;
            } else if token.kind == close {
                depth -= 1;
                if depth <= 1 {
                    return;
                }
            } else if token.kind == K::End {
                return;
            }
            token = self.read();
        }
    }

    fn value(&mut self) -> Read {
        let first = self.peek();
        let node = match first.kind {
            K::OpenBrace => self.nested(Self::object),
            K::OpenBracket => self.nested(Self::array),
            K::Number => self.number(),
            K::String => self.string(),
            K::Keyword => self.keyword(),
            K::CloseBrace => {
                self.fault(first.span, m::JSON_VALUE_REQUIRED);
                None
            }
            K::CloseBracket => {
                self.fault(first.span, m::JSON_ELEMENT_REQUIRED);
                None
            }
            K::End => {
                self.fault(first.span, m::JSON_ENDS);
                None
            }
            K::Comma | K::Colon | K::Equals | K::Invalid => {
                self.fault(first.span, m::JSON_INVALID_VALUE);
                None
            }
        };
        let start = node.as_ref().map_or(first.span, JsonNode::open_span);
        Read { node, start }
    }

    /// Reads something that is nested one deeper. Too deep, and it is the end of the text for all that are open.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<JsonNode>) -> Option<JsonNode> {
        if self.depth >= MAX_DEPTH {
            let span = self.peek().span;
            self.too_deep.get_or_insert(span);
            self.next = self.tokens.len();
            return None;
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    fn object(&mut self) -> Option<JsonNode> {
        let open = self.read();
        let mut members = Vec::new();
        while self.peek().kind != K::CloseBrace {
            let name = self.value();
            let Some(JsonNode {
                value: JsonValue::String(name),
                ..
            }) = name.node
            else {
                self.fault(name.start, m::JSON_NAME);
                return None;
            };
            let colon = self.read();
            if colon.kind != K::Colon {
                self.recover(colon, K::OpenBrace, K::CloseBrace);
                let words = match colon.kind {
                    K::CloseBrace | K::Comma => m::JSON_MEMBER_WITHOUT_VALUE,
                    K::Equals => m::JSON_EQUALS,
                    _ => m::JSON_COLON,
                };
                self.fault(colon.span, words);
                return None;
            }
            // The reference goes on with a value that makes no sense, so that it finds more faults.
            if let Some(value) = self.value().node {
                members.push(JsonMember { name, value });
            }
            let next = self.peek();
            match next.kind {
                K::Comma => {
                    self.read();
                    if self.peek().kind == K::CloseBrace {
                        self.fault(next.span, m::JSON_OBJECT_TRAILING_COMMA);
                        return None;
                    }
                }
                K::CloseBrace => {}
                K::End => {
                    self.fault(open.span, m::JSON_OBJECT_UNCLOSED);
                    return None;
                }
                K::CloseBracket => {
                    self.read();
                    self.fault(self.peek().span, m::JSON_OBJECT_BRACKET);
                    return None;
                }
                _ => {
                    let token = self.read();
                    self.recover(token, K::OpenBrace, K::CloseBrace);
                    self.fault(self.peek().span, m::JSON_OBJECT_COMMA);
                    return None;
                }
            }
        }
        let close = self.read();
        Some(JsonNode {
            value: JsonValue::Object(members),
            span: open.span.to(close.span),
        })
    }

    fn array(&mut self) -> Option<JsonNode> {
        let open = self.read();
        let mut values = Vec::new();
        while self.peek().kind != K::CloseBracket {
            values.extend(self.value().node);
            let next = self.peek();
            let words = match next.kind {
                K::Comma => {
                    self.read();
                    if self.peek().kind == K::CloseBracket {
                        self.fault(next.span, m::JSON_ARRAY_TRAILING_COMMA);
                        return None;
                    }
                    continue;
                }
                K::CloseBracket => break,
                K::End => {
                    self.fault(open.span, m::JSON_ARRAY_UNCLOSED);
                    return None;
                }
                K::Colon => m::JSON_ARRAY_COLON,
                K::CloseBrace => m::JSON_ARRAY_BRACE,
                _ => m::JSON_ARRAY_COMMA,
            };
            let token = self.read();
            self.recover(token, K::OpenBracket, K::CloseBracket);
            self.fault(self.peek().span, words);
            return None;
        }
        let close = self.read();
        Some(JsonNode {
            value: JsonValue::Array(values),
            span: open.span.to(close.span),
        })
    }

    fn number(&mut self) -> Option<JsonNode> {
        let token = self.read();
        let text = self.file.slice(token.span);
        if !is_number(text) {
            self.fault(token.span, m::JSON_NUMBER);
            return None;
        }
        Some(JsonNode {
            value: JsonValue::Number(text.to_owned()),
            span: token.span,
        })
    }

    fn keyword(&mut self) -> Option<JsonNode> {
        let token = self.read();
        let value = match self.file.slice(token.span) {
            "true" => JsonValue::Bool(true),
            "false" => JsonValue::Bool(false),
            "null" => JsonValue::Null,
            word @ ("undefined" | "NaN" | "Infinity") => {
                self.fault(token.span, m::json_javascript(word));
                return None;
            }
            word => {
                let suggestion = similar(word, ["false", "true", "null"]);
                self.fault(token.span, m::json_keyword(word, suggestion));
                return None;
            }
        };
        Some(JsonNode {
            value,
            span: token.span,
        })
    }

    fn string(&mut self) -> Option<JsonNode> {
        let token = self.read();
        match unescape(&self.string_source(token.span)) {
            Ok(text) => {
                let template = self.template(&text, token.span);
                Some(JsonNode {
                    value: JsonValue::String(JsonString {
                        text: text.into(),
                        span: token.span,
                        template,
                    }),
                    span: token.span,
                })
            }
            Err(offset) => {
                let start = token.span.start;
                let place = Place::Behind(self.id, Span::new(start, start + offset), offset);
                let (summary, detail) = m::JSON_STRING;
                self.faults.push(Fault::new(place, summary, detail));
                None
            }
        }
    }

    /// A string as it is written, with a replacement character for each byte that is not UTF-8.
    fn string_source(&self, span: Span) -> Cow<'_, str> {
        let bytes = self
            .file
            .bytes()
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default();
        if std::str::from_utf8(bytes).is_ok() {
            return Cow::Borrowed(self.file.slice(span));
        }
        let mut source = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            source.push_str(chunk.valid());
            source.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        Cow::Owned(source)
    }

    /// The template that a string is, if it is more than its text.
    fn template(&self, text: &str, span: Span) -> Option<Result<JsonTemplate, Faults>> {
        if !text.contains("${") && !text.contains("%{") {
            return None;
        }
        let quote = self.file.position(span.start);
        let origin = Position {
            line: quote.line,
            column: quote.column + 1,
        };
        let file = self.files.add_at(self.file.name(), text.as_bytes(), origin);
        let template = native::parse_template(self.files, file);
        Some(template.map(|template| JsonTemplate { file, template }))
    }
}

/// Whether these characters, which all may be in numbers, are one.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::super::scan::MAX_TOKENS;
    use super::*;

    fn faults(text: &str) -> String {
        let files = Files::new();
        let id = files.add("f", text.as_bytes());
        match parse(&files, id) {
            Ok(_) => String::new(),
            Err(faults) => faults.summary(&files),
        }
    }

    #[test]
    fn each_fault_has_its_words_and_what_follows_from_it() {
        for (text, place, words, others) in [
            (
                r#"{"a": 1 "b": 2}"#,
                "1,16-16",
                "Missing attribute seperator comma; A comma must appear between each property",
                1,
            ),
            (
                r#"{"a" = 1}"#,
                "1,6-7",
                "Missing property value colon; JSON uses a colon",
                1,
            ),
            (
                r#"{"a" 1}"#,
                "1,6-7",
                "Missing property value colon; A colon must appear",
                1,
            ),
            (r#"{"a", "b"}"#, "1,5-6", "Missing object value;", 1),
            (r#"{"a": [1, 2,]}"#, "1,12-13", "Trailing comma in array;", 2),
            (
                r#"{"a": [1 2]}"#,
                "1,12-13",
                "Missing attribute seperator comma; A comma must appear between each value",
                0,
            ),
            (r#"{"a": [1: 2]}"#, "1,13-14", "Invalid array value;", 0),
            (r#"{"a": [1}}"#, "1,11-11", "Mismatched brackets;", 2),
            (r#"{"a": 1]}"#, "1,9-10", "Mismatched braces;", 1),
            (r#"{"a": [1"#, "1,7-8", "Unclosed object; No closing bracket", 2),
            (r#"{"a": 1"#, "1,1-2", "Unclosed object; No closing brace", 1),
            (r#"{"a": ]}"#, "1,7-8", "Missing array element value;", 2),
            (r#"{"a": }"#, "1,7-8", "Missing JSON value;", 0),
            (
                r#"{"a": tru}"#,
                "1,7-10",
                "Invalid JSON keyword; \"tru\" is not a valid JSON keyword. Did you mean \"true\"?",
                0,
            ),
            (
                r#"{"a": NaN}"#,
                "1,7-10",
                "Invalid JSON keyword; The JavaScript identifier \"NaN\"",
                0,
            ),
            (r#"{"a": -}"#, "1,7-8", "Invalid JSON number;", 0),
            (r#"{"a": "\q"}"#, "1,10-11", "Invalid JSON string;", 0),
            (r#"{"a": 1} x"#, "1,10-11", "Extraneous data after value;", 0),
            (r#"{1: 2}"#, "1,2-3", "Invalid object property name;", 1),
        ] {
            let all = faults(text);
            assert!(all.starts_with(&format!("f:{place}: {words}")), "{text}\n  {all}");
            match others {
                0 => assert!(!all.contains("other diagnostic"), "{text}: {all}"),
                others => assert!(
                    all.ends_with(&format!("and {others} other diagnostic(s)")),
                    "{text}: {all}"
                ),
            }
        }
    }

    #[test]
    fn a_tab_takes_two_columns_and_a_carriage_return_none() {
        let text = "{\r\n\t\"a\": x}";
        assert_eq!(
            faults(text).split(';').next(),
            Some("f:2,8-9: Invalid JSON keyword")
        );
    }

    #[test]
    fn a_string_that_its_line_ends_has_its_fault_in_that_line() {
        assert!(faults("{\"a\": \"x\n}").starts_with("f:1,9-10: Invalid JSON string"));
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let text = "{\"a\":".repeat(100_000);
        assert!(faults(&text).contains("Nesting too deep"));
        let text = format!("{{\"a\": [{}1]}}", "1,".repeat(MAX_TOKENS));
        assert!(faults(&text).contains("File too large"));
    }
}
