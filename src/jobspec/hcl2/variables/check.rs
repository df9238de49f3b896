//! The values that count, and whether they fulfil the conditions of their variables.

use std::collections::BTreeMap;

use super::messages as words;
use super::{Assignment, Condition, Declared, Variable, place};
use crate::jobspec::hcl2::eval::{Environment, Scope, evaluate};
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::value::{Type, Value, convert};

/// The values of all variables, by name.
pub(super) fn values(
    declared: &Declared<'_>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) -> BTreeMap<String, Value> {
    let mut values = BTreeMap::new();
    for variable in &declared.list {
        let value = match &variable.value {
            Some(assignment) => {
                check(variable, assignment, environment, faults);
                assignment.value.clone()
            }
            None => {
                let (summary, detail) = words::unset(&variable.name);
                faults.push(Fault::nowhere(summary, detail).about(variable.file, variable.span));
                // Without a type the reference knows neither attributes nor elements of it, as of a text.
                Value::Unknown(variable.of.clone().unwrap_or(Type::String))
            }
        };
        values.insert(variable.name.clone(), value);
    }
    values
}

fn check(
    variable: &Variable<'_>,
    assignment: &Assignment,
    environment: &Environment<'_>,
    faults: &mut Faults,
) {
    if variable.conditions.is_empty() {
        return;
    }
    let own = BTreeMap::from([(variable.name.clone(), assignment.value.clone())]);
    let names = BTreeMap::from([("var".to_owned(), Value::Object(own))]);
    let scope = Scope::new(environment, &names);
    for condition in &variable.conditions {
        fulfils(assignment, condition, &scope, faults);
    }
}

fn fulfils(assignment: &Assignment, condition: &Condition<'_>, scope: &Scope<'_>, faults: &mut Faults) {
    // Without one the reference crashes; that it is missing was said before.
    let Some(expression) = &condition.condition else {
        return;
    };
    let result = evaluate(expression, scope, faults);
    if !result.is_known() {
        return;
    }
    let result = if result.is_null() {
        Err(words::null_condition())
    } else {
        convert::convert(&result, &Type::Bool).map_err(|error| words::bad_condition(&error.to_string()))
    };
    match result {
        Ok(Value::Bool(false)) => {
            let files = scope.environment().files;
            let rule = files.file(condition.file).range(condition.span);
            let (summary, detail) = words::not_fulfilled(assignment.from, &condition.message, &rule);
            let fault = Fault::new(assignment.place, summary, detail);
            faults.push(fault.about(condition.file, condition.span));
        }
        Ok(_) => {}
        Err((summary, detail)) => faults.push(Fault::new(place(expression), summary, detail)),
    }
}
