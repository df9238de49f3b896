//! Tokens that are right nowhere. They are told before all other faults, each sort only so often.

use super::super::token::TokenKind;
use super::Checker;
use crate::jobspec::hcl2::messages as m;

/// How often each sort was met.
#[derive(Default)]
struct Met {
    bitwise: usize,
    backtick: usize,
    apostrophe: usize,
    semicolon: bool,
    encoding: bool,
}

impl Checker<'_> {
    pub(super) fn characters(&mut self) {
        use TokenKind as K;
        let mut met = Met::default();
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at).copied() else {
                return;
            };
            let words = match token.kind {
                K::Ampersand | K::Pipe | K::Tilde | K::Caret => {
                    met.bitwise += 1;
                    if met.bitwise > 4 {
                        continue;
                    }
                    match token.kind {
                        K::Ampersand => m::BITWISE_AND,
                        K::Pipe => m::BITWISE_OR,
                        K::Tilde => m::BITWISE_NOT,
                        _ => m::BITWISE,
                    }
                }
                // The first and the third one: what stands between two of them is one string.
                K::Backtick => {
                    met.backtick += 1;
                    if !matches!(met.backtick, 1 | 3) {
                        continue;
                    }
                    m::BACKTICK
                }
                K::Apostrophe => {
                    met.apostrophe += 1;
                    if !matches!(met.apostrophe, 1 | 3) {
                        continue;
                    }
                    m::APOSTROPHE
                }
                K::Semicolon => {
                    if std::mem::replace(&mut met.semicolon, true) {
                        continue;
                    }
                    m::SEMICOLON
                }
                K::BadEncoding => {
                    if std::mem::replace(&mut met.encoding, true) {
                        continue;
                    }
                    m::BAD_ENCODING
                }
                K::QuotedNewline => m::QUOTED_NEWLINE,
                K::Invalid => match self.bytes(token) {
                    bytes if bytes == "“".as_bytes() || bytes == "”".as_bytes() => m::CURLY_QUOTES,
                    _ => m::INVALID_CHARACTER,
                },
                _ => continue,
            };
            self.fault(token.span, words);
        }
    }
}
