//! From the bytes of an HCL1 text to tokens.
//!
//! The scanner goes over the text once with a cursor and copies nothing. A fault does not stop it: it notes
//! the place and goes on, as the reference does, whose error text is then that of the *last* fault met before
//! the parser stopped. Where it goes on is part of the behaviour (`1e` takes the character after it along, a
//! NUL ends the text and yet does not), so the odd corners in here are deliberate.

use super::letter::{is_digit, is_letter};
use super::source::first_character;
use super::token::{Position, Token, TokenKind};
use crate::diagnostic::Span;
use crate::jobspec::messages::{self as words, FixedMessage};

/// What reading past the end gives, and what a NUL gives too.
const END: char = '\0';

/// A code point that the reference keeps to itself.
const RESERVED: char = '\u{e123}';

/// How many faults are kept beside the last one.
const MAX_FAULTS: usize = 100;

/// Something the scanner could not read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScanFault {
    pub(super) position: Position,
    /// Where the token begins in which it was met.
    pub(super) token_start: u32,
    pub(super) words: &'static FixedMessage,
}

impl ScanFault {
    /// Its place in the text: one byte of the character that was met.
    pub(super) fn span(&self) -> Span {
        Span::new(self.position.offset, self.position.offset.saturating_add(1))
    }
}

pub(super) struct Scanner<'s> {
    bytes: &'s [u8],
    /// The byte that is read next.
    at: usize,
    /// The beginning of the character that was read last.
    last: usize,
    /// How often something was read past the end.
    beyond: u32,
    /// Where the token begins that is being read.
    token_start: u32,
    /// Whether the text is UTF-8 without NUL and reserved code points, so that whole stretches may be skipped.
    clean: bool,
    /// The fault met last.
    pub(super) fault: Option<ScanFault>,
    /// An escape sequence whose value is none. The reference finds out only when it needs the value, and crashes.
    pub(super) valueless: Option<ScanFault>,
    /// The first faults met.
    pub(super) faults: Vec<ScanFault>,
    /// Whether faults are left out of that list, because the text is only skipped.
    pub(super) is_quiet: bool,
}

/// Classes of bytes, as bits.
const WORD: u8 = 1;
const SPACE: u8 = 2;
/// A byte of a quoted string that means something, or may.
const QUOTED: u8 = 4;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
        {
            classes[byte as usize] = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => WORD,
                b' ' | b'\t' | b'\r' => SPACE,
                b'\n' => SPACE | QUOTED,
                b'"' | b'\\' | b'$' | b'{' | b'}' | 0 => QUOTED,
                _ => 0,
            };
        }
        if byte == u8::MAX {
            return classes;
        }
        byte += 1;
    }
}

impl<'s> Scanner<'s> {
    /// `is_text` says whether the bytes are UTF-8.
    pub(super) fn new(bytes: &'s [u8], is_text: bool) -> Self {
        let mut reserved = [0; 4];
        let reserved = RESERVED.encode_utf8(&mut reserved).as_bytes();
        let clean =
            is_text && memchr::memchr(0, bytes).is_none() && memchr::memmem::find(bytes, reserved).is_none();
        Scanner {
            bytes,
            at: 0,
            last: 0,
            beyond: 0,
            token_start: 0,
            clean,
            fault: None,
            valueless: None,
            faults: Vec::new(),
            is_quiet: false,
        }
    }

    /// The next token. At the end of the text it is [`TokenKind::Eof`], again and again.
    pub(super) fn token(&mut self) -> Token {
        self.skip(SPACE);
        let mut c = self.next();
        while matches!(c, ' ' | '\t' | '\n' | '\r') {
            c = self.next();
        }
        let start = self.last;
        let beyond = if self.at > self.last { 0 } else { self.beyond };
        self.token_start = offset(start);
        let kind = match c {
            'a'..='z' | 'A'..='Z' | '_' => self.word(start),
            '0'..='9' => self.number(c),
            '"' => {
                self.quoted();
                TokenKind::String
            }
            '=' => TokenKind::Assign,
            '{' => TokenKind::LeftBrace,
            '}' => TokenKind::RightBrace,
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            ',' => TokenKind::Comma,
            '#' | '/' => {
                self.comment(c);
                TokenKind::Comment
            }
            '<' => {
                self.heredoc();
                TokenKind::Heredoc
            }
            '+' => TokenKind::Add,
            '-' if self.peek().is_ascii_digit() => {
                let digit = self.next();
                self.number(digit)
            }
            '-' => TokenKind::Sub,
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
            END => TokenKind::Eof,
            c if is_letter(c) => self.word(start),
            _ => {
                self.fail(&words::ILLEGAL_CHARACTER);
                TokenKind::Illegal
            }
        };
        Token {
            kind,
            start: offset(start),
            end: offset(self.at),
            beyond,
        }
    }

