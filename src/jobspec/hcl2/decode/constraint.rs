//! Constraints and affinities: three members, and many ways to write them.

use super::Decoder;
use super::body::Body;
use super::messages as words;
use super::schema::optional;
use crate::jobspec::hcl2::syntax::{AttributeSchema, Schema};
use crate::jobspec::hcl2::value::{Number, Type, Value, convert};
use crate::model::constraint::{Affinity, Constraint};
use crate::model::object::Object;

use std::collections::BTreeMap;

/// What a constraint may say, and as what.
const CONSTRAINT: &[(&str, Type)] = &[
    ("attribute", Type::String),
    ("distinct_hosts", Type::Bool),
    ("distinct_property", Type::String),
    ("is_not_set", Type::String),
    ("is_set", Type::String),
    ("operator", Type::String),
    ("regexp", Type::String),
    ("semver", Type::String),
    ("set_contains", Type::String),
    ("set_contains_all", Type::String),
    ("set_contains_any", Type::String),
    ("value", Type::String),
    ("version", Type::String),
];

/// What an affinity may say, and as what.
const AFFINITY: &[(&str, Type)] = &[
    ("attribute", Type::String),
    ("operator", Type::String),
    ("regexp", Type::String),
    ("semver", Type::String),
    ("set_contains", Type::String),
    ("set_contains_all", Type::String),
    ("set_contains_any", Type::String),
    ("value", Type::String),
    ("version", Type::String),
    ("weight", Type::Number),
];

/// Arguments that are an operator, and whose value is its right side. Of several the last one here counts; others
/// that look the same are allowed and mean nothing.
const CONSTRAINT_OPERATORS: [&str; 4] = ["version", "semver", "regexp", "set_contains"];
const AFFINITY_OPERATORS: [&str; 6] = [
    "version",
    "semver",
    "regexp",
    "set_contains_any",
    "set_contains_all",
    "set_contains",
];

/// The member that an argument is written into, if it means anything.
fn written_to(argument: &str, operators: &[&str]) -> Option<&'static str> {
    match argument {
        "attribute" | "distinct_property" => Some("LTarget"),
        "operator" | "distinct_hosts" => Some("Operand"),
        "weight" => Some("Weight"),
        "value" => Some("RTarget"),
        operator => operators.contains(&operator).then_some("RTarget"),
    }
}

/// Whether it is one of the two.
pub(super) fn is_one(object: &dyn Object) -> bool {
    object.as_any().is::<Constraint>() || object.as_any().is::<Affinity>()
}

impl<'a> Decoder<'a> {
    pub(super) fn constraint(&mut self, target: &mut dyn Object, body: &Body<'a>) {
        let target = target.as_any_mut();
        if let Some(constraint) = target.downcast_mut::<Constraint>() {
            let Some(said) = self.said(body, CONSTRAINT, &CONSTRAINT_OPERATORS) else {
                return;
            };
            let (l_target, r_target, operand) = said.sides(&CONSTRAINT_OPERATORS);
            *constraint = Constraint {
                l_target,
                r_target,
                operand,
            };
            if said.0.get("distinct_hosts") == Some(&Value::Bool(true)) {
                constraint.operand = "distinct_hosts".to_owned();
            }
            let property = said.text("distinct_property");
            if !property.is_empty() {
                constraint.operand = "distinct_property".to_owned();
                constraint.l_target = property;
            }
            if constraint.operand.is_empty() {
                constraint.operand = "=".to_owned();
            }
        } else if let Some(affinity) = target.downcast_mut::<Affinity>() {
            let Some(said) = self.said(body, AFFINITY, &AFFINITY_OPERATORS) else {
                return;
            };
            let (l_target, r_target, operand) = said.sides(&AFFINITY_OPERATORS);
            let weight = said.0.get("weight").and_then(Value::as_number);
            *affinity = Affinity {
                l_target,
                r_target,
                operand: if operand.is_empty() {
                    "=".to_owned()
                } else {
                    operand
                },
                weight: weight.map(cut),
            };
        }
    }

    /// What is said by arguments; nothing if anything is wrong.
    fn said(
        &mut self,
        body: &Body<'a>,
        arguments: &[(&'static str, Type)],
        operators: &[&str],
    ) -> Option<Said> {
        let before = self.faults.len();
        let schema: Vec<AttributeSchema<'_>> = arguments.iter().map(|(name, _)| optional(name)).collect();
        let content = self.content(
            body,
            &Schema {
                attributes: &schema,
                blocks: &[],
            },
        );
        let mut said = BTreeMap::new();
        for attribute in content.attributes {
            let Some((name, wanted)) = arguments.iter().find(|(name, _)| *name == attribute.name) else {
                continue;
            };
            if let Some(member) = written_to(name, operators) {
                self.places.enter_member(member, attribute.value.span());
                self.places.leave();
            }
            let value = self.value(&attribute.value);
            match convert::convert(&value, wanted) {
                Ok(value) => {
                    said.insert(*name, value);
                }
                Err(error) => self.fault(
                    attribute.value.file(),
                    attribute.value.span(),
                    words::inappropriate(name, &error.to_string()),
                ),
            }
        }
        (self.faults.len() == before).then_some(Said(said))
    }
}

/// A number as a weight: the reference cuts off what does not fit.
fn cut(number: &Number) -> i8 {
    let limit = if number.is_negative() { i64::MIN } else { i64::MAX };
    let [low, ..] = number.truncated().to_i64().unwrap_or(limit).to_le_bytes();
    i8::from_le_bytes([low])
}

/// What a constraint says, by argument.
struct Said(BTreeMap<&'static str, Value>);

impl Said {
    /// A text, empty if it is not there.
    fn text(&self, name: &str) -> String {
        let text = self.0.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    }

    /// Left side, right side and operator.
    fn sides(&self, operators: &[&str]) -> (String, String, String) {
        let (mut right, mut operand) = (self.text("value"), self.text("operator"));
        for operator in operators {
            let text = self.text(operator);
            if !text.is_empty() {
                right = text;
                operand = (*operator).to_owned();
            }
        }
        (self.text("attribute"), right, operand)
    }
}
