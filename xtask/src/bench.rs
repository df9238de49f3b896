//! `cargo xtask bench`: the benchmark, with its arguments handed on.

use crate::process::{Outcome, Run, cargo};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    cargo("bench --bench reference --").args(arguments).call()
}
