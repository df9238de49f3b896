//! The tokens of an HCL1 text, by the scanner of its parser.

use super::token::{Bracket, Kind, Tokens, token};
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::jobspec::hcl1::{self, TokenKind};
use crate::jobspec::messages as words;

/// The tokens of a text that is HCL1; otherwise what its parser says.
pub(super) fn tokens(bytes: &[u8]) -> Result<Tokens<'_>, Vec<Diagnostic>> {
    let scanned = hcl1::tokens(bytes)?;
    // What is not UTF-8 is a fault of the parser's.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut list = Vec::with_capacity(scanned.len());
    let mut before = 0;
    for (scanned, span) in scanned {
        let (start, mut end) = (span.start as usize, span.end as usize);
        let first = bytes.get(start..).unwrap_or_default();
        let kind = match scanned {
            TokenKind::Ident | TokenKind::Bool | TokenKind::Null => Kind::Word,
            TokenKind::Number => Kind::Number,
            TokenKind::Float if is_number(bytes.get(start..end).unwrap_or_default()) => Kind::Number,
            TokenKind::Float => return Err(vec![unfinished_number(span)]),
            TokenKind::String => Kind::Quoted,
            TokenKind::Heredoc => {
                end = heredoc_end(bytes, start, end);
                Kind::Heredoc
            }
            TokenKind::Comment if first.starts_with(b"/*") => Kind::BlockComment,
            TokenKind::Comment => Kind::LineComment,
            TokenKind::LeftBrace => Kind::Open(Bracket::Brace),
            TokenKind::LeftBracket => Kind::Open(Bracket::Square),
            TokenKind::RightBrace => Kind::Close(Bracket::Brace),
            TokenKind::RightBracket => Kind::Close(Bracket::Square),
            TokenKind::Comma => Kind::Comma,
            TokenKind::Assign => Kind::Assign,
            // The parser takes none of these, or forgets that it did not.
            TokenKind::Add
            | TokenKind::Sub
            | TokenKind::Period
            | TokenKind::Colon
            | TokenKind::Illegal
            | TokenKind::Eof => Kind::Operator,
        };
        list.push(token(text, kind, before, start, end));
        before = end;
    }
    Ok(Tokens {
        text,
        list,
        lines_are_free: true,
    })
}

/// A float without digits after its `e` takes the next character along, whatever that is.
fn is_number(written: &[u8]) -> bool {
    written
        .last()
        .is_some_and(|last| last.is_ascii_digit() || *last == b'.')
}

fn unfinished_number(span: Span) -> Diagnostic {
    let fault = &words::UNFINISHED_NUMBER;
    Diagnostic::error(fault.code, fault.text, Place::at(span))
}

/// Where the word ends that ends a heredoc. Carriage returns after it can be part of it: all but that of the line
/// end stay.
fn heredoc_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let written = bytes.get(start..end).unwrap_or_default();
    let without_line_end = written
        .strip_suffix(b"\r\n")
        .or_else(|| written.strip_suffix(b"\n"));
    start + without_line_end.unwrap_or(written).len()
}
