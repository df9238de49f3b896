//! Lengths of time as people write them: `90s`, `1h30m`, `2.5ms`.
//!
//! The notation and its error texts are those of Go's `time` package. Lengths are whole nanoseconds in an
//! `i64`; the units are `ns`, `us` (also `µs`), `ms`, `s`, `m` and `h`.

use std::fmt;

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// The magnitude of the most negative length, one more than that of the longest one.
const MOST: u64 = 1 << 63;

/// Text that is no length of time. It displays as Go words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationError {
    text: String,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Invalid,
    MissingUnit,
    UnknownUnit(String),
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = quote(&self.text);
        match &self.fault {
            Fault::Invalid => write!(f, "time: invalid duration {text}"),
            Fault::MissingUnit => write!(f, "time: missing unit in duration {text}"),
            Fault::UnknownUnit(unit) => write!(f, "time: unknown unit {} in duration {text}", quote(unit)),
        }
    }
}

impl std::error::Error for DurationError {}

/// Reads a length of time into nanoseconds.
///
/// # Errors
///
/// When the text is none, a unit is missing or unknown, or it is longer than about 292 years.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    parse(text).map_err(|fault| DurationError {
        text: text.to_owned(),
        fault,
    })
}

fn parse(text: &str) -> Result<i64, Fault> {
    let (negative, mut rest) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..).unwrap_or_default()),
        [b'+', ..] => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(Fault::Invalid);
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, after_whole) = leading_integer(rest)?;
        let mut has_digits = after_whole.len() != rest.len();
        rest = after_whole;
        let mut fraction = (0, 1.0);
        if let Some(after_point) = rest.strip_prefix('.') {
            let (value, scale, after) = leading_fraction(after_point);
            has_digits |= after.len() != after_point.len();
            fraction = (value, scale);
            rest = after;
        }
        if !has_digits {
            return Err(Fault::Invalid);
        }
        let (name, after_unit) = leading_unit(rest);
        if name.is_empty() {
            return Err(Fault::MissingUnit);
        }
        rest = after_unit;
        let unit = unit(name).ok_or_else(|| Fault::UnknownUnit(name.to_owned()))?;
        total = length(whole, fraction, unit)
            .and_then(|length| total.checked_add(length))
            .filter(|total| *total <= MOST)
            .ok_or(Fault::Invalid)?;
    }
    if negative {
        return Ok(0_i64.wrapping_sub_unsigned(total));
    }
    i64::try_from(total).map_err(|_| Fault::Invalid)
}

/// So many whole units and a fraction of one, in nanoseconds; `None` if that is too long.
fn length(whole: u64, (fraction, scale): (u64, f64), unit: u64) -> Option<u64> {
    if whole > MOST / unit {
        return None;
    }
    let mut length = whole * unit;
    if fraction > 0 {
        // Floats, so that fractions come out as they do in Go.
        #[expect(
            clippy::cast_precision_loss,
            reason = "this is how Go rounds fractions of units"
        )]
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than one unit, not negative"
        )]
        let part = (fraction as f64 * (unit as f64 / scale)) as u64;
        length = length.checked_add(part)?;
    }
    (length <= MOST).then_some(length)
}

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        // The micro sign, and the Greek letter mu.
        "us" | "\u{b5}s" | "\u{3bc}s" => MICROSECOND,
        "ms" => MILLISECOND,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        _ => return None,
    })
}

fn split_where(text: &str, end: impl Fn(u8) -> bool) -> (&str, &str) {
    let at = text.bytes().position(end).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn leading_integer(text: &str) -> Result<(u64, &str), Fault> {
    let (digits, rest) = split_where(text, |byte| !byte.is_ascii_digit());
    let mut value: u64 = 0;
    for digit in digits.bytes() {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(u64::from(digit - b'0')))
            .filter(|value| *value <= MOST)
            .ok_or(Fault::Invalid)?;
    }
    Ok((value, rest))
}

