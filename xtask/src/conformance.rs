//! `cargo xtask conformance [--only jobspec,vectors,http] [--verbose]`: the recorded cases.
//!
//! The checkers are programs of their own, in the folder that FOREPLAN_CONFORMANCE names (default
//! `../shared/conformance`). They get a release build: a server on a free port, and the probe.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

use crate::process::{Outcome, Run, at, cargo, flag, option, program};

/// A checker: its suite, and its arguments besides the folder's own.
struct Checker {
    suite: &'static str,
    script: &'static str,
    arguments: fn(server: &str) -> Vec<String>,
}

const CHECKERS: &[Checker] = &[
    Checker {
        suite: "jobspec",
        script: "check_jobspec.py",
        arguments: |server| vec!["--url".to_owned(), server.to_owned()],
    },
    Checker {
        suite: "vectors",
        script: "check_vectors.py",
        arguments: |_| vec!["--probe".to_owned(), probe().display().to_string()],
    },
    Checker {
        suite: "http",
        script: "check_http.py",
        arguments: |server| vec!["--url".to_owned(), server.to_owned()],
    },
];

fn probe() -> PathBuf {
    at("target/release/examples/probe")
}

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let folder =
        std::env::var_os("FOREPLAN_CONFORMANCE").map_or_else(|| at("../shared/conformance"), PathBuf::from);
    if !folder.is_dir() {
        return Err(format!(
            "there is no {}: set FOREPLAN_CONFORMANCE to the folder with the checkers",
            folder.display()
        ));
    }
    let only = option(arguments, "--only").map(|names| names.split(',').collect::<Vec<_>>());
    cargo("build --release --bin foreplan --example probe").call()?;
    let server = Server::start()?;
    let mut different = 0;
    for checker in CHECKERS
        .iter()
        .filter(|checker| only.as_ref().is_none_or(|only| only.contains(&checker.suite)))
    {
        different += check(checker, &folder, &server.address, flag(arguments, "--verbose"))?;
    }
    if different == 0 {
        Ok(())
    } else {
        Err(format!("{different} recorded cases differ"))
    }
}

/// Runs a checker, prints a line for each suite it counts, and gives the number of cases that differ.
fn check(checker: &Checker, folder: &Path, server: &str, verbose: bool) -> Outcome<u64> {
    let mut command = program("python3");
    command
        .arg(folder.join(checker.script))
        .args((checker.arguments)(server));
    let output = command
        .output()
        .map_err(|error| format!("cannot start python3: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if verbose {
        println!("{text}");
    }
    let counts: Vec<Count> = text.lines().filter_map(Count::of_suite).collect();
    let total = text
        .lines()
        .rev()
        .find_map(|line| Count::of_pair(checker.suite, line, " passed, ", " failed"));
    let Some(total) = total else {
        let errors = String::from_utf8_lossy(&output.stderr);
        println!(
            "{:<28} not run: {}",
            checker.suite,
            errors.lines().last().unwrap_or("the checker counted nothing")
        );
        return Ok(0);
    };
    for count in &counts {
        println!(
            "{:<28} {:>6} equal {:>6} different",
            format!("{}/{}", checker.suite, count.suite),
            count.equal,
            count.different
        );
    }
    println!(
        "{:<28} {:>6} equal {:>6} different",
        checker.suite, total.equal, total.different
    );
    Ok(total.different)
}

/// How many cases of a suite are as recorded.
struct Count {
    suite: String,
    equal: u64,
    different: u64,
}

impl Count {
    /// Reads `SUITE: N equal, M different`.
    fn of_suite(line: &str) -> Option<Count> {
        let (suite, counts) = line.split_once(": ")?;
        Count::of_pair(suite, counts, " equal, ", " different")
    }

    fn of_pair(suite: &str, line: &str, middle: &str, end: &str) -> Option<Count> {
        let (equal, different) = line.strip_suffix(end)?.split_once(middle)?;
        Some(Count {
            suite: suite.to_owned(),
            equal: equal.parse().ok()?,
            different: different.parse().ok()?,
        })
    }
}

/// A server of ours, stopped when this is dropped.
struct Server {
    process: Child,
    address: String,
    /// Kept open: a server whose output nobody takes would stop at its next line.
    _output: Option<BufReader<ChildStdout>>,
}

impl Server {
    fn start() -> Outcome<Server> {
        let mut command = program(at("target/release/foreplan"));
        command
            .args(["serve", "--bind", "127.0.0.1:0"])
            .stdout(Stdio::piped());
        let mut process = command
            .spawn()
            .map_err(|error| format!("cannot start the server: {error}"))?;
        let mut line = String::new();
        let mut output = process.stdout.take().map(BufReader::new);
        if let Some(output) = &mut output {
            output.read_line(&mut line).map_err(|error| error.to_string())?;
        }
        let mut server = Server {
            process,
            address: String::new(),
            _output: output,
        };
        let word = line.split_whitespace().find(|word| word.contains("127.0.0.1:"));
        let word = word.ok_or_else(|| format!("the server printed no address but {line:?}"))?;
        let host = word
            .trim_start_matches("http://")
            .trim_end_matches(|end: char| !end.is_ascii_digit());
        server.address = format!("http://{host}");
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_lines_of_suites_only() {
        let counts = |line| Count::of_suite(line).map(|count| (count.suite, count.equal, count.different));
        assert_eq!(
            counts("parse: 796 equal, 8 different"),
            Some(("parse".to_owned(), 796, 8))
        );
        for line in [
            "FAIL basic [parse] status: 200, 500 different",
            "796 passed, 8 failed",
            "parse: many equal, 8 different",
        ] {
            assert_eq!(counts(line), None, "{line}");
        }
    }
}
