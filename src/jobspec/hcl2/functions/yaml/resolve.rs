//! What a scalar is: by its tag, or else by its looks.

use crate::jobspec::hcl2::functions::encoding::base64_bytes;
use crate::jobspec::hcl2::functions::timestamp::Timestamp;
use crate::jobspec::hcl2::value::{Number, Value};
use crate::notation::number::{parse_int, parse_uint};
use crate::notation::quote::quoted;

use super::scan::Style;

/// What a scalar stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    Value(Value),
    /// As a key: the value's members become those of the mapping.
    Merge,
}

const PREFIX: &str = "tag:yaml.org,2002:";

/// Resolves a scalar, or says why it cannot be.
pub(super) fn scalar(tag: &str, text: &str, style: Style) -> Result<Scalar, String> {
    let kind = match tag {
        "" => "",
        tag => match tag.strip_prefix(PREFIX) {
            Some(kind @ ("str" | "bool" | "int" | "float" | "null" | "timestamp" | "binary")) => kind,
            _ => return Err(format!("unsupported tag {}", quoted(tag))),
        },
    };
    let first = text.bytes().next();
    let mut kind = kind;
    if !matches!(kind, "str" | "binary") && first.is_none_or(may_be_special) {
        if style == Style::Quoted {
            return Ok(Scalar::Value(Value::string(text)));
        }
        if let Some(value) = word(text) {
            return Ok(Scalar::Value(value));
        }
        if kind.is_empty() && matches!(text, ".nan" | ".NaN" | ".NAN") {
            return Err("floating point NaN is not supported".to_owned());
        }
        match first {
            Some(b'.') => {
                if let Some(number) = Number::parse(text) {
                    return Ok(Scalar::Value(Value::Number(number)));
                }
            }
            Some(b'0'..=b'9' | b'+' | b'-') => {
                if matches!(kind, "" | "timestamp")
                    && let Some(time) = Timestamp::parse_yaml(text)
                {
                    return Ok(Scalar::Value(Value::string(time.to_string())));
                }
                if looks_whole(text) {
                    kind = "int";
                } else if looks_like_float(text) {
                    kind = "float";
                }
            }
            _ => {}
        }
    }
    let cannot = || format!("cannot parse {} as {PREFIX}{kind}", quoted(text));
    let value = match kind {
        "" if text == "<<" => return Ok(Scalar::Merge),
        "" | "str" => Value::string(text),
        "binary" => match base64_bytes(text) {
            Some(_) => Value::string(text),
            None => return Err(format!("{}: not valid base64", cannot())),
        },
        "int" | "float" => number(text).map(Value::Number).ok_or_else(cannot)?,
        "null" => Value::NULL,
        "bool" => match word(text) {
            Some(value @ Value::Bool(_)) => value,
            _ => return Err(cannot()),
        },
        _ => match Timestamp::parse_yaml(text) {
            Some(time) => Value::string(time.to_string()),
            None => return Err(cannot()),
        },
    };
    Ok(Scalar::Value(value))
}

/// Whether text that begins so may be anything but text.
fn may_be_special(first: u8) -> bool {
    matches!(first, b'+' | b'-' | b'.' | b'0'..=b'9') || b"yYnNtTfFoO~".contains(&first)
}

/// The words that are truth values, nulls and infinities.
fn word(text: &str) -> Option<Value> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Value::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => Value::NULL,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Number(Number::infinity(false)),
        "-.inf" | "-.Inf" | "-.INF" => Value::Number(Number::infinity(true)),
        _ => return None,
    })
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// Digits with underscores: decimal, or octal and hexadecimal with a prefix. A lone sign looks so, too.
fn looks_whole(text: &str) -> bool {
    let digits = unsigned(text);
    let all =
        |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix));
    digits.is_empty()
        || all(digits, 10)
        || digits.strip_prefix("0o").is_some_and(|digits| all(digits, 8))
        || digits.strip_prefix("0x").is_some_and(|digits| all(digits, 16))
}

fn looks_like_float(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let text = unsigned(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    mantissa && exponent.is_none_or(|exponent| digits(unsigned(exponent)))
}

fn number(text: &str) -> Option<Number> {
    const BITS: u8 = 64;
    let plain = text.replace('_', "");
    Number::parse(&plain)
        .or_else(|| parse_int(&plain, BITS).ok().map(Number::from))
        .or_else(|| parse_uint(&plain, BITS).ok().map(Number::from))
}
