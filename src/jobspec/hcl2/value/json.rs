//! Values as JSON, and JSON as values.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{MAX_DEPTH, Number, Value, normalized};
use crate::notation::quote::quoted_char;

/// Writes a wholly known value as compact JSON.
///
/// # Errors
///
/// The words of the reference, for what JSON cannot say.
pub(crate) fn to_json(value: &Value) -> Result<String, String> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), String> {
    match value {
        Value::Unknown(_) => return Err("value is not known".to_owned()),
        Value::Null(_) => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) if number.is_infinite() => {
            return Err("cannot serialize infinity as JSON".to_owned());
        }
        Value::Number(number) => text.push_str(&number.to_text()),
        Value::String(string) => push_string(string, text),
        Value::List(_, elements) | Value::Set(_, elements) | Value::Tuple(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(element, text)?;
            }
            text.push(']');
        }
        Value::Map(_, elements) | Value::Object(elements) => {
            text.push('{');
            for (index, (key, element)) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                push_string(key, text);
                text.push(':');
                write(element, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

/// A JSON string as Go writes it: fit to stand in HTML.
pub(crate) fn push_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

/// Reads JSON: objects become objects, arrays become tuples.
///
/// # Errors
///
/// The words of the reference.
pub(crate) fn from_json(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(Place::Beginning, 0)?;
    // A bracket that closes nothing is not noticed.
    match reader.peek() {
        None | Some(b']' | b'}') => Ok(value),
        Some(_) => Err("extraneous data after JSON object".to_owned()),
    }
}

/// What is looked for, as the words for something else say it.
#[derive(Debug, Clone, Copy)]
enum Place {
    Beginning,
    FirstKey,
    Key,
    AfterKey,
    AfterPair,
    AfterElement,
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Self::Beginning => " looking for beginning of value",
            Self::FirstKey => "",
            Self::Key => " looking for beginning of object key string",
            Self::AfterKey => " after object key",
            Self::AfterPair => " after object key:value pair",
            Self::AfterElement => " after array element",
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// The byte at the place, after white space.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The byte at the place, which must be there.
    fn expected(&mut self) -> Result<u8, String> {
        self.peek().ok_or_else(|| "EOF".to_owned())
    }

    fn value(&mut self, place: Place, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} levels of JSON"));
        }
        match self.expected()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b']' | b'}' | b':' | b',' => Err(unexpected(self.byte(), place.words())),
            b'"' => Ok(Value::string(self.string()?)),
            b't' => self.literal("true").map(|()| Value::Bool(true)),
            b'f' => self.literal("false").map(|()| Value::Bool(false)),
            b'n' => self.literal("null").map(|()| Value::NULL),
            b'-' | b'0'..=b'9' => self.number(),
            other => Err(unexpected(Some(other), place.words())),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut members = BTreeMap::new();
        let mut place = Place::FirstKey;
        loop {
            match (self.expected()?, place) {
                (b'"', _) => {}
                (b'}', Place::FirstKey) => break,
                (other, _) => return Err(unexpected(Some(other), place.words())),
            }
            let key = self.string()?;
            match self.expected()? {
                b':' => self.at += 1,
                other => return Err(unexpected(Some(other), Place::AfterKey.words())),
            }
            let value = self.value(Place::Beginning, depth + 1)?;
            members.insert(normalized(&key), value);
            match self.expected()? {
                b',' => self.at += 1,
                b'}' => break,
                other => return Err(unexpected(Some(other), Place::AfterPair.words())),
            }
            place = Place::Key;
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut elements = Vec::new();
        if self.expected()? != b']' {
            loop {
                elements.push(self.value(Place::Beginning, depth + 1)?);
                match self.expected()? {
                    b',' => self.at += 1,
                    b']' => break,
                    other => return Err(unexpected(Some(other), Place::AfterElement.words())),
                }
            }
        }
        self.at += 1;
        Ok(Value::Tuple(elements))
    }

    fn literal(&mut self, literal: &str) -> Result<(), String> {
        for expected in literal.bytes() {
            match self.byte() {
                Some(found) if found == expected => self.at += 1,
                found => {
                    let expecting = format!(" in literal {literal} (expecting '{}')", char::from(expected));
                    return Err(unexpected_inside(found, &expecting));
                }
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits(" in numeric literal")?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits(" after decimal point in numeric literal")?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits(" in exponent of numeric literal")?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = Number::parse(text).ok_or("a number is required")?;
        Ok(Value::Number(number))
    }

    fn digits(&mut self, place: &str) -> Result<(), String> {
        if !self.byte().is_some_and(|c| c.is_ascii_digit()) {
            return Err(unexpected_inside(self.byte(), place));
        }
        while self.byte().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while self.byte().is_some_and(|c| !matches!(c, b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => string.push(self.escape()?),
                other => return Err(unexpected_inside(other, " in string literal")),
            }
        }
        self.at += 1;
        Ok(string)
    }

    fn escape(&mut self) -> Result<char, String> {
        self.at += 1;
        let escaped = self.byte();
        self.at += 1;
        Ok(match escaped {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.escaped_unit(),
            other => return Err(unexpected_inside(other, " in string escape code")),
        })
    }

    /// A character in one or two UTF-16 units; half of a pair becomes the replacement character.
    fn escaped_unit(&mut self) -> Result<char, String> {
        let first = self.four_digits()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if (0xd800..0xdc00).contains(&first) && rest.starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.four_digits()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_digits(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.byte().and_then(|c| char::from(c).to_digit(16)) else {
                return Err(unexpected_inside(
                    self.byte(),
                    " in \\u hexadecimal character escape",
                ));
            };
            self.at += 1;
            code = code * 16 + digit;
        }
        Ok(code)
    }
}

/// A character between the parts of a value.
fn unexpected(found: Option<u8>, place: &str) -> String {
    match found {
        Some(found) => format!("invalid character {}{place}", quoted_char(char::from(found))),
        None => "EOF".to_owned(),
    }
}

/// A character inside a part, where an end is unexpected.
fn unexpected_inside(found: Option<u8>, place: &str) -> String {
    match found {
        Some(_) => unexpected(found, place),
        None => "unexpected EOF".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{from_json, to_json};

    #[test]
    fn what_is_written_reads_back_the_same() {
        for text in [
            r#"{"a":[1,2.5,null,true],"b":{"c":"d"}}"#,
            "[]",
            "{}",
            "\"quote\\\"d\"",
            "1000000000000000000000000000000",
            r#""\u003c\u0026\u003e\u2028ü\n\u0008""#,
        ] {
            let value = from_json(text).unwrap();
            assert_eq!(to_json(&value).unwrap(), text);
        }
    }

    #[test]
    fn surrogates_pair_or_are_replaced() {
        assert_eq!(from_json(r#""\ud83d\ude00""#).unwrap().as_str(), Some("😀"));
        assert_eq!(
            from_json(r#""\ud83dx\ude00""#).unwrap().as_str(),
            Some("\u{fffd}x\u{fffd}")
        );
        assert_eq!(
            from_json(r#""\ud83d\u0041""#).unwrap().as_str(),
            Some("\u{fffd}A")
        );
    }

    #[test]
    fn faults_are_named_as_the_reference_names_them() {
        for (text, words) in [
            ("", "EOF"),
            ("  ", "EOF"),
            ("{bad", "invalid character 'b'"),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            (
                "{\"a\":1,}",
                "invalid character '}' looking for beginning of object key string",
            ),
            (
                "{\"a\":1 \"b\":2}",
                "invalid character '\"' after object key:value pair",
            ),
            ("[1,]", "invalid character ']' looking for beginning of value"),
            ("[1 2]", "invalid character '2' after array element"),
            ("[1", "EOF"),
            ("\"abc", "unexpected EOF"),
            ("\"a\nb\"", "invalid character '\\n' in string literal"),
            ("\"\\x\"", "invalid character 'x' in string escape code"),
            (
                "\"\\u00g0\"",
                "invalid character 'g' in \\u hexadecimal character escape",
            ),
            ("trae", "invalid character 'a' in literal true (expecting 'u')"),
            ("tru", "unexpected EOF"),
            ("-x", "invalid character 'x' in numeric literal"),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            ("1e", "unexpected EOF"),
            ("1 2", "extraneous data after JSON object"),
            ("01", "extraneous data after JSON object"),
            ("'a'", "invalid character '\\'' looking for beginning of value"),
        ] {
            assert_eq!(from_json(text).unwrap_err(), words, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(from_json(&"[".repeat(1_000_000)).is_err());
    }
}
