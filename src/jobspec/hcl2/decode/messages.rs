//! The words of faults in a job: summary and detail, the reference's to the letter where it has any.

use crate::notation::quote::quoted;

/// Summary and detail.
pub(super) type Words = (String, String);

fn words(summary: &str, detail: impl Into<String>) -> Words {
    (summary.to_owned(), detail.into())
}

// Values.

pub(super) const NULL: &str = "null value is not allowed";
pub(super) const UNKNOWN: &str = "value must be known";
/// Inside of a free map.
pub(super) const NOT_KNOWN: &str = "value is not known";

pub(super) fn not_whole(least: i64, most: i64) -> String {
    format!("value must be a whole number, between {least} and {most}")
}

pub(super) fn not_natural(most: u64) -> String {
    format!("value must be a whole number, between 0 and {most} inclusive")
}

pub(super) fn unsuitable(error: &str) -> Words {
    words("Unsuitable value type", format!("Unsuitable value: {error}"))
}

pub(super) fn unsuitable_duration(error: &str) -> Words {
    words(
        "Unsuitable value type",
        format!("Unsuitable duration value: {error}"),
    )
}

/// In our words: the reference crashes.
pub(super) fn no_duration() -> Words {
    unsuitable_duration("neither a length of time nor null without a type")
}

pub(super) fn unsuitable_in_map(error: &str) -> Words {
    words("unsuitable value type", format!("Unsuitable value: {error}"))
}

/// In our words: the reference crashes.
pub(super) fn null_among_maps() -> Words {
    unsuitable_in_map("null value is not allowed in a collection of maps")
}

/// In constraints and affinities.
pub(super) fn inappropriate(name: &str, error: &str) -> Words {
    words(
        "Incorrect attribute value type",
        format!("Inappropriate value for attribute {}: {error}.", quoted(name)),
    )
}

// Blocks.

pub(super) fn duplicate_block(kind: &str, first: &str) -> Words {
    (
        format!("Duplicate {kind} block"),
        format!("Only one {kind} block is allowed. Another was defined at {first}."),
    )
}

pub(super) fn duplicate_outer_block(kind: &str, first: &str) -> Words {
    (
        format!("Duplicate {kind} block"),
        format!(
            "Only one block of type {} is allowed. Previous definition was at {first}.",
            quoted(kind)
        ),
    )
}

pub(super) fn argument_and_block(kind: &str, argument: &str) -> Words {
    (
        format!("Duplicate {kind} block"),
        format!("{kind} may not be defined more than once. Another definition is defined at {argument}."),
    )
}

pub(super) fn unexpected_block(kind: &str) -> Words {
    words(
        "Unsupported block type",
        format!("Blocks of type {} are not expected here.", quoted(kind)),
    )
}

pub(super) fn no_job() -> Words {
    words("Missing job block", "A job block is required")
}

// Scaling policies.

pub(super) fn scaling_name() -> Words {
    words(
        "Invalid scaling policy name",
        "scaling policy name must be \"cpu\" or \"mem\"",
    )
}

pub(super) fn duplicate_scaling(label: &str, first: &str) -> Words {
    (
        format!("Duplicate scaling {} block", quoted(label)),
        format!("Only one scaling {label} block is allowed. Another was defined at {first}."),
    )
}

/// The reference has them the wrong way round.
pub(super) fn scaling_type(given: &str, wanted: &str) -> Words {
    words(
        "Invalid scaling policy type",
        format!(
            "Invalid policy type, expected {} but found {}",
            quoted(given),
            quoted(wanted)
        ),
    )
}

pub(super) fn group_scaling_type(given: &str) -> Words {
    words(
        "Invalid group scaling type",
        format!("task group scaling policy had invalid type: {}", quoted(given)),
    )
}

// Dynamic blocks.

pub(super) const NULL_FOR_EACH: &str = "Cannot use a null value in for_each.";

pub(super) fn not_iterable(kind: &str) -> String {
    format!("Cannot use a {kind} value in for_each. An iterable collection is required.")
}

pub(super) fn for_each(detail: String) -> Words {
    words("Invalid dynamic for_each value", detail)
}

pub(super) fn bad_iterator() -> Words {
    words(
        "Invalid dynamic iterator name",
        "Dynamic iterator must be a single variable name.",
    )
}

/// Where a name must stand.
pub(super) fn no_reference() -> Words {
    words(
        "Invalid expression",
        "A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.",
    )
}

/// Where labels must stand.
pub(super) fn no_list() -> Words {
    words("Invalid expression", "A static list expression is required.")
}

pub(super) fn too_many_labels(kind: &str, count: usize) -> Words {
    words("Extraneous dynamic block label", required_labels(kind, count))
}

pub(super) fn too_few_labels(kind: &str, count: usize) -> Words {
    words("Insufficient dynamic block labels", required_labels(kind, count))
}

fn required_labels(kind: &str, count: usize) -> String {
    format!("Blocks of type {} require {count} label(s).", quoted(kind))
}

pub(super) fn no_content() -> Words {
    words(
        "Missing dynamic content block",
        "A dynamic block must have a nested block of type \"content\" to describe the body of each generated block.",
    )
}

pub(super) fn two_contents() -> Words {
    words(
        "Extraneous dynamic content block",
        "Only one nested content block is allowed for each dynamic block.",
    )
}

fn label(detail: impl Into<String>) -> Words {
    words("Invalid dynamic block label", detail)
}

pub(super) fn bad_label(error: &str) -> Words {
    label(format!(
        "Cannot use this value as a dynamic block label: {error}."
    ))
}

pub(super) fn null_label() -> Words {
    label("Cannot use a null value as a dynamic block label.")
}

pub(super) fn unknown_label() -> Words {
    label("This value is not yet known. Dynamic block labels must be immediately-known values.")
}

/// In our words: the reference has no bound.
pub(super) fn too_much() -> Words {
    words(
        "Evaluation limit exceeded",
        "The blocks and expressions of this job need more work or memory than a job may take.",
    )
}

/// In our words: the reference has no bound.
pub(super) fn too_many_blocks(most: usize) -> Words {
    words(
        "Too many dynamic blocks",
        format!("The dynamic blocks of a job may make {most} blocks at most."),
    )
}
