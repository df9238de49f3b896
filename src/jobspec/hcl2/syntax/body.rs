//! Bodies: what a file or a block holds, in either syntax, and what of it a schema asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Expression, json, native};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::files::{File, FileId};

/// What a body may hold.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Schema<'s> {
    /// Its arguments, in the order in which the reference tries them for "did you mean".
    pub(crate) attributes: &'s [AttributeSchema<'s>],
    /// Its blocks, in that order too.
    pub(crate) blocks: &'s [BlockSchema<'s>],
}

/// An argument that a body may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttributeSchema<'s> {
    /// Its name.
    pub(crate) name: &'s str,
    /// Whether it is an error to leave it out.
    pub(crate) required: bool,
}

/// A type of blocks that a body may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockSchema<'s> {
    /// The type's name.
    pub(crate) kind: &'s str,
    /// What its labels mean, in messages.
    pub(crate) labels: &'s [&'s str],
}

/// What a body holds of what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Content<'a> {
    /// The arguments by name.
    pub(crate) attributes: BTreeMap<&'a str, Attribute<'a>>,
    /// The blocks, in the order of the text.
    pub(crate) blocks: Vec<Block<'a>>,
    /// Where something that is missing would be.
    pub(crate) missing_item_span: Span,
}

/// An argument: `NAME = EXPRESSION`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attribute<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// Where the name is.
    pub(crate) name_span: Span,
    /// Where all of it is.
    pub(crate) span: Span,
    /// The value.
    pub(crate) expression: Expression<'a>,
    /// The text that the spans are of.
    pub(crate) file: FileId,
}

/// A block: `KIND "LABEL" { BODY }`.
#[derive(Debug, Clone)]
pub(crate) struct Block<'a> {
    /// The type.
    pub(crate) kind: &'a str,
    /// Where the type is.
    pub(crate) kind_span: Span,
    /// The labels.
    pub(crate) labels: Vec<&'a str>,
    /// Where the labels are, with their quotes.
    pub(crate) label_spans: Vec<Span>,
    /// From the type to the last label, in JSON the `{` or `[`: the reference's `DefRange`.
    pub(crate) header_span: Span,
    /// What is in it.
    pub(crate) body: Body<'a>,
    /// The text that the spans are of.
    pub(crate) file: FileId,
}

/// What a file or a block holds.
#[derive(Debug, Clone)]
pub(crate) struct Body<'a> {
    pub(super) tree: Tree<'a>,
    pub(super) file: FileId,
    /// The text that `file` stands for.
    pub(super) text: &'a File,
    missing_item_span: Span,
    span: Span,
    pub(super) hidden: Hidden,
}

/// What of a body has been taken already. In JSON, where arguments and blocks look the same, all are arguments.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    pub(super) attributes: BTreeSet<String>,
    pub(super) blocks: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Tree<'a> {
    Native(&'a hcl_edit::structure::Body),
    Json(&'a json::JsonNode),
}

impl<'a> Body<'a> {
    pub(super) fn native(
        body: &'a hcl_edit::structure::Body,
        file: FileId,
        text: &'a File,
        (missing_item_span, span): (Span, Span),
    ) -> Self {
        Body {
            tree: Tree::Native(body),
            file,
            text,
            missing_item_span,
            span,
            hidden: Hidden::default(),
        }
    }

    pub(super) fn json(node: &'a json::JsonNode, file: FileId, text: &'a File) -> Self {
        Body {
            tree: Tree::Json(node),
            file,
            text,
            missing_item_span: json::missing_item_span(node),
            span: node.span,
            hidden: Hidden::default(),
        }
    }

    /// The text it is of.
    pub(crate) fn file(&self) -> FileId {
        self.file
    }

    /// Where something that is missing would be.
    pub(crate) fn missing_item_span(&self) -> Span {
        self.missing_item_span
    }

    /// What `schema` asks for; anything else is a fault.
    pub(crate) fn content(&self, schema: &Schema<'_>) -> (Content<'a>, Faults) {
        let (content, rest, mut faults) = self.partial_content(schema);
        faults.extend(match self.tree {
            Tree::Native(body) => native::leftovers(body, &content, schema, &rest),
            Tree::Json(node) => json::leftovers(node, schema, &rest),
        });
        (content, faults)
    }

    /// What `schema` asks for, and the rest.
    pub(crate) fn partial_content(&self, schema: &Schema<'_>) -> (Content<'a>, Body<'a>, Faults) {
        match self.tree {
            Tree::Native(body) => native::partial_content(self, body, schema),
            Tree::Json(node) => json::partial_content(self, node, schema),
        }
    }

    /// All arguments; blocks are a fault.
    pub(crate) fn just_attributes(&self) -> (BTreeMap<&'a str, Attribute<'a>>, Faults) {
        match self.tree {
            Tree::Native(body) => native::just_attributes(self, body),
            Tree::Json(node) => json::just_attributes(self, node),
        }
    }

    /// All of it, with its braces.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Everything in it as it is written, in the order of the text. Nothing in the JSON syntax, where only a schema
    /// tells arguments from blocks.
    pub(crate) fn written(&self) -> Option<(Vec<Attribute<'a>>, Vec<Block<'a>>)> {
        match self.tree {
            Tree::Native(body) => Some(native::written(self, body)),
            Tree::Json(_) => None,
        }
    }
}
