//! Templates: text with `${…}`, `%{if}` and `%{for}` in it, in quotes, in heredocs and in JSON strings.
//!
//! A template is first taken apart into the pieces that the reference's scanner sees, since what `~` trims and which
//! indentation `<<-` takes away goes by these pieces, and is then put together from their values.

use std::borrow::Cow;

use hcl_edit::expr::Expression as Node;
use hcl_edit::template::{Directive, Element, ForTemplateExpr, Strip, Template};

use super::conditional::{self, Branch};
use super::for_each::{self, Loop};
use super::literal::{self, Quoting};
use super::{At, messages, span, value};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::convert::convert;
use crate::jobspec::hcl2::value::{Type, Value};

/// A piece of a template.
pub(super) enum Part<'t> {
    Literal {
        text: Cow<'t, str>,
        span: Span,
    },
    Interpolation(&'t Node),
    /// From here to the part at `otherwise`, if the condition holds; from there to the one at `end`, if it does not.
    If {
        condition: &'t Node,
        otherwise: usize,
        end: usize,
    },
    /// From here to the part at `end`, for each element.
    For {
        directive: &'t ForTemplateExpr,
        /// The directive that opens it.
        opening: Span,
        end: usize,
    },
    /// Where a branch or a loop ends.
    Boundary,
}

/// The value of a template in quotes or in a heredoc.
pub(super) fn value_of(node: &Node, at: At<'_>, faults: &mut Faults) -> Value {
    whole(&parts(node, at.text), at, faults)
}

/// The value of a template in a JSON string.
pub(super) fn bare(template: &Template, at: At<'_>, faults: &mut Faults) -> Value {
    whole(&bare_parts(template, at.text), at, faults)
}

/// The parts of a template in a JSON string.
pub(super) fn bare_parts<'t>(template: &'t Template, text: &'t str) -> Vec<Part<'t>> {
    Cutter::cut(template, text, Quoting::Plain, false)
}

/// Whether the expression is, to the reference, a value that is written out.
pub(super) fn is_literal(node: &Node, text: &str) -> bool {
    match node {
        Node::Null(_) | Node::Bool(_) => true,
        // The sign is an operator.
        Node::Number(_) => !span(node).text(text).starts_with('-'),
        Node::String(_) | Node::HeredocTemplate(_) => {
            matches!(parts(node, text).as_slice(), [] | [Part::Literal { .. }])
        }
        _ => false,
    }
}

/// The parts of a string, of a template in quotes, or of a heredoc.
pub(super) fn parts<'t>(node: &'t Node, text: &'t str) -> Vec<Part<'t>> {
    match node {
        Node::String(_) => {
            let all = span(node);
            let inside = Span::new(all.start.saturating_add(1), all.end.saturating_sub(1));
            let mut cutter = Cutter::new(text, Quoting::Quoted);
            cutter.literal(inside);
            cutter.parts
        }
        Node::StringTemplate(template) => Cutter::cut(template, text, Quoting::Quoted, false),
        Node::HeredocTemplate(heredoc) => {
            let flush = span(node).text(text).starts_with("<<-");
            Cutter::cut(&heredoc.template, text, Quoting::Plain, flush)
        }
        _ => Vec::new(),
    }
}

