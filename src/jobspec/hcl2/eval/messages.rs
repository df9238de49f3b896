//! The words of faults found by evaluation: hcl's and hclsyntax's, to the letter, but for the bound on work, which is
//! our own.

use crate::jobspec::hcl2::value::{Number, Type};
use crate::notation::quote::quoted;

/// A summary and a detail.
pub(super) type Words = (&'static str, String);

/// ` Did you mean "…"?` if one of the names is near, else nothing.
pub(super) fn near<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    /// How many letters may differ.
    const DISTANCE: usize = 3;
    let near = names
        .into_iter()
        .map(|name| (strsim::levenshtein(given, name), name))
        .filter(|(distance, _)| *distance < DISTANCE)
        .min();
    match near {
        Some((_, name)) => format!(" Did you mean {}?", quoted(name)),
        None => String::new(),
    }
}

fn plain(summary: &'static str, detail: &str) -> Words {
    (summary, detail.to_owned())
}

pub(super) fn too_much_work() -> Words {
    plain(
        "Evaluation limit exceeded",
        "This expression needs more work or memory than an evaluation may take.",
    )
}

pub(super) fn too_deep() -> Words {
    plain("Evaluation limit exceeded", "This value is nested too deeply.")
}

pub(super) fn no_number() -> Words {
    plain(
        "Invalid number literal",
        "Failed to recognize the value of this number literal.",
    )
}

// Names.

pub(super) fn variables_not_allowed() -> Words {
    plain("Variables not allowed", "Variables may not be used here.")
}

pub(super) fn unknown_variable(name: &str, suggestion: &str) -> Words {
    (
        "Unknown variable",
        format!("There is no variable named {}.{suggestion}", quoted(name)),
    )
}

pub(super) fn functions_not_allowed() -> Words {
    plain("Function calls not allowed", "Functions may not be called here.")
}

pub(super) fn unknown_function(name: &str, suggestion: &str) -> Words {
    (
        "Call to unknown function",
        format!("There is no function named {}.{suggestion}", quoted(name)),
    )
}

// Attributes and indexes.

pub(super) fn attribute_of_null() -> Words {
    plain(
        "Attempt to get attribute from null value",
        "This value is null, so it does not have any attributes.",
    )
}

pub(super) fn no_such_attribute(name: &str) -> Words {
    (
        "Unsupported attribute",
        format!("This object does not have an attribute named {}.", quoted(name)),
    )
}

pub(super) fn no_such_element(name: &str) -> Words {
    (
        "Missing map element",
        format!("This map does not have an element with the key {}.", quoted(name)),
    )
}

pub(super) fn no_attributes() -> Words {
    plain(
        "Unsupported attribute",
        "This value does not have any attributes.",
    )
}

pub(super) fn index_of_null() -> Words {
    plain(
        "Attempt to index null value",
        "This value is null, so it does not have any indices.",
    )
}

pub(super) fn null_index() -> Words {
    plain("Invalid index", "Can't use a null value as an indexing key.")
}

pub(super) fn no_indices() -> Words {
    plain("Invalid index", "This value does not have any indices.")
}

pub(super) fn no_such_index() -> Words {
    plain(
        "Invalid index",
        "The given key does not identify an element in this collection value.",
    )
}

pub(super) fn unsuitable_index(why: &str) -> Words {
    (
        "Invalid index",
        format!("The given key does not identify an element in this collection value: {why}."),
    )
}

pub(super) fn fractional_index(index: &Number) -> Words {
    let index = shortest(&index.to_text());
    unsuitable_index(&format!(
        "indexing a sequence requires a whole number, but the given index ({index}) has a fractional part"
    ))
}

/// The number with an exponent where that is usual for so large or small ones: Go's `%g`.
fn shortest(plain: &str) -> String {
    /// From this power of ten on there is an exponent.
    const LARGE: i64 = 6;
    const SMALL: i64 = -4;
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let zeros = i64::try_from(all.len() - significant.len()).unwrap_or(i64::MAX);
    let power = i64::try_from(whole.len()).unwrap_or(i64::MAX) - zeros - 1;
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() || (SMALL..LARGE).contains(&power) {
        return plain.to_owned();
    }
    let (first, rest) = significant.split_at_checked(1).unwrap_or((significant, ""));
    let point = if rest.is_empty() { "" } else { "." };
    let direction = if power < 0 { '-' } else { '+' };
    format!(
        "{sign}{first}{point}{rest}e{direction}{:02}",
        power.unsigned_abs()
    )
}

pub(super) fn splat_of_null() -> Words {
    plain(
        "Splat of null value",
        "Splat expressions (with the * symbol) cannot be applied to null sequences.",
    )
}

