//! The words of syntax faults and of bodies that hold something else than they should: hclsyntax's and hcl/json's,
//! to the letter. Each is a summary and a detail.

use crate::notation::quote::quoted;

/// A summary and a detail that are always the same.
pub(super) type Words = (&'static str, &'static str);

/// A summary and a detail that name something.
pub(super) type OwnWords = (String, String);

fn own(summary: impl Into<String>, detail: impl Into<String>) -> OwnWords {
    (summary.into(), detail.into())
}

/// ` Did you mean "…"?`, or nothing.
fn did_you_mean(name: Option<&str>) -> String {
    match name {
        Some(name) => format!(" Did you mean {}?", quoted(name)),
        None => String::new(),
    }
}

// Bounds of our own.

pub(super) const TOO_DEEP: Words = (
    "Nesting too deep",
    "Blocks, expressions and templates are nested more deeply here than can be read.",
);
pub(super) const TOO_LARGE: Words = (
    "File too large",
    "The file has too many words and symbols to be read as a job.",
);
pub(super) const TOO_MANY_KEYS: Words = ("Too many attributes", "This object has too many attributes.");

/// For what only the syntax tree's parser refuses, in its words.
pub(super) fn unsupported(reason: &str) -> OwnWords {
    own(
        "Unsupported syntax",
        format!("This cannot be read here: {reason}."),
    )
}

// Characters.

pub(super) const BITWISE: Words = ("Unsupported operator", "Bitwise operators are not supported.");
pub(super) const BITWISE_AND: Words = (
    "Unsupported operator",
    "Bitwise operators are not supported. Did you mean boolean AND (\"&&\")?",
);
pub(super) const BITWISE_OR: Words = (
    "Unsupported operator",
    "Bitwise operators are not supported. Did you mean boolean OR (\"||\")?",
);
pub(super) const BITWISE_NOT: Words = (
    "Unsupported operator",
    "Bitwise operators are not supported. Did you mean boolean NOT (\"!\")?",
);
pub(super) const BACKTICK: Words = (
    "Invalid character",
    "The \"`\" character is not valid. To create a multi-line string, use the \"heredoc\" syntax, like \"<<EOT\".",
);
pub(super) const APOSTROPHE: Words = (
    "Invalid character",
    "Single quotes are not valid. Use double quotes (\") to enclose strings.",
);
pub(super) const SEMICOLON: Words = (
    "Invalid character",
    "The \";\" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.",
);
pub(super) const BAD_ENCODING: Words = (
    "Invalid character encoding",
    "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor.",
);
pub(super) const QUOTED_NEWLINE: Words = (
    "Invalid multi-line string",
    "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.",
);
pub(super) const CURLY_QUOTES: Words = (
    "Invalid character",
    "\"Curly quotes\" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a \"straight quote\".",
);
pub(super) const INVALID_CHARACTER: Words = (
    "Invalid character",
    "This character is not used within the language.",
);

// Bodies.

pub(super) const QUOTED_ARGUMENT_NAME: Words =
    ("Invalid argument name", "Argument names must not be quoted.");
pub(super) const ITEM_REQUIRED: Words = (
    "Argument or block definition required",
    "An argument or block definition is required here.",
);
pub(super) const ITEM_WITHOUT_EQUALS: Words = (
    "Argument or block definition required",
    "An argument or block definition is required here. To set an argument, use the equals sign \"=\" to introduce the argument value.",
);
pub(super) const ARGUMENT_WITHOUT_NEWLINE: Words = (
    "Missing newline after argument",
    "An argument definition must end with a newline.",
);
pub(super) const ARGUMENT_WITH_COMMA: Words = (
    "Unexpected comma after argument",
    "Argument definitions must be separated by newlines, not commas. An argument definition must end with a newline.",
);
pub(super) const BLOCK_WITH_EQUALS: Words = (
    "Invalid block definition",
    "The equals sign \"=\" indicates an argument definition, and must not be used when defining a block.",
);
pub(super) const BLOCK_WITHOUT_BODY: Words = (
    "Invalid block definition",
    "A block definition must have block content delimited by \"{\" and \"}\", starting on the same line as the block header.",
);
pub(super) const BLOCK_HEADER: Words = (
    "Invalid block definition",
    "Either a quoted string block label or an opening brace (\"{\") is expected here.",
);
pub(super) const SINGLE_ARGUMENT_COMMA: Words = (
    "Invalid single-argument block definition",
    "Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.",
);
pub(super) const SINGLE_ARGUMENT_NEWLINE: Words = (
    "Invalid single-argument block definition",
    "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
);
pub(super) const SINGLE_ARGUMENT_UNCLOSED: Words = (
    "Invalid single-argument block definition",
    "A single-line block definition must end with a closing brace immediately after its single argument definition.",
);
pub(super) const BLOCK_WITHOUT_NEWLINE: Words = (
    "Missing newline after block definition",
    "A block definition must end with a newline.",
);