/// Takes templates apart.
struct Cutter<'t> {
    text: &'t str,
    quoting: Quoting,
    parts: Vec<Part<'t>>,
    /// Whether white space at the beginning of what comes next goes.
    trims_next: bool,
    /// Whether a marker may trim what came last: it must stand directly behind it.
    may_trim: bool,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str, quoting: Quoting) -> Self {
        Cutter {
            text,
            quoting,
            parts: Vec::new(),
            trims_next: false,
            may_trim: false,
        }
    }

    fn cut(template: &'t Template, text: &'t str, quoting: Quoting, flush: bool) -> Vec<Part<'t>> {
        let mut cutter = Cutter::new(text, quoting);
        cutter.template(template);
        if flush {
            take_indentation(&mut cutter.parts);
        }
        cutter.parts
    }

    fn template(&mut self, template: &'t Template) {
        for element in template {
            match element {
                Element::Literal(literal) => self.literal(span(literal)),
                Element::Interpolation(interpolation) => {
                    self.marker(interpolation.strip);
                    self.parts.push(Part::Interpolation(&interpolation.expr));
                }
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn literal(&mut self, all: Span) {
        for piece in literal::pieces(self.text, all, self.quoting) {
            let mut text = literal::meaning(piece.text(self.text), self.quoting);
            if std::mem::take(&mut self.trims_next) {
                text = trimmed(text, str::trim_start);
            }
            self.parts.push(Part::Literal { text, span: piece });
            self.may_trim = true;
        }
    }

    /// What an opening and a closing `~` trim.
    fn marker(&mut self, strip: Strip) {
        if strip.strip_start()
            && self.may_trim
            && let Some(Part::Literal { text, .. }) = self.parts.last_mut()
        {
            *text = trimmed(std::mem::take(text), str::trim_end);
        }
        self.may_trim = false;
        self.trims_next = strip.strip_end();
    }

    fn directive(&mut self, directive: &'t Directive) {
        let opening = |template: &Template| Span::new(span(directive).start, span(template).start);
        match directive {
            Directive::If(branches) => {
                let if_branch = &branches.if_expr;
                self.marker(if_branch.strip);
                let start = self.parts.len();
                self.parts.push(Part::Boundary);
                self.template(&if_branch.template);
                let mut otherwise = None;
                if let Some(else_branch) = &branches.else_expr {
                    otherwise = Some(self.boundary(else_branch.strip));
                    self.template(&else_branch.template);
                }
                let end = self.boundary(branches.endif_expr.strip);
                self.open(
                    start,
                    Part::If {
                        condition: &if_branch.cond_expr,
                        otherwise: otherwise.unwrap_or(end),
                        end,
                    },
                );
            }
            Directive::For(each) => {
                let directive = &each.for_expr;
                self.marker(directive.strip);
                let start = self.parts.len();
                self.parts.push(Part::Boundary);
                self.template(&directive.template);
                let end = self.boundary(each.endfor_expr.strip);
                let opening = opening(&directive.template);
                self.open(
                    start,
                    Part::For {
                        directive,
                        opening,
                        end,
                    },
                );
            }
        }
    }

    fn boundary(&mut self, strip: Strip) -> usize {
        self.marker(strip);
        self.parts.push(Part::Boundary);
        self.parts.len() - 1
    }

    /// Puts in place what was only known when all of it had been seen.
    fn open(&mut self, start: usize, part: Part<'t>) {
        if let Some(place) = self.parts.get_mut(start) {
            *place = part;
        }
    }
}

fn trimmed<'t>(text: Cow<'t, str>, trim: fn(&str) -> &str) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
    }
}

