//! Operators.

use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

use super::{At, messages, span, value};
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::order::equals;
use crate::jobspec::hcl2::value::{Number, Type, Value};

/// `-x`, `!x`.
pub(super) fn unary(operation: &UnaryOp, at: At<'_>, faults: &mut Faults) -> Value {
    let of = match operation.operator.value() {
        UnaryOperator::Neg => Type::Number,
        UnaryOperator::Not => Type::Bool,
    };
    let before = faults.len();
    let given = value(&operation.expr, at, faults);
    let operand = match convert(&given, &of) {
        Ok(operand) => operand,
        Err(error) => {
            let words = messages::unsuitable_operand("unary", &error.to_string());
            faults.push(at.fault(span(&operation.expr), words));
            Value::UNKNOWN
        }
    };
    if faults.len() > before {
        return Value::Unknown(of);
    }
    match operand {
        Value::Null(_) => {
            faults.push(at.fault(
                span(operation),
                messages::operation_failed(messages::NULL_ARGUMENT),
            ));
            Value::Unknown(of)
        }
        Value::Number(number) => number.negated().into(),
        Value::Bool(truth) => Value::Bool(!truth),
        _ => Value::Unknown(of),
    }
}

/// `a + b`, `a == b`, `a && b` …: both sides are always evaluated.
pub(super) fn binary(operation: &BinaryOp, at: At<'_>, faults: &mut Faults) -> Value {
    let operator = *operation.operator.value();
    let (takes, gives) = types(operator);
    let before = faults.len();
    let left = value(&operation.lhs_expr, at, faults);
    let right = value(&operation.rhs_expr, at, faults);
    let mut operand = |given: Value, which, node| {
        convert(&given, &takes).unwrap_or_else(|error| {
            let words = messages::unsuitable_operand(which, &error.to_string());
            faults.push(at.fault(span(node), words));
            Value::UNKNOWN
        })
    };
    let left = operand(left, "left", &operation.lhs_expr);
    let right = operand(right, "right", &operation.rhs_expr);
    if faults.len() > before {
        return Value::Unknown(gives);
    }
    match apply(operator, &left, &right) {
        Ok(Some(result)) => result,
        Ok(None) => Value::Unknown(gives),
        Err(why) => {
            faults.push(at.fault(span(operation), messages::operation_failed(why)));
            Value::Unknown(gives)
        }
    }
}

/// What an operator takes, and what it gives.
fn types(operator: BinaryOperator) -> (Type, Type) {
    use BinaryOperator as Op;
    match operator {
        Op::Eq | Op::NotEq => (Type::Dynamic, Type::Bool),
        Op::And | Op::Or => (Type::Bool, Type::Bool),
        Op::Less | Op::LessEq | Op::Greater | Op::GreaterEq => (Type::Number, Type::Bool),
        Op::Plus | Op::Minus | Op::Mul | Op::Div | Op::Mod => (Type::Number, Type::Number),
    }
}

/// The result; none if an operand is not known, or why there is none.
fn apply(operator: BinaryOperator, left: &Value, right: &Value) -> Result<Option<Value>, &'static str> {
    use BinaryOperator as Op;
    match operator {
        Op::Eq => return Ok(equals(left, right).map(Value::Bool)),
        Op::NotEq => return Ok(equals(left, right).map(|equal| Value::Bool(!equal))),
        _ => {}
    }
    if left.is_null() || right.is_null() {
        return Err(messages::NULL_ARGUMENT);
    }
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Ok(Some(Value::Bool(match operator {
            Op::And => *left && *right,
            _ => *left || *right,
        }))),
        (Value::Number(left), Value::Number(right)) => of_numbers(operator, left, right).map(Some),
        _ => Ok(None),
    }
}

fn of_numbers(operator: BinaryOperator, left: &Number, right: &Number) -> Result<Value, &'static str> {
    use BinaryOperator as Op;
    let computed = |result: Option<Number>, otherwise| result.map(Value::Number).ok_or(otherwise);
    match operator {
        Op::Less => Ok(Value::Bool(left < right)),
        Op::LessEq => Ok(Value::Bool(left <= right)),
        Op::Greater => Ok(Value::Bool(left > right)),
        Op::GreaterEq => Ok(Value::Bool(left >= right)),
        Op::Plus => computed(left.plus(right), "can't compute sum of opposing infinities"),
        Op::Minus => computed(left.minus(right), "can't subtract infinity from itself"),
        Op::Mul => computed(left.times(right), "can't multiply zero by infinity"),
        Op::Div => computed(
            left.divided_by(right),
            "can't divide zero by zero or infinity by infinity",
        ),
        _ => computed(left.remainder(right), "can't use modulo with zero and infinity"),
    }
}
