//! The native integration tests: one binary, a module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may stop loudly"
)]

mod cli;
mod cli_format;
mod dialects;
mod diff;
mod docs;
mod fmt;
mod gallery;
#[cfg(feature = "hcl2")]
mod hcl2;
mod http;
mod jobspec;
mod lint;
mod meaning;
mod openapi;
mod plan_command;
mod print;
mod schema;
mod support;
mod tidy;
mod vectors;
