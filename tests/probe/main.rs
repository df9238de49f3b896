//! Answers recorded cases: reads JSON lines `{"family": F, "input": I}` and prints a JSON line for each,
//! `{"result": R}` or `{"unsupported": F}`. The checkers in the conformance folder drive it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test program: what it reads is recorded"
)]
mod cron;
#[cfg(feature = "hcl2")]
mod hcl2;
mod jobs;
mod scheduler;

use std::io::{BufRead, Write};

use serde::Deserialize as _;
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match parse(&line?) {
            Ok(request) => answer(&request),
            Err(error) => json!({ "unsupported": error.to_string() }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

/// Any JSON, however deep: recorded jobs are deeper than the parser's own limit.
fn parse(line: &str) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    deserializer.disable_recursion_limit();
    Value::deserialize(&mut deserializer)
}

fn answer(request: &Value) -> Value {
    let family = request["family"].as_str().unwrap_or_default();
    let input = &request["input"];
    match jobs::answer(family, input)
        .or_else(|| cron::answer(family, input))
        .or_else(|| scheduler::answer(family, input))
        .or_else(|| job_files(family, input))
    {
        Some(result) => json!({ "result": result }),
        None => json!({ "unsupported": family }),
    }
}

#[cfg(feature = "hcl2")]
fn job_files(family: &str, input: &Value) -> Option<Value> {
    hcl2::answer(family, input)
}

#[cfg(not(feature = "hcl2"))]
fn job_files(_: &str, _: &Value) -> Option<Value> {
    None
}
