//! `[…]` and `{…}`.

use std::collections::BTreeMap;

use hcl_edit::expr::{Array, Expression as Node, Object, ObjectKey};

use super::{At, messages, span, traversal, value};
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{Type, Value};

/// `[a, b]`.
pub(super) fn tuple(array: &Array, at: At<'_>, faults: &mut Faults) -> Value {
    Value::Tuple(array.iter().map(|element| value(element, at, faults)).collect())
}

/// `{ a = b, (c) = d }`. Of two keys that are equal the later wins.
pub(super) fn object(object: &Object, at: At<'_>, faults: &mut Faults) -> Value {
    let mut members = BTreeMap::new();
    let mut known = true;
    for (key, member) in object.iter() {
        let before = faults.len();
        let name = key_value(key, at, faults);
        let failed = faults.len() > before;
        let member_value = value(member.expr(), at, faults);
        if failed {
            known = false;
            continue;
        }
        if name.is_null() {
            // The reference points at the value.
            faults.push(at.fault(span(member.expr()), messages::null_key()));
            known = false;
            continue;
        }
        match convert(&name, &Type::String) {
            Ok(Value::String(name)) => {
                members.insert(name.to_string(), member_value);
            }
            Ok(_) => known = false,
            Err(error) => {
                faults.push(at.fault(span(key), messages::unsuitable_key(&error.to_string())));
                known = false;
            }
        }
    }
    if known {
        Value::Object(members)
    } else {
        Value::UNKNOWN
    }
}

/// The value of a key. A bare name is a name, not a reference.
fn key_value(key: &ObjectKey, at: At<'_>, faults: &mut Faults) -> Value {
    let node = match key {
        ObjectKey::Ident(_) => return Value::string(at.slice(span(key))),
        ObjectKey::Expression(node) => node,
    };
    match node {
        Node::Null(_) | Node::Bool(_) => Value::string(at.slice(span(key))),
        Node::Traversal(reference)
            if matches!(reference.expr, Node::Variable(_))
                && reference
                    .operators
                    .iter()
                    .all(|step| traversal::is_constant(step, at.text)) =>
        {
            faults.push(at.fault(span(key), messages::ambiguous_key()));
            Value::UNKNOWN
        }
        node => value(node, at, faults),
    }
}
