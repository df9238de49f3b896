//! Tuples, objects, and the `for` expressions that make them.

use std::collections::BTreeMap;

use super::super::repair::Repair;
use super::super::token::{Token, TokenKind};
use super::Checker;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::messages as m;

/// How many items an object may have: the tree's parser looks each one up among all before.
const MAX_ITEMS: usize = 1024;

impl Checker<'_> {
    pub(super) fn tuple(&mut self) -> Span {
        let open = self.read();
        self.with_newlines(false, |checker| {
            if checker.is_word(checker.peek(), "for") {
                return checker.for_expression(open);
            }
            let close = checker.tuple_items();
            open.span.to(close)
        })
    }

    fn tuple_items(&mut self) -> Span {
        loop {
            if self.peek_kind() == TokenKind::CloseBracket {
                return self.read().span;
            }
            let item = self.expression();
            if self.lost(item) {
                return self.recover(TokenKind::CloseBracket).span;
            }
            let next = self.peek();
            match next.kind {
                TokenKind::CloseBracket => return self.read().span,
                TokenKind::Comma => {
                    self.read();
                }
                _ => {
                    self.fresh_fault(next.span, m::ITEM_SEPARATOR);
                    return self.recover(TokenKind::CloseBracket).span;
                }
            }
        }
    }

    pub(super) fn object(&mut self) -> Span {
        let open = self.read();
        // The items end with their lines, but `for` may come on any.
        let next = self.with_newlines(false, |checker| checker.peek());
        if self.is_word(next, "for") {
            return self.for_expression(open);
        }
        let close = self.with_newlines(true, Self::object_items);
        open.span.to(close)
    }

    fn object_items(&mut self) -> Span {
        // The items so far by the bytes of their keys.
        let mut items: BTreeMap<Vec<u8>, Span> = BTreeMap::new();
        loop {
            let first = self.peek();
            match first.kind {
                TokenKind::Newline => {
                    self.read();
                    continue;
                }
                TokenKind::CloseBrace => return self.read().span,
                _ => {}
            }
            if items.len() >= MAX_ITEMS && !self.recovering {
                self.fault(first.span, m::TOO_MANY_KEYS);
                return self.recover(TokenKind::CloseBrace).span;
            }

            let key_start = self.next;
            let key = self.expression();
            if self.lost(key) {
                return self.recover(TokenKind::CloseBrace).span;
            }
            let key_end = self.next;
            let separator = self.peek();
            if !matches!(separator.kind, TokenKind::Equal | TokenKind::Colon) {
                self.fresh_fault(
                    separator.span,
                    match separator.kind {
                        TokenKind::Newline | TokenKind::Comma => m::ATTRIBUTE_VALUE_REQUIRED,
                        TokenKind::Identifier => m::KEY_SEPARATOR_NAME,
                        _ => m::KEY_SEPARATOR,
                    },
                );
                return self.recover(TokenKind::CloseBrace).span;
            }
            self.read();

            let value = self.expression();
            if self.lost(value) {
                return self.recover(TokenKind::CloseBrace).span;
            }
            let next = self.peek();
            // The last item of a key counts, and the tree's parser wants no other.
            let item = Span::new(
                first.span.start,
                match next.kind {
                    TokenKind::Comma => next.span.end,
                    _ => value.span.end,
                },
            );
            if let Some(earlier) = items.insert(self.key_bytes(key_start, key_end), item) {
                self.repairs.push(Repair::Drop(earlier));
            }
            match next.kind {
                TokenKind::CloseBrace => return self.read().span,
                TokenKind::Comma | TokenKind::Newline => {
                    self.read();
                }
                _ => {
                    self.fresh_fault(next.span, m::ATTRIBUTE_SEPARATOR);
                    return self.recover(TokenKind::CloseBrace).span;
                }
            }
        }
    }

    /// What a key is made of: its tokens without the space between.
    fn key_bytes(&self, start: usize, end: usize) -> Vec<u8> {
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let mut bytes = Vec::new();
        for token in tokens.iter().filter(|token| token.kind != TokenKind::Comment) {
            bytes.extend_from_slice(self.bytes(*token));
            // Two names side by side are not one.
            bytes.push(0);
        }
        bytes
    }

    /// A `for` expression, from `for` on.
    fn for_expression(&mut self, open: Token) -> Span {
        self.with_newlines(false, |checker| {
            checker.read();
            let close_kind = open.kind.opposite().unwrap_or(TokenKind::CloseBracket);
            let close = match checker.for_parts(open, close_kind) {
                Some(close) => close,
                None => checker.recover(close_kind).span,
            };
            open.span.to(close)
        })
    }

    /// All of a `for` expression behind `for`; `None` if its end must be looked for.
    fn for_parts(&mut self, open: Token, close_kind: TokenKind) -> Option<Span> {
        let makes_object = open.kind == TokenKind::OpenBrace;
        self.for_names(m::FOR_WITHOUT_NAME, m::FOR_WITHOUT_VALUE_NAME, m::FOR_WITHOUT_IN)?;
        let collection = self.expression();
        if self.lost(collection) {
            return None;
        }
        if self.peek_kind() != TokenKind::Colon {
            self.fresh_fault(self.peek().span, m::FOR_WITHOUT_COLON);
            return None;
        }
        self.read();

        let mut key = None;
        let mut value = self.expression();
        if self.peek_kind() == TokenKind::Arrow {
            self.read();
            key = Some(value);
            value = self.expression();
        }
        if self.lost(value) || key.is_some_and(|key| self.lost(key)) {
            return None;
        }
        let group = match self.peek_kind() {
            TokenKind::Ellipsis => Some(self.read().span),
            _ => None,
        };
        if self.is_word(self.peek(), "if") {
            self.read();
            let condition = self.expression();
            if self.lost(condition) {
                return None;
            }
        }

        let close = if self.peek_kind() == close_kind {
            self.read().span
        } else {
            self.fresh_fault(self.peek().span, m::FOR_UNCLOSED);
            self.recover(close_kind).span
        };
        if makes_object {
            if key.is_none() {
                self.fault(value.span, m::FOR_OBJECT_KEY);
            }
            return Some(close);
        }
        if let Some(key) = key {
            self.fault(key.span, m::FOR_TUPLE_KEY);
        }
        if let Some(group) = group {
            self.fault(group, m::FOR_TUPLE_GROUP);
        }
        Some(close)
    }

    /// The names of a `for` expression or directive, and `in`; `None` if something else is there.
    pub(super) fn for_names(
        &mut self,
        no_name: m::Words,
        no_value_name: m::Words,
        no_in: m::Words,
    ) -> Option<()> {
        if self.peek_kind() != TokenKind::Identifier {
            self.fresh_fault(self.peek().span, no_name);
            return None;
        }
        self.read();
        if self.peek_kind() == TokenKind::Comma {
            self.read();
            if self.peek_kind() != TokenKind::Identifier {
                self.fresh_fault(self.peek().span, no_value_name);
                return None;
            }
            self.read();
        }
        if !self.is_word(self.peek(), "in") {
            self.fresh_fault(self.peek().span, no_in);
            return None;
        }
        self.read();
        Some(())
    }
}
