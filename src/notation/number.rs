//! Numbers, truth values and hexadecimal bytes as text: read, refused and printed as Go's `strconv`, `fmt` and
//! `encoding/hex` do.

use std::fmt;

use super::quote::quoted;

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
            quoted(&self.text)
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
    let magnitude = with_prefix(digits, bits).map_err(error)?;
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
    with_prefix(text.as_bytes(), bits).map_err(|fault| no_uint(text, fault))
}

/// Reads an unsigned integer of so many bits in one base: digits and nothing else.
///
/// # Errors
///
/// When the text is no such number, or the number does not fit.
pub fn parse_uint_in(text: &str, base: u8, bits: u8) -> Result<u64, NumberError> {
    magnitude(text.as_bytes(), base, bits).map_err(|fault| no_uint(text, fault))
}

fn no_uint(text: &str, fault: Fault) -> NumberError {
    NumberError {
        function: "ParseUint",
        text: text.to_owned(),
        fault,
    }
}

/// A number whose prefix says its base; underscores may stand between its digits.
fn with_prefix(text: &[u8], bits: u8) -> Result<u64, Fault> {
    let (base, digits) = match text {
        [b'0', b'b' | b'B', digits @ ..] if !digits.is_empty() => (2, digits),
        [b'0', b'o' | b'O', digits @ ..] if !digits.is_empty() => (8, digits),
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => (16, digits),
        [b'0', _, ..] => (8, text),
        digits => (10, digits),
    };
    if !digits.contains(&b'_') {
        return magnitude(digits, base, bits);
    }
    let plain: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b'_').collect();
    let value = magnitude(&plain, base, bits)?;
    if underscores_are_placed_well(text) {
        Ok(value)
    } else {
        Err(Fault::Syntax)
    }
}

fn magnitude(digits: &[u8], base: u8, bits: u8) -> Result<u64, Fault> {
    if digits.is_empty() {
        return Err(Fault::Syntax);
    }
    let most = u64::MAX >> (64 - bits.clamp(1, 64));
    let mut value: u64 = 0;
    for &byte in digits {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return Err(Fault::Syntax),
        };
        if digit >= base {
            return Err(Fault::Syntax);
        }
        value = value
            .checked_mul(u64::from(base))
            .and_then(|value| value.checked_add(u64::from(digit)))
            .filter(|value| *value <= most)
            .ok_or(Fault::Range)?;
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

/// Whether text is bytes in hexadecimal: how many, or what is wrong.
///
/// # Errors
///
/// In the words of Go's `encoding/hex`.
pub fn hex_length(text: &str) -> Result<usize, String> {
    if let Some(byte) = text.bytes().find(|byte| !byte.is_ascii_hexdigit()) {
        let c = char::from(byte);
        let shown = if c.is_ascii_graphic() || c == ' ' || byte > 0xa0 && byte != 0xad {
            format!(" '{c}'")
        } else {
            String::new()
        };
        return Err(format!("encoding/hex: invalid byte: U+{byte:04X}{shown}"));
    }
    if text.len() % 2 == 1 {
        return Err("encoding/hex: odd length hex string".to_owned());
    }
    Ok(text.len() / 2)
}

/// A 64-bit float as Go's `%v` prints it: the shortest digits, with an exponent from a million on and below
/// 0.0001.
#[must_use]
pub fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
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
                    quoted(text)
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
    }

    #[test]
    fn numbers_are_refused_in_the_words_of_go() {
        assert_eq!(parse_uint_in("0644", 8, 12), Ok(0o644));
        assert_eq!(parse_uint_in("7777", 8, 12), Ok(0o7777));
        let out_of_range = "strconv.ParseUint: parsing \"17777x\": value out of range";
        assert_eq!(
            parse_uint_in("17777x", 8, 12).unwrap_err().to_string(),
            out_of_range
        );
        for (text, base) in [("", 10), ("-1", 10), ("+1", 10), ("8", 8), ("1_0", 10)] {
            let error = parse_uint_in(text, base, 64).unwrap_err().to_string();
            assert!(error.ends_with(": invalid syntax"), "{error}");
        }
        assert_eq!(parse_uint_in("18446744073709551615", 10, 64), Ok(u64::MAX));
        assert!(parse_uint_in("18446744073709551616", 10, 64).is_err());
    }

    #[test]
    fn floats_print_as_go_prints_them() {
        for (value, text) in [
            (0.0, "0"),
            (999_999.0, "999999"),
            (1_000_000.0, "1e+06"),
            (1_000_001.0, "1.000001e+06"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-1.5, "-1.5"),
            (1e300, "1e+300"),
        ] {
            assert_eq!(float(value), text);
        }
    }

    #[test]
    fn bytes_are_counted() {
        assert_eq!(hex_length("00fF"), Ok(2));
        assert_eq!(
            hex_length("abc").unwrap_err(),
            "encoding/hex: odd length hex string"
        );
        assert_eq!(
            hex_length("0g").unwrap_err(),
            "encoding/hex: invalid byte: U+0067 'g'"
        );
        assert_eq!(
            hex_length("0\n").unwrap_err(),
            "encoding/hex: invalid byte: U+000A"
        );
    }
}
