//! Functions that read and write other notations. YAML has a folder of its own.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use super::super::value::{Type, Value, json, normalized};
use super::arguments::{at, text};
use super::{Context, Function, Outcome, any, csv, fail, function, string};
use crate::notation::quote::quoted;

/// Base64 with padding, where the bits that nobody reads may be anything.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

pub(super) static ENCODINGS: &[Function] = &[
    function("base64decode", &[string("str")], |arguments, _| {
        decode_base64(text(arguments, 0))
    }),
    function("base64encode", &[string("str")], |arguments, _| {
        Ok(Value::string(BASE64.encode(text(arguments, 0))))
    }),
    function("csvdecode", &[string("str")], decode_csv),
    function("jsondecode", &[string("str")], |arguments, _| {
        json::from_json(text(arguments, 0)).or_else(fail)
    }),
    function("jsonencode", &[any("val").or_null()], |arguments, _| {
        Ok(Value::string(json::to_json(at(arguments, 0)).or_else(fail)?))
    }),
    function("urlencode", &[string("str")], |arguments, _| {
        Ok(Value::string(escape_query(text(arguments, 0))))
    }),
];

/// The bytes that base64 stands for; line breaks in it do not count.
pub(super) fn base64_bytes(text: &str) -> Option<Vec<u8>> {
    let plain: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    BASE64.decode(plain).ok()
}

fn decode_base64(given: &str) -> Outcome {
    let Some(bytes) = base64_bytes(given) else {
        return fail(format!("failed to decode base64 data '{given}'"));
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Value::string(text)),
        Err(_) => fail("the result of decoding the the provided string is not valid UTF-8"),
    }
}

/// A list of objects, one for each line after the first, which names the columns.
fn decode_csv(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let mut records = csv::Records::new(text(arguments, 0));
    let header = match records.next() {
        Some(header) => header.or_else(|fault| fail(fault.to_string()))?,
        None => return fail("missing header line"),
    };
    let mut columns = BTreeMap::new();
    for name in &header {
        if columns.insert(normalized(name), Type::String).is_some() {
            return fail(format!("duplicate column name {}", quoted(name)));
        }
    }
    // Each row has the names again.
    let row_size = Value::Object(
        header
            .iter()
            .map(|name| (normalized(name), Value::NULL))
            .collect(),
    )
    .size();
    let mut rows = Vec::new();
    for record in records {
        let record = record.or_else(|fault| fail(fault.to_string()))?;
        context.budget.spend(row_size)?;
        let members = header.iter().zip(&record);
        rows.push(Value::Object(
            members
                .map(|(name, field)| (normalized(name), Value::string(field)))
                .collect(),
        ));
    }
    Ok(Value::List(Type::Object(columns), rows))
}

/// Text as it stands in a URL's query.
fn escape_query(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(char::from(byte))
            }
            b' ' => escaped.push('+'),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, list, object, s};

    #[test]
    fn base64_both_ways() {
        assert_eq!(call("base64decode", &[s("aGFy\nYm91cg==")]), s("harbour"));
        assert_eq!(call("base64encode", &[s("harbour")]), s("aGFyYm91cg=="));
        assert_eq!(
            fails("base64decode", &[s("not*")]),
            "failed to decode base64 data 'not*'"
        );
        assert!(fails("base64decode", &[s("/////w==")]).ends_with("is not valid UTF-8"));
    }

    #[test]
    fn comma_separated_values() {
        let rows = call("csvdecode", &[s("name,port\r\nweb,80\n\n\"a \"\"b\"\"\nc\",81")]);
        let row = |name: &str, port: &str| object(&[("name", s(name)), ("port", s(port))]);
        assert_eq!(rows, list(&[row("web", "80"), row("a \"b\"\nc", "81")]));
        for (text, words) in [
            ("", "missing header line"),
            ("a,a\n", "duplicate column name \"a\""),
            ("a,b\n1\n", "record on line 2: wrong number of fields"),
            (
                "a\nx\"y\n",
                "parse error on line 2, column 2: bare \" in non-quoted-field",
            ),
            (
                "a\n\"x\"y\n",
                "parse error on line 2, column 3: extraneous or missing \" in quoted-field",
            ),
            (
                "a\n\"x\ny",
                "record on line 2; parse error on line 3, column 2: extraneous or missing \" in quoted-field",
            ),
        ] {
            assert_eq!(fails("csvdecode", &[s(text)]), words);
        }
    }

    #[test]
    fn queries() {
        assert_eq!(call("urlencode", &[s("a b&c=d/é~")]), s("a+b%26c%3Dd%2F%C3%A9~"));
    }
}
