//! The texts that take part in a run (the job file, variable files, values of arguments and of the environment,
//! templates inside of JSON strings), and where in them something is, in lines and columns.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::diagnostic::Span;

/// What some editors put before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// In long lines, columns are counted from a mark at most this many bytes away.
const MARK_DISTANCE: usize = 256;

/// One of the texts of a [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(u32);

/// All texts of a run. Texts are only ever added, so a [`FileId`] stays good.
#[derive(Debug, Default)]
pub(crate) struct Files {
    list: RefCell<Vec<Rc<File>>>,
}

impl Files {
    /// No texts yet.
    pub(crate) fn new() -> Self {
        Files::default()
    }

    /// Takes a text in.
    pub(crate) fn add(&self, name: impl Into<String>, bytes: &[u8]) -> FileId {
        self.add_at(name, bytes, Position { line: 1, column: 1 })
    }

    /// Takes in a text that stands inside of another one, whose first character is at `origin` there.
    pub(crate) fn add_at(&self, name: impl Into<String>, bytes: &[u8], origin: Position) -> FileId {
        let mut list = self.list.borrow_mut();
        let id = FileId(u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(Rc::new(File::new(name.into(), bytes, origin)));
        id
    }

    /// The text that `id` stands for.
    pub(crate) fn file(&self, id: FileId) -> Rc<File> {
        let list = self.list.borrow();
        match list.get(id.0 as usize) {
            Some(file) => Rc::clone(file),
            // An id of another `Files`.
            None => Rc::new(File::new(String::new(), &[], Position { line: 1, column: 1 })),
        }
    }
}

/// A line and a column, both from one. Columns count grapheme clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The line.
    pub(crate) line: u32,
    /// The column.
    pub(crate) column: u32,
}

/// A text and its name. Offsets are from behind a byte order mark, if there is one.
#[derive(Debug)]
pub(crate) struct File {
    name: String,
    text: String,
    /// What the text really is, if it is not UTF-8.
    bytes: Option<Vec<u8>>,
    has_byte_order_mark: bool,
    origin: Position,
    json: Cell<bool>,
    marks: OnceCell<Vec<Mark>>,
}

/// A place whose line and column are known.
#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    line: u32,
    column: u32,
}

