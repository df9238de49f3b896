//! Bodies with their `dynamic` blocks expanded.
//!
//! Each time a body is asked for its content, the `dynamic` blocks that make blocks of a type that is asked for are
//! replaced by what they make. What was asked for before is hidden from then on.

use std::rc::Rc;

use super::dynamic::{self, Dynamic};
use super::evaluator::{Expr, Iteration};
use super::{Decoder, messages as words};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Fault;
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::syntax::{self, AttributeSchema, BlockSchema, Schema};

/// What a block holds, and the loop variables that hold in it.
#[derive(Debug, Clone)]
pub(super) struct Body<'a> {
    original: syntax::Body<'a>,
    iteration: Option<Rc<Iteration>>,
    hidden_attributes: Vec<AttributeSchema<'static>>,
    hidden_blocks: Vec<BlockSchema<'static>>,
}

/// What a body holds of what was asked for.
pub(super) struct Content<'a> {
    /// The arguments, in the order of the text.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// The blocks, in the order of the text.
    pub(super) blocks: Vec<Block<'a>>,
}

/// An argument.
#[derive(Debug, Clone)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
    pub(super) value: Expr<'a>,
}

/// A block.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    pub(super) kind: &'a str,
    pub(super) labels: Vec<String>,
    pub(super) label_spans: Vec<Span>,
    /// From the type to the last label.
    pub(super) header_span: Span,
    pub(super) file: FileId,
    pub(super) body: Body<'a>,
}

impl<'a> Body<'a> {
    pub(super) fn new(original: syntax::Body<'a>, iteration: Option<Rc<Iteration>>) -> Self {
        Body {
            original,
            iteration,
            hidden_attributes: Vec::new(),
            hidden_blocks: Vec::new(),
        }
    }

    /// The body as it is written.
    pub(super) fn original(&self) -> &syntax::Body<'a> {
        &self.original
    }

    /// The loop variables that hold in it.
    pub(super) fn iteration(&self) -> Option<&Rc<Iteration>> {
        self.iteration.as_ref()
    }

    /// Where it is.
    pub(super) fn span(&self) -> Span {
        self.original.span()
    }

    /// The arguments that are not hidden, in the order of the text.
    fn prepare(&self, attributes: impl Iterator<Item = syntax::Attribute<'a>>) -> Vec<Attribute<'a>> {
        let is_hidden = |name: &str| self.hidden_attributes.iter().any(|hidden| hidden.name == name);
        let mut attributes: Vec<_> = attributes
            .filter(|attribute| !is_hidden(attribute.name))
            .map(|attribute| Attribute {
                name: attribute.name,
                span: attribute.span,
                value: Expr::new(attribute.expression, self.iteration.clone()),
            })
            .collect();
        attributes.sort_by_key(|attribute| attribute.span.start);
        attributes
    }

    /// The rest, once this was asked for.
    fn without(&self, schema: &Schema<'static>) -> Self {
        let mut rest = self.clone();
        rest.hidden_attributes.extend(schema.attributes);
        rest.hidden_blocks.extend(schema.blocks);
        rest
    }
}

impl<'a> Decoder<'a> {
    /// What `schema` asks for; anything else is a fault.
    pub(super) fn content(&mut self, body: &Body<'a>, schema: &Schema<'_>) -> Content<'a> {
        self.expand(body, schema, false)
    }

    /// What `schema` asks for, and the rest.
    pub(super) fn partial_content(
        &mut self,
        body: &Body<'a>,
        schema: &Schema<'static>,
    ) -> (Content<'a>, Body<'a>) {
        (self.expand(body, schema, true), body.without(schema))
    }

    fn expand(&mut self, body: &Body<'a>, schema: &Schema<'_>, is_partial: bool) -> Content<'a> {
        let attributes = [schema.attributes, &body.hidden_attributes].concat();
        let blocks = [schema.blocks, &[dynamic::HEADER], &body.hidden_blocks].concat();
        let extended = Schema {
            attributes: &attributes,
            blocks: &blocks,
        };
        let (content, faults) = if is_partial {
            let (content, _, faults) = body.original.partial_content(&extended);
            (content, faults)
        } else {
            body.original.content(&extended)
        };
        self.faults.extend(faults);

        let is_hidden = |kind: &str| body.hidden_blocks.iter().any(|hidden| hidden.kind == kind);
        let mut blocks = Vec::new();
        for block in content.blocks {
            if block.kind != dynamic::HEADER.kind {
                if !is_hidden(block.kind) {
                    blocks.push(plain(block, body.iteration.clone()));
                }
                continue;
            }
            let Some(kind) = block.labels.first().copied().filter(|kind| !is_hidden(kind)) else {
                continue;
            };
            match schema.blocks.iter().find(|wanted| wanted.kind == kind) {
                Some(wanted) => {
                    if let Some(dynamic) = Dynamic::read(self, &block, wanted.labels, body.iteration()) {
                        self.repeat(&dynamic, body.iteration(), &mut blocks);
                    }
                }
                None if is_partial => {}
                None => {
                    let (summary, detail) = words::unexpected_block(kind);
                    let span = block.label_spans.first().copied().unwrap_or(block.header_span);
                    self.faults.push(Fault::at(block.file, span, summary, detail));
                }
            }
        }
        Content {
            attributes: body.prepare(content.attributes.into_values()),
            blocks,
        }
    }
}

/// A block as it is written.
fn plain(block: syntax::Block<'_>, iteration: Option<Rc<Iteration>>) -> Block<'_> {
    Block {
        kind: block.kind,
        labels: block.labels.iter().map(|label| (*label).to_owned()).collect(),
        label_spans: block.label_spans,
        header_span: block.header_span,
        file: block.file,
        body: Body::new(block.body, iteration),
    }
}