// Operators and conditionals.

pub(super) fn unsuitable_operand(which: &str, why: &str) -> Words {
    (
        "Invalid operand",
        format!("Unsuitable value for {which} operand: {why}."),
    )
}

pub(super) fn operation_failed(why: &str) -> Words {
    ("Operation failed", format!("Error during operation: {why}."))
}

pub(super) fn inconsistent_results(truth: &Type, otherwise: &Type) -> Words {
    let (truth, otherwise) = (truth.friendly_name(), otherwise.friendly_name());
    (
        "Inconsistent conditional result types",
        format!(
            "The true and false result expressions must have consistent types. \
             The given expressions are {truth} and {otherwise}, respectively."
        ),
    )
}

pub(super) fn unsuitable_result(which: bool, why: &str) -> Words {
    (
        "Inconsistent conditional result types",
        format!("The {which} result value has the wrong type: {why}."),
    )
}

pub(super) fn null_condition() -> Words {
    plain(
        "Null condition",
        "The condition value is null. Conditions must either be true or false.",
    )
}

pub(super) fn unsuitable_condition() -> Words {
    plain(
        "Incorrect condition type",
        "The condition expression must be of type bool.",
    )
}

// Objects.

pub(super) fn ambiguous_key() -> Words {
    plain(
        "Ambiguous attribute key",
        "If this expression is intended to be a reference, wrap it in parentheses. \
         If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
    )
}

pub(super) fn null_key() -> Words {
    plain("Null value as key", "Can't use a null value as a key.")
}

pub(super) fn unsuitable_key(why: &str) -> Words {
    (
        "Incorrect key type",
        format!("Can't use this value as a key: {why}."),
    )
}

pub(super) fn unsuitable_json_key(why: &str) -> Words {
    (
        "Invalid object key expression",
        format!("Cannot use this expression as an object key: {why}."),
    )
}

pub(super) fn null_json_key() -> Words {
    plain(
        "Invalid object key expression",
        "Cannot use null value as an object key.",
    )
}

pub(super) fn repeated_json_key(name: &str, earlier: &str) -> Words {
    (
        "Duplicate object attribute",
        format!(
            "An attribute named {} was already defined at {earlier}.",
            quoted(name)
        ),
    )
}

// Loops.

pub(super) fn loop_over_null() -> Words {
    plain(
        "Iteration over null value",
        "A null value cannot be used as the collection in a 'for' expression.",
    )
}

pub(super) fn loop_over_one(of: &Type) -> Words {
    let of = of.friendly_name();
    (
        "Iteration over non-iterable value",
        format!("A value of type {of} cannot be used as the collection in a 'for' expression."),
    )
}

/// What is said when the condition is null whatever the turn.
pub(super) fn loop_condition_always_null() -> Words {
    plain("Condition is null", NULL_LOOP_CONDITION)
}

pub(super) fn loop_condition_null() -> Words {
    plain("Invalid 'for' condition", NULL_LOOP_CONDITION)
}

const NULL_LOOP_CONDITION: &str = "The value of the 'if' clause must not be null.";

pub(super) fn unsuitable_loop_condition(why: &str) -> Words {
    (
        "Invalid 'for' condition",
        format!("The 'if' clause value is invalid: {why}."),
    )
}

pub(super) fn null_loop_key() -> Words {
    plain(
        "Invalid object key",
        "Key expression in 'for' expression must not produce a null value.",
    )
}

pub(super) fn unsuitable_loop_key(why: &str) -> Words {
    (
        "Invalid object key",
        format!("The key expression produced an invalid result: {why}."),
    )
}

pub(super) fn repeated_loop_key(name: &str) -> Words {
    let name = quoted(name);
    (
        "Duplicate object key",
        format!(
            "Two different items produced the key {name} in this 'for' expression. If duplicates are expected, \
             use the ellipsis (...) after the value expression to enable grouping by key."
        ),
    )
}

// Templates.

const INTERPOLATION: &str = "Invalid template interpolation value";

pub(super) fn null_in_template() -> Words {
    plain(
        INTERPOLATION,
        "The expression result is null. Cannot include a null value in a string template.",
    )
}

pub(super) fn unsuitable_in_template(why: &str) -> Words {
    (
        INTERPOLATION,
        format!("Cannot include the given value in a string template: {why}."),
    )
}

// Function calls.

const EXPANSION: &str = "Invalid expanding argument value";

pub(super) fn null_expansion() -> Words {
    plain(
        EXPANSION,
        "The expanding argument (indicated by ...) must not be null.",
    )
}