impl File {
    fn new(name: String, bytes: &[u8], origin: Position) -> Self {
        let stripped = bytes.strip_prefix(BYTE_ORDER_MARK);
        let content = stripped.unwrap_or(bytes);
        let (text, bytes) = match std::str::from_utf8(content) {
            Ok(text) => (text.to_owned(), None),
            Err(_) => (readable(content), Some(content.to_vec())),
        };
        File {
            name,
            text,
            bytes,
            has_byte_order_mark: stripped.is_some(),
            origin,
            json: Cell::new(false),
            marks: OnceCell::new(),
        }
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its text, with a `?` for each byte that is not UTF-8 (which no text that is accepted has outside comments).
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The text of a span, empty if there is none.
    pub(crate) fn slice(&self, span: Span) -> &str {
        span.text(&self.text)
    }

    /// Whether a byte order mark was before the text.
    pub(crate) fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// Columns are counted as hcl/json does from now on: a tab is two, a carriage return none.
    pub(super) fn set_json(&self) {
        self.json.set(true);
    }

    /// Where the byte at `offset` is.
    pub(crate) fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.bytes().len());
        let marks = self.marks.get_or_init(|| self.find_marks());
        let index = marks.partition_point(|mark| mark.offset <= offset);
        let mark = marks
            .get(index.saturating_sub(1))
            .copied()
            .unwrap_or(self.first_mark());
        let between = self.bytes().get(mark.offset..offset).unwrap_or_default();
        Position {
            line: mark.line,
            column: mark.column + self.columns(between),
        }
    }

    /// `NAME:LINE,COLUMN-COLUMN`, or `NAME:LINE,COLUMN-LINE,COLUMN` if it is on several lines.
    pub(crate) fn range(&self, span: Span) -> String {
        self.range_between(self.position(span.start), self.position(span.end))
    }

    /// The same between two places.
    pub(super) fn range_between(&self, start: Position, end: Position) -> String {
        let name = &self.name;
        if start.line == end.line {
            format!("{name}:{},{}-{}", start.line, start.column, end.column)
        } else {
            format!(
                "{name}:{},{}-{},{}",
                start.line, start.column, end.line, end.column
            )
        }
    }

    fn first_mark(&self) -> Mark {
        Mark {
            offset: 0,
            line: self.origin.line,
            column: self.origin.column,
        }
    }

    /// The beginning of every line, and places inside of long lines.
    fn find_marks(&self) -> Vec<Mark> {
        let bytes = self.bytes();
        let mut mark = self.first_mark();
        let mut marks = vec![mark];
        loop {
            let rest = bytes.get(mark.offset..).unwrap_or_default();
            let line_end = memchr::memchr(b'\n', rest);
            let line = rest.get(..line_end.unwrap_or(rest.len())).unwrap_or_default();
            if line.len() > MARK_DISTANCE {
                self.mark_line(mark, line, &mut marks);
            }
            let Some(line_end) = line_end else { return marks };
            mark = Mark {
                offset: mark.offset + line_end + 1,
                line: mark.line + 1,
                column: 1,
            };
            marks.push(mark);
        }
    }

    fn mark_line(&self, start: Mark, line: &[u8], marks: &mut Vec<Mark>) {
        let mut mark = start;
        let mut last = start.offset;
        for cluster in clusters(line) {
            mark.offset += cluster.len();
            mark.column += self.width(cluster);
            if mark.offset - last >= MARK_DISTANCE {
                marks.push(mark);
                last = mark.offset;
            }
        }
    }

    /// How many columns these bytes, all of one line, take.
    fn columns(&self, bytes: &[u8]) -> u32 {
        if bytes.is_ascii() && !self.json.get() {
            return u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        }
        clusters(bytes).map(|cluster| self.width(cluster)).sum()
    }

    /// How many columns a grapheme cluster takes.
    fn width(&self, cluster: &[u8]) -> u32 {
        match cluster {
            b"\t" if self.json.get() => 2,
            b"\r" if self.json.get() => 0,
            _ => 1,
        }
    }
}

/// The grapheme clusters of these bytes, and each byte that is no UTF-8.
fn clusters(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().graphemes(true).map(str::as_bytes);
        valid.chain(chunk.invalid().chunks(1))
    })
}

/// The same text with a `?` for each byte that is no UTF-8, so that offsets stay.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str, start: u32, end: u32) -> String {
        let files = Files::new();
        let id = files.add("f", text.as_bytes());
        files.file(id).range(Span::new(start, end))
    }

    #[test]
    fn columns_count_what_people_see_as_one_character() {
        assert_eq!(range("a = 1", 4, 5), "f:1,5-6");
        assert_eq!(range("é = 1", 5, 6), "f:1,5-6");
        assert_eq!(range("e\u{301} = 1", 6, 7), "f:1,5-6");
    }

    #[test]
    fn a_range_over_several_lines_names_both() {
        assert_eq!(range("a\nbc\n", 0, 3), "f:1,1-2,2");
        assert_eq!(range("a\r\nbc\n", 3, 4), "f:2,1-2");
        assert_eq!(range("a\n", 1, 2), "f:1,2-2,1");
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(range("\u{feff}ab", 1, 2), "f:1,2-3");
    }

    #[test]
    fn long_lines_have_the_same_columns() {
        let text = "é".repeat(5000);
        assert_eq!(range(&text, 9998, 10000), "f:1,5000-5001");
    }

    #[test]
    fn bytes_that_are_no_text_keep_their_place() {
        let files = Files::new();
        let id = files.add("f", b"a\xff\xfeb");
        let file = files.file(id);
        assert_eq!(file.text(), "a??b");
        assert_eq!(file.position(3), Position { line: 1, column: 4 });
    }

    #[test]
    fn a_text_inside_another_goes_on_from_there() {
        let files = Files::new();
        let id = files.add_at("f", b"a\nb", Position { line: 3, column: 10 });
        assert_eq!(files.file(id).range(Span::new(0, 1)), "f:3,10-11");
        assert_eq!(files.file(id).range(Span::new(2, 3)), "f:4,1-2");
    }
}
