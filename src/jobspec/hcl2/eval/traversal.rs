//! References and what follows a value: `.name`, `[index]`, `.0`, and splats `[*]`, `.*`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hcl_edit::Decorated;
use hcl_edit::expr::{Expression as Node, TraversalOperator};

use super::{At, EXPRESSION, kept, messages, span, template, value};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{MAX_DEPTH, Type, Value, normalized};

type Operator = Decorated<TraversalOperator>;

/// The value of an expression with operators behind it.
pub(super) fn value_of(base: &Node, operators: &[Operator], at: At<'_>, faults: &mut Faults) -> Value {
    let path = Path {
        source: span(base),
        before: faults.len(),
        splats: 0,
    };
    let Node::Variable(name) = base else {
        let start = value(base, at, faults);
        return follow(start, operators, path, at, faults);
    };
    let constant = constant_length(operators, at.text);
    let (steps, rest) = operators.split_at_checked(constant).unwrap_or((operators, &[]));
    let path = path.upto(steps);
    let start = reference(name.value().as_str(), steps, path.source, at, faults);
    follow(start, rest, path, at, faults)
}

/// How many `[*]` may follow each other: each goes over the elements of the one before.
const MAX_SPLATS: usize = 64;

/// How far a chain has come.
#[derive(Clone, Copy)]
struct Path {
    /// From the beginning up to here.
    source: Span,
    /// How many faults there were at the beginning.
    before: usize,
    /// How many splats this is inside of.
    splats: usize,
}

impl Path {
    fn upto(self, operators: &[Operator]) -> Self {
        match operators.last() {
            Some(last) => Path {
                source: self.source.to(span(last)),
                ..self
            },
            None => self,
        }
    }
}

/// Whether an operator needs no evaluation: then it is a part of the reference that it follows.
pub(super) fn is_constant(operator: &Operator, text: &str) -> bool {
    match operator.value() {
        TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_) => true,
        TraversalOperator::Index(key) => template::is_literal(key, text),
        TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => false,
    }
}

/// How many of the operators, from the first, are constant.
pub(super) fn constant_length(operators: &[Operator], text: &str) -> usize {
    operators
        .iter()
        .take_while(|operator| is_constant(operator, text))
        .count()
}

/// The value of a variable, or of something in it.
fn reference(name: &str, steps: &[Operator], whole: Span, at: At<'_>, faults: &mut Faults) -> Value {
    let root = Span::new(
        whole.start,
        whole
            .start
            .saturating_add(u32::try_from(name.len()).unwrap_or(u32::MAX)),
    );
    let environment = at.scope.environment();
    let Some(variable) = at.scope.variable(name) else {
        let words = if environment.keeps_references {
            return kept::value(whole, at, faults);
        } else if at.scope.has_variables() {
            messages::unknown_variable(name, &messages::near(name, at.scope.known_names()))
        } else {
            messages::variables_not_allowed()
        };
        faults.push(at.fault(root, words));
        return Value::UNKNOWN;
    };
    let Some(found) = walk(Cow::Borrowed(variable), steps, at, faults) else {
        return Value::UNKNOWN;
    };
    if !at.spend(found.size(), whole, faults) {
        return Value::UNKNOWN;
    }
    if found.depth_exceeds(MAX_DEPTH) {
        faults.push(at.fault(whole, messages::too_deep()));
        return Value::UNKNOWN;
    }
    found.into_owned()
}

/// Goes constant steps into a value; none, with a fault, where that is impossible.
fn walk<'v>(
    start: Cow<'v, Value>,
    steps: &[Operator],
    at: At<'_>,
    faults: &mut Faults,
) -> Option<Cow<'v, Value>> {
    let mut current = start;
    for operator in steps {
        let next = match current {
            Cow::Borrowed(value) => step(value, operator, at, faults),
            Cow::Owned(value) => {
                step(&value, operator, at, faults).map(|next| next.map(|next| Cow::Owned(next.into_owned())))
            }
        };
        match next {
            Ok(Some(next)) => current = next,
            Ok(None) => return None,
            Err(words) => {
                faults.push(at.fault(span(operator), words));
                return None;
            }
        }
    }
    Some(current)
}

