//! JSON as Go's decoder reads it, error texts included.
//!
//! Requests are decoded by `model::json`, which is fast. Only what that refuses comes here: either it is an error,
//! which then must read as the reference's, or Go is more lenient (half of a surrogate pair in a text becomes
//! U+FFFD).
//!
//! Go first looks whether the text is JSON at all and then decodes it; a value of the wrong kind does not stop it,
//! but the first one is what it reports.

use crate::model::json::MAX_DEPTH;
use crate::model::object::{Field, Kind, Member, Object, Slot};
use crate::model::time::{Duration, Time};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value};

/// How deep Go lets JSON be nested.
const GO_MAX_DEPTH: usize = 10_000;

/// Decodes the first JSON value of `text` into `object`, which Go's error texts call by its type's name.
///
/// # Errors
///
/// Go's text, when it is not JSON or a value is of the wrong kind.
pub(super) fn decode(object: &mut dyn Object, text: &[u8]) -> Result<(), String> {
    let end = Syntax { text, at: 0 }.first_value()?;
    let mut decoder = Decoder {
        text: text.get(..end).unwrap_or_default(),
        at: 0,
        path: Vec::new(),
        error: None,
    };
    let go_type = format!("api.{}", object.object_type().name);
    decoder.object(object, &go_type, 0)?;
    decoder.error.map_or(Ok(()), Err)
}

/// Looks whether a text begins with a JSON value.
struct Syntax<'a> {
    text: &'a [u8],
    at: usize,
}

/// What an open bracket waits for.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Array,
    Object,
}

impl Syntax<'_> {
    /// The end of the first value. Brackets are kept in a list, not on the stack.
    fn first_value(mut self) -> Result<usize, String> {
        let mut open: Vec<Open> = Vec::new();
        'value: loop {
            self.space();
            match self.peek() {
                None if open.is_empty() => return Err("EOF".to_owned()),
                Some(b'{') => {
                    self.at += 1;
                    self.deeper(&mut open, Open::Object)?;
                    self.space();
                    if self.peek() == Some(b'}') {
                        self.at += 1;
                        open.pop();
                    } else {
                        self.key()?;
                        continue 'value;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    self.deeper(&mut open, Open::Array)?;
                    self.space();
                    if self.peek() == Some(b']') {
                        self.at += 1;
                        open.pop();
                    } else {
                        continue 'value;
                    }
                }
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.literal("true")?,
                Some(b'f') => self.literal("false")?,
                Some(b'n') => self.literal("null")?,
                _ => return Err(self.unexpected("looking for beginning of value")),
            }
            // After a value: what comes next depends on the bracket that it stands in.
            loop {
                let Some(bracket) = open.last() else {
                    return Ok(self.at);
                };
                self.space();
                match (bracket, self.peek()) {
                    (Open::Array, Some(b',')) => {
                        self.at += 1;
                        continue 'value;
                    }
                    (Open::Object, Some(b',')) => {
                        self.at += 1;
                        self.space();
                        self.key()?;
                        continue 'value;
                    }
                    (Open::Array, Some(b']')) | (Open::Object, Some(b'}')) => {
                        self.at += 1;
                        open.pop();
                    }
                    (Open::Array, _) => return Err(self.unexpected("after array element")),
                    (Open::Object, _) => return Err(self.unexpected("after object key:value pair")),
                }
            }
        }
    }

    fn deeper(&self, open: &mut Vec<Open>, bracket: Open) -> Result<(), String> {
        if open.len() >= GO_MAX_DEPTH {
            return Err("exceeded max depth".to_owned());
        }
        open.push(bracket);
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn key(&mut self) -> Result<(), String> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("after object key"));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<(), String> {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at += 1,
                        Some(b'u') => {
                            for _ in 0..4 {
                                self.at += 1;
                                if !self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
                                    return Err(self.unexpected("in \\u hexadecimal character escape"));
                                }
                            }
                            self.at += 1;
                        }
                        _ => return Err(self.unexpected("in string escape code")),
                    }
                }
                Some(0..0x20) | None => return Err(self.unexpected("in string literal")),
                Some(_) => self.at += 1,
            }
        }
    }

    fn number(&mut self) -> Result<(), String> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.unexpected("in numeric literal")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(self.unexpected("after decimal point in numeric literal"));
            }
            self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(self.unexpected("in exponent of numeric literal"));
            }
            self.digits();
        }
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn literal(&mut self, word: &str) -> Result<(), String> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                return Err(self.unexpected(&format!("in literal {word} (expecting {})", quote(expected))));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn unexpected(&self, context: &str) -> String {
        match self.peek() {
            None => "unexpected EOF".to_owned(),
            Some(c) => format!("invalid character {} {context}", quote(c)),
        }
    }
}