pub(super) fn attribute_redefined(name: &str, first: &str) -> OwnWords {
    own(
        "Attribute redefined",
        format!(
            "The argument {} was already set at {first}. Each argument may be set only once.",
            quoted(name)
        ),
    )
}

pub(super) fn single_argument_required(name: &str) -> OwnWords {
    own(
        "Argument definition required",
        format!(
            "A single-line block definition can contain only a single argument. If you meant to define argument {}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.",
            quoted(name)
        ),
    )
}

// Expressions.

pub(super) const INVALID_EXPRESSION: Words = (
    "Invalid expression",
    "Expected the start of an expression, but found an invalid expression token.",
);
pub(super) const EXTRA_AFTER_EXPRESSION: Words = (
    "Extra characters after expression",
    "An expression was successfully parsed, but extra characters were found after it.",
);
pub(super) const CONDITIONAL_WITHOUT_ELSE: Words = (
    "Missing false expression in conditional",
    "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
);
pub(super) const UNBALANCED_PARENTHESES: Words = (
    "Unbalanced parentheses",
    "Expected a closing parenthesis to terminate the expression.",
);
pub(super) const INVALID_NUMBER: Words = (
    "Invalid number literal",
    "Failed to recognize the value of this number literal.",
);
pub(super) const ATTRIBUTE_NAME_REQUIRED: Words = (
    "Invalid attribute name",
    "An attribute name is required after a dot.",
);
pub(super) const NESTED_SPLAT: Words = (
    "Nested splat expression not allowed",
    "A splat expression (*) cannot be used inside another attribute-only splat expression.",
);
pub(super) const SPLAT_UNCLOSED: Words = (
    "Missing close bracket on splat index",
    "The star for a full splat operator must be immediately followed by a closing bracket (\"]\").",
);
pub(super) const INDEX_UNCLOSED: Words = (
    "Missing close bracket on index",
    "The index operator must end with a closing bracket (\"]\").",
);
pub(super) const EXPANSION_NOT_LAST: Words = (
    "Missing closing parenthesis",
    "An expanded function argument (with ...) must be immediately followed by closing parentheses.",
);
pub(super) const ARGUMENT_SEPARATOR: Words = (
    "Missing argument separator",
    "A comma is required to separate each function argument from the next.",
);
pub(super) const ITEM_SEPARATOR: Words = (
    "Missing item separator",
    "Expected a comma to mark the beginning of the next item.",
);
pub(super) const ATTRIBUTE_VALUE_REQUIRED: Words = (
    "Missing attribute value",
    "Expected an attribute value, introduced by an equals sign (\"=\").",
);
pub(super) const KEY_SEPARATOR: Words = (
    "Missing key/value separator",
    "Expected an equals sign (\"=\") to mark the beginning of the attribute value.",
);
pub(super) const KEY_SEPARATOR_NAME: Words = (
    "Missing key/value separator",
    "Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.",
);
pub(super) const ATTRIBUTE_SEPARATOR: Words = (
    "Missing attribute separator",
    "Expected a newline or comma to mark the beginning of the next attribute.",
);

/// `a.0.1`: the two numbers, and whether it is after `.*`.
pub(super) fn legacy_index(first: &str, second: &str, in_splat: bool) -> OwnWords {
    let with = if in_splat {
        " with a full splat expression [*]"
    } else {
        ""
    };
    own(
        "Invalid legacy index syntax",
        format!(
            "When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax{with} instead, like [{first}][{second}]."
        ),
    )
}

// `for` expressions.

