//! `variable` and `variables` blocks.

use super::messages as words;
use super::{Assignment, Condition, Declared, Variable, constant, place};
use crate::jobspec::hcl2::eval::{self, Environment};
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::syntax::{Attribute, AttributeSchema, Block, BlockSchema, Expression, Schema};
use crate::jobspec::hcl2::value::{Type, Value, convert};

const VARIABLE: Schema<'static> = Schema {
    attributes: &[argument("description"), argument("default"), argument("type")],
    blocks: &[BlockSchema {
        kind: "validation",
        labels: &[],
    }],
};

const VALIDATION: Schema<'static> = Schema {
    attributes: &[required("condition"), required("error_message")],
    blocks: &[],
};

const fn argument(name: &'static str) -> AttributeSchema<'static> {
    AttributeSchema {
        name,
        required: false,
    }
}

const fn required(name: &'static str) -> AttributeSchema<'static> {
    AttributeSchema { name, required: true }
}

/// Reads all declarations.
pub(super) fn declare<'a>(
    blocks: &[Block<'a>],
    environment: &Environment<'_>,
    faults: &mut Faults,
) -> Declared<'a> {
    let mut declared = Declared::default();
    for block in blocks {
        match block.kind {
            "variable" => variable(block, &mut declared, environment, faults),
            "variables" => {
                let (attributes, found) = block.body.just_attributes();
                faults.extend(found);
                let mut attributes: Vec<_> = attributes.into_values().collect();
                attributes.sort_by_key(|attribute| attribute.span.start);
                for attribute in &attributes {
                    short(attribute, &mut declared, environment, faults);
                }
            }
            _ => {}
        }
    }
    declared
}

/// One of a `variables` block: a name and its default.
fn short<'a>(
    attribute: &Attribute<'a>,
    declared: &mut Declared<'a>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    if declared.contains(attribute.name) {
        let (summary, detail) = words::duplicate(attribute.name);
        faults.push(Fault::at(attribute.file, attribute.name_span, summary, detail));
        return;
    }
    let (value, is_good) = constant(&attribute.expression, environment, faults);
    if is_good {
        declared.add(Variable {
            name: attribute.name.to_owned(),
            file: attribute.file,
            span: attribute.span,
            of: Some(value.type_of()),
            value: Some(default(value, &attribute.expression)),
            conditions: Vec::new(),
        });
    }
}

fn default(value: Value, expression: &Expression<'_>) -> Assignment {
    Assignment {
        from: "default",
        value,
        place: place(expression),
    }
}

fn variable<'a>(
    block: &Block<'a>,
    declared: &mut Declared<'a>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    let name = block.labels.first().copied().unwrap_or_default();
    if declared.contains(name) {
        let (summary, detail) = words::duplicate(name);
        faults.push(Fault::nowhere(summary, detail).about(block.file, block.header_span));
        return;
    }
    let (content, found) = block.body.content(&VARIABLE);
    faults.extend(found);
    if !is_identifier(name) {
        let (summary, detail) = words::bad_name();
        let span = block.label_spans.first().copied().unwrap_or(block.header_span);
        faults.push(Fault::at(block.file, span, summary, detail));
    }
    let argument = |name: &str| content.attributes.get(name);
    if let Some(description) = argument("description") {
        text(&description.expression, environment, faults);
    }
    let mut of = None;
    if let Some(written) = argument("type") {
        let before = faults.len();
        let read = eval::type_expression(&written.expression, false, environment.files, faults);
        if faults.len() > before {
            return;
        }
        of = Some(read);
    }
    let mut value = None;
    if let Some(written) = argument("default") {
        let (given, is_good) = constant(&written.expression, environment, faults);
        if !is_good {
            return;
        }
        let given = match &of {
            None => given,
            Some(of) => convert::convert(&given, of).unwrap_or_else(|error| {
                let (summary, detail) = words::bad_default(&error.to_string());
                faults.push(Fault::new(place(&written.expression), summary, detail));
                Value::UNKNOWN
            }),
        };
        of.get_or_insert_with(|| given.type_of());
        value = Some(default(given, &written.expression));
    }
    let conditions = content
        .blocks
        .iter()
        .map(|block| condition(name, block, environment, faults))
        .collect();
    declared.add(Variable {
        name: name.to_owned(),
        file: block.file,
        span: block.header_span,
        of,
        value,
        conditions,
    });
}

/// The text that an expression says, if it says one.
fn text(expression: &Expression<'_>, environment: &Environment<'_>, faults: &mut Faults) -> Option<String> {
    let before = faults.len();
    let (value, _) = constant(expression, environment, faults);
    let error = match convert::convert(&value, &Type::String) {
        Ok(Value::String(text)) => return (faults.len() == before).then(|| text.to_string()),
        Ok(Value::Null(_)) => "null value is not allowed".to_owned(),
        Ok(_) => "value must be known".to_owned(),
        Err(error) => error.to_string(),
    };
    let (summary, detail) = words::unsuitable(&error);
    let start = eval::start_span(expression, environment.files);
    faults.push(Fault::at(expression.file(), start, summary, detail));
    None
}

/// A `validation` block.
fn condition<'a>(
    name: &str,
    block: &Block<'a>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) -> Condition<'a> {
    let (content, found) = block.body.content(&VALIDATION);
    faults.extend(found);
    let condition = content
        .attributes
        .get("condition")
        .map(|written| written.expression);
    if let Some(condition) = &condition {
        check_references(name, condition, environment, faults);
    }
    let mut message = None;
    if let Some(written) = content.attributes.get("error_message") {
        message = text(&written.expression, environment, faults);
        let fault = match message.as_deref() {
            Some("") => Some(words::empty_message()),
            Some(message) if !looks_like_sentences(message) => Some(words::no_sentence()),
            _ => None,
        };
        if let Some((summary, detail)) = fault {
            faults.push(Fault::new(place(&written.expression), summary, detail));
        }
    }
    Condition {
        condition,
        message: message.unwrap_or_default(),
        file: block.file,
        span: block.header_span,
    }
}

/// A condition is about its variable and nothing else.
fn check_references(
    name: &str,
    condition: &Expression<'_>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    let mut is_about_it = false;
    for reference in eval::references(condition, environment.files) {
        let named = match reference.steps.first() {
            Some((eval::Step::Attribute(named), _)) if reference.root == "var" => Some(named.as_str()),
            _ => None,
        };
        if named == Some(name) {
            is_about_it = true;
        } else {
            let (summary, detail) = words::other_reference(name);
            faults.push(Fault::at(reference.file, reference.span, summary, detail));
        }
    }
    if !is_about_it {
        let (summary, detail) = words::no_reference(name);
        faults.push(Fault::new(place(condition), summary, detail));
    }
}

fn is_identifier(name: &str) -> bool {
    hcl_edit::Ident::try_new(name).is_ok()
}

/// Begins with a capital, if it begins with a letter that could be one, and ends as a sentence ends.
fn looks_like_sentences(text: &str) -> bool {
    let begins_small = text
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() && !first.is_uppercase());
    !begins_small && text.ends_with(['.', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sentences() {
        for (text, is_one) in [
            ("Yes.", true),
            ("no.", false),
            ("No", false),
            ("1 is enough!", true),
            ("\"quoted\"?", true),
            ("Österreich?", true),
        ] {
            assert_eq!(looks_like_sentences(text), is_one, "{text}");
        }
    }
}
