//! Evaluation: an expression in a scope → a value, with the reference's faults in the reference's order.
//!
//! - [`evaluate`]: the way in
//! - [`scope`]: what names mean, and whether functions and variables are allowed at all
//! - a file for each kind of expression: [`operators`], [`conditional`], [`constructor`] (tuples and objects),
//!   [`for_each`], [`traversal`], [`template`], [`call`] and [`lazy`] (functions that take expressions)
//! - [`kept`]: references that nobody here knows, which stay in the text
//! - [`json`]: expressions of the JSON syntax
//! - [`mod@references`], [`shape`], [`mod@type_expression`]: what can be said of an expression without a value
//! - [`place`]: where messages point
//!
//! After a fault the value is [`Value::UNKNOWN`], with which everything goes on without further faults.
//! What is written literally is read from the text, by the tree's spans: the tree has forgotten how.
//!
//! A short text can ask for a lot: loops in loops multiply, and so does `"${local.a}${local.a}"` from local to local.
//! Expressions are paid from the budget of the functions' context; when it is empty, everything ends with one fault.

mod call;
mod conditional;
mod constructor;
mod for_each;
mod json;
mod kept;
mod lazy;
mod literal;
mod messages;
mod operators;
mod place;
mod references;
mod scope;
mod shape;
mod template;
mod traversal;
mod type_expression;

pub(crate) use place::start_span;
pub(crate) use references::{Reference, Step, references};
pub(crate) use scope::{Environment, Scope};
pub(crate) use shape::{keyword, list};
pub(crate) use type_expression::type_expression;

use hcl_edit::expr::Expression as Node;

use super::fault::{Fault, Faults};
use super::files::FileId;
use super::syntax::{Expression, span};
use super::value::Value;
use crate::diagnostic::Span;

/// What looking at an expression once costs, as bytes of values do.
const EXPRESSION: u64 = 32;

/// The value of an expression in a scope.
pub(crate) fn evaluate(expression: &Expression<'_>, scope: &Scope<'_>, faults: &mut Faults) -> Value {
    match *expression {
        Expression::Native { expression, file } => {
            let text = scope.environment().files.file(file);
            let at = At {
                scope,
                file,
                text: text.text(),
            };
            value(expression, at, faults)
        }
        Expression::Json { node, file } => json::value(node, file, scope, faults),
    }
}

/// Where an expression is evaluated: in which scope, and of which text it is.
#[derive(Clone, Copy)]
struct At<'s> {
    scope: &'s Scope<'s>,
    file: FileId,
    text: &'s str,
}

impl<'s> At<'s> {
    /// The same text in another scope.
    fn within<'c>(self, scope: &'c Scope<'c>) -> At<'c>
    where
        's: 'c,
    {
        At {
            scope,
            file: self.file,
            text: self.text,
        }
    }

    /// The text of a span.
    fn slice(self, span: Span) -> &'s str {
        span.text(self.text)
    }

    /// Whether nothing may be spent any more.
    fn is_exhausted(self) -> bool {
        self.scope.environment().context.budget.spend(1).is_err()
    }

    /// A fault in this text.
    fn fault(self, span: Span, (summary, detail): messages::Words) -> Fault {
        Fault::at(self.file, span, summary, detail)
    }

    /// Takes so much from the budget; false, with a fault, if there is not enough.
    fn spend(self, amount: u64, span: Span, faults: &mut Faults) -> bool {
        if self.scope.environment().context.budget.spend(amount).is_ok() {
            return true;
        }
        let fault = self.fault(span, messages::too_much_work());
        if faults
            .iter()
            .next_back()
            .is_none_or(|last| last.summary != fault.summary)
        {
            faults.push(fault);
        }
        false
    }
}

/// The value of a native expression.
fn value(node: &Node, at: At<'_>, faults: &mut Faults) -> Value {
    if !at.spend(EXPRESSION, span(node), faults) {
        return Value::UNKNOWN;
    }
    match node {
        Node::Null(_) | Node::Bool(_) | Node::String(_) => literal::value(node, at.text),
        Node::Number(_) => {
            let number = literal::value(node, at.text);
            if !number.is_known() {
                faults.push(at.fault(span(node), messages::no_number()));
            }
            number
        }
        Node::Array(array) => constructor::tuple(array, at, faults),
        Node::Object(object) => constructor::object(object, at, faults),
        Node::StringTemplate(_) | Node::HeredocTemplate(_) => template::value_of(node, at, faults),
        Node::Parenthesis(parenthesis) => value(parenthesis.inner(), at, faults),
        Node::Variable(_) => traversal::value_of(node, &[], at, faults),
        Node::Traversal(traversal) => traversal::value_of(&traversal.expr, &traversal.operators, at, faults),
        Node::Conditional(conditional) => conditional::value_of(conditional, at, faults),
        Node::FuncCall(call) => call::value_of(call, at, faults),
        Node::UnaryOp(operation) => operators::unary(operation, at, faults),
        Node::BinaryOp(operation) => operators::binary(operation, at, faults),
        Node::ForExpr(each) => for_each::value_of(each, at, faults),
    }
}

#[cfg(test)]
mod tests;
