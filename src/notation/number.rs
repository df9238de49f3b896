//! Numbers and hexadecimal bytes, read, refused and printed as Go's `strconv`, `fmt` and `encoding/hex` do.

use super::quote::quoted;

/// Reads an unsigned number in this base that fits so many bits.
///
/// # Errors
///
/// In the words of Go's `strconv.ParseUint`.
pub fn parse_uint(text: &str, base: u32, bits: u32) -> Result<u64, String> {
    let max = u64::MAX >> (64 - bits.clamp(1, 64));
    let refused = |why: &str| format!("strconv.ParseUint: parsing {}: {why}", quoted(text));
    if text.is_empty() {
        return Err(refused("invalid syntax"));
    }
    text.chars().try_fold(0_u64, |number, c| {
        let digit = c.to_digit(base).ok_or_else(|| refused("invalid syntax"))?;
        number
            .checked_mul(u64::from(base))
            .and_then(|number| number.checked_add(u64::from(digit)))
            .filter(|number| *number <= max)
            .ok_or_else(|| refused("value out of range"))
    })
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

    #[test]
    fn numbers_are_refused_in_the_words_of_go() {
        assert_eq!(parse_uint("0644", 8, 12), Ok(0o644));
        assert_eq!(parse_uint("7777", 8, 12), Ok(0o7777));
        let out_of_range = "strconv.ParseUint: parsing \"17777x\": value out of range";
        assert_eq!(parse_uint("17777x", 8, 12).unwrap_err(), out_of_range);
        for (text, base) in [("", 10), ("-1", 10), ("+1", 10), ("8", 8), ("1_0", 10)] {
            let error = parse_uint(text, base, 64).unwrap_err();
            assert!(error.ends_with(": invalid syntax"), "{error}");
        }
        assert_eq!(parse_uint("18446744073709551615", 10, 64), Ok(u64::MAX));
        assert!(parse_uint("18446744073709551616", 10, 64).is_err());
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
