//! Expressions of the JSON syntax: JSON values whose strings are templates.

use std::collections::BTreeMap;

use super::{At, EXPRESSION, messages, template};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::syntax::{JsonMember, JsonNode, JsonString, JsonValue};
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{Number, Type, Value};

use super::scope::Scope;

/// The value of an expression of the JSON syntax.
pub(super) fn value(node: &JsonNode, file: FileId, scope: &Scope<'_>, faults: &mut Faults) -> Value {
    let at = At {
        scope,
        file,
        text: "",
    };
    if !at.spend(EXPRESSION, node.span, faults) {
        return Value::UNKNOWN;
    }
    match &node.value {
        JsonValue::Null => Value::NULL,
        JsonValue::Bool(truth) => Value::Bool(*truth),
        JsonValue::Number(text) => Number::parse(text).map_or(Value::UNKNOWN, Value::Number),
        JsonValue::String(text) => string(text, scope, faults),
        JsonValue::Array(elements) => {
            let elements = elements.iter().map(|element| value(element, file, scope, faults));
            Value::Tuple(elements.collect())
        }
        JsonValue::Object(members) => object(members, at, faults),
    }
}

/// The value of a string. Where nothing may be used it is just its text.
pub(super) fn string(string: &JsonString, scope: &Scope<'_>, faults: &mut Faults) -> Value {
    let template = match &string.template {
        Some(template) if !scope.is_bare() => template,
        _ => return Value::string(&string.text),
    };
    match template {
        Ok(template) => {
            let text = scope.environment().files.file(template.file);
            let at = At {
                scope,
                file: template.file,
                text: text.text(),
            };
            template::bare(&template.template, at, faults)
        }
        Err(own) => {
            faults.extend(own.clone());
            Value::UNKNOWN
        }
    }
}

fn object(members: &[JsonMember], at: At<'_>, faults: &mut Faults) -> Value {
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    let mut known = true;
    for member in members {
        let name = string(&member.name, at.scope, faults);
        let member_value = value(&member.value, at.file, at.scope, faults);
        let words = match convert(&name, &Type::String) {
            Ok(Value::String(name)) => match places.get(&*name) {
                None => {
                    values.insert(name.to_string(), member_value);
                    places.insert(name.to_string(), member.name.span);
                    continue;
                }
                Some(earlier) => {
                    let earlier = at.scope.environment().files.file(at.file).range(*earlier);
                    messages::repeated_json_key(&name, &earlier)
                }
            },
            Ok(Value::Null(_)) => messages::null_json_key(),
            Ok(_) => {
                known = false;
                continue;
            }
            Err(error) => messages::unsuitable_json_key(&error.to_string()),
        };
        let fault: Fault = at.fault(member.name.span, words);
        faults.push(fault);
    }
    if known {
        Value::Object(values)
    } else {
        Value::UNKNOWN
    }
}