/// One constant step; nothing for other operators.
fn step<'v>(
    of: &'v Value,
    operator: &Operator,
    at: At<'_>,
    faults: &mut Faults,
) -> Result<Option<Cow<'v, Value>>, messages::Words> {
    match operator.value() {
        TraversalOperator::GetAttr(name) => attribute(of, name.value().as_str()).map(Some),
        TraversalOperator::LegacyIndex(position) => {
            let position = usize::try_from(*position.value()).unwrap_or(usize::MAX);
            index(of, &Value::Number(position.into())).map(Some)
        }
        TraversalOperator::Index(key) => {
            let key = value(key, at, faults);
            index(of, &key).map(Some)
        }
        TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => Ok(None),
    }
}

/// Applies operators to a value.
fn follow(start: Value, operators: &[Operator], path: Path, at: At<'_>, faults: &mut Faults) -> Value {
    let mut current = start;
    let mut path = path;
    let mut rest = operators;
    while let Some((operator, behind)) = rest.split_first() {
        let taken = match operator.value() {
            // The rest belongs to each element.
            TraversalOperator::FullSplat(_) => return splat(current, operator, behind, path, at, faults),
            // Names and positions behind it do.
            TraversalOperator::AttrSplat(_) => {
                let is_step = |operator: &&Operator| {
                    matches!(
                        operator.value(),
                        TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_)
                    )
                };
                let count = behind.iter().take_while(is_step).count();
                let each = behind.get(..count).unwrap_or_default();
                current = splat(current, operator, each, path, at, faults);
                count + 1
            }
            TraversalOperator::Index(key) if !is_constant(operator, at.text) => {
                let key = value(key, at, faults);
                current = match index(&current, &key) {
                    Ok(found) => found.into_owned(),
                    Err(words) => {
                        faults.push(at.fault(span(operator), words));
                        Value::UNKNOWN
                    }
                };
                1
            }
            _ => {
                let count = constant_length(rest, at.text);
                let steps = rest.get(..count).unwrap_or_default();
                let found = walk(Cow::Owned(current), steps, at, faults);
                current = found.map_or(Value::UNKNOWN, Cow::into_owned);
                count.max(1)
            }
        };
        let (done, remaining) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        path = path.upto(done);
        rest = remaining;
    }
    current
}

/// `.name`. Names of members are composed, as all strings are.
pub(super) fn attribute<'v>(of: &'v Value, name: &str) -> Result<Cow<'v, Value>, messages::Words> {
    if !name.is_ascii() {
        return member(of, name, &normalized(name));
    }
    member(of, name, name)
}

fn member<'v>(of: &'v Value, written: &str, name: &str) -> Result<Cow<'v, Value>, messages::Words> {
    let unknown = |of: &Type| Ok(Cow::Owned(Value::Unknown(of.clone())));
    match of {
        Value::Null(_) => Err(messages::attribute_of_null()),
        Value::Object(members) => match members.get(name) {
            Some(member) => Ok(Cow::Borrowed(member)),
            None => Err(messages::no_such_attribute(written)),
        },
        Value::Map(_, elements) => match elements.get(name) {
            Some(element) => Ok(Cow::Borrowed(element)),
            None => Err(messages::no_such_element(written)),
        },
        Value::Unknown(Type::Dynamic) => unknown(&Type::Dynamic),
        Value::Unknown(Type::Map(of)) => unknown(of),
        Value::Unknown(Type::Object(members)) => match members.get(name) {
            Some(of) => unknown(of),
            None => Err(messages::no_such_attribute(written)),
        },
        _ => Err(messages::no_attributes()),
    }
}

