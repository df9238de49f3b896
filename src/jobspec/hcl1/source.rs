//! The text of a job file: its line ends, its characters, its lines and columns.

use std::borrow::Cow;
use std::fmt;

use super::token::Position;
use crate::diagnostic::Span;

/// A source text with plain line ends.
///
/// HCL1 takes CR LF for LF, inside strings too, and its positions count them as one character. So they are
/// replaced before scanning; spans are moved back when they leave this module.
pub(crate) struct Source<'s> {
    bytes: Cow<'s, [u8]>,
    /// The offsets in `bytes` before which a CR was dropped, ascending.
    dropped: Vec<u32>,
}

impl<'s> Source<'s> {
    pub(crate) fn new(bytes: &'s [u8]) -> Self {
        let mut ends = memchr::memmem::find_iter(bytes, "\r\n").peekable();
        if ends.peek().is_none() {
            return Self::verbatim(bytes);
        }
        let mut plain = Vec::with_capacity(bytes.len());
        let mut dropped = Vec::new();
        let mut from = 0;
        for end in ends {
            plain.extend_from_slice(bytes.get(from..end).unwrap_or_default());
            dropped.push(u32::try_from(plain.len()).unwrap_or(u32::MAX));
            from = end + 1;
        }
        plain.extend_from_slice(bytes.get(from..).unwrap_or_default());
        Source {
            bytes: Cow::Owned(plain),
            dropped,
        }
    }

    /// A text whose line ends stay as they are.
    pub(crate) fn verbatim(bytes: &'s [u8]) -> Self {
        Source {
            bytes: Cow::Borrowed(bytes),
            dropped: Vec::new(),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where a range of [`bytes`](Self::bytes) is in the text as it was given.
    pub(crate) fn original(&self, span: Span) -> Span {
        let moved = |offset: u32| {
            let dropped = self.dropped.partition_point(|at| *at < offset);
            offset.saturating_add(u32::try_from(dropped).unwrap_or(u32::MAX))
        };
        if self.dropped.is_empty() {
            return span;
        }
        Span::new(moved(span.start), moved(span.end))
    }
}

/// The first character and its length in bytes; `None` for the character where the bytes are not UTF-8, which
/// makes one byte one character.
pub(super) fn first_character(bytes: &[u8]) -> (Option<char>, usize) {
    let width = match bytes.first() {
        None => return (None, 0),
        Some(0..=0x7f) => 1,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return (None, 1),
    };
    let character = bytes
        .get(..width)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .and_then(|text| text.chars().next());
    (character, if character.is_some() { width } else { 1 })
}

/// Bytes as text, each byte that is not UTF-8 as one replacement character.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(lossy(bytes)),
    }
}

/// See [`text_of`].
pub(super) fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| lossy(error.as_bytes()))
}

fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// A line and a column in characters, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineColumn {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Finds lines and columns of positions; fastest when they are asked for in ascending order.
pub(crate) struct Locator<'s> {
    bytes: &'s [u8],
    offset: usize,
    /// Line ends before `offset`, and characters between the last one and `offset`.
    lines: u32,
    characters: u32,
}

impl<'s> Locator<'s> {
    pub(crate) fn new(bytes: &'s [u8]) -> Self {
        Locator {
            bytes,
            offset: 0,
            lines: 0,
            characters: 0,
        }
    }

    pub(crate) fn locate(&mut self, position: Position) -> LineColumn {
        let offset = position.offset as usize;
        if offset < self.offset {
            *self = Self::new(self.bytes);
        }
        let passed = self.bytes.get(self.offset..offset).unwrap_or_default();
        let last_line = match memchr::memrchr(b'\n', passed) {
            Some(end) => {
                let ends = memchr::memchr_iter(b'\n', passed).count();
                self.lines = self.lines.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
                self.characters = 0;
                passed.get(end + 1..).unwrap_or_default()
            }
            None => passed,
        };
        self.characters = self.characters.saturating_add(count_characters(last_line));
        self.offset = offset;
        LineColumn {
            line: self.lines.saturating_add(1),
            column: self.characters.saturating_add(position.beyond.max(1)),
        }
    }
}

fn count_characters(bytes: &[u8]) -> u32 {
    let characters: usize = bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum();
    u32::try_from(characters).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_plain_text_lead_back_to_the_given_one() {
        let given = "a\r\nb \r\r\nc\rd\r\n";
        let source = Source::new(given.as_bytes());
        assert_eq!(source.bytes(), b"a\nb \r\nc\rd\n");
        for needle in ["b", "c", "d"] {
            let at = source
                .bytes()
                .iter()
                .position(|byte| *byte == needle.as_bytes()[0])
                .unwrap() as u32;
            assert_eq!(source.original(Span::new(at, at + 1)).text(given), needle);
        }
    }

    #[test]
    fn columns_count_characters_and_broken_bytes() {
        let bytes = b"a\xc3\xb1\xff\xfeb\n\ncd";
        let mut locator = Locator::new(bytes);
        let mut at = |offset, beyond| locator.locate(Position { offset, beyond }).to_string();
        assert_eq!(at(0, 0), "1:1");
        assert_eq!(
            at(5, 0),
            "1:5",
            "a character of two bytes and two bytes that are none"
        );
        assert_eq!(at(6, 0), "1:6", "the end of the line");
        assert_eq!(at(9, 0), "3:2");
        assert_eq!(at(10, 1), "3:3", "the first attempt to read past the end");
        assert_eq!(at(10, 3), "3:5");
        assert_eq!(at(1, 0), "1:2", "back");
    }

    #[test]
    fn characters_are_strict_utf8() {
        assert_eq!(first_character("ñx".as_bytes()), (Some('ñ'), 2));
        for broken in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xe4\xb8", b"\x80"] {
            assert_eq!(first_character(broken), (None, 1), "{broken:?}");
        }
        assert_eq!(text_of(b"\xe4\xb8x"), "\u{fffd}\u{fffd}x");
    }
}
