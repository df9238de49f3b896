//! What a schema asks for of a body in the JSON syntax, with hcl/json's words.
//!
//! A body is an object, or an array of objects that count as one. What is an argument and what a block only the
//! schema can say: labels are keys of objects inside, and an array holds several blocks.

use std::collections::BTreeMap;

use super::{JsonMember, JsonNode, JsonValue};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::{File, FileId};
use crate::jobspec::hcl2::messages as m;
use crate::jobspec::hcl2::syntax::Expression;
use crate::jobspec::hcl2::syntax::similar;
use crate::jobspec::hcl2::syntax::{Attribute, Block, BlockSchema, Body, Content, Schema};

/// The key of comments.
const COMMENT: &str = "//";

pub(crate) fn missing_item_span(node: &JsonNode) -> Span {
    match node.value {
        JsonValue::Object(_) => node.close_span(),
        _ => node.open_span(),
    }
}

pub(crate) fn partial_content<'a>(
    body: &Body<'a>,
    node: &'a JsonNode,
    schema: &Schema<'_>,
) -> (Content<'a>, Body<'a>, Faults) {
    let file = body.file;
    let mut faults = Faults::new();
    let mut rest = body.clone();
    let mut content = Content {
        attributes: BTreeMap::new(),
        blocks: Vec::new(),
        missing_item_span: body.missing_item_span(),
    };
    for member in members(node, None, file, &mut faults) {
        let name: &'a str = &member.name.text;
        if body.hidden.attributes.contains(name) {
            continue;
        }
        if schema.attributes.iter().any(|wanted| wanted.name == name) {
            if let Some(first) = content.attributes.get(name) {
                let first = body.text.range(first.span);
                let (summary, detail) = m::json_duplicate_argument(name, &first);
                faults.push(Fault::at(file, member.name.span, summary, detail));
                continue;
            }
            content.attributes.insert(name, attribute(member, file));
            rest.hidden.attributes.insert(name.to_owned());
        } else if let Some(wanted) = schema.blocks.iter().rev().find(|wanted| wanted.kind == name) {
            let mut reader = BlockReader {
                member,
                wanted,
                file,
                text: body.text,
                labels: Vec::new(),
                blocks: &mut content.blocks,
                faults: &mut faults,
            };
            reader.read(&member.value);
            rest.hidden.attributes.insert(name.to_owned());
        }
    }
    for wanted in schema.attributes.iter().filter(|wanted| wanted.required) {
        if !content.attributes.contains_key(wanted.name) {
            let (summary, detail) = m::missing_argument(wanted.name);
            faults.push(Fault::at(file, body.missing_item_span(), summary, detail));
        }
    }
    (content, rest, faults)
}

/// Faults for all that nobody asked for.
pub(crate) fn leftovers(node: &JsonNode, schema: &Schema<'_>, rest: &Body<'_>) -> Faults {
    let mut faults = Faults::new();
    let attributes = schema.attributes.iter().map(|attribute| attribute.name);
    let free = attributes.filter(|name| !rest.hidden.attributes.contains(*name));
    let names: Vec<&str> = free.chain(schema.blocks.iter().map(|block| block.kind)).collect();
    for member in members(node, None, rest.file, &mut faults) {
        let name: &str = &member.name.text;
        if name != COMMENT && !rest.hidden.attributes.contains(name) {
            let suggestion = similar(name, names.iter().copied());
            let (summary, detail) = m::json_extraneous(name, suggestion);
            faults.push(Fault::at(rest.file, member.name.span, summary, detail));
        }
    }
    faults
}

