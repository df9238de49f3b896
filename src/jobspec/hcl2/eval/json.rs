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
        JsonValue::Number(text) => match Number::parse(text) {
            Some(number) => Value::Number(number),
            None => {
                faults.push(at.fault(node.span, messages::no_number()));
                Value::UNKNOWN
            }
        },
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

#[cfg(test)]
mod tests {
    use super::super::{Environment, evaluate};
    use super::*;
    use crate::jobspec::hcl2::files::Files;
    use crate::jobspec::hcl2::functions::Context;
    use crate::jobspec::hcl2::syntax::parse_file;

    /// The value of `{"x": …}`'s member, or the faults' texts.
    fn outcome(text: &str, is_job: bool) -> Result<Value, String> {
        let files = Files::new();
        let file = files.add("t", format!("{{\"x\": {text}}}").as_bytes());
        let source = parse_file(&files, file).unwrap();
        let context = Context::new(None, 1);
        let environment = Environment {
            files: &files,
            context: &context,
            allows_functions: is_job,
            keeps_references: is_job,
        };
        let local = Value::Object(BTreeMap::from([("a".to_owned(), Value::from(5))]));
        let names = BTreeMap::from([("local".to_owned(), local)]);
        let scope = if is_job {
            Scope::new(&environment, &names)
        } else {
            Scope::bare(&environment)
        };
        let (attributes, _) = source.body().just_attributes();
        let mut faults = Faults::new();
        let value = evaluate(&attributes["x"].expression, &scope, &mut faults);
        if faults.is_empty() {
            Ok(value)
        } else {
            Err(faults.lines(&files))
        }
    }

    #[test]
    fn strings_are_templates_in_a_job() {
        assert_eq!(outcome(r#""a${local.a}""#, true), Ok(Value::string("a5")));
        assert_eq!(outcome(r#""${local.a}""#, true), Ok(Value::from(5)));
        assert_eq!(outcome(r#""${attr.x}}""#, true), Ok(Value::string("${attr.x}}}")));
        assert_eq!(
            outcome(r#""%{ if true }a\nb%{ endif }""#, true),
            Ok(Value::string("a\nb"))
        );
        assert_eq!(
            outcome(r#""${local.b}""#, true),
            Err(
                "t:1,15-17: Unsupported attribute; This object does not have an attribute named \"b\"."
                    .to_owned()
            )
        );
    }

    #[test]
    fn strings_are_text_where_nothing_may_be_used() {
        assert_eq!(outcome(r#""${local.a}""#, false), Ok(Value::string("${local.a}")));
    }

    #[test]
    fn keys_are_templates() {
        let object = Value::Object(BTreeMap::from([("k5".to_owned(), Value::Bool(true))]));
        assert_eq!(outcome(r#"{"k${local.a}": true}"#, true), Ok(object));
        assert_eq!(
            outcome(r#"{"${null}": 1}"#, true),
            Err(
                "t:1,8-17: Invalid object key expression; Cannot use null value as an object key.".to_owned()
            )
        );
        assert_eq!(
            outcome(r#"{"${[1]}": 1}"#, true),
            Err("t:1,8-16: Invalid object key expression; Cannot use this expression as an object key: string required.".to_owned())
        );
        assert_eq!(
            outcome(r#"{"5": 1, "${local.a}": 2}"#, true),
            Err("t:1,16-28: Duplicate object attribute; An attribute named \"5\" was already defined at t:1,8-11.".to_owned())
        );
    }
}
