//! What is wrong with a text in HCL's native syntax: the faults that hclsyntax finds, in its order.
//!
//! The tree is `hcl-edit`'s, but that stops at the first fault and has other words, and it does not agree in all
//! with the reference about what is right. So this reads every text first: a recursive descent in the way of
//! hclsyntax, down to how it goes on after a fault, that keeps nothing but faults. On its way it notes the
//! [`Repair`]s that make `hcl-edit` read a right text as the reference does.
//!
//! - `characters`: tokens that are never right
//! - `body`: arguments and blocks
//! - `expression`, `collection`: values
//! - `template`, `literal`: strings and what is in them

mod body;
mod characters;
mod collection;
mod expression;
mod literal;
mod template;
#[cfg(test)]
mod tests;

use super::repair::Repair;
use super::scan::{self, Mode};
use super::token::{Token, TokenKind};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::{File, FileId};
use crate::jobspec::hcl2::messages::{self, Words};

/// How deep blocks, expressions and templates may be nested. The tree's parser has a smaller bound of its own;
/// this one keeps the stack small until then.
const MAX_DEPTH: usize = 80;

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// A file: arguments and blocks.
    File,
    /// One expression.
    Expression,
    /// A template without quotes around.
    Template,
}

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// What is wrong.
    pub(super) faults: Faults,
    /// What to change for `hcl-edit`, if nothing is wrong.
    pub(super) repairs: Vec<Repair>,
    /// Where the expression is, if that is what the text is.
    pub(super) expression: Span,
}

/// Reads a text and says what is wrong with it.
pub(super) fn check(file: &File, id: FileId, goal: Goal) -> Checked {
    let mode = match goal {
        Goal::File | Goal::Expression => Mode::Code,
        Goal::Template => Mode::Template,
    };
    let Some(tokens) = scan::scan(file.bytes(), mode) else {
        return Checker::new(file, id, Vec::new()).abandoned(messages::TOO_LARGE, Span::default());
    };
    let mut checker = Checker::new(file, id, tokens);
    checker.characters();
    let mut expression = Span::default();
    match goal {
        Goal::File => checker.body(TokenKind::End),
        Goal::Expression => expression = checker.lone_expression(),
        Goal::Template => checker.template(TokenKind::End),
    }
    match checker.too_deep {
        Some(span) => checker.abandoned(messages::TOO_DEEP, span),
        None => Checked {
            faults: checker.faults,
            repairs: checker.repairs,
            expression,
        },
    }
}

struct Checker<'t> {
    file: &'t File,
    id: FileId,
    tokens: Vec<Token>,
    /// The token to look at next, before comments and line endings are skipped.
    next: usize,
    /// Whether line endings count, for each bracket that is open.
    newlines: Vec<bool>,
    /// Whether something was wrong before, so that what looks wrong now may only follow from that.
    recovering: bool,
    depth: usize,
    /// Where it got too deep to go on.
    too_deep: Option<Span>,
    faults: Faults,
    repairs: Vec<Repair>,
}

/// A part of the text that was read.
#[derive(Debug, Clone, Copy)]
struct Part {
    span: Span,
    /// Whether something was wrong with it.
    failed: bool,
}

impl<'t> Checker<'t> {
    fn new(file: &'t File, id: FileId, tokens: Vec<Token>) -> Self {
        Checker {
            file,
            id,
            tokens,
            next: 0,
            newlines: vec![true],
            recovering: false,
            depth: 0,
            too_deep: None,
            faults: Faults::new(),
            repairs: Vec::new(),
        }
    }

    /// Nothing but this fault.
    fn abandoned(self, words: Words, span: Span) -> Checked {
        Checked {
            faults: Fault::at(self.id, span, words.0, words.1).into(),
            ..Checked::default()
        }
    }

    fn fault(&mut self, span: Span, words: (impl Into<String>, impl Into<String>)) {
        self.faults.push(Fault::at(self.id, span, words.0, words.1));
    }

    /// A fault, unless it may only follow from one before.
    fn fresh_fault(&mut self, span: Span, words: Words) {
        if !self.recovering {
            self.fault(span, words);
        }
    }

