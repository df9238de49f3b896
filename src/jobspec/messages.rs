//! The words of this module: every error text that it can give, and the code it is known by.
//!
//! They are the reference's words, which clients read and compare; recordings prove most of them. What the
//! reference answers with a crash, or not at all, has words of ours.

use std::fmt::Display;

/// A fault in words, and the stable code of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

/// A [`Message`] that names nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FixedMessage {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
}

impl From<&FixedMessage> for Message {
    fn from(fixed: &FixedMessage) -> Self {
        message(fixed.code, fixed.text)
    }
}

fn message(code: &'static str, text: impl Into<String>) -> Message {
    Message {
        code,
        text: text.into(),
    }
}

/// Declares messages that name nothing.
macro_rules! fixed_messages {
    ($($NAME:ident = $code:literal, $text:literal;)+) => {
        $(pub(crate) static $NAME: FixedMessage = FixedMessage { code: $code, text: $text };)+
    };
}

// Characters and tokens.

fixed_messages! {
    ILLEGAL_CHARACTER = "hcl1/character", "illegal char";
    ILLEGAL_ENCODING = "hcl1/character", "illegal UTF-8 encoding";
    NULL_CHARACTER = "hcl1/character", "unexpected null character (0x00)";
    RESERVED_CODE_POINT = "hcl1/character", "unicode code point U+E123 reserved for internal use";
    LONE_SLASH = "hcl1/character", "expected '/' for comment";
    LONE_LESS = "hcl1/character", "heredoc expected second '<', didn't see it";
    UNTERMINATED_COMMENT = "hcl1/unterminated", "comment not terminated";
    UNTERMINATED_LITERAL = "hcl1/unterminated", "literal not terminated";
    UNTERMINATED_HEREDOC = "hcl1/unterminated", "heredoc not terminated";
    ILLEGAL_ANCHOR = "hcl1/heredoc", "invalid characters in heredoc anchor";
    EMPTY_ANCHOR = "hcl1/heredoc", "zero-length heredoc anchor";
    ILLEGAL_HEXADECIMAL = "hcl1/number", "illegal hexadecimal number";
    ILLEGAL_OCTAL = "hcl1/number", "illegal octal number";
    LEADING_ZERO = "hcl1/number", "numbers cannot start with 0";
    ILLEGAL_ESCAPE = "hcl1/escape", "illegal char escape";
}

// Syntax.

const SYNTAX: &str = "hcl1/syntax";

fixed_messages! {
    NO_KEYS = "hcl1/syntax", "no object keys found!";
    ILLEGAL_TOKEN = "hcl1/syntax", "illegal character";
    JSON_ILLEGAL_TOKEN = "hcl1/syntax", "illegal";
    TOO_LARGE = "hcl1/too-large", "the text is larger than 4 GiB";
    TOO_MANY_LABELS = "hcl1/too-large", "nested objects make more labels than the text has bytes";
}

pub(crate) fn labels_before_assignment(found: impl Display) -> Message {
    message(SYNTAX, format!("nested object expected: LBRACE got: {found}"))
}

pub(crate) fn expected_key(found: impl Display) -> Message {
    message(SYNTAX, format!("expected: IDENT | STRING got: {found}"))
}

pub(crate) fn expected_item(found: impl Display) -> Message {
    message(SYNTAX, format!("expected: IDENT | STRING | ASSIGN | LBRACE got: {found}"))
}

pub(crate) fn expected_value(keys: &str) -> Message {
    message(
        SYNTAX,
        format!("key '{keys}' expected start of object ('{{') or assignment ('=')"),
    )
}

pub(crate) fn unknown_token(place: impl Display, kind: impl Display, text: &str) -> Message {
    message(SYNTAX, format!("Unknown token: {place} {kind} {text}"))
}

pub(crate) fn unclosed_object(found: impl Display) -> Message {
    message(SYNTAX, format!("object expected closing RBRACE got: {found}"))
}

pub(crate) fn expected_comma(found: impl Display) -> Message {
    message(
        SYNTAX,
        format!("error parsing list, expected comma or list end, got: {found}"),
    )
}

pub(crate) fn unexpected_in_list(found: impl Display) -> Message {
    message(SYNTAX, format!("unexpected token while parsing list: {found}"))
}

/// What goes before the words of a fault inside a list or object that is itself in a list.
pub(crate) fn within_list(is_object: bool) -> &'static str {
    if is_object {
        "error while trying to parse object within list: "
    } else {
        "error while trying to parse list within list: "
    }
}

pub(crate) fn json_illegal_character(c: char) -> Message {
    message("hcl1/character", format!("illegal char: {c}"))
}

pub(crate) fn json_expected_key(found: impl Display) -> Message {
    message(SYNTAX, format!("expected: STRING got: {found}"))
}

pub(crate) fn json_expected_value(place: impl Display, kind: impl Display, text: &str) -> Message {
    message(
        SYNTAX,
        format!("Expected object value, got unknown token: {place} {kind} {text}"),
    )
}

pub(crate) fn json_expected_object(place: impl Display, kind: impl Display, text: &str) -> Message {
    message(
        SYNTAX,
        format!("Expected object, got unknown token: {place} {kind} {text}"),
    )
}

pub(crate) fn too_deep(limit: usize) -> Message {
    message("hcl1/too-deep", format!("nested deeper than {limit} levels"))
}

/// A fault with its place, as error texts of HCL put it.
pub(crate) fn at(place: Option<impl Display>, text: &str) -> String {
    match place {
        Some(place) => format!("At {place}: {text}"),
        None => format!("At -: {text}"),
    }
}
