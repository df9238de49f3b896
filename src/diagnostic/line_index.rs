//! From byte offsets to lines and columns.

/// A position as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters (Unicode scalar values), from 1.
    pub column: u32,
    /// UTF-16 code units from the beginning of the text: what JavaScript counts.
    pub utf16_offset: u32,
}

/// Where the lines of a text begin.
#[derive(Debug, Clone)]
pub struct LineIndex<'a> {
    source: &'a str,
    /// The first byte of each line, and how many UTF-16 units come before it.
    starts: Vec<(u32, u32)>,
}

impl<'a> LineIndex<'a> {
    /// Finds the lines of a text. Takes time linear in its length.
    #[must_use]
    pub fn new(source: &'a str) -> Self {
        let mut starts = vec![(0, 0)];
        let mut utf16 = 0;
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            if line.ends_with('\n') {
                utf16 += utf16_length(line);
                start += length(line);
                starts.push((start, utf16));
            }
        }
        LineIndex { source, starts }
    }

    /// The position of the byte at `offset`; past the end it is the end, inside a character its beginning.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self
            .starts
            .partition_point(|(start, _)| *start as usize <= offset)
            .max(1);
        let (start, utf16) = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.source.get(start as usize..offset).unwrap_or_default();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(without_mark(before).chars().count())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            utf16_offset: utf16 + utf16_length(before),
        }
    }

    /// The text of a line, from 1, without its end; empty past the last one.
    #[must_use]
    pub fn line(&self, line: u32) -> &'a str {
        let start = self
            .starts
            .get((line as usize).wrapping_sub(1))
            .map(|(start, _)| *start as usize);
        let rest = start
            .and_then(|start| self.source.get(start..))
            .unwrap_or_default();
        without_mark(rest.lines().next().unwrap_or_default())
    }
}

/// A line without a byte order mark, which nobody sees and no editor counts.
fn without_mark(line: &str) -> &str {
    line.strip_prefix('\u{feff}').unwrap_or(line)
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn utf16_length(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let index = LineIndex::new("añ\n😀b\r\nc");
        let at = |offset| {
            let position = index.position(offset);
            (position.line, position.column, position.utf16_offset)
        };
        assert_eq!(at(0), (1, 1, 0));
        assert_eq!(at(3), (1, 3, 2), "the end of the first line");
        assert_eq!(at(4), (2, 1, 3));
        assert_eq!(at(5), (2, 1, 3), "inside a character");
        assert_eq!(at(8), (2, 2, 5), "after a character of two UTF-16 units");
        assert_eq!(at(11), (3, 1, 8));
        assert_eq!(at(999), (3, 2, 9), "past the end");
        let marked = LineIndex::new("\u{feff}ab");
        assert_eq!((marked.position(4).column, marked.line(1)), (2, "ab"));
        assert_eq!(marked.position(4).utf16_offset, 2, "a mark is part of the text");
        assert_eq!(
            (index.line(2), index.line(3), index.line(4), index.line(0)),
            ("😀b", "c", "", "")
        );
    }
}