pub(crate) fn just_attributes<'a>(
    body: &Body<'a>,
    node: &'a JsonNode,
) -> (BTreeMap<&'a str, Attribute<'a>>, Faults) {
    let mut attributes: BTreeMap<&'a str, Attribute<'a>> = BTreeMap::new();
    let JsonValue::Object(members) = &node.value else {
        let fault = Fault::at(
            body.file,
            node.open_span(),
            m::JSON_ATTRIBUTES.0,
            m::JSON_ATTRIBUTES.1,
        );
        return (attributes, fault.into());
    };
    let mut faults = Faults::new();
    for member in members {
        let name: &'a str = &member.name.text;
        if name == COMMENT || body.hidden.attributes.contains(name) {
            continue;
        }
        if let Some(first) = attributes.get(name) {
            let first = body.text.range(first.span);
            let (summary, detail) = m::json_duplicate_attribute(name, &first);
            faults.push(Fault::at(body.file, member.name.span, summary, detail));
            continue;
        }
        attributes.insert(name, attribute(member, body.file));
    }
    (attributes, faults)
}

fn attribute(member: &JsonMember, file: FileId) -> Attribute<'_> {
    Attribute {
        name: &member.name.text,
        name_span: member.name.span,
        span: member.name.span.to(member.value.span),
        expression: Expression::Json {
            node: &member.value,
            file,
        },
        file,
    }
}

/// The members of an object, or of all objects of an array; `label` if their names are that label.
fn members<'a>(
    node: &'a JsonNode,
    label: Option<&str>,
    file: FileId,
    faults: &mut Faults,
) -> Vec<&'a JsonMember> {
    let mut fault = |at: &JsonNode, words: (String, String)| {
        faults.push(Fault::at(file, at.open_span(), words.0, words.1));
    };
    let own = |words: m::Words| (words.0.to_owned(), words.1.to_owned());
    match &node.value {
        JsonValue::Null => Vec::new(),
        JsonValue::Object(members) => members.iter().collect(),
        JsonValue::Array(values) => {
            let mut all = Vec::new();
            for value in values {
                match &value.value {
                    JsonValue::Object(members) => all.extend(members),
                    _ => fault(
                        value,
                        match label {
                            Some(label) => m::json_label_element(label),
                            None => own(m::JSON_BODY_ELEMENT),
                        },
                    ),
                }
            }
            all
        }
        _ => {
            fault(
                node,
                match label {
                    Some(label) => m::json_labels(label),
                    None => own(m::JSON_BODY),
                },
            );
            Vec::new()
        }
    }
}

/// Reads the blocks of one member.
struct BlockReader<'a, 'r> {
    member: &'a JsonMember,
    wanted: &'r BlockSchema<'r>,
    file: FileId,
    text: &'a File,
    /// The labels so far.
    labels: Vec<(&'a str, Span)>,
    blocks: &'r mut Vec<Block<'a>>,
    faults: &'r mut Faults,
}

impl<'a> BlockReader<'a, '_> {
    /// Below the labels so far: more labels, or blocks. No deeper than there are labels in a schema.
    fn read(&mut self, node: &'a JsonNode) {
        let Some(label) = self.wanted.labels.get(self.labels.len()) else {
            self.read_blocks(node);
            return;
        };
        let members = members(node, Some(label), self.file, self.faults);
        if members.is_empty() {
            let (summary, detail) = m::json_missing_label(self.wanted.kind, label);
            self.faults
                .push(Fault::at(self.file, node.open_span(), summary, detail));
        }
        for member in members {
            self.labels.push((&member.name.text, member.name.span));
            self.read(&member.value);
            self.labels.pop();
        }
    }

    fn read_blocks(&mut self, node: &'a JsonNode) {
        match &node.value {
            JsonValue::Null => {}
            JsonValue::Object(_) => self.push(node, node.open_span()),
            JsonValue::Array(values) => {
                for value in values {
                    self.push(value, node.open_span());
                }
            }
            _ => {
                let (summary, detail) = m::json_block(self.wanted.kind);
                self.faults
                    .push(Fault::at(self.file, node.open_span(), summary, detail));
            }
        }
    }

    fn push(&mut self, node: &'a JsonNode, header_span: Span) {
        self.blocks.push(Block {
            kind: &self.member.name.text,
            kind_span: self.member.name.span,
            labels: self.labels.iter().map(|label| label.0).collect(),
            label_spans: self.labels.iter().map(|label| label.1).collect(),
            header_span,
            body: Body::json(node, self.file, self.text),
            file: self.file,
        });
    }
}
