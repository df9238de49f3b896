//! From the blocks of an HCL2 file to a job.
//!
//! What a stanza may hold stands in the table of its object's members (`schema`); one walk over body, schema and
//! object (`stanza`) fills the object. Where the reference has code of its own for a stanza, so have we.
//!
//! - `job`, `group`, `task`, `constraint`: stanzas with code of their own
//! - `schema`, `stanza`, `member`: all others
//! - `body`, `dynamic`: bodies, and the blocks that `dynamic` blocks make
//! - `argument`: `meta` and `env`, which may be written as arguments
//! - `map`: bodies that are maps, among them drivers' configurations, which may hold anything
//! - `finish`: what is made of a job that is decoded
//! - `evaluator`: expressions and their loop variables
//! - `messages`: the words of faults

mod argument;
mod body;
mod constraint;
mod dynamic;
mod evaluator;
mod finish;
mod group;
mod job;
mod map;
mod member;
mod messages;
mod schema;
mod stanza;
mod task;
#[cfg(test)]
mod tests;

use super::eval::Scope;
use super::fault::Faults;
use super::syntax;
use crate::jobspec::places::PlacesRecorder;
use crate::model::job::Job;
use crate::model::task::{Task, Vault};

/// What came out of the blocks of a file.
pub(super) struct Outcome {
    pub(super) job: Job,
    /// What is wrong with the stanzas. Nobody looks into free maps then.
    pub(super) faults: Faults,
    /// What is wrong inside of free maps.
    pub(super) late_faults: Faults,
    pub(super) places: PlacesRecorder,
}

/// Decodes the job of a file.
pub(super) fn decode<'a>(
    blocks: &[syntax::Block<'a>],
    scope: &'a Scope<'a>,
    places: PlacesRecorder,
) -> Outcome {
    let mut decoder = Decoder {
        scope,
        faults: Faults::new(),
        late_faults: Faults::new(),
        places,
        stanzas: schema::Stanzas::default(),
        lone_tasks: Vec::new(),
        vault: None,
        blocks_left: dynamic::MAX_BLOCKS,
        has_too_many_blocks: false,
        is_exhausted: false,
    };
    let job = decoder.job(blocks);
    Outcome {
        job,
        faults: decoder.faults,
        late_faults: decoder.late_faults,
        places: decoder.places,
    }
}

/// What decoding knows on its way.
struct Decoder<'a> {
    scope: &'a Scope<'a>,
    faults: Faults,
    late_faults: Faults,
    places: PlacesRecorder,
    stanzas: schema::Stanzas,
    /// Tasks right in the job.
    lone_tasks: Vec<Task>,
    /// What tasks without a `vault` stanza take from the job.
    vault: Option<Vault>,
    /// How many blocks `dynamic` blocks may still make.
    blocks_left: usize,
    has_too_many_blocks: bool,
    /// Whether there is nothing left of what a job may take.
    is_exhausted: bool,
}
