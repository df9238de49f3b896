//! `cargo xtask www [--dev | --serve]`: the page, built into `www/dist`.

use crate::process::{Outcome, Run, flag};
use crate::setup::{self, PAGE_PACKAGES};
use crate::{npm, tools};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if flag(arguments, "--dev") {
        prepare()?;
        return tools::PAGE.program_inside("vite").call();
    }
    build()?;
    if flag(arguments, "--serve") {
        return tools::PAGE.program_inside("vite").arg("preview").call();
    }
    Ok(())
}

/// What the page is built from: the package in `pkg/`, and its own packages.
pub(crate) fn prepare() -> Outcome {
    setup::ensure(&[&PAGE_PACKAGES])?;
    npm::assemble()
}

/// Builds the page.
pub(crate) fn build() -> Outcome {
    prepare()?;
    tools::PAGE
        .program_inside("vite")
        .args(["build", "--logLevel", "warn"])
        .call()
}
