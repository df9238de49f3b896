//! Native integration tests: one binary, a module per area.

mod jobspec;
mod support;
