//! HCL2, the language of Nomad 1.0's job files: from text to a job.
//!
//! - `files`: the texts that take part, and where in them something is
//! - `fault`: what is wrong, and how the reference says it
//! - `messages`: the words of syntax faults
//! - `syntax`: text to tree
//! - `value`, `functions`: what expressions compute with
//! - `eval`: expressions to values

#![allow(dead_code)] // until the decoder uses all of it

pub(crate) mod eval;
mod fault;
mod files;
pub(crate) mod functions;
mod messages;
mod syntax;
pub(crate) mod value;

pub use functions::FileResolver;
