//! `cargo xtask setup`: installs what is missing, and says of every part whether it was there.
//!
//! The other commands call [`ensure`] with the parts they use. A part that is there is only looked at, so both
//! may run as often as one likes. What Debian's packages supply is installed with apt, as root or through sudo;
//! nothing of Debian is touched where a part can be had without.

use std::fs;
use std::sync::Once;

use crate::process::{Outcome, Run, at, cargo, on_path, program};
use crate::tools::{self, DEBIAN_RUST, NodeFolder, WASM_TARGET, WasmRust};

/// Something that builds or tests need.
pub(crate) struct Part {
    name: &'static str,
    /// What there is, if it is there.
    found: fn() -> Option<String>,
    /// How it is installed, in words.
    how: &'static str,
    install: fn() -> Outcome,
}

/// Rust's standard library for wasm, or a compiler that can build it.
pub(crate) const WASM_RUST: Part = Part {
    name: "wasm target",
    found: || {
        WasmRust::installed().map(|rust| match rust {
            WasmRust::Rustup => format!("{WASM_TARGET} of rustup's toolchain"),
            WasmRust::Debian => format!("{WASM_TARGET} by Debian's rustc-web"),
        })
    },
    how: "rustup target add, else Debian's rustc-web",
    install: || {
        if program("rustup").args(["target", "add", WASM_TARGET]).succeeds() {
            return Ok(());
        }
        debian(DEBIAN_RUST, &format!("`rustup target add {WASM_TARGET}`"))
    },
};

/// wasm-bindgen's command and its test runner.
pub(crate) const WASM_BINDGEN: Part = Part {
    name: "wasm-bindgen",
    found: || {
        let command = tools::wasm_bindgen("wasm-bindgen")?;
        tools::wasm_bindgen("wasm-bindgen-test-runner")?;
        program(command).arg("--version").text().ok()
    },
    how: "cargo install into target/tools, about two minutes",
    install: || {
        // Its lock file is not used: it would keep versions that a registry may no longer have.
        let version = tools::locked_version("wasm-bindgen")?;
        cargo("install wasm-bindgen-cli --quiet --force --root target/tools")
            .args(["--version", &format!("={version}")])
            .args(["--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"])
            .call()
    },
};

/// Node.js, which is not ours to install.
pub(crate) const NODE: Part = Part {
    name: "Node.js",
    found: || {
        let version = program("node").arg("--version").text().ok()?;
        let mut numbers = version
            .trim_start_matches('v')
            .split('.')
            .map(|part| part.parse::<u32>().unwrap_or(0));
        let (major, minor) = (numbers.next()?, numbers.next()?);
        on_path("npm")?;
        ((major, minor) >= (20, 19)).then_some(version)
    },
    how: "by you",
    install: || {
        Err(
            "Node.js 20.19 or later with npm is needed: install it from your system or https://nodejs.org"
                .to_owned(),
        )
    },
};

/// The browser and its driver.
pub(crate) const CHROMIUM: Part = Part {
    name: "Chromium",
    found: || {
        tools::chromedriver()?;
        program(tools::chromium()?)
            .args(["--version", "--no-sandbox"])
            .text()
            .ok()
    },
    how: "apt-get install chromium chromium-driver",
    install: || {
        debian(
            &["chromium", "chromium-driver"],
            "Chromium and ChromeDriver (set FOREPLAN_CHROMIUM and CHROMEDRIVER if they are not on the path)",
        )
    },
};

/// The packages of builds.
pub(crate) const BUILD_PACKAGES: Part = packages(
    "npm: build",
    || packages_found(tools::BUILD),
    || install_packages(tools::BUILD),
);
/// The packages of the page.
pub(crate) const PAGE_PACKAGES: Part = packages(
    "npm: page",
    || packages_found(tools::PAGE),
    || install_packages(tools::PAGE),
);
/// The packages of the tests.
pub(crate) const TEST_PACKAGES: Part = packages(
    "npm: tests",
    || packages_found(tools::TESTS),
    || install_packages(tools::TESTS),
);

const fn packages(name: &'static str, found: fn() -> Option<String>, install: fn() -> Outcome) -> Part {
    Part {
        name,
        found,
        how: "npm ci",
        install,
    }
}

