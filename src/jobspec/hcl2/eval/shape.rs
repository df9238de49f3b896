//! What an expression is by its shape, without a value: a keyword, a call, a list or a map.

use hcl_edit::expr::{Expression as Node, ObjectKey};

use super::{place, span};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::syntax::{Expression, JsonString, JsonValue};

/// The keyword that an expression is: a single name.
pub(crate) fn keyword(expression: &Expression<'_>) -> Option<String> {
    match *expression {
        Expression::Native { expression, .. } => match expression {
            Node::Variable(name) => Some(name.value().to_string()),
            Node::Null(_) => Some("null".to_owned()),
            Node::Bool(truth) => Some(truth.value().to_string()),
            _ => None,
        },
        Expression::Json { node, .. } => match &node.value {
            JsonValue::String(string) => keyword_in(string),
            _ => None,
        },
    }
}

/// In the JSON syntax a name stands in a string.
fn keyword_in(string: &JsonString) -> Option<String> {
    let name = string.text.trim_matches([' ', '\t']);
    hcl_edit::Ident::try_new(name).ok().map(|name| name.to_string())
}

/// A function call.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The function.
    pub(super) name: &'a str,
    /// The arguments.
    pub(super) arguments: Vec<Expression<'a>>,
    /// The arguments with their parentheses.
    pub(super) arguments_span: Span,
    /// The text that the span is of.
    pub(super) file: FileId,
}

/// The call that a native expression is.
pub(super) fn call<'a>(expression: &Expression<'a>) -> Option<Call<'a>> {
    let Expression::Native {
        expression: Node::FuncCall(call),
        file,
    } = *expression
    else {
        return None;
    };
    let arguments = call
        .args
        .iter()
        .map(|expression| Expression::Native { expression, file });
    Some(Call {
        name: call.name.name.value().as_str(),
        arguments: arguments.collect(),
        arguments_span: Span::new(place::parenthesis(call).start, span(&**call).end),
        file,
    })
}

/// The elements of the list that an expression is.
pub(crate) fn list<'a>(expression: &Expression<'a>) -> Option<Vec<Expression<'a>>> {
    match *expression {
        Expression::Native {
            expression: Node::Array(array),
            file,
        } => {
            let elements = array
                .iter()
                .map(|expression| Expression::Native { expression, file });
            Some(elements.collect())
        }
        Expression::Json { node, file } => match &node.value {
            JsonValue::Array(elements) => Some(
                elements
                    .iter()
                    .map(|node| Expression::Json { node, file })
                    .collect(),
            ),
            _ => None,
        },
        _ => None,
    }
}

/// A key of a map.
#[derive(Debug)]
pub(super) struct Key {
    /// The keyword that it is.
    pub(super) keyword: Option<String>,
    /// Where it is.
    pub(super) span: Span,
}

/// The keys and values of the map that an expression is.
pub(super) fn map<'a>(expression: &Expression<'a>) -> Option<Vec<(Key, Expression<'a>)>> {
    match *expression {
        Expression::Native {
            expression: Node::Object(object),
            file,
        } => {
            let members = object.iter().map(|(key, member)| {
                let keyword = match key {
                    ObjectKey::Ident(name) => Some(name.value().to_string()),
                    ObjectKey::Expression(expression) => keyword(&Expression::Native { expression, file }),
                };
                let key = Key {
                    keyword,
                    span: span(key),
                };
                let expression = member.expr();
                (key, Expression::Native { expression, file })
            });
            Some(members.collect())
        }
        Expression::Json { node, file } => match &node.value {
            JsonValue::Object(members) => {
                let members = members.iter().map(|member| {
                    let key = Key {
                        keyword: keyword_in(&member.name),
                        span: member.name.span,
                    };
                    let node = &member.value;
                    (key, Expression::Json { node, file })
                });
                Some(members.collect())
            }
            _ => None,
        },
        _ => None,
    }
}