pub(super) fn unsuitable_expansion() -> Words {
    plain(
        EXPANSION,
        "The expanding argument (indicated by ...) must be of a tuple, list, or set type.",
    )
}

pub(super) fn too_few_arguments(function: &str, at_least: bool, wanted: usize, missing: &str) -> Words {
    let (function, missing) = (quoted(function), quoted(missing));
    let at_least = if at_least { " at least" } else { "" };
    (
        "Not enough function arguments",
        format!("Function {function} expects{at_least} {wanted} argument(s). Missing value for {missing}."),
    )
}

pub(super) fn too_many_arguments(function: &str, wanted: usize) -> Words {
    let function = quoted(function);
    (
        "Too many function arguments",
        format!("Function {function} expects only {wanted} argument(s)."),
    )
}

pub(super) fn unsuitable_argument(parameter: &str, why: &str) -> Words {
    let parameter = quoted(parameter);
    (
        "Invalid function argument",
        format!("Invalid value for {parameter} parameter: {why}."),
    )
}

pub(super) fn call_failed(function: &str, why: &str) -> Words {
    let function = quoted(function);
    (
        "Error in function call",
        format!("Call to function {function} failed: {why}."),
    )
}

pub(super) const NULL_ARGUMENT: &str = "argument must not be null";
pub(super) const NOTHING_TO_TRY: &str = "at least one argument is required";

/// What `try` says when all it was given failed, each failure in its own words.
pub(super) fn nothing_succeeded(failures: &str) -> String {
    format!("no expression succeeded:\n{failures}\nAt least one expression must produce a successful result")
}

/// One of the failures that `try` lists.
pub(super) fn failure(summary: &str, place: Option<&str>, detail: &str) -> String {
    match place {
        Some(place) => format!("- {summary} (at {place})\n  {detail}\n"),
        None => format!("- {summary}\n  {detail}\n"),
    }
}

// Type expressions.

const TYPE: &str = "Invalid type specification";

pub(super) fn inexact_type(keyword: &str) -> Words {
    let keyword = quoted(keyword);
    (
        TYPE,
        format!(
            "The keyword {keyword} cannot be used in this type specification: an exact type is required."
        ),
    )
}

pub(super) fn unknown_type(keyword: &str) -> Words {
    let keyword = quoted(keyword);
    (
        TYPE,
        format!("The keyword {keyword} is not a valid type specification."),
    )
}

pub(super) fn element_type_missing(constructor: &str) -> Words {
    (
        TYPE,
        format!("The {constructor} type constructor requires one argument specifying the element type."),
    )
}

pub(super) fn attribute_types_missing() -> Words {
    plain(
        TYPE,
        "The object type constructor requires one argument specifying the attribute types and values as a map.",
    )
}

pub(super) fn element_types_missing() -> Words {
    plain(
        TYPE,
        "The tuple type constructor requires one argument specifying the element types as a list.",
    )
}

pub(super) fn no_type() -> Words {
    plain(
        TYPE,
        "A type specification is either a primitive type keyword (bool, number, string) \
         or a complex type constructor call, like list(string).",
    )
}

pub(super) fn primitive_with_arguments(keyword: &str) -> Words {
    let keyword = quoted(keyword);
    (
        TYPE,
        format!("Primitive type keyword {keyword} does not expect arguments."),
    )
}

pub(super) fn unknown_constructor(name: &str) -> Words {
    let name = quoted(name);
    (TYPE, format!("Keyword {name} is not a valid type constructor."))
}

pub(super) fn no_map_of_types() -> Words {
    plain(
        TYPE,
        "Object type constructor requires a map whose keys are attribute names \
         and whose values are the corresponding attribute types.",
    )
}

pub(super) fn no_attribute_name() -> Words {
    plain(TYPE, "Object constructor map keys must be attribute names.")
}

pub(super) fn no_list_of_types() -> Words {
    plain(TYPE, "Tuple type constructor requires a list of element types.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        assert_eq!(near("lenght", ["length", "join"]), " Did you mean \"length\"?");
        assert_eq!(near("maxx", ["min", "max"]), " Did you mean \"max\"?");
        assert_eq!(near("timestamp", ["timeadd"]), "");
    }

    #[test]
    fn numbers_get_an_exponent_when_it_is_usual() {
        assert_eq!(shortest("0.5"), "0.5");
        assert_eq!(shortest("-12.25"), "-12.25");
        assert_eq!(shortest("0.0001"), "0.0001");
        assert_eq!(shortest("0.00001"), "1e-05");
        assert_eq!(shortest("0.0000125"), "1.25e-05");
        assert_eq!(shortest("1234567.5"), "1.2345675e+06");
    }
}
