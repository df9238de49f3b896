//! What quoted strings and heredocs say.
//!
//! The scanner has already made sure that they end and that their escape sequences have a value.

use std::borrow::Cow;

use super::source::{into_text, text_of};

/// The value of what is written between double quotes. What is inside `${…}` stays as it is.
pub(super) fn hcl(inner: &[u8]) -> Cow<'_, str> {
    unquote(inner, true)
}

/// The value of what is written between the quotes of a JSON string, by the rules of Go's own strings.
pub(super) fn json(inner: &[u8]) -> Cow<'_, str> {
    unquote(inner, false)
}

fn unquote(inner: &[u8], interpolates: bool) -> Cow<'_, str> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.iter().enumerate().position(|(at, byte)| {
        *byte == b'\\' || (interpolates && *byte == b'$' && rest.get(at + 1) == Some(&b'{'))
    }) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        rest = match special {
            [b'$', ..] => {
                let (interpolation, after) = special.split_at(interpolation_length(special));
                out.extend_from_slice(interpolation);
                after
            }
            [_, after @ ..] => escape(after, &mut out),
            [] => special,
        };
    }
    out.extend_from_slice(rest);
    Cow::Owned(into_text(out))
}

/// How long the `${…}` is that a text begins with: up to the brace that closes it.
fn interpolation_length(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Writes the value of the escape sequence whose backslash was before `text`, and returns what comes after it.
fn escape<'a>(text: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let Some((kind, rest)) = text.split_first() else {
        return text;
    };
    let (base, digits) = match kind {
        b'x' => (16, 2),
        b'u' => (16, 4),
        b'U' => (16, 8),
        b'0'..=b'7' => {
            let (digits, rest) = text.split_at(text.len().min(3));
            out.push(u8::try_from(number(digits, 8)).unwrap_or_default());
            return rest;
        }
        plain => {
            out.push(match plain {
                b'a' => 7,
                b'b' => 8,
                b'f' => 12,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 11,
                other => *other,
            });
            return rest;
        }
    };
    let (digits, rest) = rest.split_at(rest.len().min(digits));
    let value = number(digits, base);
    if *kind == b'x' {
        out.push(u8::try_from(value).unwrap_or_default());
    } else {
        let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    rest
}

fn number(digits: &[u8], base: u32) -> u32 {
    digits.iter().fold(0_u32, |value, digit| {
        let digit = char::from(*digit).to_digit(base).unwrap_or_default();
        value.wrapping_mul(base).wrapping_add(digit)
    })
}

/// The text of a heredoc, which is given from its `<<` to the end of the line that ends it.
///
/// How much is cut off at the end follows from the length of the anchor alone, as in the reference: with a
/// carriage return after the last anchor, a part of it stays in.
pub(super) fn heredoc(token: &[u8]) -> Cow<'_, str> {
    let line_end = memchr::memchr(b'\n', token).unwrap_or_default();
    let cut = |cut: usize| {
        let end = (token.len() + cut).saturating_sub(line_end);
        text_of(token.get(line_end + 1..end).unwrap_or_default())
    };
    if token.get(2) != Some(&b'-') {
        return cut(1);
    }
    let body = cut(2);
    let Some((lines, indentation)) = body.rsplit_once('\n') else {
        return Cow::Borrowed("");
    };
    if indentation.is_empty() {
        return body;
    }
    let mut out = String::with_capacity(body.len());
    for line in lines.split('\n') {
        let Some(line) = line.strip_prefix(indentation) else {
            return trimmed(cut(1));
        };
        out.push_str(line);
        out.push('\n');
    }
    Cow::Owned(out)
}

/// A text without the blanks at its end.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches([' ', '\t'])),
        Cow::Owned(text) => Cow::Owned(text.trim_end_matches([' ', '\t']).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_have_values_outside_of_interpolations_only() {
        for (quoted, value) in [
            (r#"plain"#, "plain"),
            (r#"a\tb\n\"\\\a\b\f\r\v"#, "a\tb\n\"\\\u{7}\u{8}\u{c}\r\u{b}"),
            (r#"\x41\101\u00e9\U0001f600"#, "AAé😀"),
            (r#"\t${x "\t" {\n}}\t$\t"#, "\t${x \"\\t\" {\\n}}\t$\t"),
            (r#"$${\t}\t"#, "$${\\t}\t"),
            (r#"\xc3\xa9\xff\ud800"#, "é\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(hcl(quoted.as_bytes()), value, "{quoted}");
        }
        assert_eq!(json(br"${\t}"), "${\t}");
    }

    #[test]
    fn heredocs_lose_their_last_line_and_perhaps_their_indentation() {
        for (token, text) in [
            ("<<E\na\n  b\nE\n", "a\n  b\n"),
            ("<<E\nE\n", ""),
            ("<<E\na\n  E\n", "a\n  "),
            ("<<-E\n    a\n      b\n  E\n", "  a\n    b\n"),
            ("<<-E\n  a\n\n  E\n", "  a\n\n"),
            ("<<-E\n\ta\n\n\tE\n", "\ta\n\n"),
            ("<<-E\n E\n", ""),
            ("<<E\na\nE\r\n", "a\nE"),
        ] {
            assert_eq!(heredoc(token.as_bytes()), text, "{token:?}");
        }
    }
}