/// What `cargo fuzz` needs.
pub(crate) const CARGO_FUZZ: Part = Part {
    name: "cargo-fuzz",
    found: || {
        program("cargo")
            .args(["+nightly", "--version"])
            .succeeds()
            .then_some(())?;
        cargo("fuzz --version").text().ok()
    },
    how: "rustup toolchain install nightly, cargo install cargo-fuzz",
    install: || {
        if !program("cargo").args(["+nightly", "--version"]).succeeds() {
            program("rustup")
                .args(["toolchain", "install", "nightly", "--profile", "minimal"])
                .call()?;
        }
        cargo("install cargo-fuzz --quiet").call()
    },
};

/// Everything that `cargo xtask test` uses.
const ALL: &[&Part] = &[
    &NODE,
    &WASM_RUST,
    &WASM_BINDGEN,
    &CHROMIUM,
    &BUILD_PACKAGES,
    &PAGE_PACKAGES,
    &TEST_PACKAGES,
];

pub(crate) fn run(_: &[String]) -> Outcome {
    let mut failures = Vec::new();
    for part in ALL {
        match (part.found)() {
            Some(what) => println!("have        {:<14} {what}", part.name),
            None => failures.extend(install(part).err()),
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}

/// Installs what is missing of these parts, in silence if nothing is.
pub(crate) fn ensure(parts: &[&Part]) -> Outcome {
    for part in parts.iter().filter(|part| (part.found)().is_none()) {
        install(part)?;
    }
    Ok(())
}

fn install(part: &Part) -> Outcome {
    println!("installing  {:<14} {}", part.name, part.how);
    (part.install)().map_err(|message| format!("{} cannot be had: {message}", part.name))?;
    match (part.found)() {
        Some(what) => println!("have        {:<14} {what}", part.name),
        None => return Err(format!("{} was installed but is not found", part.name)),
    }
    Ok(())
}

/// Installs packages of Debian, or says what has to be there instead.
fn debian(packages: &[&str], otherwise: &str) -> Outcome {
    static UPDATED: Once = Once::new();
    let advice = |reason: String| format!("{reason}\nwhat it is for: {otherwise}");
    if on_path("apt-get").is_none() {
        return Err(advice(format!(
            "there is no apt-get here to install {}",
            packages.join(" ")
        )));
    }
    let root = program("id").arg("-u").text()? == "0";
    if !root && on_path("sudo").is_none() {
        return Err(advice(format!(
            "run as root: apt-get install {}",
            packages.join(" ")
        )));
    }
    let apt = |arguments: &[&str]| {
        let mut command = program(if root { "env" } else { "sudo" });
        command.args(if root { &[] as &[&str] } else { &["env"] });
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"])
            .args(arguments);
        command.text().map(|_| ()).map_err(advice)
    };
    // An update that fails may still leave lists that are good enough for the install.
    UPDATED.call_once(|| drop(apt(&["update"])));
    let mut arguments = vec!["install", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

/// The packages are there if `node_modules` was made from the lock file as it is now.
fn packages_found(folder: NodeFolder) -> Option<String> {
    let lock = fs::read(folder.path().join("package-lock.json")).ok()?;
    let installed = fs::read(folder.path().join(INSTALLED)).ok()?;
    (lock == installed).then(|| format!("{}/node_modules", folder.0))
}

fn install_packages(folder: NodeFolder) -> Outcome {
    ensure(&[&NODE])?;
    let mut command = program("npm");
    command
        .current_dir(folder.path())
        .args(["ci", "--no-audit", "--no-fund"]);
    command.text()?;
    let lock = folder.path().join("package-lock.json");
    fs::copy(lock, folder.path().join(INSTALLED))
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// The copy of the lock file that tells what is installed.
const INSTALLED: &str = "node_modules/.installed-lock.json";

/// Checks that lock files say nothing of the registry they were made with.
pub(crate) fn lock_files_name_no_host() -> Outcome {
    for folder in [tools::BUILD, tools::PAGE, tools::TESTS] {
        let file = at(folder.0).join("package-lock.json");
        let lock = crate::process::read(&file)?;
        if lock.contains("\"resolved\": \"http") {
            let remedy =
                "make it anew with omit-lockfile-registry-resolved=true, as the .npmrc beside it says";
            return Err(format!("{} names a registry: {remedy}", file.display()));
        }
    }
    Ok(())
}