/// `[key]`.
pub(super) fn index<'v>(of: &'v Value, key: &Value) -> Result<Cow<'v, Value>, messages::Words> {
    let unknown = |of: &Type| Ok(Cow::Owned(Value::Unknown(of.clone())));
    if of.is_null() {
        return Err(messages::index_of_null());
    }
    if key.is_null() {
        return Err(messages::null_index());
    }
    // The types of members do not matter, and there may be many.
    let collection = match of {
        Value::Tuple(_) => Type::Tuple(Vec::new()),
        Value::Object(_) => Type::Object(BTreeMap::new()),
        other => other.type_of(),
    };
    let dynamic = Type::Dynamic;
    let (wanted, element) = match &collection {
        _ if *key == Value::UNKNOWN => return unknown(&dynamic),
        Type::Dynamic => return unknown(&dynamic),
        Type::List(element) => (Type::Number, &**element),
        Type::Tuple(_) => (Type::Number, &dynamic),
        Type::Map(element) => (Type::String, &**element),
        Type::Object(_) => (Type::String, &dynamic),
        _ => return Err(messages::no_indices()),
    };
    let key = convert(key, &wanted).map_err(|error| messages::unsuitable_index(&error.to_string()))?;
    if !key.is_known() {
        return unknown(element);
    }
    match (of, &key) {
        (Value::List(_, elements) | Value::Tuple(elements), Value::Number(number)) => {
            let position = number
                .to_i64()
                .and_then(|position| usize::try_from(position).ok());
            match position.and_then(|position| elements.get(position)) {
                Some(element) => Ok(Cow::Borrowed(element)),
                None if !number.is_integer() => Err(messages::fractional_index(number)),
                None => Err(messages::no_such_index()),
            }
        }
        (Value::Map(_, elements) | Value::Object(elements), Value::String(name)) => {
            match elements.get(&**name) {
                Some(element) => Ok(Cow::Borrowed(element)),
                None => Err(messages::no_such_index()),
            }
        }
        // Not known, but how long a tuple is its type says.
        (Value::Unknown(Type::Tuple(types)), Value::Number(number)) => {
            let position = number
                .to_i64()
                .and_then(|position| usize::try_from(position).ok());
            match position.and_then(|position| types.get(position)) {
                Some(of) => unknown(of),
                None => Err(messages::no_such_index()),
            }
        }
        _ => unknown(element),
    }
}

/// `[*]` and `.*`: the same operators for each element. What is no sequence counts as its only element, null as none.
fn splat(
    source: Value,
    marker: &Operator,
    each: &[Operator],
    path: Path,
    at: At<'_>,
    faults: &mut Faults,
) -> Value {
    if faults.len() > path.before {
        return Value::UNKNOWN;
    }
    if path.splats >= MAX_SPLATS {
        faults.push(at.fault(span(marker), messages::too_deep()));
        return Value::UNKNOWN;
    }
    let of = source.type_of();
    let is_sequence = matches!(of, Type::Tuple(_) | Type::List(_) | Type::Set(_));
    let source = match source {
        Value::Null(_) if is_sequence => {
            faults.push(at.fault(path.source, messages::splat_of_null()));
            return Value::UNKNOWN;
        }
        Value::Null(_) => return Value::Tuple(Vec::new()),
        Value::Unknown(Type::Dynamic) => return Value::UNKNOWN,
        source if is_sequence => source,
        source => Value::Tuple(vec![source]),
    };
    let of = if is_sequence { of } else { Type::Tuple(vec![of]) };
    let of_element = |element: Value, faults: &mut Faults| {
        let path = Path {
            source: span(marker),
            before: faults.len(),
            splats: path.splats + 1,
        };
        if !at.spend(EXPRESSION, span(marker), faults) {
            return Value::UNKNOWN;
        }
        follow(element, each, path, at, faults)
    };
    let of_type = |of: &Type, faults: &mut Faults| of_element(Value::Unknown(of.clone()), faults).type_of();
    let result_type = |of: &Type, faults: &mut Faults| match of {
        Type::List(of) | Type::Set(of) => Type::list(of_type(of, faults)),
        Type::Tuple(types) => Type::Tuple(types.iter().map(|of| of_type(of, faults)).collect()),
        _ => Type::Dynamic,
    };
    let before = faults.len();
    let (is_tuple, elements) = match source {
        Value::Tuple(elements) => (true, elements),
        Value::List(of, elements) | Value::Set(of, elements) => {
            if elements.is_empty() {
                return Value::List(of_type(&of, faults), elements);
            }
            (false, elements)
        }
        _ => return Value::Unknown(result_type(&of, faults)),
    };
    let results: Vec<Value> = elements
        .into_iter()
        .map(|element| of_element(element, faults))
        .collect();
    if faults.len() > before {
        // Asking for the type goes over all inner splats again, each of which would ask too.
        return match path.splats {
            0 | 1 => Value::Unknown(result_type(&of, &mut Faults::new())),
            _ => Value::UNKNOWN,
        };
    }
    if is_tuple {
        Value::Tuple(results)
    } else {
        Value::list(results)
    }
}
