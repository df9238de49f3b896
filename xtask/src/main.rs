//! The project's own commands: `cargo xtask NAME`.
//!
//! One file per command. What they share is in `process` (running programs) and `tools` (where the programs
//! are that `setup` installed). Every command installs what it needs by itself, so a fresh clone needs no
//! other step first.

#![allow(
    clippy::disallowed_methods,
    reason = "steps are timed; nothing here must be repeatable"
)]

mod bench;
mod conformance;
mod fuzz;
mod npm;
mod process;
mod setup;
mod test;
mod tools;
mod wasm;
mod www;

use std::process::ExitCode;

use process::Outcome;

/// A command: its name, what it does, and the function that does it.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "setup",
        about: "install whatever is missing (wasm target, wasm-bindgen, Chromium, npm packages)",
        run: setup::run,
    },
    Command {
        name: "test",
        about: "run every check; --list names them, --only NAME,… picks some",
        run: test::run,
    },
    Command {
        name: "wasm",
        about: "build the engine for JavaScript into target/engine and print its size",
        run: wasm::run,
    },
    Command {
        name: "npm",
        about: "assemble the npm package in pkg/ and pack it",
        run: npm::run,
    },
    Command {
        name: "www",
        about: "build the page into www/dist; --serve serves it, --dev serves while you edit",
        run: www::run,
    },
    Command {
        name: "bench",
        about: "run the benchmark; arguments go to it",
        run: bench::run,
    },
    Command {
        name: "conformance",
        about: "run the recorded cases against a server and the probe",
        run: conformance::run,
    },
    Command {
        name: "fuzz",
        about: "run the fuzz targets; --seconds N each",
        run: fuzz::run,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        println!("cargo xtask COMMAND\n");
        for Command { name, about, .. } in COMMANDS {
            println!("  {name:<12} {about}");
        }
        return if name.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match (command.run)(&rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}
