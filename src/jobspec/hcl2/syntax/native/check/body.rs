//! Bodies: arguments and blocks.

use std::collections::BTreeMap;

use super::super::token::{Token, TokenKind};
use super::Checker;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Fault;
use crate::jobspec::hcl2::messages as m;

impl<'t> Checker<'t> {
    /// A body, and what ends it.
    pub(super) fn body(&mut self, end: TokenKind) {
        let mut arguments: BTreeMap<&'t [u8], Span> = BTreeMap::new();
        loop {
            let next = self.peek();
            match next.kind {
                kind if kind == end => {
                    self.read();
                    return;
                }
                TokenKind::Newline => {
                    self.read();
                }
                TokenKind::Identifier => {
                    if !self.item() {
                        continue;
                    }
                    match arguments.get(self.bytes(next)) {
                        Some(first) => {
                            let first = self.file.range(*first);
                            self.fault(next.span, m::attribute_redefined(self.text(next), &first));
                        }
                        None => {
                            arguments.insert(self.bytes(next), next.span);
                        }
                    }
                }
                _ => {
                    self.read();
                    self.fresh_fault(
                        next.span,
                        match next.kind {
                            TokenKind::OpenQuote => m::QUOTED_ARGUMENT_NAME,
                            _ => m::ITEM_REQUIRED,
                        },
                    );
                    self.recover(end);
                    return;
                }
            }
        }
    }

    /// An argument or a block; whether it is an argument.
    fn item(&mut self) -> bool {
        let name = self.read();
        match self.peek_kind() {
            TokenKind::Equal => {
                self.argument(false);
                true
            }
            TokenKind::OpenQuote | TokenKind::OpenBrace | TokenKind::Identifier => {
                self.block();
                false
            }
            _ => {
                self.recover_after_item();
                self.fault(name.span, m::ITEM_WITHOUT_EQUALS);
                false
            }
        }
    }

    /// An argument from its `=` on.
    fn argument(&mut self, in_line: bool) {
        self.read();
        let value = self.expression();
        if self.lost(value) {
            self.recover_after_item();
            return;
        }
        if in_line {
            return;
        }
        let end = self.peek();
        if matches!(end.kind, TokenKind::Newline | TokenKind::End) {
            self.read();
            return;
        }
        self.fresh_fault(
            end.span,
            match end.kind {
                TokenKind::Comma => m::ARGUMENT_WITH_COMMA,
                _ => m::ARGUMENT_WITHOUT_NEWLINE,
            },
        );
        self.recover_after_item();
    }

    /// A block from behind its type on.
    fn block(&mut self) {
        if !self.labels() {
            self.recover_after_item();
            return;
        }
        match self.peek_kind() {
            TokenKind::Newline | TokenKind::End | TokenKind::CloseBrace => {
                self.nested(|checker| checker.body(TokenKind::CloseBrace));
            }
            _ => self.line_body(),
        }
        let end = self.peek();
        if matches!(end.kind, TokenKind::Newline | TokenKind::End) {
            self.read();
            return;
        }
        self.fresh_fault(end.span, m::BLOCK_WITHOUT_NEWLINE);
        self.recover_after_item();
    }

    /// The labels of a block and its `{`; whether that came.
    fn labels(&mut self) -> bool {
        loop {
            let next = self.peek();
            match next.kind {
                TokenKind::OpenBrace => {
                    self.read();
                    return true;
                }
                TokenKind::OpenQuote => self.label(),
                TokenKind::Identifier => {
                    self.read();
                }
                TokenKind::Equal => {
                    self.fault(next.span, m::BLOCK_WITH_EQUALS);
                    return false;
                }
                TokenKind::Newline => {
                    self.fault(next.span, m::BLOCK_WITHOUT_BODY);
                    return false;
                }
                _ => {
                    self.fresh_fault(next.span, m::BLOCK_HEADER);
                    return false;
                }
            }
        }
    }

    /// The body of a block that is on one line: at most one argument.
    fn line_body(&mut self) {
        let before = self.faults.len();
        self.line_argument();
        let end = self.peek();
        let words = match end.kind {
            TokenKind::CloseBrace => {
                self.read();
                return;
            }
            TokenKind::Comma => Some(m::SINGLE_ARGUMENT_COMMA),
            TokenKind::Newline => Some(m::SINGLE_ARGUMENT_NEWLINE),
            _ if self.recovering => None,
            _ => Some(m::SINGLE_ARGUMENT_UNCLOSED),
        };
        if let Some(words) = words {
            // The reference puts it before the faults of the argument.
            self.faults
                .insert(before, Fault::at(self.id, end.span, words.0, words.1));
        }
        self.recover(TokenKind::CloseBrace);
    }

    fn line_argument(&mut self) {
        let name: Token = self.read();
        if name.kind != TokenKind::Identifier {
            self.recover_after_item();
            self.fault(name.span, m::ITEM_REQUIRED);
            return;
        }
        let next = self.peek();
        match next.kind {
            TokenKind::Equal => self.argument(true),
            TokenKind::OpenQuote | TokenKind::OpenBrace | TokenKind::Identifier => {
                self.recover_after_item();
                self.fault(
                    name.span.to(next.span),
                    m::single_argument_required(self.text(name)),
                );
            }
            _ => {
                self.recover_after_item();
                self.fault(name.span, m::ITEM_WITHOUT_EQUALS);
            }
        }
    }
}
