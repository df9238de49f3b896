//! Free maps, which may hold anything: the configuration of a driver, the policy of a scaling.
//!
//! There is no schema that tells arguments from blocks, so blocks are made values: a block is a list of one map,
//! several of a type are a longer list, and labels are keys of such maps around it. An argument that is a literal
//! object becomes a list of one map too, as HCL1 had it. What is wrong in here is looked at when all else is well.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Number as JsonNumber, Value as Json};

use super::body::Body;
use super::evaluator::{Expr, Iteration};
use super::messages::{self as words, Words};
use super::{Decoder, syntax};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Fault;
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::value::{Number, Type, Value};
use crate::model::object::{MapMut, Slot};

/// Where an entry of a free map is.
#[derive(Clone, Copy)]
struct At {
    file: FileId,
    span: Span,
    /// Where messages about it point.
    start: Span,
}

impl<'a> Decoder<'a> {
    /// Decodes a body into a free map.
    pub(super) fn free_map(&mut self, map: &mut dyn MapMut, body: &Body<'a>) {
        let turn = body.iteration();
        let Some((attributes, blocks)) = body.original().written() else {
            let (attributes, faults) = body.just_attributes();
            self.faults.extend(faults);
            for attribute in &attributes {
                let value = self.late(|decoder| decoder.value(&attribute.value));
                self.entry(map, attribute.name, &value, self.at(&attribute.value));
            }
            return;
        };
        let blocks = by_kind(&blocks);
        for attribute in &attributes {
            let value = self.late(|decoder| decoder.argument(attribute, turn));
            // A block of the same name counts instead.
            if !blocks.contains_key(attribute.name) {
                let at = self.at(&Expr::new(attribute.expression, None));
                self.entry(map, attribute.name, &value, at);
            }
        }
        for (kind, blocks) in blocks {
            let Some(first) = blocks.first() else { continue };
            let value = self.late(|decoder| decoder.listed(&blocks, turn));
            let brace = brace(first);
            let at = At {
                file: first.file,
                span: brace,
                start: brace,
            };
            self.entry(map, kind, &value, at);
        }
    }

    fn at(&self, expr: &Expr<'a>) -> At {
        At {
            file: expr.file(),
            span: expr.span(),
            start: self.start_span(expr),
        }
    }

    /// Work whose faults come after all others.
    fn late(&mut self, work: impl FnOnce(&mut Self) -> Value) -> Value {
        let (value, faults) = self.apart(work);
        self.late_faults.extend(faults);
        value
    }

    fn entry(&mut self, map: &mut dyn MapMut, name: &str, value: &Value, at: At) {
        self.places.enter_key(name, at.span);
        self.places.leave();
        match json(value) {
            Ok(value) => {
                if let Slot::Json(slot) = map.entry(name).slot() {
                    *slot = value;
                }
            }
            Err((summary, detail)) => {
                self.late_faults
                    .push(Fault::at(at.file, at.start, summary, detail));
            }
        }
    }

    /// The value of an argument: a list if it is a literal object.
    fn argument(&mut self, attribute: &syntax::Attribute<'a>, turn: Option<&Rc<Iteration>>) -> Value {
        let value = self.value(&Expr::new(attribute.expression, turn.cloned()));
        match attribute.expression {
            syntax::Expression::Native {
                expression: hcl_edit::expr::Expression::Object(_),
                ..
            } => Value::Tuple(vec![value]),
            _ => value,
        }
    }

