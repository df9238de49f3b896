//! The native integration tests: one binary, a module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may stop loudly"
)]

mod gallery;
mod jobspec;
mod meaning;
mod openapi;
mod schema;
mod support;
mod vectors;