/// The digits after a point as a whole number, and what it is to be divided by. Digits too many are dropped.
fn leading_fraction(text: &str) -> (u64, f64, &str) {
    let (digits, rest) = split_where(text, |byte| !byte.is_ascii_digit());
    let (mut value, mut scale) = (0_u64, 1.0);
    for digit in digits.bytes() {
        if value > (MOST - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > MOST {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value, scale, rest)
}

fn leading_unit(text: &str) -> (&str, &str) {
    split_where(text, |byte| byte == b'.' || byte.is_ascii_digit())
}

/// Quotes text as Go's `time` package does: byte by byte where it is not plain ASCII.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=0x7f => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

/// Prints a length of time in nanoseconds: `1h30m0s`, `1.5s`, `2ms`, `0s`.
#[must_use]
pub fn format_duration(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let length = nanoseconds.unsigned_abs();
    if length == 0 {
        return "0s".to_owned();
    }
    if length < SECOND {
        let (unit, name) = match length {
            0..MICROSECOND => (1, "ns"),
            MICROSECOND..MILLISECOND => (MICROSECOND, "µs"),
            _ => (MILLISECOND, "ms"),
        };
        return format!("{sign}{}{name}", decimal(length, unit));
    }
    let (hours, minutes) = (length / HOUR, length / MINUTE % 60);
    let seconds = decimal(length % MINUTE, SECOND);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, _) => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// A count of a unit with as many decimals as are needed.
fn decimal(length: u64, unit: u64) -> String {
    let whole = length / unit;
    let fraction = length % unit;
    if fraction == 0 {
        return whole.to_string();
    }
    let width = usize::try_from(unit.ilog10()).unwrap_or_default();
    let digits = format!("{fraction:0width$}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_add_up_over_units() {
        for (text, nanoseconds) in [
            ("0", 0),
            ("-0", 0),
            ("5s", 5_000_000_000),
            ("1h30m", 5_400_000_000_000),
            ("1.5h", 5_400_000_000_000),
            (".5m", 30_000_000_000),
            ("1.s", 1_000_000_000),
            ("-1m30.5s", -90_500_000_000),
            ("+2us3µs4μs5ns", 9_005),
            ("0.3333333333333333333h", 1_200_000_000_000),
            ("0.9223372036854775808999h", 3_320_413_933_267),
            ("9223372036854775807ns", i64::MAX),
            ("-9223372036854775808ns", i64::MIN),
            ("0.100000000000000000000h", 360_000_000_000),
        ] {
            assert_eq!(parse_duration(text), Ok(nanoseconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_is_refused_in_gos_words() {
        for (text, words) in [
            ("", r#"time: invalid duration """#),
            ("soon", r#"time: invalid duration "soon""#),
            ("-", r#"time: invalid duration "-""#),
            (".s", r#"time: invalid duration ".s""#),
            ("3", r#"time: missing unit in duration "3""#),
            ("1h3", r#"time: missing unit in duration "1h3""#),
            ("2d", r#"time: unknown unit "d" in duration "2d""#),
            ("1 s", r#"time: unknown unit " s" in duration "1 s""#),
            (
                "1ñ\n",
                r#"time: unknown unit "\xc3\xb1\x0a" in duration "1\xc3\xb1\x0a""#,
            ),
            ("\"\\", r#"time: invalid duration "\"\\""#),
            (
                "9223372036854775808ns",
                r#"time: invalid duration "9223372036854775808ns""#,
            ),
            ("3000000h", r#"time: invalid duration "3000000h""#),
            (
                "99999999999999999999s",
                r#"time: invalid duration "99999999999999999999s""#,
            ),
        ] {
            assert_eq!(parse_duration(text).unwrap_err().to_string(), words);
        }
    }

    #[test]
    fn lengths_print_in_their_largest_units() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_200_000, "2.2ms"),
            (1_000_000_000, "1s"),
            (-1_500_000_000, "-1.5s"),
            (60_000_000_000, "1m0s"),
            (3_600_000_000_001, "1h0m0.000000001s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(format_duration(nanoseconds), text);
        }
    }
}