pub(super) const FOR_WITHOUT_NAME: Words = (
    "Invalid 'for' expression",
    "For expression requires variable name after 'for'.",
);
pub(super) const FOR_WITHOUT_VALUE_NAME: Words = (
    "Invalid 'for' expression",
    "For expression requires value variable name after comma.",
);
pub(super) const FOR_WITHOUT_IN: Words = (
    "Invalid 'for' expression",
    "For expression requires the 'in' keyword after its name declarations.",
);
pub(super) const FOR_WITHOUT_COLON: Words = (
    "Invalid 'for' expression",
    "For expression requires a colon after the collection expression.",
);
pub(super) const FOR_UNCLOSED: Words = (
    "Invalid 'for' expression",
    "Extra characters after the end of the 'for' expression.",
);
pub(super) const FOR_TUPLE_KEY: Words = (
    "Invalid 'for' expression",
    "Key expression is not valid when building a tuple.",
);
pub(super) const FOR_TUPLE_GROUP: Words = (
    "Invalid 'for' expression",
    "Grouping ellipsis (...) cannot be used when building a tuple.",
);
pub(super) const FOR_OBJECT_KEY: Words = (
    "Invalid 'for' expression",
    "Key expression is required when building an object.",
);

// Strings and templates.

pub(super) const LABEL_UNTERMINATED: Words = (
    "Unterminated string literal",
    "Unable to find the closing quote mark before the end of the file.",
);
pub(super) const LABEL_ITEM: Words = (
    "Invalid string literal",
    "This item is not valid in a string literal.",
);
pub(super) const BACKSLASH_ALONE: Words = (
    "Invalid escape sequence",
    "Backslash must be followed by an escape sequence selector character.",
);
pub(super) const ESCAPE_FOUR: Words = (
    "Invalid escape sequence",
    "The \\u escape sequence must be followed by four hexadecimal digits.",
);
pub(super) const ESCAPE_EIGHT: Words = (
    "Invalid escape sequence",
    "The \\U escape sequence must be followed by eight hexadecimal digits.",
);
pub(super) const TEMPLATE_UNTERMINATED: Words = (
    "Unterminated template string",
    "No closing marker was found for the string.",
);
pub(super) const EXTRA_IN_INTERPOLATION: Words = (
    "Extra characters after interpolation expression",
    "Expected a closing brace to end the interpolation expression, but found extra characters.",
);
pub(super) const DIRECTIVE_KEYWORD: Words = (
    "Invalid template directive",
    "A template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a %{ sequence.",
);
pub(super) const FOR_DIRECTIVE_WITHOUT_NAME: Words = (
    "Invalid 'for' directive",
    "For directive requires variable name after 'for'.",
);
pub(super) const FOR_DIRECTIVE_WITHOUT_VALUE_NAME: Words = (
    "Invalid 'for' directive",
    "For directive requires value variable name after comma.",
);
pub(super) const FOR_DIRECTIVE_WITHOUT_IN: Words = (
    "Invalid 'for' directive",
    "For directive requires 'in' keyword after names.",
);

/// `sign` is `$` or `%`.
pub(super) fn template_in_label(sign: char) -> OwnWords {
    own(
        "Invalid string literal",
        format!(
            "Template sequences are not allowed in this string. To include a literal \"{sign}\", double it (as \"{sign}{sign}\") to escape it."
        ),
    )
}

pub(super) fn escape_selector(symbol: &str) -> OwnWords {
    own(
        "Invalid escape sequence",
        format!(
            "The symbol {} is not a valid escape sequence selector.",
            quoted(symbol)
        ),
    )
}

pub(super) fn escape_no_character(code: u32) -> OwnWords {
    own(
        "Invalid escape sequence",
        format!("Cannot encode character U+{code:04x} in UTF-8."),
    )
}

pub(super) fn directive_unknown(keyword: &str, suggestion: Option<&str>) -> OwnWords {
    own(
        "Invalid template control keyword",
        format!(
            "{} is not a valid template control keyword.{}",
            quoted(keyword),
            did_you_mean(suggestion)
        ),
    )
}

pub(super) fn extra_in_directive(keyword: &str) -> OwnWords {
    own(
        format!("Extra characters in {keyword} marker"),
        "Expected a closing brace to end the sequence, but found extra characters.",
    )
}

pub(super) fn directive_unbalanced(keyword: &str) -> OwnWords {
    own(
        format!("Unexpected {keyword} directive"),
        "The control directives within this template are unbalanced.",
    )
}

pub(super) fn second_else(opened: &str) -> OwnWords {
    own(
        "Unexpected else directive",
        format!("Already in the else clause for the if started at {opened}."),
    )
}

