//! `cargo xtask test [--list] [--only NAME,…]`: everything that must hold, a step at a time.
//!
//! A step that fails doesn't keep the others from running; at the end stands what failed, and how to run just that.

use std::time::Instant;

use crate::process::{Outcome, Run, at, cargo, flag, on_path, option, program, write};
use crate::setup::{self, CHROMIUM, NODE, TEST_PACKAGES, WASM_BINDGEN, WASM_RUST};
use crate::tools::{self, WASM_TARGET, WasmRust, node};
use crate::{npm, www};

/// A check: its name, what it checks, and the function that does it.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "rustfmt",
        run: || cargo("fmt --all --check").call(),
    },
    Step {
        name: "lock-files",
        about: "no lock file names a registry",
        run: setup::lock_files_name_no_host,
    },
    Step {
        name: "lint",
        about: "clippy, all features",
        run: || lint(cargo("clippy --workspace --all-targets")),
    },
    Step {
        name: "lint-core",
        about: "clippy, the core alone",
        run: || lint(cargo("clippy --lib --no-default-features")),
    },
    Step {
        name: "lint-wasm",
        about: "clippy, for wasm",
        run: lint_wasm,
    },
    Step {
        name: "docs",
        about: "rustdoc",
        run: docs,
    },
    Step {
        name: "native",
        about: "unit and integration tests",
        run: native,
    },
    Step {
        name: "examples",
        about: "the examples in the documentation",
        run: || cargo("test --quiet --doc").call(),
    },
    Step {
        name: "wasm-node",
        about: "wasm tests in Node",
        run: wasm_in_node,
    },
    Step {
        name: "wasm-browser",
        about: "wasm tests in Chromium",
        run: wasm_in_browser,
    },
    Step {
        name: "package",
        about: "the npm package, packed and used by others",
        run: package,
    },
    Step {
        name: "same-bytes",
        about: "native and wasm give the same bytes",
        run: same_bytes,
    },
    Step {
        name: "page-units",
        about: "the page's types and pure parts",
        run: page_units,
    },
    Step {
        name: "page",
        about: "the built page in Chromium",
        run: page,
    },
];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if flag(arguments, "--list") {
        STEPS
            .iter()
            .for_each(|Step { name, about, .. }| println!("{name:<14} {about}"));
        return Ok(());
    }
    let steps = chosen(option(arguments, "--only"))?;
    let mut results = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!(
            "\n== {} ({}/{}): {}",
            step.name,
            index + 1,
            steps.len(),
            step.about
        );
        let start = Instant::now();
        let outcome = (step.run)();
        if let Err(message) = &outcome {
            println!("{message}");
        }
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        let seconds = start.elapsed().as_secs_f64();
        println!("-- {}: {word}, {seconds:.1} s", step.name);
        results.push((step.name, word, seconds));
    }
    summary(&results)
}

fn chosen(only: Option<&str>) -> Outcome<Vec<&'static Step>> {
    let Some(names) = only else {
        return Ok(STEPS.iter().collect());
    };
    let step = |name: &str| STEPS.iter().find(|step| step.name == name);
    names
        .split(',')
        .map(|name| step(name).ok_or_else(|| format!("no step {name}: see --list")))
        .collect()
}

fn summary(results: &[(&str, &str, f64)]) -> Outcome {
    println!();
    for (name, word, seconds) in results {
        println!("{name:<14} {word:<8} {seconds:>7.1} s");
    }
    let failed = results.iter().filter(|(_, word, _)| *word != "ok");
    let commands: Vec<_> = failed
        .map(|(name, ..)| format!("  cargo xtask test --only {name}"))
        .collect();
    if commands.is_empty() {
        Ok(())
    } else {
        Err(format!("to run only what failed:\n{}", commands.join("\n")))
    }
}

fn lint(mut clippy: std::process::Command) -> Outcome {
    clippy.args(["--quiet", "--", "-D", "warnings"]).call()
}

