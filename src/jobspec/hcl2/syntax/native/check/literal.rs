//! Literal pieces of strings and their escapes, and the labels of blocks.

use super::super::token::{Token, TokenKind};
use super::Checker;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::messages as m;

impl Checker<'_> {
    /// A quoted label, which is no template.
    pub(super) fn label(&mut self) {
        self.read();
        loop {
            let token = self.read();
            match token.kind {
                TokenKind::CloseQuote => return,
                TokenKind::QuotedLiteral => self.escapes(token),
                TokenKind::OpenInterpolation | TokenKind::OpenDirective => {
                    let sign = if token.kind == TokenKind::OpenDirective {
                        '%'
                    } else {
                        '$'
                    };
                    self.fault(token.span, m::template_in_label(sign));
                    self.recover(TokenKind::CloseTemplate);
                }
                TokenKind::End => {
                    self.fault(token.span, m::LABEL_UNTERMINATED);
                    return;
                }
                _ => {
                    self.fault(token.span, m::LABEL_ITEM);
                    self.recover(TokenKind::CloseQuote);
                    return;
                }
            }
        }
    }

    /// The escapes of a piece of a quoted string.
    pub(super) fn escapes(&mut self, token: Token) {
        let bytes = self.bytes(token);
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
            let start = at + found;
            let escape = escape(self.file.slice(token.span), start);
            let offset = |at: usize| token.span.start + u32::try_from(at).unwrap_or(0);
            let span = Span::new(offset(start), offset(start + escape.length));
            match escape.fault {
                Some(EscapeFault::Alone) => self.fault(span, m::BACKSLASH_ALONE),
                Some(EscapeFault::Four) => self.fault(span, m::ESCAPE_FOUR),
                Some(EscapeFault::Eight) => self.fault(span, m::ESCAPE_EIGHT),
                Some(EscapeFault::NoCharacter(code)) => self.fault(span, m::escape_no_character(code)),
                Some(EscapeFault::Selector(selector)) => {
                    let mut buffer = [0; 4];
                    self.fault(span, m::escape_selector(selector.encode_utf8(&mut buffer)));
                }
                None => {}
            }
            at = start + escape.length;
        }
    }
}

/// A backslash and what belongs to it.
struct Escape {
    /// How many bytes it has.
    length: usize,
    /// What is wrong with it.
    fault: Option<EscapeFault>,
}

enum EscapeFault {
    Alone,
    Four,
    Eight,
    NoCharacter(u32),
    Selector(char),
}

/// The escape that begins with the backslash at `start`.
fn escape(text: &str, start: usize) -> Escape {
    let rest = text.get(start + 1..).unwrap_or_default();
    let (digits, too_few) = match rest.chars().next() {
        None => {
            return Escape {
                length: 1,
                fault: Some(EscapeFault::Alone),
            };
        }
        Some('n' | 'r' | 't' | '"' | '\\') => {
            return Escape {
                length: 2,
                fault: None,
            };
        }
        Some('u') => (4, EscapeFault::Four),
        Some('U') => (8, EscapeFault::Eight),
        Some(other) => {
            return Escape {
                length: 1 + other.len_utf8(),
                fault: Some(EscapeFault::Selector(other)),
            };
        }
    };
    let hexadecimal = rest
        .bytes()
        .skip(1)
        .take(digits)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    let code = rest.get(1..1 + hexadecimal).unwrap_or_default();
    let fault = if hexadecimal < digits {
        Some(too_few)
    } else {
        match u32::from_str_radix(code, 16) {
            Ok(code) if char::from_u32(code).is_none() => Some(EscapeFault::NoCharacter(code)),
            _ => None,
        }
    };
    Escape {
        length: 2 + hexadecimal,
        fault,
    }
}
