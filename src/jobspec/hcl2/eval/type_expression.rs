//! Types as people write them: `string`, `list(number)`, `object({ a = bool })`.

use std::collections::BTreeMap;

use super::messages;
use super::shape::{self, Call};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::{FileId, Files};
use crate::jobspec::hcl2::syntax::{self, Expression, JsonValue};
use crate::jobspec::hcl2::value::Type;

/// The type that an expression names. `any` is one only where it may be.
pub(crate) fn type_expression(
    expression: &Expression<'_>,
    may_be_any: bool,
    files: &Files,
    faults: &mut Faults,
) -> Type {
    let reader = Reader { may_be_any, files };
    reader.type_of(expression, faults)
}

#[derive(Clone, Copy)]
struct Reader<'r> {
    may_be_any: bool,
    files: &'r Files,
}

impl Reader<'_> {
    fn type_of(self, expression: &Expression<'_>, faults: &mut Faults) -> Type {
        if let Some(keyword) = shape::keyword(expression) {
            return self.keyword(&keyword, expression, faults);
        }
        if let Some(call) = shape::call(expression) {
            return self.constructed(&call, expression, faults);
        }
        // In the JSON syntax a call stands in a string.
        if let Expression::Json { node, file } = *expression
            && let JsonValue::String(string) = &node.value
        {
            let origin = self.files.file(file);
            let (name, position) = (origin.name().to_owned(), origin.position(node.span.start));
            let inner = self.files.add_at(name, string.text.as_bytes(), position);
            if let Ok(parsed) = syntax::parse_expression(self.files, inner)
                && let Some(call) = shape::call(&parsed.expression())
            {
                return self.constructed(&call, expression, faults);
            }
        }
        refuse(expression.file(), expression.span(), messages::no_type(), faults)
    }

    fn keyword(self, keyword: &str, expression: &Expression<'_>, faults: &mut Faults) -> Type {
        let words = match keyword {
            "bool" => return Type::Bool,
            "string" => return Type::String,
            "number" => return Type::Number,
            "any" if self.may_be_any => return Type::Dynamic,
            "any" => messages::inexact_type(keyword),
            "list" | "map" | "set" => messages::element_type_missing(keyword),
            "object" => messages::attribute_types_missing(),
            "tuple" => messages::element_types_missing(),
            _ => messages::unknown_type(keyword),
        };
        refuse(expression.file(), expression.span(), words, faults)
    }

    /// `whole` is the expression that the call is, or the JSON string that it stands in.
    fn constructed(self, call: &Call<'_>, whole: &Expression<'_>, faults: &mut Faults) -> Type {
        let (words, place) = match (call.name, call.arguments.as_slice()) {
            ("bool" | "string" | "number" | "any", _) => {
                (messages::primitive_with_arguments(call.name), call.arguments_span)
            }
            ("list", [of]) => return Type::list(self.type_of(of, faults)),
            ("set", [of]) => return Type::set(self.type_of(of, faults)),
            ("map", [of]) => return Type::map(self.type_of(of, faults)),
            ("object", [attributes]) => return self.object(attributes, faults),
            ("tuple", [elements]) => return self.tuple(elements, faults),
            ("list" | "set" | "map", _) => (messages::element_type_missing(call.name), superfluous(call)),
            ("object", _) => (messages::attribute_types_missing(), superfluous(call)),
            ("tuple", _) => (messages::element_types_missing(), superfluous(call)),
            _ => {
                let words = messages::unknown_constructor(call.name);
                return refuse(whole.file(), whole.span(), words, faults);
            }
        };
        refuse(call.file, place, words, faults)
    }

    fn object(self, attributes: &Expression<'_>, faults: &mut Faults) -> Type {
        let Some(members) = shape::map(attributes) else {
            return refuse(
                attributes.file(),
                attributes.span(),
                messages::no_map_of_types(),
                faults,
            );
        };
        let mut types = BTreeMap::new();
        for (key, member) in members {
            match key.keyword {
                Some(name) => {
                    types.insert(name, self.type_of(&member, faults));
                }
                None => {
                    refuse(attributes.file(), key.span, messages::no_attribute_name(), faults);
                }
            }
        }
        Type::Object(types)
    }

    fn tuple(self, elements: &Expression<'_>, faults: &mut Faults) -> Type {
        match shape::list(elements) {
            Some(elements) => Type::Tuple(
                elements
                    .iter()
                    .map(|element| self.type_of(element, faults))
                    .collect(),
            ),
            None => refuse(
                elements.file(),
                elements.span(),
                messages::no_list_of_types(),
                faults,
            ),
        }
    }
}

/// The arguments that are too many, or all of them if there are none.
fn superfluous(call: &Call<'_>) -> Span {
    match call.arguments.as_slice() {
        [_, second, .., last] => second.span().to(last.span()),
        [_, second] => second.span(),
        _ => call.arguments_span,
    }
}

fn refuse(file: FileId, place: Span, (summary, detail): messages::Words, faults: &mut Faults) -> Type {
    faults.push(Fault::at(file, place, summary, detail));
    Type::Dynamic
}
