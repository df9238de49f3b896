//! Where the tokens of an HCL2 text begin and end.
//!
//! Quoted templates and heredocs are one token each, however much is interpolated in them; for that the scanner
//! goes through the interpolations with a list of what is open. What the tokens mean together is the business of the
//! parser, which is asked first where it is there (feature `hcl2`); to the scanner brackets have to match, and that
//! is all.

use super::token::{Bracket, Kind, Tokens, token};
use super::{at, opened_at};
use crate::diagnostic::{Diagnostic, Span};
use crate::jobspec::messages::{self as words, FixedMessage};

/// How deep brackets, templates and heredocs may be nested.
const MAX_DEPTH: usize = 500;

/// The tokens of a text that is HCL2; otherwise what its parser says.
pub(super) fn tokens(bytes: &[u8]) -> Result<Tokens<'_>, Vec<Diagnostic>> {
    #[cfg(feature = "hcl2")]
    {
        let faults = crate::jobspec::hcl2::syntax_faults(bytes);
        if !faults.is_empty() {
            return Err(faults);
        }
    }
    scan(bytes).map_err(|fault| vec![*fault])
}

/// The tokens of a text; the first fault in it if there is one.
pub(super) fn scan(bytes: &[u8]) -> Fallible<Tokens<'_>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        at(&words::HCL2_ENCODING, span(start, start + 1))
    })?;
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
    };
    let mut list = Vec::with_capacity(text.len() / 8);
    let mut before = 0;
    while let Some((kind, start)) = scanner.next_token()? {
        list.push(token(text, kind, before, start, scanner.at));
        before = scanner.at;
    }
    Ok(Tokens {
        text,
        list,
        lines_are_free: false,
    })
}

/// Something that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    what: What,
    start: usize,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Bracket(Bracket),
    /// `${` or `%{` in a template.
    Interpolation,
    /// A template in quotes.
    Quotes,
    /// A heredoc, and the place of the word that ends it.
    Heredoc {
        word: (usize, usize),
        at_line_start: bool,
    },
}

struct Scanner<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    open: Vec<Open>,
}

type Fallible<T> = Result<T, Box<Diagnostic>>;

