//! `meta` and `env`, which may be written as arguments: `meta = { "a.b" = 1 }` has keys that blocks cannot have.

use std::collections::BTreeMap;

use super::body::Body;
use super::schema::optional;
use super::{Decoder, messages as words};
use crate::jobspec::hcl2::syntax::{AttributeSchema, BlockSchema, Schema};
use crate::model::object::Kind;

/// Such a name, as a schema for the argument and one for the block.
pub(super) struct EitherWay {
    pub(super) name: &'static str,
    /// The member that it is of.
    pub(super) member: &'static str,
    argument: Schema<'static>,
    block: Schema<'static>,
}

pub(super) static META: EitherWay = EitherWay {
    name: "meta",
    member: "Meta",
    argument: Schema {
        attributes: &[META_ARGUMENT],
        blocks: &[],
    },
    block: Schema {
        attributes: &[],
        blocks: &[BlockSchema {
            kind: "meta",
            labels: &[],
        }],
    },
};

pub(super) static ENV: EitherWay = EitherWay {
    name: "env",
    member: "Env",
    argument: Schema {
        attributes: &[ENV_ARGUMENT],
        blocks: &[],
    },
    block: Schema {
        attributes: &[],
        blocks: &[BlockSchema {
            kind: "env",
            labels: &[],
        }],
    },
};

const META_ARGUMENT: AttributeSchema<'static> = optional("meta");
const ENV_ARGUMENT: AttributeSchema<'static> = optional("env");

/// A map of texts that may be unset.
pub(super) type Texts = Option<BTreeMap<String, String>>;

impl<'a> Decoder<'a> {
    /// The map of such an argument, if it is there, and the body without it.
    pub(super) fn either_way(&mut self, body: &Body<'a>, either: &'static EitherWay) -> (Texts, Body<'a>) {
        let ((content, rest), faults) = self.apart(|decoder| decoder.partial_content(body, &either.argument));
        let argument = content.attributes.into_iter().next();
        let Some(argument) = argument.filter(|_| faults.is_empty()) else {
            // What is wrong is said when the body is asked for the block.
            return (None, body.clone());
        };
        let ((blocks, _), _) = self.apart(|decoder| decoder.partial_content(&rest, &either.block));
        if let Some(block) = blocks.blocks.first() {
            let argument = self.range(argument.value.file(), argument.span);
            self.fault(
                block.file,
                block.header_span,
                words::argument_and_block(either.name, &argument),
            );
            return (None, rest);
        }
        let mut texts: Texts = None;
        self.places.enter_member(either.member, argument.value.span());
        self.put(&mut texts, &Kind::Map(&Kind::Str), &argument.value);
        self.places.leave();
        (texts, rest)
    }
}