/// A byte as Go quotes it.
fn quote(c: u8) -> String {
    match c {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        b'\\' => r"'\\'".to_owned(),
        0x07 => r"'\a'".to_owned(),
        0x08 => r"'\b'".to_owned(),
        0x0c => r"'\f'".to_owned(),
        b'\n' => r"'\n'".to_owned(),
        b'\r' => r"'\r'".to_owned(),
        b'\t' => r"'\t'".to_owned(),
        0x0b => r"'\v'".to_owned(),
        c if c < 0x20 || c == 0x7f => format!(r"'\x{c:02x}'"),
        c if (0x80..0xa1).contains(&c) || c == 0xad => format!(r"'\u{c:04x}'"),
        c => format!("'{}'", char::from(c)),
    }
}

/// Decodes a text that is known to be JSON.
struct Decoder<'a> {
    text: &'a [u8],
    at: usize,
    /// The members that were entered, by name.
    path: Vec<&'static str>,
    /// The first value of the wrong kind.
    error: Option<String>,
}

/// Where a value goes: the type that holds the member, and the member's row.
#[derive(Clone, Copy)]
struct Goal<'a> {
    holder: &'a str,
    field: &'a Field,
}

impl Decoder<'_> {
    fn peek(&mut self) -> u8 {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or_default()
    }

    /// Goes past a byte that is known to be there.
    fn eat(&mut self) {
        self.peek();
        self.at += 1;
    }

    /// The text of the next value, which it goes past.
    fn skip(&mut self) -> &[u8] {
        self.peek();
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        self.at += Syntax { text: rest, at: 0 }.first_value().unwrap_or(rest.len());
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn object(&mut self, object: &mut dyn Object, go_type: &str, depth: usize) -> Result<(), String> {
        match self.peek() {
            b'{' => {}
            b'n' => {
                self.skip();
                return Ok(());
            }
            first => {
                self.skip();
                self.mismatch(kind_of(first), go_type, None);
                return Ok(());
            }
        }
        if depth > MAX_DEPTH {
            return Err("exceeded max depth".to_owned());
        }
        let object_type = object.object_type();
        self.eat();
        while self.peek() != b'}' {
            let name = self.string();
            self.eat();
            let position = object_type.position(&name, 0);
            let row = position.and_then(|position| object_type.fields.get(position));
            match row.zip(position.and_then(|position| object.member_mut(position))) {
                Some((field, member)) => {
                    self.path.push(field.name);
                    self.member(
                        member,
                        &field.kind,
                        Goal {
                            holder: object_type.name,
                            field,
                        },
                        depth,
                    )?;
                    self.path.pop();
                }
                None => {
                    self.skip();
                }
            }
            if self.peek() == b',' {
                self.eat();
            }
        }
        self.eat();
        Ok(())
    }

    fn member(
        &mut self,
        member: &mut dyn Member,
        kind: &Kind,
        goal: Goal<'_>,
        depth: usize,
    ) -> Result<(), String> {
        if self.peek() == b'n' {
            self.skip();
            member.set_null();
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err("exceeded max depth".to_owned());
        }
        let first = self.peek();
        match (member.slot(), kind) {
            (Slot::Object(object), Kind::Object(_)) if first == b'{' => self.object(object, "", depth + 1)?,
            (Slot::List(list), Kind::List(kind)) if first == b'[' => {
                list.clear();
                self.eat();
                while self.peek() != b']' {
                    self.member(list.push(), kind, goal, depth + 1)?;
                    if self.peek() == b',' {
                        self.eat();
                    }
                }
                self.eat();
            }
            (Slot::Map(map), Kind::Map(kind)) if first == b'{' => {
                self.eat();
                while self.peek() != b'}' {
                    let key = self.string();
                    self.eat();
                    let value = map.entry(&key);
                    value.clear();
                    self.member(value, kind, goal, depth + 1)?;
                    if self.peek() == b',' {
                        self.eat();
                    }
                }
                self.eat();
            }
            (Slot::Json(value), _) => *value = self.value(depth)?,
            (slot, _) => self.scalar(slot, kind, goal)?,
        }
        Ok(())
    }

    fn scalar(&mut self, slot: Slot<'_>, kind: &Kind, goal: Goal<'_>) -> Result<(), String> {
        let first = self.peek();
        match (slot, first) {
            (Slot::Bool(slot), b't' | b'f') => {
                *slot = first == b't';
                self.skip();
            }
            (Slot::Str(slot), b'"') => *slot = self.string(),
            (Slot::Time(slot), b'"') => {
                let text = self.string();
                *slot = Time::parse(&text).ok_or_else(|| format!("parsing time {text:?}: not an instant"))?;
            }
            (Slot::Bytes(slot), b'"') => {
                let text = self.string();
                *slot = BASE64.decode(&text).map_err(|error| illegal_base64(&error))?;
            }
            (slot, b'-' | b'0'..=b'9') => {
                let literal = String::from_utf8_lossy(self.skip()).into_owned();
                let fits = match slot {
                    Slot::Int(slot) => literal.parse().map(|value| *slot = value).is_ok(),
                    Slot::Int8(slot) => literal.parse().map(|value| *slot = value).is_ok(),
                    Slot::Uint(slot) => literal.parse().map(|value| *slot = value).is_ok(),
                    Slot::Uint8(slot) => literal.parse().map(|value| *slot = value).is_ok(),
                    Slot::Duration(slot) => literal
                        .parse()
                        .map(|value| *slot = Duration::from_nanoseconds(value))
                        .is_ok(),
                    Slot::Float(slot) => literal.parse().map(|value: f64| *slot = value).is_ok(),
                    _ => {
                        self.mismatch("number", &go_type(kind, goal.field), Some(goal));
                        return Ok(());
                    }
                };
                if !fits {
                    self.mismatch(
                        &format!("number {literal}"),
                        &go_type(kind, goal.field),
                        Some(goal),
                    );
                }
            }
            (_, first) => {
                self.skip();
                self.mismatch(kind_of(first), &go_type(kind, goal.field), Some(goal));
            }
        }
        Ok(())
    }

    /// Notes a value of the wrong kind, if it is the first.
    fn mismatch(&mut self, found: &str, wanted: &str, goal: Option<Goal<'_>>) {
        if self.error.is_some() {
            return;
        }
        let place = match goal {
            None => "value".to_owned(),
            Some(goal) => format!("struct field {}.{}", goal.holder, self.path.join(".")),
        };
        self.error = Some(format!(
            "json: cannot unmarshal {found} into Go {place} of type {wanted}"
        ));
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("exceeded max depth".to_owned());
        }
        Ok(match self.peek() {
            b'"' => Value::String(self.string()),
            b'[' => {
                let mut items = Vec::new();
                self.eat();
                while self.peek() != b']' {
                    items.push(self.value(depth + 1)?);
                    if self.peek() == b',' {
                        self.eat();
                    }
                }
                self.eat();
                Value::Array(items)
            }
            b'{' => {
                let mut members = Map::new();
                self.eat();
                while self.peek() != b'}' {
                    let key = self.string();
                    self.eat();
                    members.insert(key, self.value(depth + 1)?);
                    if self.peek() == b',' {
                        self.eat();
                    }
                }
                self.eat();
                Value::Object(members)
            }
            _ => serde_json::from_slice(self.skip()).unwrap_or_default(),
        })
    }

    /// A text, with what is no character replaced by U+FFFD.
    fn string(&mut self) -> String {
        let quoted = self.skip();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let text = String::from_utf8_lossy(inner);
        if !text.contains('\\') {
            return text.into_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut units: Vec<u16> = Vec::new();
        let flush = |units: &mut Vec<u16>, out: &mut String| {
            out.extend(
                char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
            );
        };
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let escaped = if c == '\\' { chars.next() } else { None };
            if escaped == Some('u') {
                let hex: String = chars.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&hex, 16).unwrap_or(0xfffd));
                continue;
            }
            flush(&mut units, &mut out);
            out.push(match escaped {
                None => c,
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
            });
        }
        flush(&mut units, &mut out);
        out
    }
}

