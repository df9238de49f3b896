//! From the bytes of a JSON text to tokens, by the rules of HCL1's own JSON scanner.
//!
//! Like the scanner of plain HCL it goes on after a fault. Unlike there, the places in error texts drift from
//! the real ones after bytes that are not UTF-8; so this one counts lines and columns as it goes.

use crate::diagnostic::Span;
use crate::jobspec::hcl1::letter::{is_digit, is_letter};
use crate::jobspec::hcl1::source::{LineColumn, first_character};
use crate::jobspec::hcl1::token::{Token, TokenKind};
use crate::jobspec::messages::{self as words, Message};

/// What reading past the end gives.
const END: char = '\0';

/// A place as error texts and the texts of tokens count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    offset: usize,
    line: u32,
    column: u32,
}

pub(super) struct JsonScanner<'s> {
    bytes: &'s [u8],
    /// The byte that is read next, and the beginning of the character that was read last.
    at: usize,
    last: usize,
    /// After the character that was read last, and before it.
    count: Count,
    before: Count,
    /// The length of the line before, in characters.
    line_length: u32,
    /// What was wrong last, and where.
    pub(super) fault: Option<PlacedFault>,
    /// An escape sequence whose value is none. The reference finds out only when it needs the value, and crashes.
    pub(super) valueless: Option<PlacedFault>,
}

/// What is wrong, where in the words of error texts, and where in the text.
pub(super) type PlacedFault = (LineColumn, Span, Message);

impl<'s> JsonScanner<'s> {
    pub(super) fn new(bytes: &'s [u8]) -> Self {
        let count = Count {
            offset: 0,
            line: 1,
            column: 0,
        };
        JsonScanner {
            bytes,
            at: 0,
            last: 0,
            count,
            before: count,
            line_length: 0,
            fault: None,
            valueless: None,
        }
    }

    /// The next token, and its place in error texts.
    pub(super) fn token(&mut self) -> (Token, LineColumn) {
        let mut c = self.next();
        while matches!(c, ' ' | '\t' | '\n' | '\r') {
            c = self.next();
        }
        let place = self.place();
        let start = self.count.offset.saturating_sub(self.at - self.last);
        let kind = match c {
            END => TokenKind::Eof,
            '"' => {
                self.quoted();
                TokenKind::String
            }
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            '{' => TokenKind::LeftBrace,
            '}' => TokenKind::RightBrace,
            ',' => TokenKind::Comma,
            ':' => TokenKind::Colon,
            '0'..='9' => self.number(c),
            '-' if self.peek().is_ascii_digit() => {
                let digit = self.next();
                self.number(digit)
            }
            '-' => self.illegal(),
            '.' => {
                let digit = self.peek();
                if digit.is_ascii_digit() {
                    let c = self.digits(digit);
                    self.exponent(c);
                    TokenKind::Float
                } else {
                    TokenKind::Period
                }
            }
            c if is_letter(c) => self.word(start),
            c => {
                self.fail(words::json_illegal_character(c));
                TokenKind::Illegal
            }
        };
        let token = Token {
            kind,
            start: offset(start),
            end: offset(self.count.offset),
            beyond: 0,
        };
        (token, place)
    }

    fn next(&mut self) -> char {
        self.last = self.at;
        let (c, length) = first_character(self.bytes.get(self.at..).unwrap_or_default());
        self.at += length;
        match c {
            None => {
                self.count.offset += length;
                self.count.column = self.count.column.saturating_add(1);
                if length == 0 {
                    return END;
                }
                self.fail((&words::ILLEGAL_ENCODING).into());
                char::REPLACEMENT_CHARACTER
            }
            Some(c) => {
                self.before = self.count;
                self.count.offset += length;
                self.count.column = self.count.column.saturating_add(1);
                if c == '\n' {
                    self.line_length = self.count.column;
                    self.count.line = self.count.line.saturating_add(1);
                    self.count.column = 0;
                }
                c
            }
        }
    }

    fn unread(&mut self) {
        self.at = self.last;
        self.count = self.before;
    }