    /// Reads one character.
    fn next(&mut self) -> char {
        self.last = self.at;
        match self.bytes.get(self.at) {
            None => {
                self.beyond = self.beyond.saturating_add(1);
                END
            }
            Some(0) => {
                self.at += 1;
                self.fail(&words::NULL_CHARACTER);
                END
            }
            Some(&byte @ 1..=0x7f) => {
                self.at += 1;
                char::from(byte)
            }
            Some(_) => {
                let (c, length) = first_character(self.bytes.get(self.at..).unwrap_or_default());
                self.at += length;
                match c {
                    None => self.fail(&words::ILLEGAL_ENCODING),
                    Some(RESERVED) => self.fail(&words::RESERVED_CODE_POINT),
                    Some(c) => return c,
                }
                char::REPLACEMENT_CHARACTER
            }
        }
    }

    /// Takes back the character that was read last. It was one, not the end.
    fn unread(&mut self) {
        self.at = self.last;
    }

    fn unread_unless_end(&mut self, c: char) {
        if c != END {
            self.unread();
        }
    }

    /// The next character, which stays unread.
    fn peek(&self) -> char {
        let (c, _) = first_character(self.bytes.get(self.at..).unwrap_or_default());
        c.unwrap_or(END)
    }

    /// Skips bytes of this class.
    fn skip(&mut self, class: u8) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| class_of(*byte) & class == 0);
        self.at += length.unwrap_or(rest.len());
    }

    fn fail(&mut self, words: &'static FixedMessage) {
        let fault = self.fault_here(words);
        self.fault = Some(fault);
        if !self.is_quiet && self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    /// A fault at the character that was read last.
    fn fault_here(&self, words: &'static FixedMessage) -> ScanFault {
        ScanFault {
            position: Position {
                offset: offset(self.last),
                beyond: if self.at > self.last { 0 } else { self.beyond },
            },
            token_start: self.token_start,
            words,
        }
    }

    fn word(&mut self, start: usize) -> TokenKind {
        loop {
            self.skip(WORD);
            if self
                .bytes
                .get(self.at)
                .is_some_and(|byte| matches!(byte, 1..=0x7f))
            {
                break;
            }
            let c = self.next();
            if !(is_letter(c) || is_digit(c)) {
                self.unread_unless_end(c);
                break;
            }
        }
        match self.bytes.get(start..self.at) {
            Some(b"true" | b"false") => TokenKind::Bool,
            _ => TokenKind::Ident,
        }
    }

    fn number(&mut self, first: char) -> TokenKind {
        if first != '0' {
            self.digits(first);
            let c = self.next();
            return self.after_whole(c);
        }
        let mut c = self.next();
        if matches!(c, 'x' | 'X') {
            c = self.next();
            let found = c.is_ascii_hexdigit();
            while c.is_ascii_hexdigit() {
                c = self.next();
            }
            if !found {
                self.fail(&words::ILLEGAL_HEXADECIMAL);
            }
            self.unread_unless_end(c);
            return TokenKind::Number;
        }
        // The digit right after the zero is not looked at.
        let mut illegal_octal = false;
        while c.is_ascii_digit() {
            c = self.next();
            illegal_octal |= matches!(c, '8' | '9');
        }
        if illegal_octal && !matches!(c, 'e' | 'E' | '.') {
            self.fail(&words::ILLEGAL_OCTAL);
        }
        self.after_whole(c)
    }

    /// What comes after the whole part of a number and begins with `c`.
    fn after_whole(&mut self, c: char) -> TokenKind {
        match c {
            'e' | 'E' => {
                self.exponent(c);
                TokenKind::Float
            }
            '.' => {
                let digit = self.peek();
                let c = self.digits(digit);
                if matches!(c, 'e' | 'E') {
                    let c = self.next();
                    self.exponent(c);
                }
                TokenKind::Float
            }
            c => {
                self.unread_unless_end(c);
                TokenKind::Number
            }
        }
    }

    /// Reads on to the first character that is no digit, which stays unread if there was a digit.
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
        let mut braces = 0_u32;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let meaning = |byte: &u8| class_of(*byte) & QUOTED != 0 || (*byte >= 0x80 && !self.clean);
            self.at += rest.iter().position(meaning).unwrap_or(rest.len());
            match self.next() {
                END => return self.fail(&words::UNTERMINATED_LITERAL),
                '\n' if braces == 0 => return self.fail(&words::UNTERMINATED_LITERAL),
                '"' if braces == 0 => return,
                '$' if braces == 0 && self.peek() == '{' => {
                    braces = 1;
                    self.next();
                }
                '{' if braces > 0 => braces = braces.saturating_add(1),
                '}' if braces > 0 => braces -= 1,
                '\\' => self.escape(braces == 0),
                _ => {}
            }
        }
    }

    /// An escape sequence after its backslash. Inside `${…}`, where it is not `replaced`, its value is free.
    fn escape(&mut self, replaced: bool) {
        let c = self.next();
        let value = match c {
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '"' => return,
            '0'..='7' => self.escape_digits(c, 8, 3).filter(|value| *value <= 0xff),
            'x' => self.hexadecimal_escape(2),
            'u' => self.hexadecimal_escape(4),
            'U' => self
                .hexadecimal_escape(8)
                .filter(|value| *value <= u32::from(char::MAX)),
            _ => return self.fail(&words::ILLEGAL_ESCAPE),
        };
        if value.is_none() && replaced {
            self.valueless = Some(self.fault_here(&words::ILLEGAL_ESCAPE));
        }
    }

    fn hexadecimal_escape(&mut self, count: u32) -> Option<u32> {
        let c = self.next();
        self.escape_digits(c, 16, count)
    }

    /// Reads so many digits and gives their value. If there are fewer, that is a fault and the value is 0.
    fn escape_digits(&mut self, first: char, base: u32, count: u32) -> Option<u32> {
        let mut c = first;
        let mut left = count;
        let mut value = 0_u32;
        while left > 0 {
            let Some(digit) = c.to_digit(base) else {
                break;
            };
            value = value.wrapping_mul(base).wrapping_add(digit);
            c = self.next();
            if c == END {
                break;
            }
            left -= 1;
        }
        if left > 0 {
            self.fail(&words::ILLEGAL_ESCAPE);
            value = 0;
        }
        if left != count {
            self.unread_unless_end(c);
        }
        Some(value)
    }

    fn comment(&mut self, first: char) {
        if first == '/' && self.peek() == '*' {
            return self.block_comment();
        }
        if first == '/' && self.peek() != '/' {
            return self.fail(&words::LONE_SLASH);
        }
        if self.clean {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        }
        let mut c = self.next();
        while !matches!(c, '\n' | END) {
            c = self.next();
        }
        self.unread_unless_end(c);
    }

    fn block_comment(&mut self) {
        self.next();
        let mut c = self.next();
        loop {
            if c == END {
                return self.fail(&words::UNTERMINATED_COMMENT);
            }
            if self.clean && c != '*' {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr(b'*', rest).unwrap_or(rest.len());
            }
            let before = c;
            c = self.next();
            if before == '*' && c == '/' {
                return;
            }
        }
    }

    fn heredoc(&mut self) {
        if self.next() != '<' {
            return self.fail(&words::LONE_LESS);
        }
        let anchor_start = self.at;
        let mut c = self.next();
        if c == '-' {
            c = self.next();
        }
        while is_letter(c) || is_digit(c) {
            c = self.next();
        }
        if c == END {
            return self.fail(&words::UNTERMINATED_HEREDOC);
        }
        if c == '\r' && self.peek() == '\n' {
            c = self.next();
        }
        if c != '\n' {
            return self.fail(&words::ILLEGAL_ANCHOR);
        }
        let anchor = self.bytes.get(anchor_start..self.last).unwrap_or_default();
        if matches!(anchor, [] | [b'-']) {
            return self.fail(&words::EMPTY_ANCHOR);
        }
        loop {
            let line_start = self.at;
            if self.clean {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            let mut c = self.next();
            while !matches!(c, '\n' | END) {
                c = self.next();
            }
            if c == END {
                return self.fail(&words::UNTERMINATED_HEREDOC);
            }
            let line = self.bytes.get(line_start..self.last).unwrap_or_default();
            if is_terminator(line, anchor) {
                return;
            }
        }
    }
}

