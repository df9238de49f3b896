//! Text between double quotes, as Go's `%q` and `%+q` print it.

use std::fmt::{self, Write as _};

/// Displays text between double quotes, with escapes for what cannot be printed.
#[must_use]
pub fn quoted(text: &str) -> Quoted<'_> {
    Quoted { text, ascii: false }
}

/// The same, with escapes for everything outside ASCII.
#[must_use]
pub fn quoted_ascii(text: &str) -> Quoted<'_> {
    Quoted { text, ascii: true }
}

/// A character between single quotes, as `%q` prints it.
#[must_use]
pub fn quoted_char(c: char) -> String {
    match c {
        '\'' => "'\\''".to_owned(),
        '"' => "'\"'".to_owned(),
        c => {
            let text = quoted(c.encode_utf8(&mut [0; 4])).to_string();
            format!("'{}'", text.trim_matches('"'))
        }
    }
}

/// Text that displays between double quotes; made by [`quoted`].
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a> {
    text: &'a str,
    ascii: bool,
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.text.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                ' '..='~' => f.write_char(c)?,
                '\x07' => f.write_str("\\a")?,
                '\x08' => f.write_str("\\b")?,
                '\x0c' => f.write_str("\\f")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '\x0b' => f.write_str("\\v")?,
                c if !self.ascii && is_printable(c) => f.write_char(c)?,
                c if c < ' ' || c == '\x7f' => write!(f, "\\x{:02x}", u32::from(c))?,
                c if u32::from(c) < 0x10000 => write!(f, "\\u{:04x}", u32::from(c))?,
                c => write!(f, "\\U{:08x}", u32::from(c))?,
            }
        }
        f.write_char('"')
    }
}

/// Whether a character outside ASCII can be printed: a letter, mark, number, punctuation or symbol.
fn is_printable(c: char) -> bool {
    // The standard library knows, but escapes a mark where it has nothing to stand on.
    let mut buffer = [b'x', 0, 0, 0, 0];
    let length = c.len_utf8();
    if let Some(rest) = buffer.get_mut(1..) {
        c.encode_utf8(rest);
    }
    !c.is_ascii()
        && buffer
            .get(..=length)
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .is_some_and(|text| text.escape_debug().count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        assert_eq!(
            quoted("a \"b\"\\\n\t\x07\x7f\x01").to_string(),
            r#""a \"b\"\\\n\t\a\x7f\x01""#
        );
        assert_eq!(
            quoted("é\u{301}😀\u{200b}\u{a0}\u{e0001}").to_string(),
            "\"é\u{301}😀\\u200b\\u00a0\\U000e0001\""
        );
        assert_eq!(quoted_ascii("é😀").to_string(), r#""\u00e9\U0001f600""#);
    }
}
