//! The benchmark: the work on which Nomad 0.12.4 was measured, done by us.
//!
//! `cargo bench --bench reference -- [--filter TEXT] [--dir PATH] [--samples N] [--budget-s S]` prints a line of
//! JSON for each case and nothing else to the standard output. The names of the cases are those of the
//! reference's figures, so that joining by `case` gives ratios. The data is in the folder that `FOREPLAN_BENCH`
//! names, by default `../shared/bench`. Nothing is asserted about time; what is computed is checked.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a benchmark may stop loudly, and looks at the clock"
)]

mod allocations;
mod fleet;
mod meaning;
mod measure;
mod parse;
mod schedule;

use std::path::PathBuf;

use measure::Bench;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut bench = Bench::default();
    let mut folder = std::env::var_os("FOREPLAN_BENCH").map_or_else(default_folder, PathBuf::from);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .unwrap_or_else(|| panic!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--filter" => bench.filter = value(),
            "--dir" => folder = PathBuf::from(value()),
            "--samples" => bench.samples = value().parse().expect("a number of samples"),
            "--budget-s" => bench.budget_s = value().parse().expect("a number of seconds"),
            // Cargo's own.
            "--bench" => {}
            other => panic!("{other}: there is --filter, --dir, --samples and --budget-s"),
        }
    }
    assert!(
        folder.join("jobs").is_dir(),
        "{}: set FOREPLAN_BENCH to the folder with the workloads",
        folder.display()
    );
    let jobs = folder.join("jobs");
    parse::run(&mut bench, &jobs);
    meaning::run(&mut bench, &jobs);
    schedule::run(&mut bench, &jobs);
}

fn default_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench")
}
