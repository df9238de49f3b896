//! HCL1, the language of Nomad 0.12's job files: its text, its tokens, its tree.
//!
//! No crate reads it (what is called HCL today is HCL2), so this is our own reading of it, faithful to the
//! oddities of the reference. It knows nothing of jobs: what the items of a file mean is the business of
//! `decode`. Start with [`parse_job`].
//!
//! - `source`, `letter`, `token`, `scan`: from bytes to tokens
//! - `parse`: from tokens to a tree, `ast`
//! - `json`: the same for a file that is JSON
//! - `unquote`: what quoted text says

mod ast;
mod json;
mod letter;
mod parse;
mod scan;
mod source;
mod token;
mod unquote;

pub(super) use ast::{Ast, Item, Node, NodeKind};
pub(super) use parse::{MAX_DEPTH, MAX_DIAGNOSTICS};
pub(super) use token::TokenKind;

use super::messages::{self as words, Message};
use super::places::{Places, PlacesRecorder};
use super::{Parsed, ReferenceError, decode};
use crate::diagnostic::{Diagnostic, Place, Span};
use parse::Outcome;
use source::Source;

/// Parses a job file in HCL1 or its JSON flavour. [`Parsed::places`] stays empty.
///
/// ```
/// let parsed = foreplan::jobspec::hcl1::parse_job(b"job \"web\" { datacenters = [\"dc1\"] }");
/// assert_eq!(parsed.job.unwrap().id(), "web");
///
/// let parsed = foreplan::jobspec::hcl1::parse_job(b"job \"web\" { datacenter = [\"dc1\"] }");
/// assert_eq!(
///     parsed.error.unwrap().as_str(),
///     "error parsing 'job': 1 error occurred:\n\t* job: invalid key: datacenter\n\n"
/// );
/// assert_eq!(parsed.diagnostics[0].hint.as_deref(), Some("did you mean `datacenters`?"));
/// ```
#[must_use]
pub fn parse_job(text: &[u8]) -> Parsed {
    parse_into(text, PlacesRecorder::new(false))
}

/// The same, with [`Parsed::places`] filled.
#[must_use]
pub fn parse_job_with_places(text: &[u8]) -> Parsed {
    parse_into(text, PlacesRecorder::new(true))
}

/// The kinds and places of the tokens of a text, comments among them.
///
/// # Errors
///
/// What is wrong with a text that does not parse.
pub(super) fn tokens(text: &[u8]) -> Result<Vec<(TokenKind, Span)>, Vec<Diagnostic>> {
    let source = Source::new(text);
    let bytes = source.bytes();
    let Outcome {
        ast,
        mut diagnostics,
        late,
    } = parse::parse(bytes);
    if ast.is_err() || late.is_some() {
        diagnostics.extend(late.map(|(_, fault)| fault));
        for fault in &mut diagnostics {
            move_back(fault, &source);
        }
        return Err(diagnostics);
    }
    let mut scanner = scan::Scanner::new(bytes, std::str::from_utf8(bytes).is_ok());
    let mut tokens = Vec::with_capacity(bytes.len() / 8);
    loop {
        let token = scanner.token();
        if token.kind == TokenKind::Eof {
            return Ok(tokens);
        }
        tokens.push((token.kind, source.original(Span::new(token.start, token.end))));
    }
}

/// Moves the places of a diagnostic to where they are in the text as it was given.
fn move_back(diagnostic: &mut Diagnostic, source: &Source<'_>) {
    let related = diagnostic.related.iter_mut().map(|related| &mut related.place);
    for place in related.chain([&mut diagnostic.place]) {
        place.span = place.span.map(|span| source.original(span));
    }
}

fn parse_into(text: &[u8], places: PlacesRecorder) -> Parsed {
    if text.is_empty() {
        return refused((&words::EMPTY).into());
    }
    if u32::try_from(text.len()).is_err() {
        return refused((&words::TOO_LARGE).into());
    }
    let source = plain(text);
    let Outcome {
        ast,
        mut diagnostics,
        late,
    } = parse_tree(&source);
    let (mut job, places) = match ast {
        Err(text) => (Err(format!("error parsing: {text}")), places),
        Ok(ast) => {
            let decoded = decode::decode(&ast, places);
            diagnostics.extend(decoded.diagnostics);
            (decoded.job, decoded.places)
        }
    };
    if let Some((text, diagnostic)) = late.filter(|_| job.is_ok()) {
        job = Err(format!("error parsing: {text}"));
        diagnostics.push(diagnostic);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.place.span);
    diagnostics.truncate(MAX_DIAGNOSTICS);
    for diagnostic in &mut diagnostics {
        move_back(diagnostic, &source);
    }
    let places = places.finish(|span| source.original(span));
    match job {
        Ok(job) => Parsed {
            job: Some(job),
            error: None,
            diagnostics,
            places,
        },
        Err(text) => Parsed {
            job: None,
            error: Some(ReferenceError(text)),
            diagnostics,
            places: Places::default(),
        },
    }
}

fn refused(message: Message) -> Parsed {
    let diagnostic = Diagnostic::error(message.code, message.text.as_str(), Place::at(Span::default()));
    Parsed {
        job: None,
        error: Some(ReferenceError(message.text)),
        diagnostics: vec![diagnostic],
        places: Places::default(),
    }
}

/// Makes plain what has to be before parsing: the line ends, unless it is JSON.
fn plain(text: &[u8]) -> Source<'_> {
    if is_json(text) {
        Source::verbatim(text)
    } else {
        Source::new(text)
    }
}

/// Parses a text in the flavour in which it is written.
fn parse_tree<'s>(source: &'s Source<'_>) -> Outcome<'s> {
    if is_json(source.bytes()) {
        json::parse(source.bytes())
    } else {
        parse::parse(source.bytes())
    }
}

/// Whether the first character that is no white space is a brace.
pub(super) fn is_json(text: &[u8]) -> bool {
    let mut rest = text.trim_ascii_start();
    loop {
        let (first, length) = source::first_character(rest);
        if !first.is_some_and(char::is_whitespace) {
            return first == Some('{');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}
