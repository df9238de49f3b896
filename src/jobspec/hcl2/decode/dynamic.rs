//! `dynamic` blocks: a block for each element of a collection.

use std::rc::Rc;

use super::body::{Block, Body};
use super::evaluator::{Expr, Iteration};
use super::{Decoder, messages as words};
use crate::jobspec::hcl2::eval;
use crate::jobspec::hcl2::syntax::{self, AttributeSchema, BlockSchema, Schema};
use crate::jobspec::hcl2::value::{Type, Value, convert};

/// How many blocks `dynamic` blocks may make in one job.
pub(super) const MAX_BLOCKS: usize = 100_000;

/// What a `dynamic` block looks like from outside.
pub(super) const HEADER: BlockSchema<'static> = BlockSchema {
    kind: "dynamic",
    labels: &["type"],
};

const ARGUMENTS: [AttributeSchema<'static>; 3] = [
    AttributeSchema {
        name: "for_each",
        required: true,
    },
    AttributeSchema {
        name: "iterator",
        required: false,
    },
    AttributeSchema {
        name: "labels",
        required: true,
    },
];

const BLOCKS: [BlockSchema<'static>; 1] = [BlockSchema {
    kind: "content",
    labels: &[],
}];

/// What a `dynamic` block says.
pub(super) struct Dynamic<'a> {
    header: syntax::Block<'a>,
    kind: &'a str,
    iterator: String,
    /// Key and value of each block.
    elements: Vec<(Value, Value)>,
    labels: Vec<syntax::Expression<'a>>,
    content: syntax::Body<'a>,
}

impl<'a> Dynamic<'a> {
    /// Reads one that makes blocks with such labels; nothing if something is wrong with it.
    pub(super) fn read(
        decoder: &mut Decoder<'a>,
        block: &syntax::Block<'a>,
        labels: &[&str],
        iteration: Option<&Rc<Iteration>>,
    ) -> Option<Self> {
        let kind = block.labels.first().copied()?;
        // Blocks without labels have no argument for them.
        let arguments = if labels.is_empty() { 2 } else { 3 };
        let schema = Schema {
            attributes: ARGUMENTS.get(..arguments).unwrap_or_default(),
            blocks: &BLOCKS,
        };
        let (content, faults) = block.body.content(&schema);
        let is_whole = faults.is_empty();
        decoder.faults.extend(faults);
        if !is_whole {
            return None;
        }
        let before = decoder.faults.len();

        let for_each = content.attributes.get("for_each")?.expression;
        let collection = decoder.value(&Expr::new(for_each, iteration.cloned()));
        let elements = match elements(&collection) {
            Ok(elements) => elements,
            Err(detail) => {
                decoder.fault(for_each.file(), for_each.span(), words::for_each(detail));
                return None;
            }
        };

        let mut iterator = kind.to_owned();
        if let Some(attribute) = content.attributes.get("iterator") {
            iterator = decoder.iterator_name(&attribute.expression)?;
        }

        let labels = match content.attributes.get("labels") {
            Some(attribute) => decoder.label_expressions(kind, labels.len(), &attribute.expression)?,
            None => Vec::new(),
        };

        let mut contents = content.blocks.into_iter();
        let Some(first) = contents.next() else {
            decoder.fault(block.file, content.missing_item_span, words::no_content());
            return None;
        };
        if let Some(second) = contents.next() {
            decoder.fault(block.file, second.header_span, words::two_contents());
            return None;
        }
        (decoder.faults.len() == before).then(|| Dynamic {
            header: block.clone(),
            kind,
            iterator,
            elements,
            labels,
            content: first.body,
        })
    }
}

impl<'a> Decoder<'a> {
    /// Makes the blocks of a `dynamic` block.
    pub(super) fn repeat(
        &mut self,
        dynamic: &Dynamic<'a>,
        outer: Option<&Rc<Iteration>>,
        blocks: &mut Vec<Block<'a>>,
    ) {
        for (key, value) in &dynamic.elements {
            let Some(left) = self.blocks_left.checked_sub(1) else {
                if !std::mem::replace(&mut self.has_too_many_blocks, true) {
                    self.fault(
                        dynamic.header.file,
                        dynamic.header.header_span,
                        words::too_many_blocks(MAX_BLOCKS),
                    );
                }
                return;
            };
            self.blocks_left = left;
            let iteration = Rc::new(Iteration::new(
                &dynamic.iterator,
                key.clone(),
                value.clone(),
                outer.cloned(),
            ));
            if let Some(labels) = self.labels(dynamic, &iteration) {
                blocks.push(Block {
                    kind: dynamic.kind,
                    labels,
                    label_spans: dynamic.labels.iter().map(syntax::Expression::span).collect(),
                    header_span: dynamic.header.header_span,
                    file: dynamic.header.file,
                    body: Body::new(dynamic.content.clone(), Some(iteration)),
                });
            }
        }
    }

    /// The expressions of so many labels.
    fn label_expressions(
        &mut self,
        kind: &str,
        count: usize,
        expression: &syntax::Expression<'a>,
    ) -> Option<Vec<syntax::Expression<'a>>> {
        let Some(list) = eval::list(expression) else {
            self.misfit(&Expr::new(*expression, None), words::no_list());
            return None;
        };
        let (span, message) = match list.get(count) {
            Some(extra) => (extra.span(), words::too_many_labels(kind, count)),
            None if list.len() < count => (expression.span(), words::too_few_labels(kind, count)),
            None => return Some(list),
        };
        self.fault(expression.file(), span, message);
        None
    }

    /// The labels of one block; nothing if something is wrong with one.
    fn labels(&mut self, dynamic: &Dynamic<'a>, iteration: &Rc<Iteration>) -> Option<Vec<String>> {
        let mut labels = Vec::new();
        for label in &dynamic.labels {
            let before = self.faults.len();
            let value = self.value(&Expr::new(*label, Some(Rc::clone(iteration))));
            if self.faults.len() > before {
                return None;
            }
            let message = match convert::convert(&value, &Type::String) {
                Ok(Value::String(text)) => {
                    labels.push(text.to_string());
                    continue;
                }
                Ok(Value::Null(_)) => words::null_label(),
                Ok(_) => words::unknown_label(),
                Err(error) => words::bad_label(&error.to_string()),
            };
            self.fault(label.file(), label.span(), message);
            return None;
        }
        Some(labels)
    }

    fn iterator_name(&mut self, expression: &syntax::Expression<'a>) -> Option<String> {
        if let Some(name) = eval::keyword(expression) {
            return Some(name);
        }
        let references = eval::references(expression, self.files());
        let is_reference = matches!(references.as_slice(), [only] if only.span == expression.span());
        let message = if is_reference {
            words::bad_iterator()
        } else {
            words::no_reference()
        };
        self.fault(expression.file(), expression.span(), message);
        None
    }
}

/// Keys and values of a collection, or what is wrong with it.
fn elements(collection: &Value) -> Result<Vec<(Value, Value)>, String> {
    let is_iterable =
        |of: &Type| of.is_collection() || matches!(of, Type::Tuple(_) | Type::Object(_) | Type::Dynamic);
    match collection {
        // Something has failed already.
        Value::Unknown(of) if is_iterable(of) => Ok(Vec::new()),
        Value::Null(of) if is_iterable(of) => Err(words::NULL_FOR_EACH.to_owned()),
        other => {
            let not_iterable = || words::not_iterable(&other.type_of().friendly_name());
            other.entries().ok_or_else(not_iterable)
        }
    }
}
