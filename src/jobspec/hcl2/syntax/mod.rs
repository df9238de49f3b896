//! Text to tree: HCL's native syntax by `hcl-edit`, HCL's JSON syntax by a parser of our own, and what a body holds.
//!
//! - [`parse_file`], [`parse_expression`]: the ways in
//! - [`Body`]: what a file or a block holds, in either syntax, and what of it a [`Schema`] asks for
//! - [`Expression`]: the right side of an argument
//! - `native`, `json`: the two syntaxes

mod body;
mod expression;
mod json;
mod native;
mod similar;
#[cfg(test)]
mod tests;

pub(crate) use body::{Attribute, AttributeSchema, Block, BlockSchema, Body, Content, Schema};
pub(crate) use expression::{Expression, span};
pub(crate) use json::{JsonMember, JsonNode, JsonString, JsonValue};
pub(crate) use similar::similar;

use std::rc::Rc;

use super::fault::Faults;
use super::files::{File, FileId, Files};
use crate::diagnostic::Span;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Source {
    file: FileId,
    text: Rc<File>,
    tree: Tree,
}

#[derive(Debug)]
enum Tree {
    Native(hcl_edit::structure::Body),
    Json(JsonNode),
}

impl Source {
    /// What is in it.
    pub(crate) fn body(&self) -> Body<'_> {
        match &self.tree {
            Tree::Native(body) => {
                let end = u32::try_from(self.text.bytes().len()).unwrap_or(u32::MAX);
                let spans = (Span::default(), Span::new(0, end));
                Body::native(body, self.file, &self.text, spans)
            }
            Tree::Json(node) => Body::json(node, self.file, &self.text),
        }
    }
}

/// An expression that stands alone, and its tree.
#[derive(Debug)]
pub(crate) struct OwnedExpression {
    file: FileId,
    expression: hcl_edit::expr::Expression,
}

impl OwnedExpression {
    /// The expression.
    pub(crate) fn expression(&self) -> Expression<'_> {
        Expression::Native {
            expression: &self.expression,
            file: self.file,
        }
    }
}

/// Parses a file: as JSON if its first character that is not a space is `{`.
pub(crate) fn parse_file(files: &Files, id: FileId) -> Result<Source, Faults> {
    let file = files.file(id);
    let tree = if is_json(&file) {
        Tree::Json(json::parse(files, id)?)
    } else {
        Tree::Native(native::parse_body(&file, id)?)
    };
    Ok(Source {
        file: id,
        text: file,
        tree,
    })
}

fn is_json(file: &File) -> bool {
    let first = file.bytes().iter().find(|byte| **byte != b' ');
    first == Some(&b'{') && !file.has_byte_order_mark()
}

/// Parses a text that is one expression: the value of an argument, or a type in a JSON string.
pub(crate) fn parse_expression(files: &Files, id: FileId) -> Result<OwnedExpression, Faults> {
    let (expression, file) = native::parse_expression(files, id)?;
    Ok(OwnedExpression { file, expression })
}

/// What is wrong with a file in the native syntax.
pub(crate) fn faults(files: &Files, id: FileId) -> Faults {
    native::faults(&files.file(id), id)
}
