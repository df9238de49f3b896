//! Native integration tests: one binary, a module per area.

// Tests may stop loudly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod jobspec;
mod support;
