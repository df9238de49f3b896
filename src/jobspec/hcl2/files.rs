//! The texts that take part in a run (the job file, variable files, values of arguments and of the environment,
//! templates inside of JSON strings), and where in them something is, in lines and columns.

use std::cell::RefCell;
use std::rc::Rc;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::diagnostic::Span;

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

    /// Takes a text in. A byte order mark is dropped: the reference counts from behind it.
    pub(crate) fn add(&self, name: impl Into<String>, bytes: &[u8]) -> FileId {
        self.add_at(name.into(), bytes, Position { line: 1, column: 1 })
    }

    /// Takes in a text that stands inside of another one, whose first character is at `origin` there.
    pub(crate) fn add_at(&self, name: String, bytes: &[u8], origin: Position) -> FileId {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut list = self.list.borrow_mut();
        let id = FileId(u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(Rc::new(File::new(name, bytes.to_vec(), origin)));
        id
    }

    /// The text that `id` stands for.
    pub(crate) fn file(&self, id: FileId) -> Rc<File> {
        let list = self.list.borrow();
        match list.get(id.0 as usize) {
            Some(file) => Rc::clone(file),
            None => Rc::new(File::new(
                String::new(),
                Vec::new(),
                Position { line: 1, column: 1 },
            )),
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

/// A text and its name.
#[derive(Debug)]
pub(crate) struct File {
    name: String,
    content: Result<String, Vec<u8>>,
    origin: Position,
    /// Where each line begins.
    lines: Vec<u32>,
}

impl File {
    fn new(name: String, bytes: Vec<u8>, origin: Position) -> Self {
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', &bytes).map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        File {
            name,
            content: String::from_utf8(bytes).map_err(|error| error.into_bytes()),
            origin,
            lines,
        }
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its text, empty unless it is UTF-8 (no such file gets past the parser).
    pub(crate) fn text(&self) -> &str {
        self.content.as_deref().unwrap_or_default()
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.content {
            Ok(text) => text.as_bytes(),
            Err(bytes) => bytes,
        }
    }

    /// The text of a span, empty if there is none.
    pub(crate) fn slice(&self, span: Span) -> &str {
        span.text(self.text())
    }

    /// Where the byte at `offset` is.
    pub(crate) fn position(&self, offset: u32) -> Position {
        let index = self
            .lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or(0);
        let line = self
            .bytes()
            .get(start as usize..offset as usize)
            .unwrap_or_default();
        let column = columns(line);
        if index == 0 {
            return Position {
                line: self.origin.line,
                column: self.origin.column + column,
            };
        }
        Position {
            line: self.origin.line + u32::try_from(index).unwrap_or(u32::MAX),
            column: column + 1,
        }
    }

    /// `NAME:LINE,COLUMN-COLUMN`, or `NAME:LINE,COLUMN-LINE,COLUMN` if it is on several lines.
    pub(crate) fn range(&self, span: Span) -> String {
        let (start, end) = (self.position(span.start), self.position(span.end));
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
}

/// How many columns these bytes take: their grapheme clusters, and each byte that is no UTF-8.
fn columns(bytes: &[u8]) -> u32 {
    let count: usize = bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().graphemes(true).count() + chunk.invalid().len())
        .sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}
