//! The `foreplan` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    foreplan::cli::run(std::env::args_os())
}