/// Takes from each line of a `<<-` heredoc as many white space characters as the line with the fewest of them has.
///
/// Lines of nothing but white space do not count and stay as they are; a line that begins with a template has none.
fn take_indentation(parts: &mut [Part<'_>]) {
    let mut indented = Vec::new();
    let mut least = usize::MAX;
    let mut at_line_start = true;
    for (position, part) in parts.iter().enumerate() {
        if at_line_start {
            let width = match part {
                Part::Literal { text, .. } if text.trim_start().is_empty() && text.ends_with('\n') => {
                    usize::MAX
                }
                Part::Literal { text, .. } => {
                    indented.push(position);
                    text.chars().take_while(|symbol| symbol.is_whitespace()).count()
                }
                _ => 0,
            };
            least = least.min(width);
        }
        at_line_start = matches!(part, Part::Literal { text, .. } if text.ends_with('\n'));
    }
    for position in indented {
        if let Some(Part::Literal { text, span }) = parts.get_mut(position) {
            let width: usize = text.chars().take(least).map(char::len_utf8).sum();
            span.start = span
                .start
                .saturating_add(u32::try_from(width).unwrap_or(u32::MAX));
            *text = Cow::Owned(text.get(width..).unwrap_or_default().to_owned());
        }
    }
}

/// The value of a whole template. One that is nothing but an interpolation has that one's value, of whatever type.
fn whole(parts: &[Part<'_>], at: At<'_>, faults: &mut Faults) -> Value {
    match parts {
        [Part::Interpolation(node)] => value(node, at, faults),
        parts => text(parts, 0, parts.len(), at, faults),
    }
}

/// The text that the parts from one position to another make.
fn text(parts: &[Part<'_>], from: usize, to: usize, at: At<'_>, faults: &mut Faults) -> Value {
    let mut result = String::new();
    let mut known = true;
    let mut position = from;
    while let Some(part) = parts.get(position).filter(|_| position < to) {
        position += 1;
        let (given, place) = match part {
            Part::Boundary => continue,
            Part::Literal { text, span } => {
                if !at.spend(length(text), *span, faults) {
                    return Value::Unknown(Type::String);
                }
                result.push_str(text);
                continue;
            }
            Part::Interpolation(node) => (value(node, at, faults), span(*node)),
            Part::If {
                condition,
                otherwise,
                end,
            } => {
                let branch = |from, to| {
                    let mut faults = Faults::new();
                    let value = text(parts, from, to, at, &mut faults);
                    Branch {
                        value,
                        faults,
                        span: span(*condition),
                    }
                };
                let truth = branch(position, *otherwise);
                let otherwise = branch(*otherwise, *end);
                position = *end;
                let given = conditional::choose(condition, truth, otherwise, at, faults);
                (given, span(*condition))
            }
            Part::For { directive, end, .. } => {
                let from = std::mem::replace(&mut position, *end);
                let given = repeated(directive, parts, from, *end, at, faults);
                (given, span(&directive.collection_expr))
            }
        };
        match appendable(&given) {
            Ok(Some(text)) => {
                if !at.spend(length(&text), place, faults) {
                    return Value::Unknown(Type::String);
                }
                result.push_str(&text);
            }
            Ok(None) => known = false,
            Err(words) => faults.push(at.fault(place, words)),
        }
    }
    if known {
        Value::string(result)
    } else {
        Value::Unknown(Type::String)
    }
}

/// A value as text; none if it is not known.
fn appendable(given: &Value) -> Result<Option<Cow<'_, str>>, messages::Words> {
    match given {
        Value::String(text) => Ok(Some(Cow::Borrowed(text))),
        Value::Null(_) => Err(messages::null_in_template()),
        Value::Unknown(_) => Ok(None),
        given => match convert(given, &Type::String) {
            Ok(Value::String(text)) => Ok(Some(Cow::Owned(text.to_string()))),
            Ok(_) => Ok(None),
            Err(error) => Err(messages::unsuitable_in_template(&error.to_string())),
        },
    }
}

/// What `%{ for }` makes: the texts of all turns in a row.
fn repeated(
    directive: &ForTemplateExpr,
    parts: &[Part<'_>],
    from: usize,
    to: usize,
    at: At<'_>,
    faults: &mut Faults,
) -> Value {
    let each = Loop {
        key: directive.key_var.as_ref().map(|name| name.value().as_str()),
        value: directive.value_var.value().as_str(),
        collection: &directive.collection_expr,
        condition: None,
    };
    let turns = for_each::tuple(&each, at, faults, |at, faults| text(parts, from, to, at, faults));
    let Value::Tuple(turns) = turns else {
        return Value::Unknown(Type::String);
    };
    let texts: Option<String> = turns.iter().map(Value::as_str).collect();
    texts.map_or(Value::Unknown(Type::String), Value::string)
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}