    fn unread_unless_end(&mut self, c: char) {
        if c != END {
            self.unread();
        }
    }

    fn peek(&self) -> char {
        let (c, _) = first_character(self.bytes.get(self.at..).unwrap_or_default());
        c.unwrap_or(END)
    }

    /// The place of the character that was read last.
    fn place(&self) -> LineColumn {
        if self.count.column > 0 {
            LineColumn {
                line: self.count.line,
                column: self.count.column,
            }
        } else {
            LineColumn {
                line: self.count.line.saturating_sub(1),
                column: self.line_length,
            }
        }
    }

    fn fail(&mut self, message: Message) {
        self.fault = Some(self.fault_here(message));
    }

    fn fault_here(&self, message: Message) -> PlacedFault {
        let span = Span::new(offset(self.last), offset(self.at));
        (self.place(), span, message)
    }

    fn illegal(&mut self) -> TokenKind {
        self.fail((&words::ILLEGAL_CHARACTER).into());
        TokenKind::Illegal
    }

    fn word(&mut self, start: usize) -> TokenKind {
        let mut c = self.next();
        while is_letter(c) || is_digit(c) || c == '-' {
            c = self.next();
        }
        self.unread_unless_end(c);
        match self.bytes.get(start..self.count.offset) {
            Some(b"true" | b"false") => TokenKind::Bool,
            Some(b"null") => TokenKind::Null,
            _ => self.illegal(),
        }
    }

    fn number(&mut self, first: char) -> TokenKind {
        let start = self.count;
        self.digits(first);
        let c = self.next();
        match c {
            'e' | 'E' => {
                self.exponent(c);
                return TokenKind::Float;
            }
            '.' => {
                let digit = self.peek();
                let c = self.digits(digit);
                if matches!(c, 'e' | 'E') {
                    let c = self.next();
                    self.exponent(c);
                }
                return TokenKind::Float;
            }
            c => self.unread_unless_end(c),
        }
        if first == '0' && self.count != start {
            self.fail((&words::LEADING_ZERO).into());
        }
        TokenKind::Number
    }

    fn digits(&mut self, first: char) -> char {
        let mut c = first;
        while c.is_ascii_digit() {
            c = self.next();
        }
        if first.is_ascii_digit() {
            self.unread_unless_end(c);
        }
        c
    }

    fn exponent(&mut self, c: char) {
        if matches!(c, 'e' | 'E') {
            let mut c = self.next();
            if matches!(c, '-' | '+') {
                c = self.next();
            }
            self.digits(c);
        }
    }

    fn quoted(&mut self) {
        loop {
            match self.next() {
                '\n' | END => return self.fail((&words::UNTERMINATED_LITERAL).into()),
                '"' => return,
                '\\' => self.escape(),
                _ => {}
            }
        }
    }

    fn escape(&mut self) {
        let c = self.next();
        match c {
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '"' => {}
            '0'..='7' => self.escape_digits(c, 8, 3),
            'x' => self.hexadecimal_escape(2),
            'u' => self.hexadecimal_escape(4),
            'U' => self.hexadecimal_escape(8),
            _ => self.fail((&words::ILLEGAL_ESCAPE).into()),
        }
    }

    fn hexadecimal_escape(&mut self, count: u32) {
        let c = self.next();
        self.escape_digits(c, 16, count);
    }

    fn escape_digits(&mut self, first: char, base: u32, count: u32) {
        let mut c = first;
        let mut left = count;
        let mut value = 0_u32;
        while let Some(digit) = c.to_digit(base).filter(|_| left > 0) {
            value = value.wrapping_mul(base).wrapping_add(digit);
            c = self.next();
            left -= 1;
        }
        let is_value = if base == 8 {
            value <= 0xff
        } else {
            char::from_u32(value).is_some()
        };
        if left > 0 {
            self.fail((&words::ILLEGAL_ESCAPE).into());
        } else if !is_value {
            self.valueless = Some(self.fault_here((&words::ILLEGAL_ESCAPE).into()));
        }
        // A NUL too. At the real end the reference crashes.
        if self.at > self.last {
            self.unread();
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
