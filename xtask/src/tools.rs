//! Where the programs are that builds and tests use, and the environment they need.
//!
//! What is asked for here is only looked up; `setup` installs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Outcome, Run, at, cargo, on_path, program, read};

/// The target that the engine is built for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The Debian packages that compile for [`WASM_TARGET`] where rustup has no standard library for it.
pub(crate) const DEBIAN_RUST: &[&str] = &[
    "rustc-web",
    "rust-web-src",
    "libstd-rust-web-dev",
    "rust-web-clippy",
];

/// Who compiles for [`WASM_TARGET`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmRust {
    /// The toolchain that runs us: it has the target's standard library.
    Rustup,
    /// Debian's rustc, which builds the standard library from its source package.
    Debian,
}

impl WasmRust {
    /// The one that is installed, if one is.
    pub(crate) fn installed() -> Option<WasmRust> {
        let library = sysroot().ok()?.join("lib/rustlib").join(WASM_TARGET);
        if library.is_dir() {
            return Some(WasmRust::Rustup);
        }
        let installed = |package: &&str| {
            let status = program("dpkg-query")
                .args(["-W", "-f", "${Status}", package])
                .text();
            status.is_ok_and(|status| status.ends_with(" installed"))
        };
        DEBIAN_RUST.iter().all(installed).then_some(WasmRust::Debian)
    }

    /// Cargo set up to compile for [`WASM_TARGET`].
    pub(crate) fn cargo(self, arguments: &str) -> Outcome<Command> {
        let mut command = cargo(arguments);
        command.args(["--target", WASM_TARGET]);
        if self == WasmRust::Debian {
            // Debian's compiler is stable and has no linker of its own: rustup's is borrowed.
            let linker = sysroot()?.join("lib/rustlib").join(host()?).join("bin/rust-lld");
            command
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTDOC", "/usr/bin/rustdoc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        Ok(command)
    }
}

fn sysroot() -> Outcome<PathBuf> {
    program("rustc")
        .args(["--print", "sysroot"])
        .text()
        .map(PathBuf::from)
}

fn host() -> Outcome<String> {
    program("rustc").args(["--print", "host-tuple"]).text()
}

/// The version of a crate in `Cargo.lock`.
pub(crate) fn locked_version(name: &str) -> Outcome<String> {
    let lock = read(&at("Cargo.lock"))?;
    let package = format!("name = \"{name}\"\nversion = \"");
    let version = lock
        .split_once(&package)
        .and_then(|(_, rest)| rest.split_once('"'));
    version
        .map(|(version, _)| version.to_owned())
        .ok_or_else(|| format!("Cargo.lock has no {name}"))
}

/// A program of the wasm-bindgen family in the version that the crate has: ours, or one on the path.
pub(crate) fn wasm_bindgen(name: &str) -> Option<PathBuf> {
    let wanted = locked_version("wasm-bindgen").ok()?;
    let ours = at("target/tools/bin").join(name);
    [Some(ours), on_path(name)].into_iter().flatten().find(|file| {
        let version = program(file).arg("--version").text().unwrap_or_default();
        version.split_whitespace().nth(1) == Some(&wanted)
    })
}

/// The browser that the tests drive.
pub(crate) fn chromium() -> Option<PathBuf> {
    named(
        "FOREPLAN_CHROMIUM",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
    )
}

/// The program through which wasm-bindgen's tests drive the browser.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    named("CHROMEDRIVER", &["chromedriver"])
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    given.or_else(|| names.iter().find_map(|name| on_path(name)))
}

/// How the tests start the browser. Most arguments keep it from calling home.
pub(crate) const CHROMIUM_ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A folder with packages from npm: its `package.json` says what for.
#[derive(Clone, Copy)]
pub(crate) struct NodeFolder(pub(crate) &'static str);

/// What builds need: wasm-opt and a bundler.
pub(crate) const BUILD: NodeFolder = NodeFolder("xtask");
/// What the page is made of.
pub(crate) const PAGE: NodeFolder = NodeFolder("www");
/// What the tests need: the TypeScript compiler, checkers of packages, the driver of the browser.
pub(crate) const TESTS: NodeFolder = NodeFolder("tests");

impl NodeFolder {
    /// The folder.
    pub(crate) fn path(self) -> PathBuf {
        at(self.0)
    }

    /// A program of one of its packages, to run in the repository.
    pub(crate) fn program(self, name: &str) -> Command {
        program(self.path().join("node_modules/.bin").join(name))
    }

    /// The same, to run in the folder.
    pub(crate) fn program_inside(self, name: &str) -> Command {
        let mut command = self.program(name);
        command.current_dir(self.path());
        command
    }
}

/// Node, to run in the repository.
pub(crate) fn node(script: &Path) -> Command {
    let mut command = program("node");
    command.arg(script);
    command
}
