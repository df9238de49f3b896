//! The tokens of HCL's JSON syntax. Numbers, words and strings are cut generously; whether they are right is for
//! the parser to say.

use crate::diagnostic::Span;

/// How many tokens a text may have.
pub(super) const MAX_TOKENS: usize = 1 << 22;

/// A token, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JsonToken {
    pub(super) kind: JsonTokenKind,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonTokenKind {
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    /// `=`, which is native syntax.
    Equals,
    Keyword,
    String,
    Number,
    Invalid,
    End,
}

/// All tokens of a text, up to the first that makes no sense; the last one is an end. `None` if there are more
/// than [`MAX_TOKENS`].
pub(super) fn scan(text: &[u8]) -> Option<Vec<JsonToken>> {
    use JsonTokenKind as K;
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at) {
        if tokens.len() >= MAX_TOKENS {
            return None;
        }
        let rest = text.get(at..).unwrap_or_default();
        let (kind, length) = match first {
            b' ' | b'\n' | b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            b'{' => (K::OpenBrace, 1),
            b'}' => (K::CloseBrace, 1),
            b'[' => (K::OpenBracket, 1),
            b']' => (K::CloseBracket, 1),
            b',' => (K::Comma, 1),
            b':' => (K::Colon, 1),
            b'=' => (K::Equals, 1),
            b'"' => (K::String, string_length(rest)),
            b'-' | b'+' | b'.' | b'0'..=b'9' => (K::Number, run(rest, in_number)),
            b'a'..=b'z' | b'A'..=b'Z' => (K::Keyword, run(rest, |b| b.is_ascii_alphabetic() || b == b'_')),
            _ => (K::Invalid, 1),
        };
        tokens.push(JsonToken {
            kind,
            span: Span::new(offset(at), offset(at + length)),
        });
        at += length;
        if kind == K::Invalid {
            break;
        }
    }
    tokens.push(JsonToken {
        kind: K::End,
        span: Span::empty(offset(at)),
    });
    Some(tokens)
}

fn in_number(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

fn run(text: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| belongs(**byte)).count()
}

/// How many bytes the string that begins here has, up to its second quote, its line's end, or the text's.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            ..0x20 => return at,
            _ => escaped = *byte == b'\\' && !escaped,
        }
    }
    text.len()
}
