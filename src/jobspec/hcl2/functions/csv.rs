//! Comma-separated values, as Go's `encoding/csv` reads and refuses them.

use std::fmt;

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CsvError {
    /// The line where the record begins, from 1.
    start: usize,
    /// The line and the byte of the fault, from 1.
    line: usize,
    column: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    BareQuote,
    Quote,
    FieldCount,
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.kind {
            Kind::BareQuote => "bare \" in non-quoted-field",
            Kind::Quote => "extraneous or missing \" in quoted-field",
            Kind::FieldCount => return write!(f, "record on line {}: wrong number of fields", self.start),
        };
        if self.start != self.line {
            write!(f, "record on line {}; ", self.start)?;
        }
        write!(
            f,
            "parse error on line {}, column {}: {words}",
            self.line, self.column
        )
    }
}

/// The records of a text, all with as many fields as the first.
#[derive(Debug)]
pub(super) struct Records<'a> {
    lines: std::str::SplitInclusive<'a, char>,
    /// How many lines were taken.
    line: usize,
    fields: Option<usize>,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            lines: text.split_inclusive('\n'),
            line: 0,
            fields: None,
        }
    }

    /// The next line without its end, and whether it had one.
    fn next_line(&mut self) -> Option<(&'a str, bool)> {
        let line = self.lines.next()?;
        self.line += 1;
        let text = line.strip_suffix('\n').unwrap_or(line);
        Some((text.strip_suffix('\r').unwrap_or(text), line.ends_with('\n')))
    }

    fn record(&mut self, first: (&'a str, bool)) -> Result<Vec<String>, CsvError> {
        let start = self.line;
        let fault = |line, column, kind| CsvError {
            start,
            line,
            column,
            kind,
        };
        let mut fields = Vec::new();
        let (mut line, mut ended) = first;
        let mut rest = line;
        let column = |line: &str, rest: &str| line.len() - rest.len() + 1;
        loop {
            let Some(quoted) = rest.strip_prefix('"') else {
                let (field, after) = match rest.split_once(',') {
                    Some((field, after)) => (field, Some(after)),
                    None => (rest, None),
                };
                if let Some(at) = field.find('"') {
                    return Err(fault(self.line, column(line, rest) + at, Kind::BareQuote));
                }
                fields.push(field.to_owned());
                match after {
                    Some(after) => rest = after,
                    None => break,
                }
                continue;
            };
            rest = quoted;
            let mut field = String::new();
            loop {
                let Some((part, after)) = rest.split_once('"') else {
                    field.push_str(rest);
                    if ended {
                        field.push('\n');
                    }
                    let end = line.len() + 1 + usize::from(ended);
                    let Some(next) = self.next_line() else {
                        return Err(fault(self.line, end, Kind::Quote));
                    };
                    (line, ended) = next;
                    rest = line;
                    continue;
                };
                field.push_str(part);
                match after.strip_prefix('"') {
                    Some(after) => {
                        field.push('"');
                        rest = after;
                    }
                    None => {
                        rest = after;
                        break;
                    }
                }
            }
            fields.push(field);
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None if rest.is_empty() => break,
                None => return Err(fault(self.line, column(line, rest) - 1, Kind::Quote)),
            }
        }
        if *self.fields.get_or_insert(fields.len()) != fields.len() {
            return Err(fault(start, 1, Kind::FieldCount));
        }
        Ok(fields)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<String>, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.next_line()?;
            if !line.0.is_empty() {
                return Some(self.record(line));
            }
        }
    }
}
