//! `cargo xtask wasm`: the engine for JavaScript, as `target/engine/{engine.js, engine_bg.wasm}`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Outcome, Run, at, clear, program};
use crate::setup::{self, BUILD_PACKAGES, NODE, WASM_BINDGEN, WASM_RUST};
use crate::tools::{self, WasmRust};

/// What rustc's output may use: what every runtime we support has had for years.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Where the built engine is.
pub(crate) fn engine() -> PathBuf {
    at("target/engine")
}

pub(crate) fn run(_: &[String]) -> Outcome {
    build()
}

/// Builds the engine unless nothing has changed since, and prints its size.
pub(crate) fn build() -> Outcome {
    setup::ensure(&[&NODE, &WASM_RUST, &WASM_BINDGEN, &BUILD_PACKAGES])?;
    compile()?;
    let compiled = at("target").join(tools::WASM_TARGET).join("wasm/foreplan.wasm");
    let wasm = engine().join("engine_bg.wasm");
    // How it is made stands in this program: a new one makes it anew.
    let maker = std::env::current_exe().map_err(|error| error.to_string())?;
    if !newer(&wasm, &compiled) || !newer(&wasm, &maker) {
        bind_and_optimize(&compiled, &wasm)?;
    }
    let raw = fs::metadata(&wasm).map_err(|error| error.to_string())?.len();
    println!(
        "engine_bg.wasm: {} KB, {} KB with brotli",
        kilobytes(raw),
        kilobytes(brotli(&wasm)?)
    );
    Ok(())
}

fn compile() -> Outcome {
    let rust = WasmRust::installed().ok_or("there is no wasm target")?;
    rust.cargo("rustc --package foreplan --lib --crate-type cdylib --no-default-features --profile wasm")?
        .call()
}

fn bind_and_optimize(compiled: &Path, wasm: &Path) -> Outcome {
    let bindgen = tools::wasm_bindgen("wasm-bindgen").ok_or("there is no wasm-bindgen")?;
    clear(&engine())?;
    let bound = at("target/engine-unoptimized");
    clear(&bound)?;
    program(bindgen)
        .args([
            "--target",
            "web",
            "--out-name",
            "engine",
            "--no-typescript",
            "--remove-name-section",
            // Otherwise every bundler takes the address in it for a second copy of the engine.
            "--omit-default-module-path",
        ])
        .arg("--out-dir")
        .args([&bound, compiled])
        .call()?;
    tools::BUILD
        .program("wasm-opt")
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(bound.join("engine_bg.wasm"))
        .arg("-o")
        .arg(wasm)
        .call()?;
    crate::process::copy(&bound.join("engine.js"), &engine().join("engine.js"))
}

/// Whether `file` is there and not older than `source`.
fn newer(file: &Path, source: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    modified(file).is_some_and(|file| modified(source).is_some_and(|source| file >= source))
}

/// The size of a file as browsers get it. Node has the compressor, so we need none.
fn brotli(file: &Path) -> Outcome<u64> {
    let script = "const {readFileSync} = require('node:fs'), {brotliCompressSync} = require('node:zlib'); \
                  console.log(brotliCompressSync(readFileSync(process.argv[1])).length)";
    let length = program("node").args(["-e", script]).arg(file).text()?;
    length.parse().map_err(|_| format!("node printed {length:?}"))
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}
