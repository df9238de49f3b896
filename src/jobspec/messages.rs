//! The words of this module: every error text that it can give, and the code it is known by.
//!
//! They are the reference's words, which clients read and compare; recordings prove most of them. What the
//! reference answers with a crash, or not at all, has words of ours.

use std::fmt::Display;

use crate::notation::quote::quoted;

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

// Dialects.

#[cfg(not(feature = "hcl2"))]
fixed_messages! {
    NO_HCL2 = "jobspec/no-hcl2", "HCL2 is not built into this program";
}

/// What HCL1 says of a text that only HCL2 accepts.
pub(crate) fn only_in_hcl2(fault: &str) -> String {
    format!("this is accepted only as HCL2; in HCL1: {fault}")
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

/// The code of what has a beginning and no end.
pub(crate) const UNTERMINATED: &str = "hcl1/unterminated";
pub(crate) const OPENED_HERE: &str = "opened here";

// What only the formatter says, for what it cannot read as either dialect.

fixed_messages! {
    FORMAT_JSON = "format/json", "JSON is not formatted: this is no HCL";
    UNFINISHED_NUMBER = "hcl1/number", "the exponent of this number has no digits";
    HCL2_ENCODING = "hcl2/character", "this byte is not UTF-8";
    HCL2_CHARACTER = "hcl2/character", "this character means nothing here";
    HCL2_LINE_END_IN_QUOTES = "hcl2/unterminated", "text in quotes must end in its line";
    HCL2_HEREDOC_WORD = "hcl2/heredoc", "a heredoc begins with `<<` or `<<-`, a word and the end of the line";
    HCL2_UNCLOSED = "hcl2/unterminated", "the text ends before this bracket is closed";
    HCL2_UNCLOSED_INTERPOLATION = "hcl2/unterminated", "the text ends inside `${…}` or `%{…}`";
    HCL2_UNCLOSED_QUOTES = "hcl2/unterminated", "the text ends inside quotes";
    HCL2_UNCLOSED_HEREDOC = "hcl2/unterminated", "the text ends inside a heredoc; its last word must be alone in a line that ends";
    HCL2_UNCLOSED_COMMENT = "hcl2/unterminated", "this comment has no end";
    HCL2_UNEXPECTED_CLOSE = "hcl2/syntax", "this bracket closes nothing";
}

// What only the printer says.

pub(crate) fn unprintable(error: &str) -> Message {
    message("print/refused", format!("no job file can say this: {error}"))
}

pub(crate) fn not_in_job_files(value: &str) -> Message {
    message(
        "print/no-key",
        format!("nothing in a job file says this: {value} is left out"),
    )
}

pub(crate) fn not_in_hcl1(value: &str) -> Message {
    message(
        "print/no-key",
        format!("Nomad 0.12 and its job files do not have this: {value} is left out"),
    )
}

pub(crate) fn lost(value: &str) -> Message {
    message(
        "print/lost",
        format!("a job file cannot say {value} here: it is left out"),
    )
}

pub(crate) fn becomes(given: &str, read: &str) -> Message {
    message("print/changed", format!("{given} becomes {read} in a job file"))
}

// Syntax.

/// The code of a token that is no value.
pub(crate) const UNKNOWN_TOKEN: &str = "hcl1/unknown-token";
pub(crate) const WHAT_VALUES_ARE: &str =
    "a value is a number, true or false, text in double quotes, a list or an object; expressions need HCL2";

const SYNTAX: &str = "hcl1/syntax";

fixed_messages! {
    NO_KEYS = "hcl1/syntax", "no object keys found!";
    ILLEGAL_TOKEN = "hcl1/syntax", "illegal character";
    JSON_ILLEGAL_TOKEN = "hcl1/syntax", "illegal";
    TOO_LARGE = "hcl1/too-large", "the text is larger than 4 GiB";
    TOO_MANY_LABELS = "hcl1/too-large", "nested objects make many more labels than the text has bytes";
}

pub(crate) fn labels_before_assignment(found: impl Display) -> Message {
    message(SYNTAX, format!("nested object expected: LBRACE got: {found}"))
}

pub(crate) fn expected_key(found: impl Display) -> Message {
    message(SYNTAX, format!("expected: IDENT | STRING got: {found}"))
}

pub(crate) fn expected_item(found: impl Display) -> Message {
    message(
        SYNTAX,
        format!("expected: IDENT | STRING | ASSIGN | LBRACE got: {found}"),
    )
}

pub(crate) fn expected_value(keys: &str) -> Message {
    message(
        SYNTAX,
        format!("key '{keys}' expected start of object ('{{') or assignment ('=')"),
    )
}

pub(crate) fn unknown_token(place: impl Display, kind: impl Display, text: &str) -> Message {
    message(UNKNOWN_TOKEN, format!("Unknown token: {place} {kind} {text}"))
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

// What keys and values come to, whatever they mean.

const VALUE: &str = "hcl1/value";

pub(crate) fn not_a_map(place: Option<impl Display>, path: impl Display, found: &str) -> Message {
    let text = format!("{path}: not an object type for map ({found})");
    message("hcl1/not-an-object", at(place, &text))
}

pub(crate) fn map_without_keys(path: impl Display) -> Message {
    let text = format!("{path}: map must have string keys");
    message("hcl1/labels", at(None::<&str>, &text))
}

pub(crate) fn item_in_list(path: impl Display) -> Message {
    message(
        "hcl1/labels",
        format!("{path}: cannot decode into interface: *ast.ObjectItem"),
    )
}

pub(crate) fn unknown_type(
    place: Option<impl Display>,
    path: impl Display,
    for_string: bool,
    found: &str,
) -> Message {
    let purpose = if for_string { " for string" } else { "" };
    message(
        VALUE,
        at(place, &format!("{path}: unknown type{purpose} {found}")),
    )
}

pub(crate) fn unknown_slice(place: Option<impl Display>, found: &str) -> Message {
    message(VALUE, at(place, &format!("unknown slice type: {found}")))
}

pub(crate) fn unknown_bool(text: &str) -> Message {
    message(VALUE, format!("decodeBool: Unknown value for boolean: {text}"))
}

/// A number that is none, or none that fits, in Go's words.
pub(crate) fn number(error: impl Display) -> Message {
    message("hcl1/number", error.to_string())
}

// Values that do not fit their member. Each is one of a list.

pub(crate) fn unconvertible(name: impl Display, expected: &str, found: &str) -> String {
    format!("'{name}' expected type '{expected}', got unconvertible type '{found}'")
}

pub(crate) fn unparsable(name: impl Display, expected: &str, error: impl Display) -> String {
    format!("cannot parse '{name}' as {expected}: {error}")
}

pub(crate) fn overflows_unsigned(name: impl Display, value: i64) -> String {
    format!("cannot parse '{name}', {value} overflows uint")
}

pub(crate) fn no_duration(name: impl Display, error: impl Display) -> String {
    format!("error decoding '{name}': {error}")
}

pub(crate) fn expected_map(name: impl Display, found: &str) -> String {
    format!("'{name}' expected a map, got '{found}'")
}

pub(crate) fn expected_list(name: impl Display, found: &str) -> String {
    format!("'{name}': source data must be an array or slice, got {found}")
}

/// The list of values that do not fit.
pub(crate) fn misfits(texts: &mut [String]) -> String {
    texts.sort();
    let lines: Vec<String> = texts.iter().map(|text| format!("* {text}")).collect();
    format!("{} error(s) decoding:\n\n{}", lines.len(), lines.join("\n"))
}

/// The code of a value that does not fit its member.
pub(crate) const MISFIT: &str = "hcl1/type";

// Stanzas.

/// A list of faults, of which the first are given.
pub(crate) fn list(count: usize, texts: &[String]) -> String {
    let lines: Vec<String> = texts.iter().map(|text| format!("* {text}")).collect();
    let cut = match count - texts.len().min(count) {
        0 => String::new(),
        left => format!("\n\t* {left} more"),
    };
    let errors = if count == 1 { "error" } else { "errors" };
    format!("{count} {errors} occurred:\n\t{}{cut}\n\n", lines.join("\n\t"))
}

pub(crate) fn invalid_key(key: &str) -> String {
    format!("invalid key: {key}")
}

/// The same for people.
pub(crate) fn unknown_key(key: &str, stanza: &str) -> Message {
    message(
        "hcl1/unknown-key",
        format!("invalid key: {key} is not a key of {stanza}"),
    )
}

pub(crate) fn did_you_mean(key: &str) -> String {
    format!("did you mean `{key}`?")
}

pub(crate) fn cannot_check_keys(found: &str) -> Message {
    message(
        "hcl1/not-an-object",
        format!("cannot check HCL keys of type {found}"),
    )
}

pub(crate) fn not_an_object(text: String) -> Message {
    message("hcl1/not-an-object", text)
}

pub(crate) fn not_one_block(text: String) -> Message {
    message("hcl1/block-count", text)
}

pub(crate) fn wrong_labels(text: &str) -> Message {
    message("hcl1/labels", text)
}

pub(crate) fn label_twice(text: String) -> Message {
    message("hcl1/label-twice", text)
}

pub(crate) fn unexpected_label(key: &str) -> Message {
    message("hcl1/labels", format!("'{key}' block must not have a label"))
}

// Rules of single stanzas.

fixed_messages! {
    EMPTY = "hcl1/no-job", "Job spec is empty";
    NO_JOB = "hcl1/no-job", "'job' stanza not found";
    TWO_JOBS = "hcl1/block-count", "only one 'job' block allowed";
    JOB_WITHOUT_NAME = "hcl1/labels", "'job' block missing name";
    NO_REGION = "hcl1/block-count", "'multiregion' requires one or more 'region' blocks";
    NO_MAX = "hcl1/missing-key", "missing 'max'";
    NO_PORT_LABEL = "hcl1/labels", "ports must be named";
    PORT_LABEL = "hcl1/port-label", "Port label does not conform to naming requirements ^[a-zA-Z0-9_]+$";
    TWO_CONFIGS = "hcl1/block-count", "only 1 meta object supported";
    EMPTY_CONFIG = "hcl1/value", "'config' must not be an empty list";
    LISTENER_NOT_OBJECT = "hcl1/not-an-object", "listener: should be an object";
    LISTENER_WITHOUT_NAME = "hcl1/labels", "'envoy_gateway_bind_addresses' block must have a label";
    LISTENER_VALUES = "hcl1/type", "a bind address has an address, which is text, and a port, which is a number";
}

pub(crate) fn no_bool(value: impl Display) -> String {
    format!("{value} couldn't be converted to boolean value")
}

pub(crate) fn no_periodic_enabled(error: impl Display) -> Message {
    message(
        MISFIT,
        format!("periodic.enabled should be set to true or false; {error}"),
    )
}

pub(crate) fn no_distinct_hosts(error: impl Display) -> Message {
    message(
        MISFIT,
        format!("distinct_hosts should be set to true or false; {error}"),
    )
}

pub(crate) fn port_collision(label: &str) -> Message {
    message(
        "hcl1/label-twice",
        format!("found a port label collision: {label}"),
    )
}

pub(crate) fn header_not_blocks(found: &str) -> Message {
    message(
        MISFIT,
        format!("check -> header -> expected a []map[string][]string but found {found}"),
    )
}

pub(crate) fn header_not_list(name: &str, found: &str) -> Message {
    message(
        MISFIT,
        format!(
            "check -> header -> {} expected a []string but found {found}",
            quoted(name)
        ),
    )
}

pub(crate) fn header_not_text(name: &str, found: &str) -> Message {
    message(
        MISFIT,
        format!(
            "check -> header -> {} expected a string but found {found}",
            quoted(name)
        ),
    )
}

/// Keys that a volume or its mount options do not have.
pub(crate) fn unexpected_keys(inside: &str, keys: &[&str]) -> String {
    format!("{inside}unexpected keys {}", keys.join(", "))
}
