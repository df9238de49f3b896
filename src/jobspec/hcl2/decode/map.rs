//! Bodies that are maps: of plain values, such as `meta`, or free ones, which may hold anything: the configuration of a
//! driver, the policy of a scaling.
//!
//! There is no schema that tells arguments from blocks, so blocks are made values: a block is a list of one map,
//! several of a type are a longer list, and labels are keys of such maps around it. An argument that is a literal
//! object becomes a list of one map too, as HCL1 had it. What is wrong in a
//! free map is looked at when all else is well.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Number as JsonNumber, Value as Json};

use super::body::Body;
use super::evaluator::{Expr, Iteration};
use super::messages::{self as words, Words};
use super::{Decoder, member, syntax};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Fault;
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::value::{Number, Type, Value};
use crate::model::object::{Kind, MapMut, Slot};

/// An entry of a body that is a map.
struct Entry<'a, 'b> {
    name: &'a str,
    file: FileId,
    /// The value, or the brace that opens the first block.
    span: Span,
    what: What<'a, 'b>,
}

enum What<'a, 'b> {
    Argument(syntax::Expression<'a>),
    Blocks(Vec<&'b syntax::Block<'a>>),
}

type Turn<'t> = Option<&'t Rc<Iteration>>;

impl<'a> Decoder<'a> {
    /// Decodes a body into a free map.
    pub(super) fn free_map(&mut self, map: &mut dyn MapMut, body: &Body<'a>) {
        self.each_entry(body, &mut |decoder, entry, turn| {
            let (value, faults) = decoder.apart(|decoder| decoder.entry(entry, turn));
            decoder.late_faults.extend(faults);
            match json(&value) {
                // Go takes null for the wish to have no such entry.
                Ok(Json::Null) => {}
                Ok(value) => {
                    if let Slot::Json(slot) = map.entry(entry.name).slot() {
                        *slot = value;
                    }
                }
                Err((summary, detail)) => {
                    let start = decoder.start(entry);
                    decoder
                        .late_faults
                        .push(Fault::at(entry.file, start, summary, detail));
                }
            }
        });
    }

    /// Decodes a body into a map of plain values. Blocks are values here too, but none that fit.
    pub(super) fn plain_map(&mut self, map: &mut dyn MapMut, of: &Kind, body: &Body<'a>) {
        self.each_entry(body, &mut |decoder, entry, turn| {
            let value = decoder.entry(entry, turn);
            if let Err(message) = member::put(map.entry(entry.name), of, value) {
                decoder.fault(entry.file, decoder.start(entry), message);
            }
        });
    }

    /// Calls `work` for each entry of a body.
    fn each_entry(&mut self, body: &Body<'a>, work: &mut dyn FnMut(&mut Self, &Entry<'a, '_>, Turn<'_>)) {
        let (attributes, blocks) = body.original().written().unwrap_or_else(|| {
            let (attributes, faults) = body.original().just_attributes();
            self.faults.extend(faults);
            let mut attributes: Vec<_> = attributes.into_values().collect();
            attributes.sort_by_key(|attribute| attribute.span.start);
            (attributes, Vec::new())
        });
        let blocks = by_kind(&blocks);
        // A block counts before an argument of its name.
        let attributes = attributes
            .iter()
            .filter(|attribute| !blocks.contains_key(attribute.name));
        let mut entries: Vec<Entry<'_, '_>> = attributes
            .map(|attribute| Entry {
                name: attribute.name,
                file: attribute.file,
                span: attribute.expression.span(),
                what: What::Argument(attribute.expression),
            })
            .collect();
        entries.extend(blocks.into_iter().filter_map(|(name, blocks)| {
            let first = blocks.first()?;
            let brace = first.body.span().start;
            Some(Entry {
                name,
                file: first.file,
                span: Span::new(brace, brace.saturating_add(1)),
                what: What::Blocks(blocks),
            })
        }));
        for entry in &entries {
            if self.is_exhausted {
                return;
            }
            self.places.enter_key(entry.name, entry.span);
            work(self, entry, body.iteration());
            self.places.leave();
        }
    }

    /// The value of an entry.
    fn entry(&mut self, entry: &Entry<'a, '_>, turn: Turn<'_>) -> Value {
        match &entry.what {
            What::Argument(expression) => self.argument(expression, turn),
            What::Blocks(blocks) => self.listed(blocks, turn),
        }
    }

    /// Where messages about an entry point.
    fn start(&self, entry: &Entry<'a, '_>) -> Span {
        match entry.what {
            What::Argument(expression) => self.start_span(&Expr::new(expression, None)),
            What::Blocks(_) => entry.span,
        }
    }

    /// The value of an argument: a list if it is a literal object.
    fn argument(&mut self, expression: &syntax::Expression<'a>, turn: Turn<'_>) -> Value {
        let value = self.value(&Expr::new(*expression, turn.cloned()));
        match expression {
            syntax::Expression::Native {
                expression: hcl_edit::expr::Expression::Object(_),
                ..
            } => Value::Tuple(vec![value]),
            _ => value,
        }
    }

    /// Blocks of one type: a list of maps.
    fn listed(&mut self, blocks: &[&syntax::Block<'a>], turn: Turn<'_>) -> Value {
        Value::Tuple(blocks.iter().map(|block| self.mapped(block, turn)).collect())
    }

    /// A block: a map.
    fn mapped(&mut self, block: &syntax::Block<'a>, turn: Turn<'_>) -> Value {
        let mut members = BTreeMap::new();
        let (attributes, blocks) = block.body.written().unwrap_or_default();
        for attribute in &attributes {
            members.insert(
                attribute.name.to_owned(),
                self.argument(&attribute.expression, turn),
            );
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
