//! HCL1, the language of Nomad 0.12's job files: its text, its tokens, its tree.
//!
//! No crate reads it (what is called HCL today is HCL2), so this is our own reading of it, faithful to the
//! oddities of the reference. It knows nothing of jobs: what the items of a file mean is the business of
//! `decode`. Start with [`parse`], which tells the JSON flavour from the other.
//!
//! - [`source`], [`letter`], [`token`], [`scan`]: from bytes to tokens
//! - [`parse`](self::parse()): from tokens to a tree, [`ast`]
//! - [`json`]: the same for a file that is JSON
//! - [`unquote`]: what quoted text says

mod ast;
mod json;
mod letter;
mod parse;
mod scan;
mod source;
mod token;
mod unquote;

pub(super) use ast::{Ast, Item, Key, Node, NodeKind};
pub(super) use parse::{MAX_DEPTH, MAX_DIAGNOSTICS, Outcome};
pub(super) use source::{LineColumn, Source};
pub(super) use token::TokenKind;

/// Makes plain what has to be before parsing: the line ends, unless it is JSON.
pub(super) fn source(text: &[u8]) -> Source<'_> {
    if is_json(text) {
        Source::verbatim(text)
    } else {
        Source::new(text)
    }
}

/// Parses a text in the flavour in which it is written.
pub(super) fn parse<'s>(source: &'s Source<'_>) -> Outcome<'s> {
    if is_json(source.bytes()) {
        json::parse(source.bytes())
    } else {
        parse::parse(source.bytes())
    }
}

/// Whether the first character that is no white space is a brace.
fn is_json(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        let (first, length) = source::first_character(rest);
        if !first.is_some_and(char::is_whitespace) {
            return first == Some('{');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}
