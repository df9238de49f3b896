//! HCL2, the language of Nomad 1.0's job files.

#![allow(dead_code)] // until the evaluator and the decoder use all of it

pub(crate) mod functions;
pub(crate) mod value;

pub use functions::FileResolver;
