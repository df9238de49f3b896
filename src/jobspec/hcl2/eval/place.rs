//! Where messages point when they mean an expression as such: at its beginning.

use hcl_edit::expr::{Expression as Node, TraversalOperator};

use super::template::{self, Part};
use super::{span, traversal};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::files::Files;
use crate::jobspec::hcl2::syntax::{Expression, JsonValue};

/// The beginning of an expression: the reference's `StartRange`.
pub(crate) fn start_span(expression: &Expression<'_>, files: &Files) -> Span {
    match *expression {
        Expression::Native { expression, file } => start(expression, files.file(file).text()),
        Expression::Json { node, .. } => match &node.value {
            JsonValue::Array(_) | JsonValue::Object(_) => first(node.span),
            _ => node.span,
        },
    }
}

/// The beginning of a native expression.
pub(super) fn start(node: &Node, text: &str) -> Span {
    let all = span(node);
    match node {
        Node::Null(_) | Node::Bool(_) | Node::Variable(_) => all,
        Node::Number(_) if all.text(text).starts_with('-') => first(all),
        Node::Number(_) => all,
        Node::String(_) | Node::StringTemplate(_) | Node::HeredocTemplate(_) => {
            let parts = template::parts(node, text);
            match parts.as_slice() {
                [Part::Interpolation(_)] => all,
                [Part::Literal { span, .. }, ..] => *span,
                [Part::Interpolation(node), ..] => start(node, text),
                [Part::If { condition, .. }, ..] => start(condition, text),
                [Part::For { opening, .. }, ..] => *opening,
                // The reference has an empty piece behind the closing quote.
                [] | [Part::Boundary, ..] => Span::empty(all.end),
            }
        }
        Node::Array(_) | Node::Object(_) | Node::ForExpr(_) => first(all),
        Node::Parenthesis(parenthesis) => start(parenthesis.inner(), text),
        Node::Conditional(conditional) => start(&conditional.cond_expr, text),
        Node::FuncCall(call) => Span::new(all.start, parenthesis(call).end),
        Node::UnaryOp(_) => first(all),
        Node::BinaryOp(operation) => start(&operation.lhs_expr, text),
        Node::Traversal(chain) => {
            let is_full = |operator: &&hcl_edit::Decorated<TraversalOperator>| {
                matches!(operator.value(), TraversalOperator::FullSplat(_))
            };
            if let Some(splat) = chain.operators.iter().find(is_full) {
                return span(splat);
            }
            for (position, operator) in chain.operators.iter().enumerate().rev() {
                let behind = chain.operators.get(position + 1..).unwrap_or_default();
                match operator.value() {
                    TraversalOperator::AttrSplat(_)
                        if behind
                            .iter()
                            .all(|step| !matches!(step.value(), TraversalOperator::Index(_))) =>
                    {
                        return span(operator);
                    }
                    TraversalOperator::AttrSplat(_) => return all,
                    TraversalOperator::Index(_)
                        if behind.is_empty() && !traversal::is_constant(operator, text) =>
                    {
                        return first(span(operator));
                    }
                    _ => {}
                }
            }
            all
        }
    }
}

/// The parenthesis that opens a call's arguments.
pub(super) fn parenthesis(call: &hcl_edit::expr::FuncCall) -> Span {
    use hcl_edit::Decorate as _;
    let name = &call.name.name;
    let space = name.decor().suffix().map_or(0, |space| space.len());
    let start = span(name)
        .end
        .saturating_add(u32::try_from(space).unwrap_or(u32::MAX));
    Span::new(start, start.saturating_add(1))
}

/// The first byte.
fn first(all: Span) -> Span {
    Span::new(all.start, all.start.saturating_add(1).min(all.end))
}
