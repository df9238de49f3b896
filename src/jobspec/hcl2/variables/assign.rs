//! Values that come from outside: from the environment, from variable files and from arguments, later ones before
//! earlier ones.

use std::collections::BTreeMap;

use super::messages::{self as words, Words};
use super::{Assignment, Declared, Variable, constant, place};
use crate::jobspec::hcl2::Variables;
use crate::jobspec::hcl2::eval::Environment;
use crate::jobspec::hcl2::fault::{Fault, Faults, Place};
use crate::jobspec::hcl2::syntax::{BlockSchema, Schema, Source, parse_expression};
use crate::jobspec::hcl2::value::{Type, Value, convert};

/// What names of variables begin with in the environment.
const PREFIX: &str = "NOMAD_VAR_";

const DECLARATIONS: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[BlockSchema {
        kind: "variable",
        labels: &["name"],
    }],
};

/// Gives the variables their values.
pub(super) fn assign(
    declared: &mut Declared<'_>,
    given: &Variables,
    files: &[Source],
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    let mut found = Faults::new();
    for (name, value) in &given.environment {
        let variable = name.strip_prefix(PREFIX).and_then(|name| declared.find(name));
        if let Some(variable) = variable {
            set(variable, value, &ENVIRONMENT, environment, &mut found);
        }
    }
    for file in files {
        if !from_file(declared, file, environment, &mut found) {
            return faults.extend(found);
        }
    }
    let arguments: BTreeMap<&str, &str> = given
        .arguments
        .iter()
        .filter_map(|argument| argument.split_once('='))
        .collect();
    for (name, value) in arguments {
        match declared.find(name) {
            Some(variable) => set(variable, value, &ARGUMENTS, environment, &mut found),
            None => {
                let (summary, detail) = words::unknown_argument(name);
                found.push(Fault::nowhere(summary, detail));
            }
        }
    }
    faults.extend(found);
}

/// A source of texts.
struct Texts {
    /// What messages about its values call it.
    name: &'static str,
    /// What messages about conditions call it.
    from: &'static str,
    misfit: fn(&str, &str) -> Words,
}

static ENVIRONMENT: Texts = Texts {
    name: "env",
    from: "env",
    misfit: words::bad_value,
};

static ARGUMENTS: Texts = Texts {
    name: "arguments",
    from: "cmd",
    misfit: words::bad_argument,
};

/// Gives a variable the value that a text stands for: itself, unless something else than text is wanted.
fn set(
    variable: &mut Variable<'_>,
    text: &str,
    source: &Texts,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    let (value, place) = if matches!(variable.of, None | Some(Type::String | Type::Number)) {
        (Value::string(text), Place::Valueless)
    } else {
        let name = format!("<value for var.{} from {}>", variable.name, source.name);
        let file = environment.files.add(name, text.as_bytes());
        match parse_expression(environment.files, file) {
            Ok(parsed) => {
                let expression = parsed.expression();
                let (value, _) = constant(&expression, environment, faults);
                (value, place(&expression))
            }
            Err(found) => return faults.extend(found),
        }
    };
    let value = converted(value, variable, place, source.misfit, faults);
    variable.value = Some(Assignment {
        from: source.from,
        value,
        place,
    });
}

/// A value as its variable wants it.
fn converted(
    value: Value,
    variable: &Variable<'_>,
    place: Place,
    misfit: fn(&str, &str) -> Words,
    faults: &mut Faults,
) -> Value {
    let Some(of) = &variable.of else { return value };
    convert::convert(&value, of).unwrap_or_else(|error| {
        let (summary, detail) = misfit(&variable.name, &error.to_string());
        faults.push(Fault::new(place, summary, detail));
        Value::UNKNOWN
    })
}

/// The values of a variable file; false if it holds declarations, or something is wrong already.
fn from_file(
    declared: &mut Declared<'_>,
    file: &Source,
    environment: &Environment<'_>,
    faults: &mut Faults,
) -> bool {
    let body = file.body();
    let (content, _, _) = body.partial_content(&DECLARATIONS);
    for block in &content.blocks {
        let name = block.labels.first().copied().unwrap_or_default();
        let file = environment.files.file(block.file);
        let (summary, detail) = words::declaration_in_file(name, file.name());
        faults.push(Fault::at(block.file, block.kind_span, summary, detail));
    }
    if faults.has_errors() {
        return false;
    }
    let (attributes, found) = body.just_attributes();
    faults.extend(found);
    let mut attributes: Vec<_> = attributes.into_values().collect();
    attributes.sort_by_key(|attribute| attribute.span.start);
    for attribute in attributes {
        let Some(variable) = declared.find(attribute.name) else {
            let (summary, detail) = words::unknown_in_file(attribute.name);
            let fault = Fault::nowhere(summary, detail).about(attribute.file, attribute.span);
            faults.push(fault.into_warning());
            continue;
        };
        let (value, _) = constant(&attribute.expression, environment, faults);
        let place = place(&attribute.expression);
        let value = converted(value, variable, place, words::bad_value, faults);
        variable.value = Some(Assignment {
            from: "varfile",
            value,
            place,
        });
    }
    true
}
