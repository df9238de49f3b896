//! What a schema asks for of a body in the native syntax, with hclsyntax's words.

use std::collections::BTreeMap;

use hcl_edit::structure::{self, BlockLabel};
use hcl_edit::{Decor, Decorate as _};

use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::FileId;
use crate::jobspec::hcl2::messages::{self as m, Hint};
use crate::jobspec::hcl2::syntax::similar;
use crate::jobspec::hcl2::syntax::{Attribute, Block, BlockSchema, Body, Content, Schema};
use crate::jobspec::hcl2::syntax::{Expression, span};

pub(crate) fn partial_content<'a>(
    body: &Body<'a>,
    tree: &'a structure::Body,
    schema: &Schema<'_>,
) -> (Content<'a>, Body<'a>, Faults) {
    let mut faults = Faults::new();
    let mut rest = body.clone();
    let written = attributes(tree, body.file);
    let mut taken = BTreeMap::new();
    for wanted in schema.attributes {
        match written.get_key_value(wanted.name) {
            Some((name, attribute)) if !rest.hidden.attributes.contains(*name) => {
                rest.hidden.attributes.insert((*name).to_owned());
                taken.insert(*name, *attribute);
            }
            _ if wanted.required => {
                let (summary, detail) = m::missing_argument(wanted.name);
                faults.push(Fault::at(body.file, body.missing_item_span(), summary, detail));
            }
            _ => {}
        }
    }

    let mut blocks = Vec::new();
    for block in tree.blocks() {
        let kind = block.ident.as_str();
        if body.hidden.blocks.contains(kind) {
            continue;
        }
        // The last row of a type is the one that counts.
        if let Some(wanted) = schema.blocks.iter().rev().find(|wanted| wanted.kind == kind) {
            match check_labels(block, wanted) {
                Ok(()) => blocks.push(read_block(block, body)),
                Err((at, words)) => faults.push(Fault::at(body.file, at, words.0, words.1)),
            }
        }
    }
    rest.hidden
        .blocks
        .extend(schema.blocks.iter().map(|block| block.kind.to_owned()));

    let content = Content {
        attributes: taken,
        blocks,
        missing_item_span: body.missing_item_span(),
    };
    (content, rest, faults)
}

/// Faults for all that nobody asked for.
pub(crate) fn leftovers(
    tree: &structure::Body,
    content: &Content<'_>,
    schema: &Schema<'_>,
    rest: &Body<'_>,
) -> Faults {
    let mut faults = Faults::new();
    for attribute in tree.attributes() {
        let name = attribute.key.as_str();
        if rest.hidden.attributes.contains(name) {
            continue;
        }
        let free = schema.attributes.iter().map(|attribute| attribute.name);
        let free = free.filter(|name| !content.attributes.contains_key(name));
        let hint = match similar(name, free) {
            Some(near) => Hint::Near(near),
            None if schema.blocks.iter().any(|block| block.kind == name) => Hint::OtherSort,
            None => Hint::None,
        };
        let (summary, detail) = m::unsupported_argument(name, hint);
        faults.push(Fault::at(rest.file, span(&attribute.key), summary, detail));
    }
    for block in tree.blocks() {
        let kind = block.ident.as_str();
        if rest.hidden.blocks.contains(kind) {
            continue;
        }
        let hint = match similar(kind, schema.blocks.iter().map(|block| block.kind)) {
            Some(near) => Hint::Near(near),
            None if schema.attributes.iter().any(|attribute| attribute.name == kind) => Hint::OtherSort,
            None => Hint::None,
        };
        let (summary, detail) = m::unsupported_block(kind, hint);
        faults.push(Fault::at(rest.file, span(&block.ident), summary, detail));
    }
    faults
}

pub(crate) fn just_attributes<'a>(
    body: &Body<'a>,
    tree: &'a structure::Body,
) -> (BTreeMap<&'a str, Attribute<'a>>, Faults) {
    let mut faults = Faults::new();
    if let Some(block) = tree.blocks().next() {
        let (summary, detail) = m::unexpected_block(block.ident.as_str());
        faults.push(Fault::at(body.file, span(&block.ident), summary, detail));
    }
    let mut attributes = attributes(tree, body.file);
    attributes.retain(|name, _| !body.hidden.attributes.contains(*name));
    (attributes, faults)
}

/// Everything as it is written, in the order of the text.
pub(crate) fn written<'a>(
    body: &Body<'a>,
    tree: &'a structure::Body,
) -> (Vec<Attribute<'a>>, Vec<Block<'a>>) {
    let mut written: Vec<_> = attributes(tree, body.file).into_values().collect();
    written.sort_by_key(|attribute| attribute.span.start);
    let blocks = tree.blocks().map(|block| read_block(block, body));
    (written, blocks.collect())
}

fn attributes(tree: &structure::Body, file: FileId) -> BTreeMap<&str, Attribute<'_>> {
    tree.attributes()
        .map(|attribute| {
            let name_span = span(&attribute.key);
            let read = Attribute {
                name: attribute.key.as_str(),
                name_span,
                span: name_span.to(span(&attribute.value)),
                expression: Expression::Native {
                    expression: &attribute.value,
                    file,
                },
                file,
            };
            (read.name, read)
        })
        .collect()
}

/// Whether a block has the labels that it must have; if not, where and what the fault is.
fn check_labels(block: &structure::Block, wanted: &BlockSchema<'_>) -> Result<(), (Span, m::OwnWords)> {
    let kind = block.ident.as_str();
    if let Some(extra) = block.labels.get(wanted.labels.len()) {
        return Err((span(extra), m::extraneous_label(kind, wanted.labels)));
    }
    if let Some(missing) = wanted.labels.get(block.labels.len()) {
        return Err((open_brace(block), m::missing_label(kind, missing, wanted.labels)));
    }
    Ok(())
}

fn read_block<'a>(block: &'a structure::Block, outer: &Body<'a>) -> Block<'a> {
    let kind_span = span(&block.ident);
    let label_spans: Vec<Span> = block.labels.iter().map(span).collect();
    // A body of one line begins with its argument, any other with its brace.
    let brace = open_brace(block).start;
    let missing_item_span = match block.body.attributes().next() {
        Some(attribute) if block.body.prefer_oneline() => Span::empty(span(&attribute.key).start),
        _ => Span::empty(brace),
    };
    let body_span = Span::new(brace, span(block).end.max(brace));
    Block {
        kind: block.ident.as_str(),
        kind_span,
        labels: block.labels.iter().map(BlockLabel::as_str).collect(),
        header_span: label_spans.last().map_or(kind_span, |last| kind_span.to(*last)),
        label_spans,
        body: Body::native(
            &block.body,
            outer.file,
            outer.text,
            (missing_item_span, body_span),
        ),
        file: outer.file,
    }
}

/// Where the `{` of a block is: behind the space that follows its last label or its type.
fn open_brace(block: &structure::Block) -> Span {
    let (last, decor) = match block.labels.last() {
        Some(label) => (span(label), label.decor()),
        None => (span(&block.ident), block.ident.decor()),
    };
    let start = last.end + space_behind(decor);
    Span::new(start, start + 1)
}

fn space_behind(decor: &Decor) -> u32 {
    let space: &str = decor.suffix().map_or("", |suffix| suffix);
    u32::try_from(space.len()).unwrap_or(0)
}
