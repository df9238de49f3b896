//! Text to tree: HCL's native syntax by `hcl-edit`, HCL's JSON syntax by a parser of our own, and what a body holds.
//!
//! - [`parse_file`], [`parse_expression`]: the ways in
//! - [`Body`]: what a file or a block holds, in either syntax, and what of it a [`Schema`] asks for
//! - [`Expression`]: the right side of an argument
//! - `scan`, `check`: what is wrong with a text in the native syntax, read before `hcl-edit` sees it
//! - `repair`: where `hcl-edit` must be shown something else to read the same
//! - `json`: the JSON syntax

mod body;
mod check;
mod expression;
mod json;
mod json_body;
mod json_scan;
mod native_body;
mod repair;
mod scan;
mod similar;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use body::{Attribute, AttributeSchema, Block, BlockSchema, Body, Content, Schema};
pub(crate) use expression::{Expression, span};
pub(crate) use json::{JsonMember, JsonNode, JsonString, JsonTemplate, JsonValue};
pub(crate) use similar::similar;

use std::borrow::Cow;
use std::rc::Rc;

use hcl_edit::parser::Error;

use self::check::Goal;
use super::fault::{Fault, Faults};
use super::files::{File, FileId, Files};
use super::messages;
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
        let (text, _) = checked(&file, id, Goal::File)?;
        Tree::Native(hcl_edit::parser::parse_body(&text).map_err(|error| unsupported(id, &error))?)
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
    let file = files.file(id);
    let (text, at) = checked(&file, id, Goal::Expression)?;
    // The tree's parser wants no space around, so what is inside becomes a text of its own.
    let id = match at.start {
        0 => id,
        start => files.add_at(file.name(), file.slice(at).as_bytes(), file.position(start)),
    };
    let expression = hcl_edit::parser::parse_expr(at.text(&text).trim_end());
    Ok(OwnedExpression {
        file: id,
        expression: expression.map_err(|error| unsupported(id, &error))?,
    })
}

/// Parses a text that is one template.
fn parse_template(files: &Files, id: FileId) -> Result<hcl_edit::template::Template, Faults> {
    let file = files.file(id);
    let (text, _) = checked(&file, id, Goal::Template)?;
    hcl_edit::parser::parse_template(&text).map_err(|error| unsupported(id, &error))
}

/// What is wrong with a file in the native syntax.
pub(crate) fn faults(files: &Files, id: FileId) -> Faults {
    check::check(&files.file(id), id, Goal::File).faults
}

/// Looks for faults; if there are none, gives the text as `hcl-edit` should see it, and where an expression is in it.
fn checked<'t>(file: &'t File, id: FileId, goal: Goal) -> Result<(Cow<'t, str>, Span), Faults> {
    let checked = check::check(file, id, goal);
    if !checked.faults.is_empty() {
        return Err(checked.faults);
    }
    Ok((
        repair::repaired(file.text(), &checked.repairs),
        checked.expression,
    ))
}

/// What `hcl-edit` refuses though nothing is wrong with it: what is nested too deeply for it.
fn unsupported(id: FileId, error: &Error) -> Faults {
    let at = u32::try_from(error.location().offset()).unwrap_or(u32::MAX);
    let words = messages::unsupported(error.message());
    Fault::at(id, Span::new(at, at.saturating_add(1)), words.0, words.1).into()
}
