//! Numbers and truth values as text, read as Go reads them, and the words with which it refuses one.

use std::fmt;

use super::quote::quote;

/// Text that is not what was asked for. It displays as Go words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberError {
    function: &'static str,
    text: String,
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Syntax,
    Range,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::Syntax => "invalid syntax",
            Fault::Range => "value out of range",
        };
        write!(
            f,
            "strconv.{}: parsing {}: {fault}",
            self.function,
            quote(&self.text)
        )
    }
}

impl std::error::Error for NumberError {}

/// Reads a signed integer of so many bits: decimal, or `0x`, `0b`, `0o` and a leading `0` for other bases.
///
/// # Errors
///
/// When the text is no such number, or the number does not fit.
pub fn parse_int(text: &str, bits: u8) -> Result<i64, NumberError> {
    let error = |fault| NumberError {
        function: "ParseInt",
        text: text.to_owned(),
        fault,
    };
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let magnitude = magnitude(digits, bits).map_err(error)?;
    let limit = 1_u64 << (bits.clamp(1, 64) - 1);
    if magnitude > limit - u64::from(!negative) {
        return Err(error(Fault::Range));
    }
    Ok(if negative {
        0_i64.wrapping_sub_unsigned(magnitude)
    } else {
        0_i64.wrapping_add_unsigned(magnitude)
    })
}

/// Reads an unsigned integer of so many bits, in the same notations as [`parse_int`] but without a sign.
///
/// # Errors
///
/// When the text is no such number, or the number does not fit.
pub fn parse_uint(text: &str, bits: u8) -> Result<u64, NumberError> {
    magnitude(text.as_bytes(), bits).map_err(|fault| NumberError {
        function: "ParseUint",
        text: text.to_owned(),
        fault,
    })
}

fn magnitude(text: &[u8], bits: u8) -> Result<u64, Fault> {
    let (base, digits) = match text {
        [] => return Err(Fault::Syntax),
        [b'0', b'b' | b'B', digits @ ..] if !digits.is_empty() => (2, digits),
        [b'0', b'o' | b'O', digits @ ..] if !digits.is_empty() => (8, digits),
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => (16, digits),
        [b'0', digits @ ..] => (8, digits),
        digits => (10, digits),
    };
    let most = u64::MAX >> (64 - bits.clamp(1, 64));
    let mut value: u64 = 0;
    let mut underscores = false;
    for &byte in digits {
        let digit = match byte {
            b'_' => {
                underscores = true;
                continue;
            }
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return Err(Fault::Syntax),
        };
        if u64::from(digit) >= base {
            return Err(Fault::Syntax);
        }
        value = value
            .checked_mul(base)
            .and_then(|value| value.checked_add(u64::from(digit)))
            .filter(|value| *value <= most)
            .ok_or(Fault::Range)?;
    }
    if underscores && !underscores_are_placed_well(text) {
        return Err(Fault::Syntax);
    }
    Ok(value)
}

/// Underscores may only stand between digits; a base's prefix counts as one.
fn underscores_are_placed_well(text: &[u8]) -> bool {
    let (mut after_digit, digits) = match text {
        [b'0', b'b' | b'o' | b'x' | b'B' | b'O' | b'X', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    for &byte in digits {
        if byte == b'_' && !after_digit {
            return false;
        }
        after_digit = byte != b'_';
    }
    after_digit
}

/// Reads `true` or `false` in one of the forms Go knows: `1`, `t`, `T`, `true`, `TRUE`, `True` and their opposites.
///
/// # Errors
///
/// When it is none of these.
pub fn parse_bool(text: &str) -> Result<bool, NumberError> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(NumberError {
            function: "ParseBool",
            text: text.to_owned(),
            fault: Fault::Syntax,
        }),
    }
}

/// Reads a decimal float. Hexadecimal floats and the names of infinity and not-a-number are refused.
///
/// # Errors
///
/// When the text is no such number, or the number is too large for a float.
pub fn parse_float(text: &str) -> Result<f64, NumberError> {
    let error = |fault| NumberError {
        function: "ParseFloat",
        text: text.to_owned(),
        fault,
    };
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text.bytes().all(plain) {
        return Err(error(Fault::Syntax));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(error(Fault::Range)),
        Err(_) => Err(error(Fault::Syntax)),
    }
}

/// Prints a float as Go prints one for people (`%v`): shortest, with an exponent where it is very large or small.
#[must_use]
pub fn format_float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str, bits: u8) -> Result<i64, String> {
        parse_int(text, bits).map_err(|error| error.to_string())
    }

    #[test]
    fn integers_have_four_bases() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("+12", 12),
            ("0x1F", 31),
            ("-0X1f", -31),
            ("017", 15),
            ("0o17", 15),
            ("0b101", 5),
            ("1_000", 1000),
            ("0x_1F", 31),
            ("0_7", 7),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(int(text, 64), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_integer_is_refused_in_gos_words() {
        for text in [
            "", "-", "x", "1.5", "08", "0x", "1__0", "_1", "1_", "--1", "0b2", " 1",
        ] {
            assert_eq!(
                int(text, 64),
                Err(format!(
                    "strconv.ParseInt: parsing {}: invalid syntax",
                    quote(text)
                )),
                "{text}"
            );
        }
        for (text, bits) in [
            ("9223372036854775808", 64),
            ("128", 8),
            ("-129", 8),
            ("999x", 8),
            ("99999999999999999999x", 64),
        ] {
            assert_eq!(
                int(text, bits),
                Err(format!("strconv.ParseInt: parsing {text:?}: value out of range")),
                "{text}"
            );
        }
        assert_eq!(int("-128", 8), Ok(-128));
        assert_eq!(
            parse_uint("256", 8).unwrap_err().to_string(),
            r#"strconv.ParseUint: parsing "256": value out of range"#
        );
        assert_eq!(
            parse_uint("-1", 64).unwrap_err().to_string(),
            r#"strconv.ParseUint: parsing "-1": invalid syntax"#
        );
        assert_eq!(parse_uint("18446744073709551615", 64), Ok(u64::MAX));
    }

    #[test]
    fn floats_are_decimal_and_finite() {
        for (text, value) in [("1.", 1.0), (".5", 0.5), ("1.e3", 1000.0), ("-2.5E-1", -0.25)] {
            assert_eq!(parse_float(text), Ok(value), "{text}");
        }
        for (text, fault) in [
            ("1e", "invalid syntax"),
            ("", "invalid syntax"),
            ("inf", "invalid syntax"),
            ("1e999", "value out of range"),
        ] {
            let error = parse_float(text).unwrap_err().to_string();
            assert_eq!(error, format!("strconv.ParseFloat: parsing {text:?}: {fault}"));
        }
        for (value, text) in [
            (1.5, "1.5"),
            (123456.5, "123456.5"),
            (1e6, "1e+06"),
            (12345678.5, "1.23456785e+07"),
            (1e21, "1e+21"),
            (0.00001, "1e-05"),
            (0.0001, "0.0001"),
            (-1.25e300, "-1.25e+300"),
            (0.0, "0"),
        ] {
            assert_eq!(format_float(value), text);
        }
    }
}
