//! `cargo xtask wasm`: the engine for JavaScript, as `target/engine/{engine.js, engine_bg.wasm, engine_hcl1_bg.wasm}`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Outcome, Run, at, clear, program, read};
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

/// A build of the engine.
struct Engine {
    /// The file that it becomes.
    file: &'static str,
    /// The crate's features in it.
    features: &'static str,
    /// The profile: each has a folder of its own, so that one build does not undo the other.
    profile: &'static str,
}

/// The whole engine, and a smaller one for browsers that read HCL1 only until a file needs more. Both are called
/// the same way.
const ENGINES: [Engine; 2] = [
    Engine {
        file: "engine_bg.wasm",
        features: "hcl2",
        profile: "wasm",
    },
    Engine {
        file: "engine_hcl1_bg.wasm",
        features: "",
        profile: "wasm-hcl1",
    },
];

/// Where the built engines are.
pub(crate) fn folder() -> PathBuf {
    at("target/engine")
}

pub(crate) fn run(_: &[String]) -> Outcome {
    build()
}

/// Builds the engines unless nothing has changed since, and prints their sizes.
pub(crate) fn build() -> Outcome {
    setup::ensure(&[&NODE, &WASM_RUST, &WASM_BINDGEN, &BUILD_PACKAGES])?;
    // How they are made stands in this program: a new one makes them anew.
    let maker = std::env::current_exe().map_err(|error| error.to_string())?;
    for engine in &ENGINES {
        let compiled = engine.compile()?;
        let wasm = folder().join(engine.file);
        if !newer(&wasm, &compiled) || !newer(&wasm, &maker) {
            engine.bind_and_optimize(&compiled, &wasm)?;
        }
        let raw = fs::metadata(&wasm).map_err(|error| error.to_string())?.len();
        let packed = brotli(&wasm)?;
        println!(
            "{}: {} KB, {} KB with brotli",
            engine.file,
            kilobytes(raw),
            kilobytes(packed)
        );
    }
    Ok(())
}

impl Engine {
    /// Compiles it; gives the file that came out.
    fn compile(&self) -> Outcome<PathBuf> {
        let rust = WasmRust::installed().ok_or("there is no wasm target")?;
        let mut compile =
            rust.cargo("rustc --package foreplan --lib --crate-type cdylib --no-default-features")?;
        compile.args(["--features", self.features, "--profile", self.profile]);
        compile.call()?;
        Ok(at("target")
            .join(tools::WASM_TARGET)
            .join(self.profile)
            .join("foreplan.wasm"))
    }

    fn bind_and_optimize(&self, compiled: &Path, wasm: &Path) -> Outcome {
        let bindgen = tools::wasm_bindgen("wasm-bindgen").ok_or("there is no wasm-bindgen")?;
        let bound = at("target/engine-unoptimized").join(self.profile);
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
        fs::create_dir_all(folder()).map_err(|error| error.to_string())?;
        tools::BUILD
            .program("wasm-opt")
            .arg("-Oz")
            .args(WASM_FEATURES)
            .arg(bound.join("engine_bg.wasm"))
            .arg("-o")
            .arg(wasm)
            .call()?;
        share_glue(&bound.join("engine.js"))
    }
}

/// The JavaScript around an engine serves both, which holds as long as it is the same for both.
fn share_glue(made: &Path) -> Outcome {
    let others = at("target/engine-unoptimized");
    let glue = read(made)?;
    for engine in &ENGINES {
        let other = others.join(engine.profile).join("engine.js");
        if other.is_file() && read(&other)? != glue {
            println!("note: {} is not that of {}", other.display(), made.display());
        }
    }
    crate::process::copy(made, &folder().join("engine.js"))
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
