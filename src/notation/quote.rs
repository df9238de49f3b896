//! Text in double quotes, as Go's error texts show it.

use std::fmt::Write as _;

/// Quotes text for people, as Go's `strconv.Quote` does: what does not print is escaped.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{b}' => "\\v",
            c if prints(c) => {
                out.push(c);
                continue;
            }
            c => {
                let code = u32::from(c);
                // Writing into a string cannot fail.
                let _ = match code {
                    0..=0x7f => write!(out, "\\x{code:02x}"),
                    0x80..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
                continue;
            }
        };
        out.push_str(escape);
    }
    out.push('"');
    out
}

/// Whether a character is one that can be seen, or the plain space.
fn prints(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // The standard library's escaping knows the same classes of characters; only at the beginning of a text
    // does it also escape marks that join the character before.
    let mut text = [b'a'; 5];
    let length = 1 + text.get_mut(1..).map_or(0, |rest| c.encode_utf8(rest).len());
    let text = text.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    text.is_some_and(|text| text.escape_debug().nth(1) == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_print_is_escaped() {
        assert_eq!(
            quote("a \"b\" \\ ñ 中 é😀 e\u{301}"),
            "\"a \\\"b\\\" \\\\ ñ 中 é😀 e\u{301}\""
        );
        assert_eq!(
            quote("\u{7}\u{8}\u{c}\n\r\t\u{b}\u{0}\u{7f}"),
            r#""\a\b\f\n\r\t\v\x00\x7f""#
        );
        assert_eq!(
            quote("\u{a0}\u{ad}\u{feff}\u{e000}\u{f0000}"),
            r#""\u00a0\u00ad\ufeff\ue000\U000f0000""#
        );
    }
}