    fn bytes(&self, token: Token) -> &'t [u8] {
        self.file
            .bytes()
            .get(token.span.start as usize..token.span.end as usize)
            .unwrap_or_default()
    }

    fn text(&self, token: Token) -> &'t str {
        self.file.slice(token.span)
    }

    fn is_word(&self, token: Token, word: &str) -> bool {
        token.kind == TokenKind::Identifier && self.bytes(token) == word.as_bytes()
    }

    // Tokens.

    fn newlines_count(&self) -> bool {
        self.newlines.last().copied().unwrap_or(true)
    }

    /// The next token that counts, and the place behind it.
    fn look(&self) -> (Token, usize) {
        let mut at = self.next;
        while let Some(token) = self.tokens.get(at) {
            at += 1;
            match token.kind {
                TokenKind::Comment => {
                    // A comment up to the end of its line stands for the line ending that it holds.
                    if self.newlines_count() && self.bytes(*token).ends_with(b"\n") {
                        return (
                            Token {
                                kind: TokenKind::Newline,
                                span: token.span,
                            },
                            at,
                        );
                    }
                }
                TokenKind::Newline if !self.newlines_count() => {}
                _ => return (*token, at),
            }
        }
        let end = Span::empty(u32::try_from(self.file.bytes().len()).unwrap_or(u32::MAX));
        (
            Token {
                kind: TokenKind::End,
                span: end,
            },
            self.tokens.len(),
        )
    }

    fn peek(&self) -> Token {
        self.look().0
    }

    fn peek_kind(&self) -> TokenKind {
        self.look().0.kind
    }

    fn read(&mut self) -> Token {
        let (token, after) = self.look();
        if !self.newlines_count() {
            // What does not count here is blank for the tree's parser too, which is not as sure about it.
            let skipped = self
                .tokens
                .get(self.next..after.saturating_sub(1))
                .unwrap_or_default();
            if let (Some(first), Some(last)) = (skipped.first(), skipped.last()) {
                self.repairs.push(Repair::Blank(first.span.to(last.span)));
            }
        }
        self.next = after;
        token
    }

    /// Where the token before is, or the next one if there is none yet.
    fn previous_span(&self) -> Span {
        match self.next.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(token) => token.span,
            None => self.peek().span,
        }
    }

    /// Reads with line endings that count, or not.
    fn with_newlines<T>(&mut self, count: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        self.newlines.push(count);
        let result = read(self);
        self.newlines.pop();
        result
    }

    /// Reads a part, and says whether something was wrong with it.
    fn part(&mut self, read: impl FnOnce(&mut Self) -> Span) -> Part {
        let before = self.faults.len();
        let span = read(self);
        Part {
            span,
            failed: self.faults.len() > before,
        }
    }

    /// Whether a part went so wrong that its surroundings cannot be read on.
    fn lost(&self, part: Part) -> bool {
        self.recovering && part.failed
    }

    /// Reads something that is nested one deeper. Too deep, and it is the end of the text for all that are open.
    fn nested<T: Default>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MAX_DEPTH {
            let span = self.peek().span;
            self.too_deep.get_or_insert(span);
            self.next = self.tokens.len();
            return T::default();
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    // Going on after a fault.

    /// Reads on behind the bracket that closes the current level.
    fn recover(&mut self, end: TokenKind) -> Token {
        let start = end.opposite();
        self.recovering = true;
        let mut open = 0_usize;
        loop {
            let token = self.read();
            let kind = match token.kind {
                TokenKind::OpenDirective if end == TokenKind::CloseTemplate => TokenKind::OpenInterpolation,
                kind => kind,
            };
            if Some(kind) == start {
                open += 1;
            } else if kind == end {
                if open == 0 {
                    return token;
                }
                open -= 1;
            } else if kind == TokenKind::End {
                return token;
            }
        }
    }

    /// Reads on behind the line ending of the current argument or block.
    fn recover_after_item(&mut self) {
        use TokenKind as K;
        self.recovering = true;
        let mut open: Vec<K> = Vec::new();
        loop {
            let token = self.read();
            match token.kind {
                K::Newline if open.is_empty() => return,
                K::End => return,
                K::OpenBrace
                | K::OpenBracket
                | K::OpenParen
                | K::OpenQuote
                | K::OpenHeredoc
                | K::OpenInterpolation
                | K::OpenDirective => open.push(token.kind),
                K::CloseBrace | K::CloseBracket | K::CloseParen | K::CloseQuote | K::CloseHeredoc => {
                    let opener = token.kind.opposite();
                    while open.pop().is_some_and(|kind| Some(kind) != opener) {}
                }
                K::CloseTemplate => {
                    while open
                        .pop()
                        .is_some_and(|kind| kind.opposite() != Some(K::CloseTemplate))
                    {}
                }
                _ => {}
            }
        }
    }
}
