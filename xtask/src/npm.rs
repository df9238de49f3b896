//! `cargo xtask npm`: the npm package, assembled in `pkg/` and packed to `target/npm/foreplan.tgz`.
//!
//! `pkg-template/` is the package as people write it; what is added here is made: the engine, the CommonJS entry,
//! the engine as text for where no file can be read, the types and schemas of the API's objects, and the version.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::process::{Outcome, Run, at, cargo, clear, copy, entries, program, read, write};
use crate::setup::{self, BUILD_PACKAGES};
use crate::{tools, wasm};

/// The packed package.
pub(crate) fn tarball() -> PathBuf {
    at("target/npm/foreplan.tgz")
}

pub(crate) fn run(_: &[String]) -> Outcome {
    assemble()?;
    pack()
}

/// Makes `pkg/`.
pub(crate) fn assemble() -> Outcome {
    wasm::build()?;
    setup::ensure(&[&BUILD_PACKAGES])?;
    let package = at("pkg");
    clear(&package)?;
    let mut sources = entries(&at("pkg-template"))?;
    sources.retain(|path| path.extension().is_none_or(|extension| extension != "rs"));
    sources.extend(entries(&wasm::engine())?);
    sources.extend(
        entries(&at("."))?
            .into_iter()
            .filter(|path| path.file_name().is_some_and(is_license)),
    );
    for source in sources {
        if let Some(name) = source.file_name() {
            copy(&source, &package.join(name))?;
        }
    }
    add_types()?;
    add_schemas()?;
    // TypeScript takes the types of a CommonJS entry only from a file that says so.
    copy(&package.join("index.d.ts"), &package.join("index.d.cts"))?;
    let engine = fs::read(package.join("engine_bg.wasm")).map_err(|error| error.to_string())?;
    write(
        &package.join("engine_inline.js"),
        format!("export default '{}';\n", STANDARD.encode(engine)),
    )?;
    set_version()?;
    tools::BUILD
        .program("rolldown")
        .args("pkg/node.js --format cjs --platform node --file pkg/node.cjs".split(' '))
        .text()
        .map(drop)
}

fn is_license(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with("LICENSE")
}

/// The types of the API's objects stand behind those that people wrote.
fn add_types() -> Outcome {
    let file = at("pkg/index.d.ts");
    let generated = cargo("run --quiet --package foreplan --example types").text()?;
    write(&file, format!("{}\n{generated}\n", read(&file)?))
}

/// The documents of `foreplan schema`, each as the file that the package calls it.
const SCHEMAS: &[(&str, &str)] = &[
    ("job", "schema.json"),
    ("api", "api-schema.json"),
    ("openapi", "openapi.json"),
];

fn add_schemas() -> Outcome {
    for (document, file) in SCHEMAS {
        let text = cargo("run --quiet --package foreplan --bin foreplan -- schema")
            .arg(document)
            .text()?;
        write(&at("pkg").join(file), text + "\n")?;
    }
    Ok(())
}

/// The package has the crate's version.
fn set_version() -> Outcome {
    let file = at("pkg/package.json");
    let template = read(&file)?;
    let version = tools::locked_version("foreplan")?;
    write(
        &file,
        template.replacen(
            "\"version\": \"0.0.0\"",
            &format!("\"version\": \"{version}\""),
            1,
        ),
    )
}

/// Packs `pkg/` as it would be published.
pub(crate) fn pack() -> Outcome {
    clear(&at("target/npm"))?;
    let mut npm = program("npm");
    npm.current_dir(at("pkg"))
        .args(["pack", "--silent", "--pack-destination", "../target/npm"]);
    let name = npm.text()?;
    let packed = at("target/npm").join(name.lines().last().unwrap_or_default());
    let size = fs::metadata(&packed).map_err(|error| error.to_string())?.len();
    println!("{}: {} KB", tarball().display(), size / 1000);
    fs::rename(&packed, tarball()).map_err(|error| error.to_string())
}
