//! What an expression refers to: the variables that it would ask a scope for, those of its own loops left out.

use hcl_edit::expr::{Expression as Node, ObjectKey, TraversalOperator};

use super::template::{self, Part};
use super::{At, literal, span, traversal};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::files::{FileId, Files};
use crate::jobspec::hcl2::syntax::{Expression, JsonNode, JsonString, JsonValue};
use crate::jobspec::hcl2::value::{Number, Value};

/// A reference: a name, and what follows it that needs no evaluation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    /// The first name.
    pub(crate) root: String,
    /// Where the first name is.
    pub(crate) root_span: Span,
    /// What follows, with its dot or brackets.
    pub(crate) steps: Vec<(Step, Span)>,
    /// All of it.
    pub(crate) span: Span,
    /// The text that the spans are of.
    pub(crate) file: FileId,
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// `.name`
    Attribute(String),
    /// `[key]` or `.0`
    Index(Value),
}

/// What an expression refers to, in the order in which the reference walks it.
pub(crate) fn references(expression: &Expression<'_>, files: &Files) -> Vec<Reference> {
    let mut found = Vec::new();
    match *expression {
        Expression::Native { expression, file } => {
            Walk::of(file, files.file(file).text(), &mut found).node(expression);
        }
        Expression::Json { node, .. } => of_json(node, files, &mut found),
    }
    found
}

fn of_json(node: &JsonNode, files: &Files, found: &mut Vec<Reference>) {
    match &node.value {
        JsonValue::String(string) => of_json_string(string, files, found),
        JsonValue::Array(elements) => {
            for element in elements {
                of_json(element, files, found);
            }
        }
        JsonValue::Object(members) => {
            for member in members {
                of_json_string(&member.name, files, found);
                of_json(&member.value, files, found);
            }
        }
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => {}
    }
}

fn of_json_string(string: &JsonString, files: &Files, found: &mut Vec<Reference>) {
    if let Some(Ok(template)) = &string.template {
        let text = files.file(template.file);
        let parts = template::bare_parts(&template.template, text.text());
        Walk::of(template.file, text.text(), found).parts(&parts, 0, parts.len());
    }
}

/// Whether an expression may depend on something that is not known.
pub(super) fn depend_on_unknown(node: &Node, at: At<'_>) -> bool {
    let mut found = Vec::new();
    Walk::of(at.file, at.text, &mut found).node(node);
    found.iter().any(|reference| {
        let Some(mut current) = at.scope.variable(&reference.root).map(std::borrow::Cow::Borrowed) else {
            return false;
        };
        for (step, _) in &reference.steps {
            let next = match step {
                Step::Attribute(name) => traversal::attribute(&current, name),
                Step::Index(key) => traversal::index(&current, key),
            };
            // What fails for sure does not wait for anything.
            let Ok(next) = next else {
                return false;
            };
            current = std::borrow::Cow::Owned(next.into_owned());
        }
        !current.is_wholly_known()
    })
}

struct Walk<'w> {
    file: FileId,
    text: &'w str,
    found: &'w mut Vec<Reference>,
    /// The variables of the loops around.
    own: Vec<&'w str>,
}

impl<'w> Walk<'w> {
    fn of(file: FileId, text: &'w str, found: &'w mut Vec<Reference>) -> Self {
        Walk {
            file,
            text,
            found,
            own: Vec::new(),
        }
    }

