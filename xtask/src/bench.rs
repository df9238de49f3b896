//! `cargo xtask bench`: the benchmark, with its arguments handed on.

use crate::process::{Outcome, Run, at, cargo};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !at("benches/reference.rs").is_file() {
        return Err("there is no benchmark yet: it will be benches/reference.rs".to_owned());
    }
    cargo("bench --bench reference --").args(arguments).call()
}
