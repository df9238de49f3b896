//! Text to tokens.
//!
//! YAML tells a key from a value only when its colon comes, so tokens wait in a queue: the place where a key may
//! have begun is remembered, once for every level of brackets, and when the colon comes, the tokens that open the
//! key (and the mapping) are put in there.

use std::collections::VecDeque;
use std::rc::Rc;

use super::fault::{Fault, Mark};
use crate::jobspec::hcl2::value::MAX_DEPTH;

/// A token and its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    StreamEnd,
    Version(u32, u32),
    TagDirective { handle: String, prefix: String },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    Tag { handle: String, suffix: String },
    Scalar(Rc<str>, Style),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Block,
}

/// Where a key may have begun.
#[derive(Debug, Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    required: bool,
    token: usize,
    mark: Mark,
}

pub(super) struct Scanner {
    chars: Vec<char>,
    pub(super) mark: Mark,
    queue: VecDeque<Token>,
    /// How many tokens have left the queue.
    taken: usize,
    ended: bool,
    /// Column of the innermost block; -1 outside of all.
    pub(super) indent: isize,
    indents: Vec<isize>,
    /// One for each level of brackets, and one for outside.
    simple_keys: Vec<SimpleKey>,
    pub(super) simple_key_allowed: bool,
}

pub(super) type Scanned<T = ()> = Result<T, Fault>;