pub(super) fn not_endif(keyword: &str, opened: &str) -> OwnWords {
    own(
        format!("Unexpected {keyword} directive"),
        format!("Expecting an endif directive for the if started at {opened}."),
    )
}

pub(super) fn else_in_for() -> OwnWords {
    own(
        "Unexpected else directive",
        "An else clause is not expected for a for directive.",
    )
}

pub(super) fn not_endfor(keyword: &str, opened: &str) -> OwnWords {
    own(
        format!("Unexpected {keyword} directive"),
        format!("Expecting an endfor directive corresponding to the for directive at {opened}."),
    )
}

/// `keyword` is `if` or `for`.
pub(super) fn directive_unclosed(keyword: &str, opened: &str) -> OwnWords {
    own(
        "Unexpected end of template",
        format!("The {keyword} directive at {opened} is missing its corresponding end{keyword} directive."),
    )
}

// What a body holds.

pub(super) fn missing_argument(name: &str) -> OwnWords {
    own(
        "Missing required argument",
        format!(
            "The argument {} is required, but no definition was found.",
            quoted(name)
        ),
    )
}

/// Why the name of an argument or a block might be wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hint<'n> {
    /// Another name is near.
    Near(&'n str),
    /// The name is one of the other sort.
    OtherSort,
    /// No idea.
    None,
}

pub(super) fn unsupported_argument(name: &str, hint: Hint<'_>) -> OwnWords {
    let name = quoted(name);
    let hint = match hint {
        Hint::Near(near) => did_you_mean(Some(near)),
        Hint::OtherSort => format!(" Did you mean to define a block of type {name}?"),
        Hint::None => String::new(),
    };
    own(
        "Unsupported argument",
        format!("An argument named {name} is not expected here.{hint}"),
    )
}

pub(super) fn unsupported_block(kind: &str, hint: Hint<'_>) -> OwnWords {
    let kind = quoted(kind);
    let hint = match hint {
        Hint::Near(near) => did_you_mean(Some(near)),
        Hint::OtherSort => {
            format!(
                " Did you mean to define argument {kind}? If so, use the equals sign to assign it a value."
            )
        }
        Hint::None => String::new(),
    };
    own(
        "Unsupported block type",
        format!("Blocks of type {kind} are not expected here.{hint}"),
    )
}

pub(super) fn extraneous_label(kind: &str, labels: &[&str]) -> OwnWords {
    let detail = if labels.is_empty() {
        format!("No labels are expected for {kind} blocks.")
    } else {
        format!(
            "Only {} labels ({}) are expected for {kind} blocks.",
            labels.len(),
            labels.join(", ")
        )
    };
    own(format!("Extraneous label for {kind}"), detail)
}

pub(super) fn missing_label(kind: &str, label: &str, labels: &[&str]) -> OwnWords {
    own(
        format!("Missing {label} for {kind}"),
        format!(
            "All {kind} blocks must have {} labels ({}).",
            labels.len(),
            labels.join(", ")
        ),
    )
}

pub(super) fn unexpected_block(kind: &str) -> OwnWords {
    own(
        format!("Unexpected {} block", quoted(kind)),
        "Blocks are not allowed here.",
    )
}

// The JSON syntax.

