//! The words of faults in variables: summary and detail, the reference's to the letter.

use crate::notation::quote::quoted;

/// Summary and detail.
pub(super) type Words = (String, String);

fn words(summary: &str, detail: impl Into<String>) -> Words {
    (summary.to_owned(), detail.into())
}

// Declarations.

pub(super) fn duplicate(name: &str) -> Words {
    words(
        "Duplicate variable",
        format!("Duplicate {name} variable definition found."),
    )
}

pub(super) fn bad_name() -> Words {
    words(
        "Invalid variable name",
        "A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.",
    )
}

pub(super) fn unsuitable(error: &str) -> Words {
    words("Unsuitable value type", format!("Unsuitable value: {error}"))
}

pub(super) fn bad_default(error: &str) -> Words {
    words(
        "Invalid default value for variable",
        format!("This default value is not compatible with the variable's type constraint: {error}."),
    )
}

pub(super) fn other_reference(name: &str) -> Words {
    words(
        "Invalid reference in variable validation",
        format!(
            "The condition for variable {} can only refer to the variable itself, using var.{name}.",
            quoted(name)
        ),
    )
}

pub(super) fn no_reference(name: &str) -> Words {
    words(
        "Invalid variable validation condition",
        format!(
            "The condition for variable {} must refer to var.{name} in order to test incoming values.",
            quoted(name)
        ),
    )
}

pub(super) fn empty_message() -> Words {
    words(
        "Invalid validation error message",
        "An empty string is not a valid nor useful error message.",
    )
}

pub(super) fn no_sentence() -> Words {
    words(
        "Invalid validation error message",
        "Validation error message must be at least one full sentence starting with an uppercase letter ( if the alphabet permits it ) and ending with a period or question mark.",
    )
}

// Values.

pub(super) fn bad_value(name: &str, error: &str) -> Words {
    words(
        "Invalid value for variable",
        format!("The value for {name} is not compatible with the variable's type constraint: {error}."),
    )
}

pub(super) fn bad_argument(name: &str, error: &str) -> Words {
    words(
        "Invalid argument value for -var variable",
        format!(
            "The received arg value for {name} is not compatible with the variable's type constraint: {error}."
        ),
    )
}

pub(super) fn unknown_argument(name: &str) -> Words {
    let quoted = quoted(name);
    words(
        "Undefined -var variable",
        format!(
            "A {quoted} variable was passed in the command line but was not found in known variables. To declare variable {quoted}, place this block in your job file"
        ),
    )
}

pub(super) fn unknown_in_file(name: &str) -> Words {
    let quoted = quoted(name);
    words(
        "Undefined variable",
        format!(
            "A {quoted} variable was set but was not found in known variables. To declare variable {quoted}, place this block in your job files"
        ),
    )
}

pub(super) fn declaration_in_file(name: &str, file: &str) -> Words {
    words(
        "Variable declaration in a .var file",
        format!(
            "A .var file is used to assign values to variables that have already been declared in job files, not to declare new variables. To declare variable {}, place this block in one of your job files\n\nTo set a value for this variable in {file}, use the definition syntax instead:\n    {name} = <value>",
            quoted(name)
        ),
    )
}

pub(super) fn unset(name: &str) -> Words {
    (
        format!("Unset variable {}", quoted(name)),
        "A used variable must be set or have a default value; see https://packer.io/docs/configuration/from-1.5/syntax for details.".to_owned(),
    )
}

// Conditions.

pub(super) fn null_condition() -> Words {
    words(
        "Invalid variable validation result",
        "Validation condition expression must return either true or false, not null.",
    )
}

pub(super) fn bad_condition(error: &str) -> Words {
    words(
        "Invalid variable validation result",
        format!("Invalid validation condition result value: {error}."),
    )
}

pub(super) fn not_fulfilled(from: &str, message: &str, rule: &str) -> Words {
    (
        format!("Invalid value for {from} variable"),
        format!("{message}\n\nThis was checked by the validation rule at {rule}."),
    )
}