    fn node(&mut self, node: &'w Node) {
        match node {
            Node::Null(_) | Node::Bool(_) | Node::Number(_) | Node::String(_) => {}
            Node::Variable(_) => self.reference(node, &[]),
            Node::Array(array) => array.iter().for_each(|element| self.node(element)),
            Node::Object(object) => {
                for (key, member) in object.iter() {
                    if let ObjectKey::Expression(key) = key {
                        self.node(key);
                    }
                    self.node(member.expr());
                }
            }
            Node::StringTemplate(_) | Node::HeredocTemplate(_) => {
                let parts = template::parts(node, self.text);
                self.parts(&parts, 0, parts.len());
            }
            Node::Parenthesis(parenthesis) => self.node(parenthesis.inner()),
            Node::Conditional(conditional) => {
                self.node(&conditional.cond_expr);
                self.node(&conditional.true_expr);
                self.node(&conditional.false_expr);
            }
            Node::FuncCall(call) => call.args.iter().for_each(|argument| self.node(argument)),
            Node::UnaryOp(operation) => self.node(&operation.expr),
            Node::BinaryOp(operation) => {
                self.node(&operation.lhs_expr);
                self.node(&operation.rhs_expr);
            }
            Node::Traversal(chain) => {
                let mut rest = chain.operators.as_slice();
                if matches!(chain.expr, Node::Variable(_)) {
                    let constant = traversal::constant_length(rest, self.text);
                    let (steps, behind) = rest.split_at_checked(constant).unwrap_or((rest, &[]));
                    self.reference(&chain.expr, steps);
                    rest = behind;
                } else {
                    self.node(&chain.expr);
                }
                for operator in rest {
                    if let TraversalOperator::Index(key) = operator.value() {
                        self.node(key);
                    }
                }
            }
            Node::ForExpr(each) => {
                self.node(&each.intro.collection_expr);
                let key = each.intro.key_var.as_ref().map(|name| name.value().as_str());
                self.within(key, each.intro.value_var.value().as_str(), |walk| {
                    if let Some(key) = &each.key_expr {
                        walk.node(key);
                    }
                    walk.node(&each.value_expr);
                    if let Some(condition) = &each.cond {
                        walk.node(&condition.expr);
                    }
                });
            }
        }
    }

    fn parts(&mut self, parts: &[Part<'w>], from: usize, to: usize) {
        let mut position = from;
        while let Some(part) = parts.get(position).filter(|_| position < to) {
            position += 1;
            match part {
                Part::Literal { .. } | Part::Boundary => {}
                Part::Interpolation(node) => self.node(node),
                Part::If { condition, .. } => self.node(condition),
                Part::For { directive, end, .. } => {
                    self.node(&directive.collection_expr);
                    let key = directive.key_var.as_ref().map(|name| name.value().as_str());
                    let value = directive.value_var.value().as_str();
                    self.within(key, value, |walk| walk.parts(parts, position, *end));
                    position = *end;
                }
            }
        }
    }

    fn within(&mut self, key: Option<&'w str>, value: &'w str, inside: impl FnOnce(&mut Self)) {
        let outside = self.own.len();
        self.own.extend(key);
        self.own.push(value);
        inside(self);
        self.own.truncate(outside);
    }

    fn reference(&mut self, root: &Node, steps: &[hcl_edit::Decorated<TraversalOperator>]) {
        let Node::Variable(name) = root else {
            return;
        };
        if self.own.contains(&name.value().as_str()) {
            return;
        }
        let root_span = span(root);
        let last = steps.last().map_or(root_span, span);
        self.found.push(Reference {
            root: name.value().to_string(),
            root_span,
            steps: steps.iter().filter_map(|step| self.step(step)).collect(),
            span: root_span.to(last),
            file: self.file,
        });
    }

    fn step(&self, operator: &hcl_edit::Decorated<TraversalOperator>) -> Option<(Step, Span)> {
        let step = match operator.value() {
            TraversalOperator::GetAttr(name) => Step::Attribute(name.value().to_string()),
            TraversalOperator::LegacyIndex(position) => {
                let position = usize::try_from(*position.value()).unwrap_or(usize::MAX);
                Step::Index(Value::Number(Number::from(position)))
            }
            TraversalOperator::Index(key) => Step::Index(literal::value(key, self.text)),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => return None,
        };
        Some((step, span(operator)))
    }
}
