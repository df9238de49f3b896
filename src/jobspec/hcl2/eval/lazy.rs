//! The functions that take expressions: `can`, `try`, `convert`.

use super::call::{Argument, Prepared, refused};
use super::{At, messages, references, type_expression};
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::functions::{FunctionError, Lazy};
use crate::jobspec::hcl2::syntax::Expression;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{Type, Value};

/// The value of a call of one of them.
pub(super) fn value(which: Lazy, prepared: &Prepared<'_>, at: At<'_>, faults: &mut Faults) -> Value {
    match which {
        Lazy::Can => can(prepared, at, faults),
        Lazy::Try => first_that_succeeds(prepared, at, faults),
        Lazy::Convert => converted(prepared, at, faults),
    }
}

/// What an expression gives, or its faults; none if that depends on what is not known.
fn attempt(argument: &Argument<'_>, at: At<'_>, faults: &mut Faults) -> Option<Result<Value, Faults>> {
    if let Argument::Written(node) = argument
        && references::depend_on_unknown(node, at)
    {
        return None;
    }
    let mut own = Faults::new();
    let value = argument.value(at, &mut own);
    // Where nothing may be computed any more, nothing can be tried either.
    if at.is_exhausted() {
        faults.extend(own);
        return None;
    }
    Some(if own.is_empty() { Ok(value) } else { Err(own) })
}

/// `can(x)`: whether an expression has a value.
fn can(prepared: &Prepared<'_>, at: At<'_>, faults: &mut Faults) -> Value {
    let argument = prepared.arguments.first();
    match argument.and_then(|argument| attempt(argument, at, faults)) {
        Some(outcome) => Value::Bool(outcome.is_ok()),
        None => Value::Unknown(Type::Bool),
    }
}

/// `try(a, b)`: the value of the first expression that has one.
fn first_that_succeeds(prepared: &Prepared<'_>, at: At<'_>, faults: &mut Faults) -> Value {
    let mut failures = String::new();
    for argument in &prepared.arguments {
        match attempt(argument, at, faults) {
            None => return Value::UNKNOWN,
            Some(Ok(value)) => return value,
            Some(Err(own)) => failures.extend(own.iter().map(|fault| failure(fault, at))),
        }
    }
    let words = if prepared.arguments.is_empty() {
        messages::NOTHING_TO_TRY.to_owned()
    } else {
        messages::nothing_succeeded(&failures)
    };
    refused(
        prepared,
        &FunctionError {
            argument: None,
            words,
        },
        at,
        faults,
    );
    Value::UNKNOWN
}

fn failure(fault: &Fault, at: At<'_>) -> String {
    let files = at.scope.environment().files;
    let place = fault
        .place
        .span()
        .map(|(file, span)| files.file(file).range(span));
    messages::failure(&fault.summary, place.as_deref(), &fault.detail)
}

/// `convert(x, type)`.
fn converted(prepared: &Prepared<'_>, at: At<'_>, faults: &mut Faults) -> Value {
    let [given, wanted] = prepared.arguments.as_slice() else {
        return Value::UNKNOWN;
    };
    let before = faults.len();
    let given = given.value(at, faults);
    let wanted = match wanted {
        Argument::Written(node) => {
            let expression = Expression::Native {
                expression: node,
                file: at.file,
            };
            type_expression(&expression, true, at.scope.environment().files, faults)
        }
        Argument::Expanded(_, span) => {
            faults.push(at.fault(*span, messages::no_type()));
            Type::Dynamic
        }
    };
    if faults.len() > before {
        return Value::UNKNOWN;
    }
    match convert(&given, &wanted) {
        Ok(value) => value,
        Err(error) => {
            let error = FunctionError {
                argument: Some(0),
                words: error.to_string(),
            };
            refused(prepared, &error, at, faults);
            Value::UNKNOWN
        }
    }
}
