//! Text to tokens, in the way of hclsyntax: a scanner with a mode for each of code, strings, heredocs and bare
//! templates, and a stack of them. It takes every text; what means nothing becomes a token too.

use memchr::memmem;

use super::token::{Token, TokenKind};
use crate::diagnostic::Span;

/// How many tokens a text may have: a tree of more would take more memory than any job is worth.
pub(super) const MAX_TOKENS: usize = 1 << 22;

/// How a text is read where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Bodies and expressions.
    Code,
    /// Between two `"`.
    Quoted,
    /// Between the first line of a heredoc and its last.
    Heredoc,
    /// A template that is the whole text.
    Template,
}

/// All tokens of a text; the last one is its end. `None` if there are more than [`MAX_TOKENS`].
pub(super) fn scan(text: &[u8], mode: Mode) -> Option<Vec<Token>> {
    let mut scanner = Scanner::new(text, mode);
    while scanner.at < text.len() {
        if scanner.tokens.len() >= MAX_TOKENS {
            return None;
        }
        scanner.step();
    }
    scanner.emit(TokenKind::End, text.len(), text.len());
    Some(scanner.tokens)
}

/// A heredoc that is not closed yet.
#[derive(Debug)]
struct Heredoc {
    marker: Vec<u8>,
    at_line_start: bool,
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    mode: Mode,
    /// The modes to come back to.
    outer: Vec<Mode>,
    /// How many braces are open, of blocks, objects and template sequences alike.
    braces: i64,
    /// The counts at which a `}` ends a template sequence.
    sequences: Vec<i64>,
    heredocs: Vec<Heredoc>,
    /// Whether the rest of the text is known to have no `*/`.
    no_comment_end: bool,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t [u8], mode: Mode) -> Self {
        Scanner {
            text,
            at: 0,
            tokens: Vec::new(),
            mode,
            outer: Vec::new(),
            braces: 0,
            sequences: Vec::new(),
            heredocs: Vec::new(),
            no_comment_end: false,
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn emit(&mut self, kind: TokenKind, start: usize, end: usize) {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.push(Token {
            kind,
            span: Span::new(offset(start), offset(end)),
        });
        self.at = end;
    }

    /// A token of the next `length` bytes.
    fn take(&mut self, kind: TokenKind, length: usize) {
        self.emit(kind, self.at, self.at + length);
    }

    /// Reads on by at least a byte.
    fn step(&mut self) {
        match self.mode {
            Mode::Code => self.code(),
            Mode::Quoted => self.quoted(),
            Mode::Heredoc => self.heredoc(),
            Mode::Template => self.template(),
        }
    }

    fn enter(&mut self, mode: Mode) {
        self.outer.push(self.mode);
        self.mode = mode;
    }

    fn leave(&mut self) {
        self.mode = self.outer.pop().unwrap_or(Mode::Code);
    }

    fn code(&mut self) {
        use TokenKind as K;
        let Some(first) = self.byte(self.at) else { return };
        let second = self.byte(self.at + 1);
        match (first, second) {
            (b' ' | b'\t', _) => self.at += 1,
            (b'\n', _) => self.take(K::Newline, 1),
            (b'\r', Some(b'\n')) => self.take(K::Newline, 2),
            (b'0'..=b'9', _) => self.take(K::Number, number_length(self.rest())),
            (b'#', _) | (b'/', Some(b'/')) => self.line_comment(),
            (b'/', Some(b'*')) => self.block_comment(),
            (b'=', Some(b'=')) => self.take(K::EqualEqual, 2),
            (b'!', Some(b'=')) => self.take(K::NotEqual, 2),
            (b'>', Some(b'=')) => self.take(K::GreaterEqual, 2),
            (b'<', Some(b'=')) => self.take(K::LessEqual, 2),
            (b'&', Some(b'&')) => self.take(K::And, 2),
            (b'|', Some(b'|')) => self.take(K::Or, 2),
            (b'=', Some(b'>')) => self.take(K::Arrow, 2),
            (b'.', Some(b'.')) if self.byte(self.at + 2) == Some(b'.') => self.take(K::Ellipsis, 3),
            (b'<', Some(b'<')) => self.open_heredoc(),
            (b'{', _) => {
                self.take(K::OpenBrace, 1);
                self.braces += 1;
            }
            (b'}', _) => self.close_brace(1, K::CloseBrace),
            // Never a plain brace, so that the parser sees a wrong use.
            (b'~', Some(b'}')) => self.close_brace(2, K::CloseTemplate),
            (b'"', _) => {
                self.take(K::OpenQuote, 1);
                self.enter(Mode::Quoted);
            }
            _ => match symbol(first) {
                Some(kind) => self.take(kind, 1),
                None => self.word(),
            },
        }
    }

    /// A name, or a character that means nothing.
    fn word(&mut self) {
        let length = identifier_length(self.rest());
        if length > 0 {
            self.take(TokenKind::Identifier, length);
        } else {
            self.stray();
        }
    }

    /// A character that does not belong here.
    fn stray(&mut self) {
        match character_length(self.rest()) {
            Some(length) => self.take(TokenKind::Invalid, length),
            None => self.take(TokenKind::BadEncoding, 1),
        }
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        self.take(TokenKind::Comment, length);
    }

    fn block_comment(&mut self) {
        let body = self.text.get(self.at + 2..).unwrap_or_default();
        let end = if self.no_comment_end {
            None
        } else {
            memmem::find(body, b"*/")
        };
        match end {
            Some(end) => self.take(TokenKind::Comment, end + 4),
            None => {
                self.no_comment_end = true;
                self.take(TokenKind::Slash, 1);
            }
        }
    }

    fn open_heredoc(&mut self) {
        let indented = usize::from(self.byte(self.at + 2) == Some(b'-'));
        let start = self.at + 2 + indented;
        let marker = self.text.get(start..).unwrap_or_default();
        let length = identifier_length(marker);
        let line_ending = match marker.get(length..) {
            Some([b'\n', ..]) => 1,
            Some([b'\r', b'\n', ..]) => 2,
            _ => 0,
        };
        if length == 0 || line_ending == 0 {
            self.take(TokenKind::Less, 1);
            return;
        }
        self.heredocs.push(Heredoc {
            marker: marker.get(..length).unwrap_or_default().to_vec(),
            at_line_start: true,
        });
        self.take(TokenKind::OpenHeredoc, 2 + indented + length + line_ending);
        self.enter(Mode::Heredoc);
    }

    fn close_brace(&mut self, length: usize, otherwise: TokenKind) {
        if self.sequences.last() == Some(&self.braces) {
            self.take(TokenKind::CloseTemplate, length);
            self.sequences.pop();
            self.leave();
        } else {
            self.take(otherwise, length);
        }
        self.braces -= 1;
    }

    /// The beginning of an interpolation or a directive, if there is one.
    fn open_sequence(&mut self) -> bool {
        let kind = match self.rest() {
            [b'$', b'{', ..] => TokenKind::OpenInterpolation,
            [b'%', b'{', ..] => TokenKind::OpenDirective,
            _ => return false,
        };
        let strips = usize::from(self.byte(self.at + 2) == Some(b'~'));
        self.take(kind, 2 + strips);
        self.braces += 1;
        self.sequences.push(self.braces);
        if let Some(heredoc) = self.heredocs.last_mut() {
            heredoc.at_line_start = false;
        }
        self.enter(Mode::Code);
        true
    }

    /// How many bytes of a literal begin here with `$` or `%`: an escaped `$${`, or the sign alone.
    fn sign_length(&self) -> Option<usize> {
        match self.rest() {
            [sign @ (b'$' | b'%'), again, b'{', after @ ..] if sign == again => {
                Some(if after.first() == Some(&b'~') { 4 } else { 3 })
            }
            // What comes last in the text could still have become something else: it means nothing.
            [b'$' | b'%', _, ..] => Some(1),
            _ => None,
        }
    }

    fn quoted(&mut self) {
        if self.open_sequence() {
            return;
        }
        match self.byte(self.at) {
            Some(b'"') => {
                self.take(TokenKind::CloseQuote, 1);
                self.leave();
            }
            Some(b'\r' | b'\n') => {
                let length = self
                    .rest()
                    .iter()
                    .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                    .count();
                self.take(TokenKind::QuotedNewline, length);
            }
            Some(b'$' | b'%') => match self.sign_length() {
                Some(length) => self.take(TokenKind::QuotedLiteral, length),
                None => self.take(TokenKind::Invalid, 1),
            },
            _ => match quoted_length(self.rest()) {
                0 => self.stray(),
                length => self.take(TokenKind::QuotedLiteral, length),
            },
        }
    }

    fn heredoc(&mut self) {
        if self.open_sequence() {
            return;
        }
        if let Some(b'$' | b'%') = self.byte(self.at) {
            return match self.sign_length() {
                Some(length) => self.heredoc_piece(length),
                None => self.take(TokenKind::Invalid, 1),
            };
        }
        let length = plain_length(self.rest());
        match self.rest().get(length..) {
            Some([b'\n', ..]) => self.heredoc_line(length, 1),
            Some([b'\r', b'\n', ..]) => self.heredoc_line(length, 2),
            _ if length > 0 => self.heredoc_piece(length),
            // The reference's scanner gives up at a carriage return that ends no line.
            Some([b'\r', ..]) => self.emit(TokenKind::Invalid, self.at, self.text.len()),
            _ => self.take(TokenKind::BadEncoding, 1),
        }
    }

    fn heredoc_piece(&mut self, length: usize) {
        if let Some(heredoc) = self.heredocs.last_mut() {
            heredoc.at_line_start = false;
        }
        self.take(TokenKind::Literal, length);
    }

    /// A piece that ends its line, and perhaps the heredoc.
    fn heredoc_line(&mut self, length: usize, line_ending: usize) {
        let line = self.rest().get(..length).unwrap_or_default();
        let closes = self
            .heredocs
            .last()
            .is_some_and(|heredoc| heredoc.at_line_start && trim_space(line) == heredoc.marker);
        if closes {
            self.take(TokenKind::CloseHeredoc, length);
            self.take(TokenKind::Newline, line_ending);
            self.heredocs.pop();
            self.leave();
            return;
        }
        if let Some(heredoc) = self.heredocs.last_mut() {
            heredoc.at_line_start = true;
        }
        self.take(TokenKind::Literal, length + line_ending);
    }

    fn template(&mut self) {
        if self.open_sequence() {
            return;
        }
        let length = match self.byte(self.at) {
            Some(b'$' | b'%') => match self.sign_length() {
                Some(length) => length,
                None => self.rest().len(),
            },
            _ => {
                let length = plain_length(self.rest());
                match self.rest().get(length..) {
                    Some([b'\n', ..]) => length + 1,
                    Some([b'\r', b'\n', ..]) => length + 2,
                    // The reference's scanner gives up here, and takes all of the rest as it is.
                    Some([b'\r', ..]) if length == 0 => self.rest().len(),
                    _ => length,
                }
            }
        };
        match length {
            0 => self.take(TokenKind::BadEncoding, 1),
            length => self.take(TokenKind::Literal, length),
        }
    }
}

fn symbol(byte: u8) -> Option<TokenKind> {
    use TokenKind as K;
    Some(match byte {
        b'[' => K::OpenBracket,
        b']' => K::CloseBracket,
        b'(' => K::OpenParen,
        b')' => K::CloseParen,
        b'.' => K::Dot,
        b',' => K::Comma,
        b'*' => K::Star,
        b'/' => K::Slash,
        b'%' => K::Percent,
        b'+' => K::Plus,
        b'-' => K::Minus,
        b'=' => K::Equal,
        b'<' => K::Less,
        b'>' => K::Greater,
        b'!' => K::Bang,
        b'?' => K::Question,
        b':' => K::Colon,
        b'&' => K::Ampersand,
        b'|' => K::Pipe,
        b'~' => K::Tilde,
        b'^' => K::Caret,
        b';' => K::Semicolon,
        b'`' => K::Backtick,
        b'\'' => K::Apostrophe,
        _ => return None,
    })
}

/// How many bytes the number that begins here has: digits, dots and exponents in any order, not ending with a dot.
fn number_length(text: &[u8]) -> usize {
    let mut at = 0;
    let mut end = 0;
    loop {
        let (length, may_end) = match text.get(at..).unwrap_or_default() {
            [b'0'..=b'9', ..] => (1, true),
            [b'.', ..] => (1, false),
            [b'e' | b'E', b'0'..=b'9', ..] => (2, true),
            [b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..] => (3, true),
            _ => return end,
        };
        at += length;
        if may_end {
            end = at;
        }
    }
}

/// How many bytes the name that begins here has.
fn identifier_length(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(char) = character(text.get(length..).unwrap_or_default()) {
        let fits = match length {
            0 => char == '_' || unicode_ident::is_xid_start(char),
            _ => char == '-' || unicode_ident::is_xid_continue(char),
        };
        if !fits {
            break;
        }
        length += char.len_utf8();
    }
    length
}

/// The character that begins here, if it is UTF-8.
fn character(text: &[u8]) -> Option<char> {
    let length = character_length(text)?;
    std::str::from_utf8(text.get(..length)?).ok()?.chars().next()
}

/// How many bytes the character that begins here has. Only the pattern of lead and following bytes counts.
fn character_length(text: &[u8]) -> Option<usize> {
    let length = match text.first()? {
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => return None,
    };
    let following = text.get(1..length)?;
    following
        .iter()
        .all(|byte| matches!(byte, 0x80..=0xbf))
        .then_some(length)
}

/// How many bytes from here on are text of a heredoc or a template, up to a sign or a line ending.
fn plain_length(text: &[u8]) -> usize {
    characters_until(text, |byte| matches!(byte, b'$' | b'%' | b'\r' | b'\n'))
}

/// How many bytes from here on are text of a quoted string, escapes and what they escape among them.
fn quoted_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        length += characters_until(text.get(length..).unwrap_or_default(), |byte| {
            matches!(byte, b'$' | b'%' | b'"' | b'\\' | b'\r' | b'\n')
        });
        match text.get(length..).unwrap_or_default() {
            [b'\\', escaped @ ..] if !matches!(escaped.first(), Some(b'\r' | b'\n')) => {
                match character_length(escaped) {
                    Some(escaped) => length += 1 + escaped,
                    None => return length,
                }
            }
            _ => return length,
        }
    }
}

/// How many bytes from here on are whole characters, up to one that `ends`.
fn characters_until(text: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let mut length = 0;
    while let Some(byte) = text.get(length) {
        if ends(*byte) {
            break;
        }
        match character_length(text.get(length..).unwrap_or_default()) {
            Some(character) => length += character,
            None => break,
        }
    }
    length
}

/// Without the white space around, as Go's `bytes.TrimSpace`.
fn trim_space(line: &[u8]) -> &[u8] {
    match std::str::from_utf8(line) {
        Ok(line) => line.trim().as_bytes(),
        Err(_) => line.trim_ascii(),
    }
}