/// Whether a line ends the heredoc: white space, the anchor, and perhaps carriage returns.
///
/// A line shorter than the anchor with its `-` does not: `<<-EOF` is not ended by an `EOF` that is not indented.
fn is_terminator(line: &[u8], anchor: &[u8]) -> bool {
    if line.len() < anchor.len() {
        return false;
    }
    let (line, returns) = without_returns(line);
    let (anchor, needed) = without_returns(anchor.strip_prefix(b"-").unwrap_or(anchor));
    let Some(indentation) = line.strip_suffix(anchor) else {
        return false;
    };
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    returns >= needed && indentation.iter().all(is_space)
}

/// A line without the carriage returns at its end, and how many there were.
fn without_returns(line: &[u8]) -> (&[u8], usize) {
    let count = line.iter().rev().take_while(|byte| **byte == b'\r').count();
    (line.get(..line.len() - count).unwrap_or_default(), count)
}

fn class_of(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Offsets fit: longer texts are refused before they are scanned.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text, and its faults.
    fn scan(text: &[u8]) -> (Vec<(TokenKind, String)>, Vec<&'static str>) {
        let mut scanner = Scanner::new(text, std::str::from_utf8(text).is_ok());
        let mut tokens = Vec::new();
        loop {
            let token = scanner.token();
            if token.kind == TokenKind::Eof && token.start as usize == text.len() {
                return (
                    tokens,
                    scanner.faults.iter().map(|fault| fault.words.text).collect(),
                );
            }
            let written = text.get(token.start as usize..token.end as usize).unwrap();
            tokens.push((token.kind, String::from_utf8_lossy(written).into_owned()));
        }
    }

    #[test]
    fn tokens_are_cut_where_they_end() {
        use TokenKind::{
            Add, Assign, Bool, Comma, Comment, Float, Heredoc, Ident, LeftBrace, Number, Period,
            RightBracket, String, Sub,
        };
        for (text, tokens) in [
            (
                "a-b.c_1 = é٣",
                vec![(Ident, "a-b.c_1"), (Assign, "="), (Ident, "é٣")],
            ),
            ("true falsey", vec![(Bool, "true"), (Ident, "falsey")]),
            (
                "12 -3 0x1F 017",
                vec![(Number, "12"), (Number, "-3"), (Number, "0x1F"), (Number, "017")],
            ),
            (
                "1.5 -2e+3 1. 0.5",
                vec![(Float, "1.5"), (Float, "-2e+3"), (Float, "1."), (Float, "0.5")],
            ),
            (".5e3", vec![(Float, ".5e"), (Number, "3")]),
            (
                "- + . ,]{",
                vec![
                    (Sub, "-"),
                    (Add, "+"),
                    (Period, "."),
                    (Comma, ","),
                    (RightBracket, "]"),
                    (LeftBrace, "{"),
                ],
            ),
            (r#""a\"${"b"}" b"#, vec![(String, r#""a\"${"b"}""#), (Ident, "b")]),
            (
                "# a\n// b\n/* c\n**/d",
                vec![
                    (Comment, "# a"),
                    (Comment, "// b"),
                    (Comment, "/* c\n**/"),
                    (Ident, "d"),
                ],
            ),
            ("<<E\na\n  E\nb", vec![(Heredoc, "<<E\na\n  E\n"), (Ident, "b")]),
        ] {
            let (found, faults) = scan(text.as_bytes());
            let found: Vec<_> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
            assert_eq!((found, faults), (tokens, vec![]), "{text}");
        }
    }

    #[test]
    fn the_character_after_an_unfinished_float_is_part_of_it() {
        assert_eq!(
            scan(b"1e x").0,
            [
                (TokenKind::Float, "1e ".to_owned()),
                (TokenKind::Ident, "x".to_owned())
            ]
        );
    }

    #[test]
    fn faults_have_their_words_and_do_not_stop() {
        for (text, words) in [
            (&b"a ; b"[..], vec!["illegal char"]),
            (b"\"a\n", vec!["literal not terminated"]),
            (b"\"\\q\\x1\" \"\\18\"", vec!["illegal char escape"; 3]),
            (b"/ a", vec!["expected '/' for comment"]),
            (b"/* a *", vec!["comment not terminated"]),
            (b"0x", vec!["illegal hexadecimal number"]),
            (b"018 08 019.5", vec!["illegal octal number"]),
            (b"<E", vec!["heredoc expected second '<', didn't see it"]),
            (b"<<E-F\n", vec!["invalid characters in heredoc anchor"]),
            (b"<<-\n", vec!["zero-length heredoc anchor"]),
            (b"<<E\na\nE", vec!["heredoc not terminated"]),
            (b"<<-E\na\nE\n", vec!["heredoc not terminated"]),
            (b"a\0b", vec!["unexpected null character (0x00)"]),
            (b"# \xff\xc0\x80\n", vec!["illegal UTF-8 encoding"; 3]),
            (
                b"# \xee\x84\xa3\n",
                vec!["unicode code point U+E123 reserved for internal use"],
            ),
        ] {
            assert_eq!(scan(text).1, words, "{:?}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn an_escape_inside_an_interpolation_needs_no_value() {
        let valueless = |text: &'static [u8]| {
            let mut scanner = Scanner::new(text, true);
            scanner.token();
            assert!(scanner.fault.is_none());
            scanner.valueless.is_some()
        };
        assert!(valueless(br#""\400""#));
        assert!(valueless(br#""\U00110000""#));
        assert!(!valueless(br#""${\400}""#));
        assert!(!valueless(br#""\377\U0010ffff""#));
    }
}
