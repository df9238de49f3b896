//! Expressions: conditionals, operators, traversals and terms.

use super::super::repair::Repair;
use super::super::token::{Token, TokenKind};
use super::{Checker, Part};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::messages as m;

impl Checker<'_> {
    /// The whole text as one expression, over as many lines as it likes.
    pub(super) fn lone_expression(&mut self) -> Span {
        self.with_newlines(false, |checker| {
            let expression = checker.expression();
            let next = checker.peek();
            if next.kind != TokenKind::End {
                checker.fresh_fault(next.span, m::EXTRA_AFTER_EXPRESSION);
            }
            expression.span
        })
    }

    pub(super) fn expression(&mut self) -> Part {
        self.part(|checker| checker.nested(Self::conditional))
    }

    fn conditional(&mut self) -> Span {
        let start = self.peek().span;
        let condition = self.part(Self::operation);
        if self.lost(condition) || self.peek_kind() != TokenKind::Question {
            return condition.span;
        }
        self.read();
        let yes = self.expression();
        if self.lost(yes) {
            return condition.span;
        }
        let colon = self.peek();
        if colon.kind != TokenKind::Colon {
            self.fault(colon.span, m::CONDITIONAL_WITHOUT_ELSE);
            return condition.span;
        }
        self.read();
        let no = self.expression();
        if self.lost(no) {
            return condition.span;
        }
        Span::new(start.start, no.span.end)
    }

    /// Operands and the operators between them. Their precedence matters to the tree, not to faults.
    fn operation(&mut self) -> Span {
        let first = self.part(Self::operand);
        let mut span = first.span;
        if self.lost(first) {
            return span;
        }
        while self.peek_kind().is_binary_operator() {
            self.read();
            let next = self.part(Self::operand);
            if self.lost(next) {
                return span;
            }
            span = Span::new(span.start, next.span.end);
        }
        span
    }

    /// A term, and the steps into it.
    fn operand(&mut self) -> Span {
        let mut span = self.term();
        loop {
            let next = self.peek();
            let end = match next.kind {
                TokenKind::Dot => self.attribute_step(),
                TokenKind::OpenBracket => self.index_step(),
                _ => return span,
            };
            span = Span::new(span.start, end.end.max(span.end));
        }
    }

    /// `.name`, `.0` or `.*`.
    fn attribute_step(&mut self) -> Span {
        self.read();
        let name = self.peek();
        match name.kind {
            TokenKind::Identifier => self.read().span,
            TokenKind::Number => {
                self.read();
                self.legacy_index(name, name.span, false);
                name.span
            }
            TokenKind::Star => {
                self.read();
                self.attribute_splat(name.span)
            }
            _ => {
                self.fault(name.span, m::ATTRIBUTE_NAME_REQUIRED);
                self.recovering = true;
                Span::default()
            }
        }
    }

    /// The steps behind `.*`, which is at `star`.
    fn attribute_splat(&mut self, star: Span) -> Span {
        let mut end = star;
        while self.peek_kind() == TokenKind::Dot {
            self.read();
            let name = self.peek();
            match name.kind {
                TokenKind::Number => {
                    self.read();
                    self.legacy_index(name, star, true);
                }
                TokenKind::Identifier => {
                    self.read();
                }
                kind => {
                    if kind == TokenKind::Star {
                        self.fresh_fault(name.span, m::NESTED_SPLAT);
                    } else {
                        self.fresh_fault(star, m::ATTRIBUTE_NAME_REQUIRED);
                    }
                    self.recovering = true;
                    return end;
                }
            }
            end = name.span;
        }
        end
    }

    /// The number of `.0`. In `.0.1` the reference sees a fraction, and faults are told at `place`.
    fn legacy_index(&mut self, number: Token, place: Span, in_splat: bool) {
        match self.text(number).split_once('.') {
            Some((first, second)) => self.fault(place, m::legacy_index(first, second, in_splat)),
            None => {
                self.number(number);
                if self.bytes(number).starts_with(b"0") {
                    self.repairs.push(Repair::Index(number.span));
                }
            }
        }
    }

    /// `[key]` or `[*]`.
    fn index_step(&mut self) -> Span {
        self.read();
        if self.peek_kind() == TokenKind::Star {
            self.read();
            return self.close_index(m::SPLAT_UNCLOSED);
        }
        self.with_newlines(false, |checker| {
            let key = checker.expression();
            if checker.lost(key) {
                return checker.recover(TokenKind::CloseBracket).span;
            }
            checker.close_index(m::INDEX_UNCLOSED)
        })
    }

    fn close_index(&mut self, words: m::Words) -> Span {
        let close = self.read();
        if close.kind == TokenKind::CloseBracket || self.recovering {
            return close.span;
        }
        // The reference tells it where it goes on.
        let close = self.recover(TokenKind::CloseBracket);
        self.fault(close.span, words);
        close.span
    }

    fn term(&mut self) -> Span {
        let start = self.peek();
        match start.kind {
            TokenKind::OpenParen => self.parentheses(),
            TokenKind::Number => {
                self.read();
                self.number(start);
                start.span
            }
            TokenKind::Identifier => {
                self.read();
                if self.peek_kind() == TokenKind::OpenParen {
                    self.call(start)
                } else {
                    start.span
                }
            }
            TokenKind::OpenQuote | TokenKind::OpenHeredoc => self.string(),
            TokenKind::Minus | TokenKind::Bang => {
                self.read();
                let operand = self.nested(Self::operand);
                Span::new(start.span.start, operand.end)
            }
            TokenKind::OpenBracket => self.tuple(),
            TokenKind::OpenBrace => self.object(),
            _ => {
                self.fresh_fault(start.span, m::INVALID_EXPRESSION);
                self.recovering = true;
                start.span
            }
        }
    }

    fn parentheses(&mut self) -> Span {
        let open = self.read();
        self.with_newlines(false, |checker| {
            let inner = checker.expression();
            if inner.failed {
                checker.recover(TokenKind::CloseParen);
                return inner.span;
            }
            let close = checker.peek();
            if close.kind != TokenKind::CloseParen {
                checker.fault(close.span, m::UNBALANCED_PARENTHESES);
                checker.recovering = true;
            }
            checker.read();
            open.span.to(close.span)
        })
    }

    fn number(&mut self, token: Token) {
        let text = self.text(token);
        if !is_number(text) {
            self.fault(token.span, m::INVALID_NUMBER);
        } else if text.parse::<f64>().is_ok_and(f64::is_infinite)
            || text.contains(".e")
            || text.contains(".E")
        {
            self.repairs.push(Repair::Number(token.span));
        }
    }

    /// The arguments of a call, from `(` on.
    fn call(&mut self, name: Token) -> Span {
        self.read();
        self.with_newlines(false, |checker| {
            let close = checker.call_arguments();
            name.span.to(close)
        })
    }

    fn call_arguments(&mut self) -> Span {
        loop {
            if self.peek_kind() == TokenKind::CloseParen {
                return self.read().span;
            }
            let argument = self.expression();
            if self.lost(argument) {
                return self.recover(TokenKind::CloseParen).span;
            }
            let separator = self.read();
            match separator.kind {
                TokenKind::CloseParen => return separator.span,
                TokenKind::Comma => {}
                TokenKind::Ellipsis => {
                    if self.peek_kind() == TokenKind::CloseParen {
                        return self.read().span;
                    }
                    self.fresh_fault(separator.span, m::EXPANSION_NOT_LAST);
                    return self.recover(TokenKind::CloseParen).span;
                }
                _ => {
                    self.fault(separator.span, m::ARGUMENT_SEPARATOR);
                    return self.recover(TokenKind::CloseParen).span;
                }
            }
        }
    }
}

/// Whether a number token is a number: digits, perhaps a fraction, perhaps an exponent.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent)
        })
}