    /// Blocks of one type: a list of maps.
    fn listed(&mut self, blocks: &[&syntax::Block<'a>], turn: Option<&Rc<Iteration>>) -> Value {
        Value::Tuple(blocks.iter().map(|block| self.mapped(block, turn)).collect())
    }

    /// A block: a map.
    fn mapped(&mut self, block: &syntax::Block<'a>, turn: Option<&Rc<Iteration>>) -> Value {
        let mut members = BTreeMap::new();
        let (attributes, blocks) = block.body.written().unwrap_or_default();
        for attribute in &attributes {
            members.insert(attribute.name.to_owned(), self.argument(attribute, turn));
        }
        for (kind, blocks) in by_kind(&blocks) {
            members.insert(kind.to_owned(), self.listed(&blocks, turn));
        }
        let map = Value::Object(members);
        block.labels.iter().rev().fold(map, |inner, label| {
            let list = Value::Tuple(vec![inner]);
            Value::Object(BTreeMap::from([((*label).to_owned(), list)]))
        })
    }
}

/// Blocks by their type, those of a type in their order.
fn by_kind<'b, 'a>(blocks: &'b [syntax::Block<'a>]) -> BTreeMap<&'a str, Vec<&'b syntax::Block<'a>>> {
    let mut kinds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for block in blocks {
        kinds.entry(block.kind).or_default().push(block);
    }
    kinds
}

/// The brace that opens a block.
fn brace(block: &syntax::Block<'_>) -> Span {
    let start = block.body.missing_item_span().start;
    Span::new(start, start.saturating_add(1))
}

/// A value as JSON. Maps in a list, a set or a map become a list of maps.
fn json(value: &Value) -> Result<Json, Words> {
    let list = |values: &mut dyn Iterator<Item = &Value>| {
        values.map(json).collect::<Result<_, _>>().map(Json::Array)
    };
    if holds_maps(value) {
        if value.children().any(Value::is_null) {
            return Err(words::null_among_maps());
        }
        return list(&mut value.children());
    }
    match value {
        Value::Unknown(_) => Err(words::unsuitable_in_map(words::NOT_KNOWN)),
        Value::Null(_) => Ok(Json::Null),
        Value::Bool(value) => Ok(Json::Bool(*value)),
        Value::Number(number) => Ok(json_number(number)),
        Value::String(text) => Ok(Json::from(&**text)),
        Value::List(..) | Value::Set(..) | Value::Tuple(_) => list(&mut value.children()),
        Value::Map(_, members) | Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| Ok((name.clone(), json(value)?));
            members
                .iter()
                .map(member)
                .collect::<Result<_, _>>()
                .map(Json::Object)
        }
    }
}

fn holds_maps(value: &Value) -> bool {
    let is_map = |of: &Type| matches!(of, Type::Map(_) | Type::Object(_));
    match value {
        Value::List(of, _) | Value::Set(of, _) | Value::Map(of, _) => is_map(of),
        Value::Tuple(values) => !values.is_empty() && values.iter().all(is_map_value),
        _ => false,
    }
}

fn is_map_value(value: &Value) -> bool {
    matches!(
        value,
        Value::Map(..)
            | Value::Object(_)
            | Value::Null(Type::Map(_) | Type::Object(_))
            | Value::Unknown(Type::Map(_) | Type::Object(_))
    )
}

/// A number as JSON; JSON has no infinity.
fn json_number(number: &Number) -> Json {
    match number.to_i64() {
        Some(whole) => Json::from(whole),
        None => JsonNumber::from_f64(number.to_f64()).map_or(Json::Null, Json::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str, value: Value) -> Value {
        Value::Object(BTreeMap::from([(name.to_owned(), value)]))
    }

    #[test]
    fn maps_in_a_collection_are_a_list() {
        let inner = object("a", Value::from(1_i64));
        let maps = Value::map(BTreeMap::from([("x".to_owned(), inner.clone())]));
        assert_eq!(json(&maps).unwrap(), serde_json::json!([{"a": 1}]));
        assert_eq!(
            json(&object("x", inner)).unwrap(),
            serde_json::json!({"x": {"a": 1}})
        );
    }

    #[test]
    fn null_is_no_map_and_what_is_not_known_is_no_value() {
        let null = Value::Null(Type::map(Type::String));
        assert_eq!(json(&null).unwrap(), Json::Null);
        assert!(json(&Value::Tuple(vec![null])).is_err());
        assert!(json(&Value::Tuple(vec![Value::NULL])).is_ok());
        assert!(json(&Value::Tuple(vec![Value::UNKNOWN])).is_err());
    }
}
