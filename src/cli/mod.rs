//! The command line: arguments, files, colours and exit codes around `api` and `explain`.
//!
//! A file a command. Each returns its exit code; what it prints to people it prints through `output`.

mod diff;
mod explain;
mod files;
mod fmt;
mod hcl;
mod input;
mod output;
mod parse;
mod plan;
mod schema;
mod serve;
mod unified;
mod validate;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::Failure;

/// Plan Nomad jobs without a cluster: see what a job file would do, and where every allocation would go.
#[derive(Debug, Parser)]
#[command(
    name = "foreplan",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Plan(plan::Plan),
    Validate(validate::Validate),
    Diff(diff::Diff),
    Parse(parse::Parse),
    Explain(explain::Explain),
    Fmt(fmt::Fmt),
    Hcl(hcl::Hcl),
    Schema(schema::Schema),
    Serve(serve::Serve),
}

/// Runs the program with these arguments, the first of which is its name.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_plan = arguments.get(1).is_some_and(|command| command == "plan");
    let exit_error = if is_plan {
        output::EXIT_PLAN_ERROR
    } else {
        output::EXIT_ERROR
    };
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Help and version are what was asked for; anything else is an error of usage.
            return if error.use_stderr() {
                ExitCode::from(exit_error)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let outcome = match arguments.command {
        Command::Plan(command) => command.run(),
        Command::Validate(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Parse(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Hcl(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Serve(command) => command.run(),
    };
    outcome.unwrap_or_else(|failure: Failure| {
        failure.print();
        ExitCode::from(exit_error)
    })
}
