//! Loops: `[for v in c : v]`, `{for k, v in c : k => v...}`, and what `%{ for }` repeats.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use hcl_edit::expr::{Expression as Node, ForExpr};

use super::scope::Scope;
use super::{At, EXPRESSION, messages, span, value};
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{Type, Value};

/// What is gone through, and under which names.
pub(super) struct Loop<'n> {
    pub(super) key: Option<&'n str>,
    pub(super) value: &'n str,
    pub(super) collection: &'n Node,
    /// Which elements take part.
    pub(super) condition: Option<&'n Node>,
}

/// The value of a `for` expression.
pub(super) fn value_of(expression: &ForExpr, at: At<'_>, faults: &mut Faults) -> Value {
    let each = Loop {
        key: expression
            .intro
            .key_var
            .as_ref()
            .map(|name| name.value().as_str()),
        value: expression.intro.value_var.value().as_str(),
        collection: &expression.intro.collection_expr,
        condition: expression.cond.as_ref().map(|condition| &condition.expr),
    };
    match &expression.key_expr {
        Some(key) => object(&each, key, expression, at, faults),
        None => tuple(&each, at, faults, |at, faults| {
            value(&expression.value_expr, at, faults)
        }),
    }
}

/// What `element` gives in each turn, as a tuple.
pub(super) fn tuple(
    each: &Loop<'_>,
    at: At<'_>,
    faults: &mut Faults,
    element: impl Fn(At<'_>, &mut Faults) -> Value,
) -> Value {
    let mut results = Vec::new();
    let known = turns(each, at, faults, |at, known, faults| {
        if takes_part(each, at, known, faults) {
            results.push(element(at, faults));
        }
    });
    if known {
        Value::Tuple(results)
    } else {
        Value::UNKNOWN
    }
}

/// What key and value give in each turn, as an object; with grouping, as an object of tuples.
fn object(each: &Loop<'_>, key: &Node, expression: &ForExpr, at: At<'_>, faults: &mut Faults) -> Value {
    let mut single = BTreeMap::new();
    let mut grouped: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let known = turns(each, at, faults, |at, known, faults| {
        if !takes_part(each, at, known, faults) {
            return;
        }
        let Some(name) = key_value(key, at, known, faults) else {
            return;
        };
        let member = value(&expression.value_expr, at, faults);
        if expression.grouping {
            grouped.entry(name).or_default().push(member);
            return;
        }
        match single.entry(name) {
            Entry::Vacant(place) => {
                place.insert(member);
            }
            Entry::Occupied(earlier) => {
                faults.push(at.fault(span(key), messages::repeated_loop_key(earlier.key())));
            }
        }
    });
    if !known {
        return Value::UNKNOWN;
    }
    let grouped = grouped
        .into_iter()
        .map(|(name, members)| (name, Value::Tuple(members)));
    single.extend(grouped);
    Value::Object(single)
}

/// Does a turn for each element, in the collection's order. False if the result is not known.
///
/// A turn is told whether all is known up to it: what fails in each turn is reported for the first one only.
fn turns(
    each: &Loop<'_>,
    at: At<'_>,
    faults: &mut Faults,
    mut turn: impl FnMut(At<'_>, &mut bool, &mut Faults),
) -> bool {
    let collection = value(each.collection, at, faults);
    let place = span(each.collection);
    if collection.is_null() {
        faults.push(at.fault(place, messages::loop_over_null()));
        return false;
    }
    if collection == Value::UNKNOWN {
        return false;
    }
    let entries = match (collection.entries(), &collection) {
        (Some(entries), _) => entries,
        (
            None,
            Value::Unknown(Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Tuple(_) | Type::Object(_)),
        ) => {
            return false;
        }
        (None, other) => {
            faults.push(at.fault(place, messages::loop_over_one(&other.type_of())));
            return false;
        }
    };
    if !at.spend(collection.size(), place, faults) {
        return false;
    }
    drop(collection);
    if !condition_can_hold(each, at, faults) {
        return false;
    }
    let mut known = true;
    for (key, element) in &entries {
        if !at.spend(EXPRESSION, place, faults) {
            return false;
        }
        let key = each.key.map(|name| (name, key));
        let scope = at.scope.turn(key, (each.value, element));
        turn(at.within(&scope), &mut known, faults);
    }
    known
}

/// Tries the condition with elements that are not known, so that what is wrong for all of them is said once.
fn condition_can_hold(each: &Loop<'_>, at: At<'_>, faults: &mut Faults) -> bool {
    let Some(condition) = each.condition else {
        return true;
    };
    let before = faults.len();
    let key = each.key.map(|name| (name, &Value::UNKNOWN));
    let scope: Scope<'_> = at.scope.turn(key, (each.value, &Value::UNKNOWN));
    let given = value(condition, at.within(&scope), faults);
    let words = if given.is_null() {
        messages::loop_condition_always_null()
    } else if let Err(error) = convert(&given, &Type::Bool) {
        messages::unsuitable_loop_condition(&error.to_string())
    } else {
        return faults.len() == before;
    };
    faults.push(at.fault(span(condition), words));
    false
}

/// Whether the element of this turn takes part.
fn takes_part(each: &Loop<'_>, at: At<'_>, known: &mut bool, faults: &mut Faults) -> bool {
    let Some(condition) = each.condition else {
        return true;
    };
    let given = value(condition, at, faults);
    let words = if given.is_null() {
        messages::loop_condition_null()
    } else {
        match convert(&given, &Type::Bool) {
            Ok(Value::Bool(holds)) => return holds,
            Ok(_) => {
                *known = false;
                return false;
            }
            Err(error) => messages::unsuitable_loop_condition(&error.to_string()),
        }
    };
    if std::mem::replace(known, false) {
        faults.push(at.fault(span(condition), words));
    }
    false
}

/// The key that this turn gives, if it is one.
fn key_value(key: &Node, at: At<'_>, known: &mut bool, faults: &mut Faults) -> Option<String> {
    let given = value(key, at, faults);
    let words = if given.is_null() {
        messages::null_loop_key()
    } else if !given.is_known() {
        *known = false;
        return None;
    } else {
        match convert(&given, &Type::String) {
            Ok(Value::String(name)) => return Some(name.to_string()),
            Ok(_) => {
                *known = false;
                return None;
            }
            Err(error) => messages::unsuitable_loop_key(&error.to_string()),
        }
    };
    if std::mem::replace(known, false) {
        faults.push(at.fault(span(key), words));
    }
    None
}