fn illegal_base64(error: &base64::DecodeError) -> String {
    let at = match error {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => *at,
        base64::DecodeError::InvalidLength(length) => *length,
        base64::DecodeError::InvalidPadding => 0,
    };
    format!("illegal base64 data at input byte {at}")
}

/// What Go calls a value that begins so.
fn kind_of(first: u8) -> &'static str {
    match first {
        b'{' => "object",
        b'[' => "array",
        b'"' => "string",
        b't' | b'f' => "bool",
        _ => "number",
    }
}

/// The Go type of what a member holds, as error texts name it.
fn go_type(kind: &Kind, field: &Field) -> String {
    let plain = |usual: &str| {
        if field.go_type.is_empty() {
            usual.to_owned()
        } else {
            field.go_type.to_owned()
        }
    };
    match kind {
        Kind::Bool => plain("bool"),
        Kind::Int(8) => plain("int8"),
        Kind::Int(_) => plain("int64"),
        Kind::Uint(8) => plain("uint8"),
        Kind::Uint(_) => plain("uint64"),
        Kind::Float => plain("float64"),
        Kind::Str => plain("string"),
        Kind::Duration => plain("time.Duration"),
        Kind::Time => plain("time.Time"),
        Kind::Bytes => plain("[]uint8"),
        Kind::Json => "interface {}".to_owned(),
        Kind::Object(object_type) => format!("api.{}", object_type().name),
        Kind::List(Kind::Object(object_type)) => plain(&format!("[]*api.{}", object_type().name)),
        Kind::List(item) => format!("[]{}", go_type(item, &Field::PLAIN)),
        Kind::Map(Kind::Object(object_type)) => plain(&format!("map[string]*api.{}", object_type().name)),
        Kind::Map(value) => format!("map[string]{}", go_type(value, &Field::PLAIN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::JobRegisterRequest;

    fn error(text: &str) -> String {
        decode(&mut JobRegisterRequest::default(), text.as_bytes()).unwrap_err()
    }

    #[test]
    fn syntax_errors_read_as_go_s() {
        for (text, expected) in [
            (" ", "EOF"),
            ("{", "unexpected EOF"),
            ("job", "invalid character 'j' looking for beginning of value"),
            (r#"{"a",}"#, "invalid character ',' after object key"),
            (
                r#"{"a": 1,}"#,
                "invalid character '}' looking for beginning of object key string",
            ),
            (
                r#"{"a": 1 "b"}"#,
                "invalid character '\"' after object key:value pair",
            ),
            ("[1 2]", "invalid character '2' after array element"),
            ("nul!", "invalid character '!' in literal null (expecting 'l')"),
            ("-x", "invalid character 'x' in numeric literal"),
            ("1.", "unexpected EOF"),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            ("\"\u{1}\"", "invalid character '\\x01' in string literal"),
            (r#""\q""#, "invalid character 'q' in string escape code"),
            (
                r#""\u12x""#,
                "invalid character 'x' in \\u hexadecimal character escape",
            ),
        ] {
            assert_eq!(error(text), expected, "{text}");
        }
        assert_eq!(error(&"[".repeat(20_000)), "exceeded max depth");
    }

    #[test]
    fn the_first_value_of_a_wrong_kind_is_reported() {
        for (text, expected) in [
            ("[]", "array into Go value of type api.JobRegisterRequest"),
            (
                r#"{"Job": 5}"#,
                "number into Go struct field JobRegisterRequest.Job of type api.Job",
            ),
            (
                r#"{"Job": {"ID": 5, "Name": 6}}"#,
                "number into Go struct field Job.Job.ID of type string",
            ),
            (
                r#"{"Job": {"Priority": 1e99}}"#,
                "number 1e99 into Go struct field Job.Job.Priority of type int",
            ),
            (
                r#"{"Job": {"Datacenters": [1]}}"#,
                "number into Go struct field Job.Job.Datacenters of type string",
            ),
            (
                r#"{"Job": {"TaskGroups": {}}}"#,
                "object into Go struct field Job.Job.TaskGroups of type []*api.TaskGroup",
            ),
            (
                r#"{"Job": {"TaskGroups": [{"Count": "two"}]}}"#,
                "string into Go struct field TaskGroup.Job.TaskGroups.Count of type int",
            ),
            (
                r#"{"Job": {"Meta": []}}"#,
                "array into Go struct field Job.Job.Meta of type map[string]string",
            ),
        ] {
            assert_eq!(
                error(text),
                format!("json: cannot unmarshal {expected}"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_replaced_and_what_follows_is_ignored() {
        let mut request = JobRegisterRequest::default();
        let text = br#"{"Job": {"ID": "a\ud800\u00e4\ud83d\ude00\n", "Meta": {"k": "v"}, "x": [{}]}} tail"#;
        decode(&mut request, text).unwrap();
        let job = request.job.unwrap();
        assert_eq!(job.id(), "a\u{fffd}ä😀\n");
        assert_eq!(job.meta.unwrap()["k"], "v");
    }
}
