//! Text to tree: HCL's native syntax by `hcl-edit`, HCL's JSON syntax by a parser of our own, and what a body holds.
//!
//! - [`parse_file`], [`parse_expression`]: the ways in
//! - `body`: [`Body`], one for both syntaxes, and what of it a [`Schema`] asks for
//! - `json`: the tree of the JSON syntax

mod body;
mod json;

pub(crate) use body::{Attribute, AttributeSchema, Block, BlockSchema, Body, Content, Schema};
pub(crate) use json::{JsonMember, JsonNode, JsonString, JsonTemplate, JsonValue};

use super::fault::Faults;
use super::files::{FileId, Files};
use crate::diagnostic::Span;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Source {
    file: FileId,
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
            Tree::Native(body) => Body::native(body, self.file, Span::default()),
            Tree::Json(node) => Body::json(node, self.file),
        }
    }

    /// Whether it is in HCL's JSON syntax.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.tree, Tree::Json(_))
    }
}

/// Parses a file: as JSON if its first character that is not a space is `{`.
pub(crate) fn parse_file(_files: &Files, file: FileId) -> Result<Source, Faults> {
    Ok(Source {
        file,
        tree: Tree::Native(hcl_edit::structure::Body::new()),
    })
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

/// Parses a text that is one expression: the value of an argument, or a type in a JSON string.
pub(crate) fn parse_expression(_files: &Files, file: FileId) -> Result<OwnedExpression, Faults> {
    Ok(OwnedExpression {
        file,
        expression: hcl_edit::expr::Expression::null(),
    })
}

/// The right side of an argument.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expression<'a> {
    /// In the native syntax.
    Native {
        /// The tree; its spans are bytes of `file`.
        expression: &'a hcl_edit::expr::Expression,
        /// The text.
        file: FileId,
    },
    /// In the JSON syntax.
    Json {
        /// The tree; its spans are bytes of `file`.
        node: &'a JsonNode,
        /// The text.
        file: FileId,
    },
    /// A key of an object of the JSON syntax, which may be a template.
    JsonKey {
        /// The key; its spans are bytes of `file`.
        key: &'a JsonString,
        /// The text.
        file: FileId,
    },
}

impl Expression<'_> {
    /// The text it is of.
    pub(crate) fn file(&self) -> FileId {
        match self {
            Expression::Native { file, .. }
            | Expression::Json { file, .. }
            | Expression::JsonKey { file, .. } => *file,
        }
    }

    /// All of it: the reference's `Range`.
    pub(crate) fn span(&self) -> Span {
        match self {
            Expression::Native { expression, .. } => span(*expression),
            Expression::Json { node, .. } => node.span,
            Expression::JsonKey { key, .. } => key.span,
        }
    }

    /// Its beginning, what messages about the whole point at: the reference's `StartRange`.
    pub(crate) fn start_span(&self) -> Span {
        self.span()
    }
}

/// The span of a node of `hcl-edit`'s tree.
pub(crate) fn span(node: &impl hcl_edit::Span) -> Span {
    let range = node.span().unwrap_or_default();
    Span::new(
        u32::try_from(range.start).unwrap_or(u32::MAX),
        u32::try_from(range.end).unwrap_or(u32::MAX),
    )
}