fn wasm_cargo(arguments: &str) -> Outcome<std::process::Command> {
    setup::ensure(&[&WASM_RUST, &WASM_BINDGEN])?;
    WasmRust::installed()
        .ok_or("there is no wasm target")?
        .cargo(arguments)
}

fn lint_wasm() -> Outcome {
    setup::ensure(&[&WASM_RUST])?;
    let rust = WasmRust::installed().ok_or("there is no wasm target")?;
    let command = if rust == WasmRust::Debian {
        "check"
    } else {
        "clippy"
    };
    lint(rust.cargo(&format!(
        "{command} --lib --test wasm --no-default-features --features hcl2"
    ))?)
}

fn docs() -> Outcome {
    cargo("doc --quiet --no-deps --package foreplan --document-private-items")
        .env("RUSTDOCFLAGS", "-D warnings")
        .call()
}

fn native() -> Outcome {
    if on_path("cargo-nextest").is_some() {
        return cargo("nextest run --workspace --status-level fail --final-status-level fail").call();
    }
    cargo("test --quiet --workspace --all-targets").call()
}

/// The tests of `tests/wasm.rs`, run by wasm-bindgen's runner.
fn wasm_tests() -> Outcome<std::process::Command> {
    let runner = "wasm-bindgen-test-runner";
    let mut tests = wasm_cargo("test --no-default-features --features hcl2 --test wasm")?;
    let runner = tools::wasm_bindgen(runner).ok_or_else(|| format!("there is no {runner}"))?;
    let variable = format!(
        "CARGO_TARGET_{}_RUNNER",
        WASM_TARGET.to_uppercase().replace('-', "_")
    );
    tests.env(variable, runner);
    Ok(tests)
}

fn wasm_in_node() -> Outcome {
    setup::ensure(&[&NODE])?;
    wasm_tests()?.call()
}

fn wasm_in_browser() -> Outcome {
    setup::ensure(&[&CHROMIUM])?;
    let browser = tools::chromium().ok_or("there is no Chromium")?;
    let driver = tools::chromedriver().ok_or("there is no ChromeDriver")?;
    // The runner looks for this file where it is started: in the repository.
    let arguments = tools::CHROMIUM_ARGUMENTS.join("\", \"");
    let capabilities = format!(
        "{{\"goog:chromeOptions\": {{\"binary\": \"{}\", \"args\": [\"{arguments}\"]}}}}\n",
        browser.display()
    );
    write(&at("webdriver.json"), capabilities)?;
    wasm_tests()?
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("CHROMEDRIVER", driver)
        .call()
}

fn package() -> Outcome {
    setup::ensure(&[&NODE, &TEST_PACKAGES])?;
    npm::assemble()?;
    npm::pack()?;
    node(&at("tests/npm/run.mjs")).arg(npm::tarball()).call()
}

fn same_bytes() -> Outcome {
    npm::assemble()?;
    cargo("build --quiet --example replay").call()?;
    node(&at("tests/same-bytes/compare.mjs"))
        .arg(at("target/debug/examples/replay"))
        .call()
}

fn page_units() -> Outcome {
    www::prepare()?;
    tools::PAGE.program_inside("tsc").arg("--noEmit").call()?;
    tools::PAGE
        .program_inside("vitest")
        .args(["run", "--reporter", "dot"])
        .call()
}

fn page() -> Outcome {
    setup::ensure(&[&CHROMIUM, &TEST_PACKAGES])?;
    www::build()?;
    let browser = tools::chromium().ok_or("there is no Chromium")?;
    let arguments = tools::CHROMIUM_ARGUMENTS.join(" ");
    program("node")
        .args(["--test", "--test-reporter", "spec", "tests/web/page.test.mjs"])
        .env("FOREPLAN_CHROMIUM", browser)
        .env("FOREPLAN_CHROMIUM_ARGUMENTS", arguments)
        .call()
}