pub(super) const JSON_ROOT: Words = (
    "Root value must be object",
    "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
);
pub(super) const JSON_EXTRA: Words = (
    "Extraneous data after value",
    "Extra characters appear after the JSON value.",
);
pub(super) const JSON_VALUE_REQUIRED: Words = (
    "Missing JSON value",
    "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.",
);
pub(super) const JSON_ELEMENT_REQUIRED: Words = (
    "Missing array element value",
    "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.",
);
pub(super) const JSON_ENDS: Words = ("Missing value", "The JSON data ends prematurely.");
pub(super) const JSON_INVALID_VALUE: Words = (
    "Invalid start of value",
    "A JSON value must start with a brace, a bracket, a number, a string, or a keyword.",
);
pub(super) const JSON_NAME: Words = (
    "Invalid object property name",
    "A JSON object property name must be a string",
);
pub(super) const JSON_MEMBER_WITHOUT_VALUE: Words = (
    "Missing object value",
    "A JSON object attribute must have a value, introduced by a colon.",
);
pub(super) const JSON_EQUALS: Words = (
    "Missing property value colon",
    "JSON uses a colon as its name/value delimiter, not an equals sign.",
);
pub(super) const JSON_COLON: Words = (
    "Missing property value colon",
    "A colon must appear between an object property's name and its value.",
);
pub(super) const JSON_OBJECT_TRAILING_COMMA: Words = (
    "Trailing comma in object",
    "JSON does not permit a trailing comma after the final property in an object.",
);
pub(super) const JSON_OBJECT_UNCLOSED: Words = (
    "Unclosed object",
    "No closing brace was found for this JSON object.",
);
pub(super) const JSON_OBJECT_BRACKET: Words = (
    "Mismatched braces",
    "A JSON object must be closed with a brace, not a bracket.",
);
pub(super) const JSON_OBJECT_COMMA: Words = (
    "Missing attribute seperator comma",
    "A comma must appear between each property definition in an object.",
);
pub(super) const JSON_ARRAY_TRAILING_COMMA: Words = (
    "Trailing comma in array",
    "JSON does not permit a trailing comma after the final value in an array.",
);
pub(super) const JSON_ARRAY_COLON: Words = (
    "Invalid array value",
    "A colon is not used to introduce values in a JSON array.",
);
pub(super) const JSON_ARRAY_UNCLOSED: Words = (
    "Unclosed object",
    "No closing bracket was found for this JSON array.",
);
pub(super) const JSON_ARRAY_BRACE: Words = (
    "Mismatched brackets",
    "A JSON array must be closed with a bracket, not a brace.",
);
pub(super) const JSON_ARRAY_COMMA: Words = (
    "Missing attribute seperator comma",
    "A comma must appear between each value in an array.",
);
pub(super) const JSON_NUMBER: Words = (
    "Invalid JSON number",
    "There is a syntax error in the given JSON number.",
);
pub(super) const JSON_STRING: Words = (
    "Invalid JSON string",
    "There is a syntax error in the given JSON string.",
);
pub(super) const JSON_BODY_ELEMENT: Words = (
    "Incorrect JSON value type",
    "A JSON object is required here, to define arguments and child blocks.",
);
pub(super) const JSON_BODY: Words = (
    "Incorrect JSON value type",
    "Either a JSON object or JSON array of objects is required here, to define arguments and child blocks.",
);
pub(super) const JSON_ATTRIBUTES: Words = (
    "Incorrect JSON value type",
    "A JSON object is required here, setting the arguments for this block.",
);

pub(super) fn json_javascript(keyword: &str) -> OwnWords {
    own(
        "Invalid JSON keyword",
        format!(
            "The JavaScript identifier {} cannot be used in JSON.",
            quoted(keyword)
        ),
    )
}

pub(super) fn json_keyword(keyword: &str, suggestion: Option<&str>) -> OwnWords {
    own(
        "Invalid JSON keyword",
        format!(
            "{} is not a valid JSON keyword.{}",
            quoted(keyword),
            did_you_mean(suggestion)
        ),
    )
}

pub(super) fn json_extraneous(name: &str, suggestion: Option<&str>) -> OwnWords {
    own(
        "Extraneous JSON object property",
        format!(
            "No argument or block type is named {}.{}",
            quoted(name),
            did_you_mean(suggestion)
        ),
    )
}

pub(super) fn json_duplicate_argument(name: &str, first: &str) -> OwnWords {
    own(
        "Duplicate argument",
        format!("The argument {} was already set at {first}.", quoted(name)),
    )
}

pub(super) fn json_duplicate_attribute(name: &str, first: &str) -> OwnWords {
    own(
        "Duplicate attribute definition",
        format!("The argument {} was already set at {first}.", quoted(name)),
    )
}

pub(super) fn json_missing_label(kind: &str, label: &str) -> OwnWords {
    own(
        "Missing block label",
        format!(
            "At least one object property is required, whose name represents the {kind} block's {label}."
        ),
    )
}

pub(super) fn json_block(kind: &str) -> OwnWords {
    own(
        "Incorrect JSON value type",
        format!(
            "Either a JSON object or a JSON array is required, representing the contents of one or more {} blocks.",
            quoted(kind)
        ),
    )
}

pub(super) fn json_label_element(label: &str) -> OwnWords {
    own(
        "Incorrect JSON value type",
        format!("A JSON object is required here, to specify {label} labels for this block."),
    )
}

pub(super) fn json_labels(label: &str) -> OwnWords {
    own(
        "Incorrect JSON value type",
        format!(
            "Either a JSON object or JSON array of objects is required here, to specify {label} labels for this block."
        ),
    )
}
