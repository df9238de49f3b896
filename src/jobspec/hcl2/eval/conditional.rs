//! `condition ? a : b`, and `%{ if condition }a%{ else }b%{ endif }`.

use hcl_edit::expr::{Conditional, Expression as Node};

use super::{At, messages, span, value};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::{convert, unify_by_force};
use crate::jobspec::hcl2::value::{Type, Value};

/// A result and the faults it would cost.
pub(super) struct Branch {
    pub(super) value: Value,
    pub(super) faults: Faults,
    pub(super) span: Span,
}

/// `condition ? a : b`.
pub(super) fn value_of(conditional: &Conditional, at: At<'_>, faults: &mut Faults) -> Value {
    let branch = |node: &Node| {
        let mut faults = Faults::new();
        let value = value(node, at, &mut faults);
        Branch {
            value,
            faults,
            span: span(node),
        }
    };
    let truth = branch(&conditional.true_expr);
    let otherwise = branch(&conditional.false_expr);
    choose(&conditional.cond_expr, truth, otherwise, at, faults)
}

/// One of two results: both are of the type that both can have. Only the faults of the chosen one count.
pub(super) fn choose(
    condition: &Node,
    truth: Branch,
    otherwise: Branch,
    at: At<'_>,
    faults: &mut Faults,
) -> Value {
    let Some(of) = common_type(&truth.value, &otherwise.value) else {
        let words = messages::inconsistent_results(&truth.value.type_of(), &otherwise.value.type_of());
        faults.push(at.fault(truth.span.to(otherwise.span), words));
        return Value::UNKNOWN;
    };
    let given = value(condition, at, faults);
    if given.is_null() {
        faults.push(at.fault(span(condition), messages::null_condition()));
        return Value::Unknown(of);
    }
    if !given.is_known() {
        return Value::Unknown(of);
    }
    let Ok(Value::Bool(chosen)) = convert(&given, &Type::Bool) else {
        faults.push(at.fault(span(condition), messages::unsuitable_condition()));
        return Value::Unknown(of);
    };
    let branch = if chosen { truth } else { otherwise };
    faults.extend(branch.faults);
    if of == Type::Dynamic || branch.value.type_of() == of {
        return branch.value;
    }
    convert(&branch.value, &of).unwrap_or_else(|error| {
        let words = messages::unsuitable_result(chosen, &error.to_string());
        faults.push(at.fault(branch.span, words));
        Value::Unknown(of)
    })
}

/// The type of the result. A literal null takes the other one's.
fn common_type(truth: &Value, otherwise: &Value) -> Option<Type> {
    match (truth, otherwise) {
        (Value::Null(Type::Dynamic), other) | (other, Value::Null(Type::Dynamic)) => Some(other.type_of()),
        (truth, otherwise) => match (truth.type_of(), otherwise.type_of()) {
            (Type::Dynamic, _) | (_, Type::Dynamic) => Some(Type::Dynamic),
            (truth, otherwise) => unify_by_force(&[truth, otherwise]),
        },
    }
}
