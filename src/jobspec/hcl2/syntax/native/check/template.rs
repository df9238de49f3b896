//! Templates: quoted strings, heredocs, and texts that are nothing else; their interpolations and directives.

use super::super::repair::Repair;
use super::super::token::{Token, TokenKind};
use super::Checker;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::messages as m;
use crate::jobspec::hcl2::syntax::similar;

/// The directives, in the order in which the reference tries them for "did you mean".
const DIRECTIVES: [&str; 5] = ["if", "for", "else", "endif", "endfor"];

/// A directive of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    If,
    Else,
    Endif,
    For,
    Endfor,
}

impl Directive {
    fn keyword(self) -> &'static str {
        match self {
            Directive::If => "if",
            Directive::Else => "else",
            Directive::Endif => "endif",
            Directive::For => "for",
            Directive::Endfor => "endfor",
        }
    }
}

/// A directive that is open.
struct Open {
    directive: Directive,
    span: Span,
    has_else: bool,
}

impl Checker<'_> {
    /// A quoted string or a heredoc.
    pub(super) fn string(&mut self) -> Span {
        let open = self.read();
        let content = self.next;
        let end = open.kind.opposite().unwrap_or(TokenKind::CloseQuote);
        self.template(end);
        let close = self.previous_span();
        if open.kind == TokenKind::OpenHeredoc {
            let is_empty = self.next == content + 1;
            self.repairs.push(Repair::Heredoc {
                open: open.span,
                close,
                is_empty,
            });
        }
        open.span.to(close)
    }

    /// A template behind what opens it, and its end.
    pub(super) fn template(&mut self, end: TokenKind) {
        let mut directives: Vec<(Directive, Span)> = Vec::new();
        let close = loop {
            let next = self.read();
            if next.kind == end {
                break next.span;
            }
            match next.kind {
                TokenKind::Literal => {}
                TokenKind::QuotedLiteral => self.escapes(next),
                TokenKind::OpenInterpolation => self.with_newlines(false, Self::interpolation),
                TokenKind::OpenDirective => {
                    directives.extend(self.with_newlines(false, |checker| checker.directive(next)));
                }
                _ => {
                    self.fresh_fault(next.span, m::TEMPLATE_UNTERMINATED);
                    break self.recover(end).span;
                }
            }
        };
        self.balance(&directives, close);
    }

    fn interpolation(&mut self) {
        self.expression();
        let close = self.peek();
        if close.kind == TokenKind::CloseTemplate {
            self.read();
            return;
        }
        self.fresh_fault(close.span, m::EXTRA_IN_INTERPOLATION);
        self.recover(TokenKind::CloseTemplate);
    }

    /// A directive from behind its `%{` on; `None` if it makes no sense.
    fn directive(&mut self, open: Token) -> Option<(Directive, Span)> {
        let keyword = self.peek();
        let directive = self.directive_parts(keyword);
        let Some(directive) = directive else {
            self.recover(TokenKind::CloseTemplate);
            return None;
        };
        let close = self.peek();
        if close.kind == TokenKind::CloseTemplate {
            self.read();
        } else {
            if !self.recovering {
                self.fault(close.span, m::extra_in_directive(self.text(keyword)));
            }
            self.recover(TokenKind::CloseTemplate);
        }
        Some((directive, open.span.to(close.span)))
    }

    /// What a directive says, up to its `}`.
    fn directive_parts(&mut self, keyword: Token) -> Option<Directive> {
        if keyword.kind != TokenKind::Identifier {
            self.fresh_fault(keyword.span, m::DIRECTIVE_KEYWORD);
            return None;
        }
        self.read();
        let directive = match self.text(keyword) {
            "if" => {
                self.expression();
                Directive::If
            }
            "else" => Directive::Else,
            "endif" => Directive::Endif,
            "for" => {
                self.for_names(
                    m::FOR_DIRECTIVE_WITHOUT_NAME,
                    m::FOR_DIRECTIVE_WITHOUT_VALUE_NAME,
                    m::FOR_DIRECTIVE_WITHOUT_IN,
                )?;
                self.expression();
                Directive::For
            }
            "endfor" => Directive::Endfor,
            other => {
                if !self.recovering {
                    let suggestion = similar(other, DIRECTIVES);
                    self.fault(keyword.span, m::directive_unknown(other, suggestion));
                }
                return None;
            }
        };
        Some(directive)
    }

    /// Whether the directives of a template, which ends with `close`, open and close each other.
    fn balance(&mut self, directives: &[(Directive, Span)], close: Span) {
        let mut open: Vec<Open> = Vec::new();
        for (directive, span) in directives.iter().copied() {
            if matches!(directive, Directive::If | Directive::For) {
                open.push(Open {
                    directive,
                    span,
                    has_else: false,
                });
                continue;
            }
            let Some(last) = open.last_mut() else {
                self.fault(span, m::directive_unbalanced(directive.keyword()));
                continue;
            };
            let opened = || self.file.range(last.span);
            let words = match (last.directive, directive) {
                (Directive::If, Directive::Else) if !last.has_else => {
                    last.has_else = true;
                    continue;
                }
                (Directive::If, Directive::Endif) | (Directive::For, Directive::Endfor) => None,
                (Directive::If, Directive::Else) => Some(m::second_else(&opened())),
                (Directive::If, _) => Some(m::not_endif(directive.keyword(), &opened())),
                (_, Directive::Else) => Some(m::else_in_for()),
                _ => Some(m::not_endfor(directive.keyword(), &opened())),
            };
            open.pop();
            if let Some(words) = words {
                self.fault(span, words);
            }
        }
        for unclosed in open.iter().rev() {
            let opened = self.file.range(unclosed.span);
            self.fault(
                close,
                m::directive_unclosed(unclosed.directive.keyword(), &opened),
            );
        }
    }
}