impl Scanner {
    /// A scanner at the beginning of a text.
    pub(super) fn new(text: &str) -> Scanned<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let allowed = |c: char| {
            matches!(
                c,
                '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}'
                    | '\u{10000}'..
            )
        };
        if !text.chars().all(allowed) {
            return Err(Fault::anywhere("control characters are not allowed"));
        }
        Ok(Self {
            chars: if text.is_empty() {
                vec!['\n']
            } else {
                text.chars().collect()
            },
            mark: Mark::default(),
            queue: VecDeque::new(),
            taken: 0,
            ended: false,
            indent: -1,
            indents: Vec::new(),
            simple_keys: vec![SimpleKey::default()],
            simple_key_allowed: true,
        })
    }

    /// The next token, which stays where it is.
    pub(super) fn peek(&mut self) -> Scanned<Token> {
        while self.needs_more()? {
            self.fetch()?;
        }
        Ok(self.queue.front().cloned().unwrap_or(Token {
            kind: Kind::StreamEnd,
            start: self.mark,
            end: self.mark,
        }))
    }

    /// Takes the token that was peeked.
    pub(super) fn skip_token(&mut self) {
        if self.queue.pop_front().is_some() {
            self.taken += 1;
        }
    }

    /// Whether the next token may still turn out to be preceded by others.
    fn needs_more(&mut self) -> Scanned<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.queue.is_empty() {
            return Ok(true);
        }
        self.drop_stale_keys()?;
        Ok(self
            .simple_keys
            .iter()
            .any(|key| key.possible && key.token == self.taken))
    }

    /// The character so many after the place; NUL behind the end.
    pub(super) fn char_at(&self, offset: usize) -> char {
        self.chars.get(self.mark.index + offset).copied().unwrap_or('\0')
    }

    /// The character at the place.
    pub(super) fn char(&self) -> char {
        self.char_at(0)
    }

    pub(super) fn skip(&mut self) {
        if self.mark.index < self.chars.len() {
            self.mark.index += 1;
        }
        self.mark.column += 1;
    }

    /// Takes a character of a line.
    pub(super) fn read(&mut self) -> char {
        let c = self.char();
        self.skip();
        c
    }

    /// Takes the end of a line; most become a line feed.
    pub(super) fn read_break(&mut self) -> Option<char> {
        let c = self.char();
        if !is_break(c) {
            return None;
        }
        let pair = c == '\r' && self.char_at(1) == '\n';
        self.mark.index += 1 + usize::from(pair);
        self.mark.line += 1;
        self.mark.column = 0;
        Some(if matches!(c, '\u{2028}' | '\u{2029}') {
            c
        } else {
            '\n'
        })
    }

    pub(super) fn skip_blanks(&mut self) {
        while is_blank(self.char()) {
            self.skip();
        }
    }

    /// Skips a comment up to the end of its line.
    pub(super) fn skip_comment(&mut self) {
        if self.char() == '#' {
            while !is_break_or_end(self.char()) {
                self.skip();
            }
        }
    }

    pub(super) fn in_flow(&self) -> bool {
        self.simple_keys.len() > 1
    }

    fn column(&self) -> isize {
        isize::try_from(self.mark.column).unwrap_or(isize::MAX)
    }

    pub(super) fn push(&mut self, kind: Kind, start: Mark) {
        self.queue.push_back(Token {
            kind,
            start,
            end: self.mark,
        });
    }

    /// Whether a document's beginning or end stands at the place.
    pub(super) fn at_document_indicator(&self) -> bool {
        let thrice = |c| (0..3).all(|offset| self.char_at(offset) == c);
        self.mark.column == 0 && (thrice('-') || thrice('.')) && is_blank_or_end(self.char_at(3))
    }

    /// Puts the next token, and what it implies, into the queue.
    fn fetch(&mut self) -> Scanned {
        self.skip_to_token();
        self.drop_stale_keys()?;
        self.unroll_indent(self.column());
        let c = self.char();
        let next_is_blank = is_blank_or_end(self.char_at(1));
        match c {
            '\0' => self.stream_end(),
            '%' if self.mark.column == 0 => self.directive(),
            '-' | '.' if self.at_document_indicator() => {
                self.leave_blocks()?;
                let kind = if c == '-' {
                    Kind::DocumentStart
                } else {
                    Kind::DocumentEnd
                };
                let start = self.mark;
                (0..3).for_each(|_| self.skip());
                self.push(kind, start);
                Ok(())
            }
            '[' => self.flow_start(Kind::FlowSequenceStart),
            '{' => self.flow_start(Kind::FlowMappingStart),
            ']' => self.flow_end(Kind::FlowSequenceEnd),
            '}' => self.flow_end(Kind::FlowMappingEnd),
            ',' => {
                self.remove_key()?;
                self.simple_key_allowed = true;
                self.indicator(Kind::FlowEntry);
                Ok(())
            }
            '-' if next_is_blank => self.block_entry(),
            '?' if self.in_flow() || next_is_blank => self.key(),
            ':' if self.in_flow() || next_is_blank => self.value(),
            '*' | '&' => {
                self.save_key()?;
                self.simple_key_allowed = false;
                self.anchor()
            }
            '!' => {
                self.save_key()?;
                self.simple_key_allowed = false;
                self.tag()
            }
            '|' | '>' if !self.in_flow() => {
                self.remove_key()?;
                self.simple_key_allowed = true;
                let start = self.mark;
                let text = self.block_scalar(c == '|')?;
                self.push(Kind::Scalar(text.into(), Style::Block), start);
                Ok(())
            }
            '\'' | '"' => {
                self.save_key()?;
                self.simple_key_allowed = false;
                let start = self.mark;
                let text = self.quoted_scalar(c == '\'')?;
                self.push(Kind::Scalar(text.into(), Style::Quoted), start);
                Ok(())
            }
            c if self.starts_plain(c) => {
                self.save_key()?;
                self.simple_key_allowed = false;
                let start = self.mark;
                let (text, end) = self.plain_scalar()?;
                let kind = Kind::Scalar(text.into(), Style::Plain);
                self.queue.push_back(Token { kind, start, end });
                Ok(())
            }
            _ => Err(Fault::scanning(
                self.mark,
                "found character that cannot start any token",
            )),
        }
    }

    fn starts_plain(&self, c: char) -> bool {
        const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`";
        let next = self.char_at(1);
        match c {
            '-' => !is_blank(next),
            '?' | ':' => !self.in_flow() && !is_blank_or_end(next),
            c => !is_blank_or_end(c) && !INDICATORS.contains(c),
        }
    }

    fn skip_to_token(&mut self) {
        loop {
            while self.char() == ' ' || ((self.in_flow() || !self.simple_key_allowed) && self.char() == '\t')
            {
                self.skip();
            }
            self.skip_comment();
            if self.read_break().is_none() {
                return;
            }
            if !self.in_flow() {
                self.simple_key_allowed = true;
            }
        }
    }

    /// A key is on one line and not long.
    fn drop_stale_keys(&mut self) -> Scanned {
        const LONGEST: usize = 1024;
        let mark = self.mark;
        for key in &mut self.simple_keys {
            if key.possible && (key.mark.line < mark.line || key.mark.index + LONGEST < mark.index) {
                if key.required {
                    return Err(Fault::scanning(mark, "could not find expected ':'"));
                }
                key.possible = false;
            }
        }
        Ok(())
    }

    /// Remembers that a key may begin here.
    fn save_key(&mut self) -> Scanned {
        if !self.simple_key_allowed {
            return Ok(());
        }
        self.remove_key()?;
        let key = SimpleKey {
            possible: true,
            required: !self.in_flow() && self.indent == self.column(),
            token: self.taken + self.queue.len(),
            mark: self.mark,
        };
        if let Some(last) = self.simple_keys.last_mut() {
            *last = key;
        }
        Ok(())
    }

    fn remove_key(&mut self) -> Scanned {
        let mark = self.mark;
        if let Some(last) = self.simple_keys.last_mut() {
            if last.possible && last.required {
                return Err(Fault::scanning(mark, "could not find expected ':'"));
            }
            last.possible = false;
        }
        Ok(())
    }

    /// Begins a block if the column is further right than the innermost one. Its token goes to the end of the queue,
    /// or to where a key began.
    fn roll_indent(&mut self, column: isize, at: Option<usize>, kind: Kind, mark: Mark) -> Scanned {
        if self.in_flow() || self.indent >= column {
            return Ok(());
        }
        self.check_depth()?;
        self.indents.push(self.indent);
        self.indent = column;
        let position = at.map_or(self.queue.len(), |token| token.saturating_sub(self.taken));
        let token = Token {
            kind,
            start: mark,
            end: mark,
        };
        self.queue.insert(position.min(self.queue.len()), token);
        Ok(())
    }

    fn check_depth(&self) -> Scanned {
        if self.indents.len() + self.simple_keys.len() > MAX_DEPTH {
            return Err(Fault::scanning(
                self.mark,
                format!("more than {MAX_DEPTH} levels"),
            ));
        }
        Ok(())
    }

    /// Ends the blocks that are further right than a column.
    fn unroll_indent(&mut self, column: isize) {
        if self.in_flow() {
            return;
        }
        while self.indent > column {
            self.push(Kind::BlockEnd, self.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// What ends all blocks does so before its own token.
    pub(super) fn leave_blocks(&mut self) -> Scanned {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.simple_key_allowed = false;
        Ok(())
    }

    fn stream_end(&mut self) -> Scanned {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
        self.leave_blocks()?;
        self.push(Kind::StreamEnd, self.mark);
        self.ended = true;
        Ok(())
    }

    /// A token of one character.
    fn indicator(&mut self, kind: Kind) {
        let start = self.mark;
        self.skip();
        self.push(kind, start);
    }

    fn flow_start(&mut self, kind: Kind) -> Scanned {
        self.save_key()?;
        self.check_depth()?;
        self.simple_keys.push(SimpleKey::default());
        self.simple_key_allowed = true;
        self.indicator(kind);
        Ok(())
    }

    fn flow_end(&mut self, kind: Kind) -> Scanned {
        self.remove_key()?;
        if self.in_flow() {
            self.simple_keys.pop();
        }
        self.simple_key_allowed = false;
        self.indicator(kind);
        Ok(())
    }

    fn block_entry(&mut self) -> Scanned {
        if !self.in_flow() {
            if !self.simple_key_allowed {
                return Err(Fault::scanning(
                    self.mark,
                    "block sequence entries are not allowed in this context",
                ));
            }
            self.roll_indent(self.column(), None, Kind::BlockSequenceStart, self.mark)?;
        }
        self.remove_key()?;
        self.simple_key_allowed = true;
        self.indicator(Kind::BlockEntry);
        Ok(())
    }

    fn key(&mut self) -> Scanned {
        if !self.in_flow() {
            if !self.simple_key_allowed {
                return Err(Fault::scanning(
                    self.mark,
                    "mapping keys are not allowed in this context",
                ));
            }
            self.roll_indent(self.column(), None, Kind::BlockMappingStart, self.mark)?;
        }
        self.remove_key()?;
        self.simple_key_allowed = !self.in_flow();
        self.indicator(Kind::Key);
        Ok(())
    }

    fn value(&mut self) -> Scanned {
        let key = self.simple_keys.last().copied().unwrap_or_default();
        if key.possible {
            let position = key.token.saturating_sub(self.taken).min(self.queue.len());
            let token = Token {
                kind: Kind::Key,
                start: key.mark,
                end: key.mark,
            };
            self.queue.insert(position, token);
            let column = isize::try_from(key.mark.column).unwrap_or(isize::MAX);
            self.roll_indent(column, Some(key.token), Kind::BlockMappingStart, key.mark)?;
            if let Some(last) = self.simple_keys.last_mut() {
                last.possible = false;
            }
            self.simple_key_allowed = false;
        } else {
            if !self.in_flow() {
                if !self.simple_key_allowed {
                    return Err(Fault::scanning(
                        self.mark,
                        "mapping values are not allowed in this context",
                    ));
                }
                self.roll_indent(self.column(), None, Kind::BlockMappingStart, self.mark)?;
            }
            self.simple_key_allowed = !self.in_flow();
        }
        self.indicator(Kind::Value);
        Ok(())
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_break_or_end(c: char) -> bool {
    is_break(c) || c == '\0'
}

pub(super) fn is_blank_or_end(c: char) -> bool {
    is_blank(c) || is_break_or_end(c)
}
