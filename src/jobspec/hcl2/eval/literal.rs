//! Values as they are written, and text: how the reference's scanner cuts it into pieces, and what its escapes mean.

use std::borrow::Cow;

use hcl_edit::expr::Expression as Node;

use super::{span, template};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::value::{Number, Value};

/// The value of a literal, null for everything that is none.
pub(super) fn value(node: &Node, text: &str) -> Value {
    match node {
        Node::Bool(truth) => Value::Bool(*truth.value()),
        Node::Number(_) => number(span(node).text(text)),
        Node::String(_) => quoted(span(node).text(text)),
        Node::HeredocTemplate(_) => match template::parts(node, text).as_slice() {
            [template::Part::Literal { text, .. }] => Value::string(text),
            _ => Value::string(""),
        },
        _ => Value::NULL,
    }
}

/// A number as it is written. The tree takes a sign for a part of it; to the reference it is an operator.
fn number(text: &str) -> Value {
    let (negative, digits) = match text.strip_prefix('-') {
        // Spaces and comments may stand between the sign and the digits.
        Some(rest) => (true, rest.rsplit([' ', '\t', '/']).next().unwrap_or_default()),
        None => (false, text),
    };
    match Number::parse(digits) {
        Some(number) if negative => number.negated().into(),
        Some(number) => number.into(),
        None => Value::UNKNOWN,
    }
}

/// In which kind of string a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Between quotes, with escapes, on one line.
    Quoted,
    /// In a heredoc or a string of the JSON syntax: without escapes, each line is a piece of its own.
    Plain,
}

/// The pieces of the literal text at `span`. Where it is cut shows in messages and in what `~` trims.
///
/// A `$` or `%` that begins no template is a piece, an escaped `$${` or `%%{` is one, and what is between them.
pub(super) fn pieces(text: &str, span: Span, quoting: Quoting) -> Vec<Span> {
    let bytes = span.text(text).as_bytes();
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
        let length = piece(rest, quoting);
        let offset = |at: usize| span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        pieces.push(Span::new(offset(start), offset(start + length)));
        start += length;
    }
    pieces
}

/// How long the first piece is.
fn piece(rest: &[u8], quoting: Quoting) -> usize {
    match rest {
        [b'$', b'$', b'{', b'~', ..] | [b'%', b'%', b'{', b'~', ..] => return 4,
        [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => return 3,
        [b'$' | b'%', ..] => return 1,
        _ => {}
    }
    let mut length = 0;
    while let Some(byte) = rest.get(length) {
        match (byte, quoting) {
            (b'$' | b'%', _) => break,
            (b'\\', Quoting::Quoted) => length += 2,
            (b'\n', Quoting::Plain) => return length + 1,
            _ => length += 1,
        }
    }
    length.min(rest.len())
}

/// What a piece says, its escapes resolved.
pub(super) fn meaning(piece: &str, quoting: Quoting) -> Cow<'_, str> {
    if piece.starts_with("$${") || piece.starts_with("%%{") {
        return Cow::Borrowed(piece.get(1..).unwrap_or_default());
    }
    if quoting == Quoting::Plain || !piece.contains('\\') {
        return Cow::Borrowed(piece);
    }
    let mut text = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        rest = unescape(after, &mut text);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Resolves the escape that `after` begins with, behind its backslash, and gives the rest. What is no escape the
/// parser has refused.
fn unescape<'t>(after: &'t str, text: &mut String) -> &'t str {
    let mut symbols = after.chars();
    let symbol = symbols.next();
    let digits = match symbol {
        Some('u') => 4,
        Some('U') => 8,
        _ => 0,
    };
    let rest = symbols.as_str();
    if let Some((hex, rest)) = rest.split_at_checked(digits).filter(|_| digits > 0) {
        let code = u32::from_str_radix(hex, 16).ok();
        text.extend(code.and_then(char::from_u32));
        return rest;
    }
    text.extend(match symbol {
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        other => other,
    });
    rest
}

/// The value of a string in quotes that holds no templates.
pub(super) fn quoted(text: &str) -> Value {
    let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    if !inside.contains(['\\', '$', '%']) {
        return Value::string(inside);
    }
    let span = Span::new(0, u32::try_from(inside.len()).unwrap_or(u32::MAX));
    let pieces = pieces(inside, span, Quoting::Quoted);
    let parts = pieces
        .into_iter()
        .map(|piece| meaning(piece.text(inside), Quoting::Quoted));
    Value::string(parts.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, quoting: Quoting) -> Vec<&str> {
        let span = Span::new(0, u32::try_from(text.len()).unwrap());
        pieces(text, span, quoting)
            .into_iter()
            .map(|piece| piece.text(text))
            .collect()
    }

    #[test]
    fn a_dollar_or_percent_sign_stands_alone() {
        assert_eq!(cut("a$$b%", Quoting::Quoted), ["a", "$", "$", "b", "%"]);
        assert_eq!(cut("$$$${x}", Quoting::Quoted), ["$", "$", "$${", "x}"]);
    }

    #[test]
    fn an_escaped_template_is_a_piece() {
        assert_eq!(
            cut("a $${b} %%{c}", Quoting::Quoted),
            ["a ", "$${", "b} ", "%%{", "c}"]
        );
        assert_eq!(meaning("$${", Quoting::Plain), "${");
    }

    #[test]
    fn lines_of_a_heredoc_are_pieces() {
        assert_eq!(cut("a\n\n b\\n", Quoting::Plain), ["a\n", "\n", " b\\n"]);
    }

    #[test]
    fn an_escaped_sign_belongs_to_its_surroundings() {
        assert_eq!(cut(r#"a\"b\$"#, Quoting::Quoted), [r#"a\"b\$"#]);
    }

    #[test]
    fn escapes_are_resolved_in_quotes_only() {
        assert_eq!(
            meaning(r#"\n\t\r\"\\\u00e9\U0001F600"#, Quoting::Quoted),
            "\n\t\r\"\\é😀"
        );
        assert_eq!(meaning(r"\n", Quoting::Plain), r"\n");
    }

    #[test]
    fn strings_are_composed() {
        assert_eq!(quoted("\"e\u{301}\""), Value::String("é".into()));
        assert_eq!(quoted(r#""a\u0065\u0301$$${""#), Value::String("aé$${".into()));
    }
}
