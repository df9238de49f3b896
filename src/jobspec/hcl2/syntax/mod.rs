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
mod token;

pub(crate) use body::{Attribute, AttributeSchema, Block, BlockSchema, Body, Content, Schema};
pub(crate) use expression::{Expression, span};
pub(crate) use json::{JsonMember, JsonNode, JsonString, JsonTemplate, JsonValue};
pub(crate) use similar::similar;

use std::rc::Rc;

use hcl_edit::parser::Error;

use self::check::{Checked, Goal};
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
        Tree::Native(parse_native(&file, id, Goal::File, hcl_edit::parser::parse_body)?)
    };
    Ok(Source {
        file: id,
        text: file,
        tree,
    })
}

/// Parses a text that is one expression: the value of an argument, or a type in a JSON string.
pub(crate) fn parse_expression(files: &Files, id: FileId) -> Result<OwnedExpression, Faults> {
    let parse = |text: &str| hcl_edit::parser::parse_expr(text);
    let expression = parse_native(&files.file(id), id, Goal::Expression, parse)?;
    Ok(OwnedExpression { file: id, expression })
}

/// Parses a text that is one template.
fn parse_template(files: &Files, id: FileId) -> Result<hcl_edit::template::Template, Faults> {
    parse_native(
        &files.file(id),
        id,
        Goal::Template,
        hcl_edit::parser::parse_template,
    )
}

fn is_json(file: &File) -> bool {
    let first = file.bytes().iter().find(|byte| **byte != b' ');
    first == Some(&b'{') && !file.has_byte_order_mark()
}

/// Looks for faults, and if there are none lets `hcl-edit` parse the text.
fn parse_native<T>(
    file: &File,
    id: FileId,
    goal: Goal,
    parse: impl FnOnce(&str) -> Result<T, Error>,
) -> Result<T, Faults> {
    let Checked { faults, repairs } = check::check(file, id, goal);
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = repair::repaired(file.text(), &repairs);
    parse(&text).map_err(|error| {
        let at = u32::try_from(error.location().offset()).unwrap_or(u32::MAX);
        let words = messages::unsupported(error.message());
        Fault::at(id, Span::new(at, at.saturating_add(1)), words.0, words.1).into()
    })
}
