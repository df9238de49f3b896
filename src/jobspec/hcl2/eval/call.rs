//! Function calls.

use hcl_edit::expr::{Expression as Node, FuncCall};

use super::{At, lazy, messages, place, span, value};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::functions::{self, Function, FunctionError, Run};
use crate::jobspec::hcl2::value::{Type, Value};

/// An argument of a call.
pub(super) enum Argument<'n> {
    /// As it is written.
    Written(&'n Node),
    /// An element of the last one, written at this place with `...` behind it.
    Expanded(Value, Span),
}

impl Argument<'_> {
    /// Its value.
    pub(super) fn value(&self, at: At<'_>, faults: &mut Faults) -> Value {
        match self {
            Argument::Written(node) => value(node, at, faults),
            Argument::Expanded(element, _) => element.clone(),
        }
    }

    /// Where messages about it point.
    pub(super) fn start(&self, at: At<'_>) -> Span {
        match self {
            Argument::Written(node) => place::start(node, at.text),
            Argument::Expanded(_, span) => *span,
        }
    }
}

/// A call whose arguments are as many as its function takes.
pub(super) struct Prepared<'n> {
    pub(super) call: &'n FuncCall,
    pub(super) function: &'static Function,
    pub(super) arguments: Vec<Argument<'n>>,
}

/// The value of a call.
pub(super) fn value_of(call: &FuncCall, at: At<'_>, faults: &mut Faults) -> Value {
    let Some(prepared) = prepare(call, at, faults) else {
        return Value::UNKNOWN;
    };
    match prepared.function.run {
        Run::Lazily(which) => lazy::value(which, &prepared, at, faults),
        Run::Values(_) => with_values(&prepared, at, faults),
    }
}

/// Finds the function and counts the arguments.
fn prepare<'n>(call: &'n FuncCall, at: At<'_>, faults: &mut Faults) -> Option<Prepared<'n>> {
    let name = call.name.name.value().as_str();
    if !at.scope.environment().allows_functions {
        faults.push(at.fault(span(call), messages::functions_not_allowed()));
        return None;
    }
    let Some(function) = functions::find(name) else {
        let near = if at.scope.is_outermost() {
            messages::near(name, functions::names())
        } else {
            String::new()
        };
        faults.push(at.fault(span(&call.name.name), messages::unknown_function(name, &near)));
        return None;
    };
    let mut arguments: Vec<Argument<'_>> = call.args.iter().map(Argument::Written).collect();
    if call.args.expand_final()
        && let Some(Argument::Written(last)) = arguments.pop()
    {
        let elements = expansion(last, at, faults)?;
        arguments.extend(
            elements
                .into_iter()
                .map(|element| Argument::Expanded(element, span(last))),
        );
    }
    let wanted = function.parameters.len();
    if let Some(missing) = function.parameters.get(arguments.len()) {
        let words = messages::too_few_arguments(name, function.variadic.is_some(), wanted, missing.name);
        let all = span(call);
        faults.push(at.fault(Span::new(all.end.saturating_sub(1), all.end), words));
        return None;
    }
    if function.variadic.is_none()
        && let Some(extra) = arguments.get(wanted)
    {
        let words = messages::too_many_arguments(name, wanted);
        faults.push(at.fault(extra.start(at), words));
        return None;
    }
    Some(Prepared {
        call,
        function,
        arguments,
    })
}

/// The elements of an argument with `...` behind it.
fn expansion(last: &Node, at: At<'_>, faults: &mut Faults) -> Option<Vec<Value>> {
    let before = faults.len();
    let given = value(last, at, faults);
    if faults.len() > before {
        return None;
    }
    let words = match given {
        Value::Tuple(elements) | Value::List(_, elements) | Value::Set(_, elements) => return Some(elements),
        Value::Unknown(Type::Dynamic | Type::Tuple(_) | Type::List(_) | Type::Set(_)) => return None,
        Value::Null(Type::Dynamic | Type::Tuple(_) | Type::List(_) | Type::Set(_)) => {
            messages::null_expansion()
        }
        _ => messages::unsuitable_expansion(),
    };
    faults.push(at.fault(span(last), words));
    None
}

fn with_values(prepared: &Prepared<'_>, at: At<'_>, faults: &mut Faults) -> Value {
    let function = prepared.function;
    let before = faults.len();
    let mut values = Vec::with_capacity(prepared.arguments.len());
    for (position, argument) in prepared.arguments.iter().enumerate() {
        let given = argument.value(at, faults);
        let converted = function.convert_argument(position, &given);
        values.push(converted.unwrap_or_else(|error| {
            let parameter = function
                .parameter(position)
                .map_or("", |parameter| parameter.name);
            let words = messages::unsuitable_argument(parameter, &error.to_string());
            faults.push(at.fault(argument.start(at), words));
            Value::UNKNOWN
        }));
    }
    if faults.len() > before {
        return Value::UNKNOWN;
    }
    match function.call(&values, at.scope.environment().context) {
        Ok(result) => result,
        Err(error) => {
            refused(prepared, &error, at, faults);
            Value::UNKNOWN
        }
    }
}

/// Says why a function did not do it.
pub(super) fn refused(prepared: &Prepared<'_>, error: &FunctionError, at: At<'_>, faults: &mut Faults) {
    let function = prepared.function;
    let Some(position) = error.argument else {
        let place = Span::new(span(prepared.call).start, place::parenthesis(prepared.call).end);
        faults.push(at.fault(place, messages::call_failed(function.name, &error.words)));
        return;
    };
    // The reference looks the argument up among those that are written, and takes the first one that no parameter
    // names if the argument comes from an expansion.
    let place = match prepared.call.args.get(position) {
        Some(written) => place::start(written, at.text),
        None => {
            let arguments = &prepared.arguments;
            let argument = arguments.get(function.parameters.len()).or(arguments.last());
            argument.map_or(span(prepared.call), |argument| argument.start(at))
        }
    };
    let parameter = function
        .parameter(position)
        .map_or("", |parameter| parameter.name);
    faults.push(at.fault(place, messages::unsuitable_argument(parameter, &error.words)));
}
