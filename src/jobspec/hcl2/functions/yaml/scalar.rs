//! The tokens that hold text: block scalars, quoted ones, plain ones.

use super::fault::{Fault, Mark};
use super::scan::{Scanner, is_blank, is_blank_or_end, is_break, is_break_or_end};

/// Line breaks between two lines of a scalar: the first, and those of the empty lines after it.
#[derive(Debug, Default)]
struct Breaks {
    leading: Option<char>,
    trailing: String,
}

impl Breaks {
    /// One break becomes a space, more lose the first.
    fn fold_into(&mut self, text: &mut String) {
        match self.leading.take() {
            Some('\n') | None if self.trailing.is_empty() => text.push(' '),
            Some('\n') | None => {}
            Some(other) => text.push(other),
        }
        text.push_str(&std::mem::take(&mut self.trailing));
    }

    fn add(&mut self, c: char) {
        match self.leading {
            None => self.leading = Some(c),
            Some(_) => self.trailing.push(c),
        }
    }
}

/// What happens to the line breaks at the end of a block scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl Scanner {
    /// The text after `|`, which stays as it is, or `>`, which is folded.
    pub(super) fn block_scalar(&mut self, literal: bool) -> Result<String, Fault> {
        self.skip();
        let (chomping, increment) = self.block_header()?;
        self.skip_blanks();
        self.skip_comment();
        if !is_break_or_end(self.char()) {
            return Err(Fault::scanning(
                self.mark,
                "did not find expected comment or line break",
            ));
        }
        self.read_break();
        let mut indent = increment.map(|increment| usize::try_from(self.indent).unwrap_or(0) + increment);
        let mut text = String::new();
        let mut breaks = Breaks::default();
        self.block_breaks(&mut indent, &mut breaks.trailing)?;
        let mut leading_blank = false;
        while Some(self.mark.column) == indent && self.char() != '\0' {
            let blank = is_blank(self.char());
            // Lines that begin with blanks are not folded.
            if !literal && !leading_blank && !blank && breaks.leading == Some('\n') {
                breaks.fold_into(&mut text);
            } else {
                text.extend(breaks.leading.take());
                text.push_str(&std::mem::take(&mut breaks.trailing));
            }
            leading_blank = blank;
            while !is_break_or_end(self.char()) {
                text.push(self.read());
            }
            breaks.leading = self.read_break();
            self.block_breaks(&mut indent, &mut breaks.trailing)?;
        }
        if chomping != Chomping::Strip {
            text.extend(breaks.leading);
        }
        if chomping == Chomping::Keep {
            text.push_str(&breaks.trailing);
        }
        Ok(text)
    }

    /// Chomping and indentation, in any order.
    fn block_header(&mut self) -> Result<(Chomping, Option<usize>), Fault> {
        let mut chomping = Chomping::Clip;
        let mut increment = None;
        let chomps = |c| match c {
            '+' => Some(Chomping::Keep),
            '-' => Some(Chomping::Strip),
            _ => None,
        };
        if let Some(found) = chomps(self.char()) {
            chomping = found;
            self.skip();
            increment = self.increment()?;
        } else if self.char().is_ascii_digit() {
            increment = self.increment()?;
            if let Some(found) = chomps(self.char()) {
                chomping = found;
                self.skip();
            }
        }
        Ok((chomping, increment))
    }

    fn increment(&mut self) -> Result<Option<usize>, Fault> {
        match self.char().to_digit(10) {
            Some(0) => Err(Fault::scanning(
                self.mark,
                "found an indentation indicator equal to 0",
            )),
            Some(digit) => {
                self.skip();
                Ok(usize::try_from(digit).ok())
            }
            None => Ok(None),
        }
    }

    /// Skips indentation and empty lines; the first line that is not empty decides the indentation if nothing has.
    fn block_breaks(&mut self, indent: &mut Option<usize>, breaks: &mut String) -> Result<(), Fault> {
        let mut deepest = 0;
        loop {
            let before_text = |mark: Mark| indent.is_none_or(|indent| mark.column < indent);
            while before_text(self.mark) && self.char() == ' ' {
                self.skip();
            }
            deepest = deepest.max(self.mark.column);
            if before_text(self.mark) && self.char() == '\t' {
                return Err(Fault::scanning(
                    self.mark,
                    "found a tab character where an indentation space is expected",
                ));
            }
            match self.read_break() {
                Some(c) => breaks.push(c),
                None => break,
            }
        }
        if indent.is_none() {
            let least = usize::try_from(self.indent + 1).unwrap_or(0);
            *indent = Some(deepest.max(least).max(1));
        }
        Ok(())
    }

    /// The text between quotes.
    pub(super) fn quoted_scalar(&mut self, single: bool) -> Result<String, Fault> {
        let quote = self.read();
        let mut text = String::new();
        loop {
            if self.at_document_indicator() {
                return Err(Fault::scanning(self.mark, "found unexpected document indicator"));
            }
            if self.char() == '\0' {
                return Err(Fault::scanning(self.mark, "found unexpected end of stream"));
            }
            let mut escaped_break = false;
            while !is_blank_or_end(self.char()) {
                match self.char() {
                    '\'' if single && self.char_at(1) == '\'' => {
                        text.push('\'');
                        self.skip();
                        self.skip();
                    }
                    c if c == quote => break,
                    '\\' if !single && is_break(self.char_at(1)) => {
                        self.skip();
                        self.read_break();
                        escaped_break = true;
                        break;
                    }
                    '\\' if !single => text.push(self.escape()?),
                    _ => text.push(self.read()),
                }
            }
            if self.char() == quote {
                break;
            }
            self.between_lines(escaped_break, &mut text);
        }
        self.skip();
        Ok(text)
    }

    /// Blanks within a line stay; a line break takes the blanks around it along and is folded.
    fn between_lines(&mut self, escaped_break: bool, text: &mut String) {
        let mut blanks = String::new();
        let mut breaks = Breaks::default();
        let mut broken = escaped_break;
        // After an escaped break, all further ones count.
        let mut escaped = String::new();
        loop {
            if is_blank(self.char()) {
                let c = self.read();
                if !broken {
                    blanks.push(c);
                }
            } else if let Some(c) = self.read_break() {
                if escaped_break {
                    escaped.push(c);
                } else {
                    breaks.add(c);
                    broken = true;
                }
            } else {
                break;
            }
        }
        if escaped_break {
            text.push_str(&escaped);
        } else if broken {
            breaks.fold_into(text);
        } else {
            text.push_str(&blanks);
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let c = match self.char_at(1) {
            '0' => '\0',
            'a' => '\x07',
            'b' => '\x08',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\x0b',
            'f' => '\x0c',
            'r' => '\r',
            'e' => '\x1b',
            c @ (' ' | '"' | '\'' | '\\') => c,
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' => return self.code(2),
            'u' => return self.code(4),
            'U' => return self.code(8),
            _ => return Err(Fault::scanning(self.mark, "found unknown escape character")),
        };
        self.skip();
        self.skip();
        Ok(c)
    }

    fn code(&mut self, length: usize) -> Result<char, Fault> {
        self.skip();
        self.skip();
        let mut code: u32 = 0;
        for offset in 0..length {
            let Some(digit) = self.char_at(offset).to_digit(16) else {
                return Err(Fault::scanning(
                    self.mark,
                    "did not find expected hexdecimal number",
                ));
            };
            code = code << 4 | digit;
        }
        let Some(c) = char::from_u32(code) else {
            return Err(Fault::scanning(
                self.mark,
                "found invalid Unicode character escape code",
            ));
        };
        (0..length).for_each(|_| self.skip());
        Ok(c)
    }

    /// Text without quotes, and where it ends.
    pub(super) fn plain_scalar(&mut self) -> Result<(String, Mark), Fault> {
        let indent = usize::try_from(self.indent + 1).unwrap_or(0);
        let mut text = String::new();
        let mut end = self.mark;
        let mut blanks = String::new();
        let mut breaks = Breaks::default();
        loop {
            if self.at_document_indicator() || self.char() == '#' {
                break;
            }
            while !is_blank_or_end(self.char()) && !self.ends_plain() {
                if breaks.leading.is_some() {
                    breaks.fold_into(&mut text);
                    blanks.clear();
                } else {
                    text.push_str(&std::mem::take(&mut blanks));
                }
                text.push(self.read());
                end = self.mark;
            }
            if !(is_blank(self.char()) || is_break(self.char())) {
                break;
            }
            loop {
                if is_blank(self.char()) {
                    let broken = breaks.leading.is_some();
                    if broken && self.mark.column < indent && self.char() == '\t' {
                        return Err(Fault::scanning(
                            self.mark,
                            "found a tab character that violates indentation",
                        ));
                    }
                    let c = self.read();
                    if !broken {
                        blanks.push(c);
                    }
                } else if let Some(c) = self.read_break() {
                    breaks.add(c);
                } else {
                    break;
                }
            }
            if !self.in_flow() && self.mark.column < indent {
                break;
            }
        }
        if breaks.leading.is_some() {
            self.simple_key_allowed = true;
        }
        Ok((text, end))
    }

    fn ends_plain(&self) -> bool {
        match self.char() {
            ':' => is_blank_or_end(self.char_at(1)),
            ',' | '?' | '[' | ']' | '{' | '}' => self.in_flow(),
            _ => false,
        }
    }
}