impl Scanner<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn fault<T>(&self, fault: &'static FixedMessage, start: usize) -> Fallible<T> {
        let width = self.text.get(start..).and_then(|rest| rest.chars().next());
        let end = start + width.map_or(1, char::len_utf8);
        Err(Box::new(at(fault, span(start, end))))
    }

    fn open(&mut self, what: What, start: usize) -> Fallible<()> {
        if self.open.len() >= MAX_DEPTH {
            let message = words::too_deep(MAX_DEPTH);
            return Err(Box::new(Diagnostic::error(
                message.code,
                message.text,
                crate::diagnostic::Place::at(span(start, self.at.max(start + 1))),
            )));
        }
        self.open.push(Open { what, start });
        Ok(())
    }

    /// The next token of the outermost level: its kind and where it begins. It ends where the scanner is then.
    fn next_token(&mut self) -> Fallible<Option<(Kind, usize)>> {
        loop {
            self.skip_space();
            let start = self.at;
            let Some(byte) = self.byte(0) else {
                return self.end();
            };
            if byte == b'\n' {
                self.at += 1;
                continue;
            }
            let kind = self.plain(byte)?;
            if matches!(kind, Kind::Quoted | Kind::Heredoc) {
                self.template()?;
            }
            return Ok(Some((kind, start)));
        }
    }

    fn end(&self) -> Fallible<Option<(Kind, usize)>> {
        let Some(open) = self.open.last() else {
            return Ok(None);
        };
        let fault = match open.what {
            What::Bracket(_) => &words::HCL2_UNCLOSED,
            What::Interpolation => &words::HCL2_UNCLOSED_INTERPOLATION,
            What::Quotes => &words::HCL2_UNCLOSED_QUOTES,
            What::Heredoc { .. } => &words::HCL2_UNCLOSED_HEREDOC,
        };
        let end = self.bytes.len();
        let mut fault = at(fault, span(end, end));
        fault
            .related
            .push(opened_at(u32::try_from(open.start).unwrap_or(u32::MAX)));
        Err(Box::new(fault))
    }

    fn skip_space(&mut self) {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
        loop {
            let rest = self.rest();
            let spaces = rest.iter().take_while(|byte| is_space(byte)).count();
            self.at += spaces;
            if self.rest().starts_with(b"\r\n") {
                self.at += 1;
            }
            if spaces == 0 {
                return;
            }
        }
    }

    /// Scans one token outside of templates. Of a template only the beginning, which is then open.
    fn plain(&mut self, byte: u8) -> Fallible<Kind> {
        let start = self.at;
        let rest = self.rest();
        let (kind, length) = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => return Ok(self.word()),
            b'0'..=b'9' => return Ok(self.number()),
            b'"' => {
                self.at += 1;
                self.open(What::Quotes, start)?;
                return Ok(Kind::Quoted);
            }
            b'#' => return Ok(self.line_comment()),
            b'/' if rest.starts_with(b"//") => return Ok(self.line_comment()),
            b'/' if rest.starts_with(b"/*") => return self.block_comment(),
            b'<' if rest.starts_with(b"<<") => return self.heredoc(),
            b'{' => return self.bracket(Bracket::Brace),
            b'[' => return self.bracket(Bracket::Square),
            b'(' => return self.bracket(Bracket::Round),
            b'}' => return self.close(Bracket::Brace),
            b']' => return self.close(Bracket::Square),
            b')' => return self.close(Bracket::Round),
            b',' => (Kind::Comma, 1),
            b'.' if rest.starts_with(b"...") => (Kind::Ellipsis, 3),
            b'.' => (Kind::Dot, 1),
            b'=' if rest.starts_with(b"==") || rest.starts_with(b"=>") => (Kind::Operator, 2),
            b'=' => (Kind::Assign, 1),
            b'!' if rest.starts_with(b"!=") => (Kind::Operator, 2),
            b'!' => (Kind::Not, 1),
            b'<' | b'>' if rest.get(1) == Some(&b'=') => (Kind::Operator, 2),
            b'&' if rest.starts_with(b"&&") => (Kind::Operator, 2),
            b'|' if rest.starts_with(b"||") => (Kind::Operator, 2),
            b'-' => (Kind::Minus, 1),
            b'*' => (Kind::Star, 1),
            b'+' | b'/' | b'%' | b'<' | b'>' | b'?' | b':' => (Kind::Operator, 1),
            0x80.. if self.begins_word() => return Ok(self.word()),
            _ => return self.fault(&words::HCL2_CHARACTER, start),
        };
        self.at += length;
        Ok(kind)
    }

    fn begins_word(&self) -> bool {
        let first = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        first.is_some_and(char::is_alphabetic)
    }

    fn word(&mut self) -> Kind {
        let is_plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        loop {
            self.at += self.rest().iter().take_while(is_plain).count();
            let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
            match next {
                Some(c) if !c.is_ascii() && !c.is_whitespace() => self.at += c.len_utf8(),
                _ => return Kind::Word,
            }
        }
    }

    fn digits(&mut self) {
        self.at += self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
    }

    fn number(&mut self) -> Kind {
        let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
        self.digits();
        if self.byte(0) == Some(b'.') && is_digit(self.byte(1)) {
            self.at += 1;
            self.digits();
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if is_digit(self.byte(1 + sign)) {
                self.at += 1 + sign;
                self.digits();
            }
        }
        Kind::Number
    }

    fn line_comment(&mut self) -> Kind {
        let end = memchr::memchr(b'\n', self.rest());
        self.at = end.map_or(self.bytes.len(), |end| self.at + end);
        Kind::LineComment
    }

    fn block_comment(&mut self) -> Fallible<Kind> {
        let start = self.at;
        let inside = self.bytes.get(start + 2..).unwrap_or_default();
        match memchr::memmem::find(inside, b"*/") {
            Some(end) => {
                self.at = start + 2 + end + 2;
                Ok(Kind::BlockComment)
            }
            None => self.fault(&words::HCL2_UNCLOSED_COMMENT, start),
        }
    }

    /// The first line of a heredoc.
    fn heredoc(&mut self) -> Fallible<Kind> {
        let start = self.at;
        self.at += 2 + usize::from(self.byte(2) == Some(b'-'));
        let word_start = self.at;
        if self
            .byte(0)
            .is_some_and(|byte| byte.is_ascii_digit() || byte == b'-')
        {
            return self.fault(&words::HCL2_HEREDOC_WORD, start);
        }
        self.word();
        let word = (word_start, self.at);
        self.at += usize::from(self.byte(0) == Some(b'\r'));
        if word_start == word.1 || self.byte(0) != Some(b'\n') {
            return self.fault(&words::HCL2_HEREDOC_WORD, start);
        }
        self.at += 1;
        let at_line_start = true;
        self.open(What::Heredoc { word, at_line_start }, start)?;
        Ok(Kind::Heredoc)
    }

    fn bracket(&mut self, bracket: Bracket) -> Fallible<Kind> {
        self.at += 1;
        self.open(What::Bracket(bracket), self.at - 1)?;
        Ok(Kind::Open(bracket))
    }

    fn close(&mut self, bracket: Bracket) -> Fallible<Kind> {
        let matches = |open: &mut Open| matches!(open.what, What::Bracket(opened) if opened == bracket);
        match self.open.pop_if(matches) {
            Some(_) => {
                self.at += 1;
                Ok(Kind::Close(bracket))
            }
            None => {
                let mut fault = self.fault::<()>(&words::HCL2_UNEXPECTED_CLOSE, self.at);
                if let (Err(fault), Some(open)) = (&mut fault, self.open.last()) {
                    let start = u32::try_from(open.start).unwrap_or(u32::MAX);
                    fault.related.push(opened_at(start));
                }
                fault.map(|()| Kind::Close(bracket))
            }
        }
    }

    /// Scans the template that has just been opened to its end, with everything that is interpolated.
    fn template(&mut self) -> Fallible<()> {
        let level = self.open.len();
        while self.open.len() >= level {
            match self.open.last().map(|open| open.what) {
                Some(What::Quotes) => self.quoted()?,
                Some(What::Heredoc { word, at_line_start }) => self.heredoc_lines(word, at_line_start)?,
                _ => self.interpolated()?,
            }
        }
        Ok(())
    }

    /// One token inside an interpolation, which may end it.
    fn interpolated(&mut self) -> Fallible<()> {
        self.skip_space();
        let Some(byte) = self.byte(0) else {
            return self.end().map(|_| ());
        };
        let is_interpolation =
            matches!(self.open.last(), Some(open) if matches!(open.what, What::Interpolation));
        match byte {
            b'\n' => self.at += 1,
            b'~' if self.byte(1) == Some(b'}') => self.at += 1,
            b'}' if is_interpolation => {
                self.at += 1;
                self.open.pop();
            }
            _ => {
                self.plain(byte)?;
            }
        }
        Ok(())
    }

    /// What is in quotes, up to their end or to the next interpolation.
    fn quoted(&mut self) -> Fallible<()> {
        loop {
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n' | b'\r');
            let plain = self.rest().iter().position(special);
            self.at = plain.map_or(self.bytes.len(), |plain| self.at + plain);
            match self.byte(0) {
                None => return self.end().map(|_| ()),
                Some(b'"') => {
                    self.at += 1;
                    self.open.pop();
                    return Ok(());
                }
                Some(b'\n' | b'\r') => return self.fault(&words::HCL2_LINE_END_IN_QUOTES, self.at),
                Some(b'\\') => {
                    let is_escape = !matches!(self.byte(1), None | Some(b'\n' | b'\r'));
                    self.at += 1 + usize::from(is_escape);
                }
                Some(_) => {
                    if self.opens_interpolation()? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// The lines of a heredoc, up to the one that ends it or to the next interpolation.
    fn heredoc_lines(&mut self, word: (usize, usize), mut at_line_start: bool) -> Fallible<()> {
        let mut line = self.at;
        loop {
            let special = |byte: &u8| matches!(byte, b'$' | b'%' | b'\n');
            let plain = self.rest().iter().position(special);
            self.at = plain.map_or(self.bytes.len(), |plain| self.at + plain);
            match self.byte(0) {
                None => return self.end().map(|_| ()),
                Some(b'\n') => {
                    let written = self.text.get(line..self.at).unwrap_or_default();
                    if at_line_start && Some(written.trim()) == self.text.get(word.0..word.1) {
                        self.at -= usize::from(written.ends_with('\r'));
                        self.open.pop();
                        return Ok(());
                    }
                    self.at += 1;
                    line = self.at;
                    at_line_start = true;
                }
                Some(_) => {
                    if let Some(Open {
                        what: What::Heredoc { at_line_start, .. },
                        ..
                    }) = self.open.last_mut()
                    {
                        *at_line_start = false;
                    }
                    if self.opens_interpolation()? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// At a `$` or `%`: goes over it, and opens an interpolation if it is the beginning of one. Doubled it is none.
    fn opens_interpolation(&mut self) -> Fallible<bool> {
        let start = self.at;
        let sign = self.byte(0);
        if self.byte(1) == sign && self.byte(2) == Some(b'{') {
            self.at += 3;
            return Ok(false);
        }
        if self.byte(1) != Some(b'{') {
            self.at += 1;
            return Ok(false);
        }
        self.at += 2 + usize::from(self.byte(2) == Some(b'~'));
        self.open(What::Interpolation, start)?;
        Ok(true)
    }
}

fn span(start: usize, end: usize) -> Span {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(narrow(start), narrow(end))
}
