//! `cargo xtask fuzz [--seconds N] [TARGET…]`: runs the fuzz targets, one after the other.
//!
//! What earlier runs have found to be worth keeping is in `fuzz/seeds`, packed; it is unpacked into `fuzz/corpus`, where
//! a run adds what it finds. `cargo fuzz cmin` makes that small again before it is packed.

use crate::process::{Outcome, Run, at, entries, option, program};
use crate::setup::{self, CARGO_FUZZ};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let folder = at("fuzz/fuzz_targets");
    if !folder.is_dir() {
        return Err("there are no fuzz targets yet: they will be in fuzz/fuzz_targets".to_owned());
    }
    let seconds = option(arguments, "--seconds").unwrap_or("60");
    setup::ensure(&[&CARGO_FUZZ])?;
    for file in entries(&folder)? {
        let Some(name) = file.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        let wanted = |argument: &String| argument == name;
        if arguments.iter().any(|argument| is_target(argument)) && !arguments.iter().any(wanted) {
            continue;
        }
        unpack_seeds(name)?;
        let limit = format!("-max_total_time={seconds}");
        program("cargo")
            .args(["+nightly", "fuzz", "run", name, "--"])
            .args([&limit, "-timeout=25", "-max_len=8192"])
            .call()?;
    }
    Ok(())
}

fn unpack_seeds(target: &str) -> Outcome {
    let (seeds, corpus) = (
        at("fuzz/seeds").join(format!("{target}.tar.gz")),
        at("fuzz/corpus").join(target),
    );
    if corpus.is_dir() || !seeds.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
    program("tar").arg("-xzf").arg(seeds).arg("-C").arg(corpus).call()
}

/// Whether an argument names a target: it is neither an option nor a number that belongs to one.
fn is_target(argument: &str) -> bool {
    !argument.starts_with('-') && argument.parse::<u64>().is_err()
}
