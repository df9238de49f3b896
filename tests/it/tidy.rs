//! Rules of the house that no compiler knows: who may import whom, and that each file says what it is about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import of ours besides itself, as `ARCHITECTURE.md` says it. What is missing from a row is
/// missing on purpose: say in the commit why a module needs more.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("styled", &[]),
    ("diagnostic", &["styled"]),
    ("notation", &["diagnostic"]),
    ("model", &[]),
    ("schema", &["model"]),
    ("jobspec", &["diagnostic", "notation", "model"]),
    ("canonical", &["diagnostic", "notation", "model"]),
    ("validate", &["diagnostic", "notation", "model"]),
    ("diff", &["diagnostic", "notation", "styled", "model"]),
    ("fleet", &["diagnostic", "model"]),
    ("state", &["notation", "model"]),
    ("scheduler", &["notation", "model", "state"]),
    (
        "lint",
        &[
            "diagnostic",
            "notation",
            "model",
            "jobspec",
            "canonical",
            "fleet",
            "state",
            "scheduler",
        ],
    ),
    (
        "check",
        &["diagnostic", "model", "jobspec", "canonical", "validate", "lint"],
    ),
    (
        "engine",
        &[
            "diagnostic",
            "notation",
            "model",
            "state",
            "scheduler",
            "canonical",
            "validate",
            "diff",
        ],
    ),
    (
        "explain",
        &["styled", "model", "state", "scheduler", "diff", "engine"],
    ),
    (
        "api",
        &[
            "notation",
            "model",
            "schema",
            "state",
            "jobspec",
            "canonical",
            "validate",
            "diff",
            "engine",
        ],
    ),
    ("host", &["model", "state", "engine", "api"]),
    ("http", &["api", "host"]),
    (
        "wasm",
        &[
            "diagnostic",
            "model",
            "schema",
            "jobspec",
            "diff",
            "fleet",
            "lint",
            "check",
            "explain",
            "api",
            "host",
        ],
    ),
    (
        "cli",
        &[
            "styled",
            "diagnostic",
            "notation",
            "model",
            "schema",
            "jobspec",
            "canonical",
            "diff",
            "fleet",
            "lint",
            "check",
            "engine",
            "explain",
            "api",
            "host",
            "http",
        ],
    ),
];

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Files of `src`: where they are in it, and their text.
fn sources() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&folder, &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        (file.strip_prefix(&folder).unwrap().to_owned(), text)
    };
    files.into_iter().map(read).collect()
}

/// The modules that are only there for tests, as paths without an ending.
fn test_modules(sources: &[(PathBuf, String)]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for (file, text) in sources {
        let parent = match file.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs") => file.parent().unwrap().to_owned(),
            _ => file.with_extension(""),
        };
        for declaration in text.split("#[cfg(test)]\n").skip(1) {
            let name = declaration
                .trim_start()
                .strip_prefix("mod ")
                .and_then(|rest| rest.split_once([';', ' ']));
            found.extend(name.map(|(name, _)| parent.join(name)));
        }
    }
    found
}

/// What a text imports of the crate outside of comments and of its unit tests.
fn imports(text: &str) -> BTreeSet<&str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut found = BTreeSet::new();
    for line in lines {
        for rest in line.split("crate::").skip(1) {
            let group = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
            for name in group
                .unwrap_or(rest)
                .split(',')
                .take(if group.is_some() { usize::MAX } else { 1 })
            {
                let end = name.trim().find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                found.insert(
                    name.trim()
                        .get(..end.unwrap_or(name.trim().len()))
                        .unwrap_or_default(),
                );
            }
        }
    }
    found
}

#[test]
fn modules_import_what_they_may() {
    let sources = sources();
    let for_tests = test_modules(&sources);
    let modules: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    let mut faults = Vec::new();
    for (file, text) in &sources {
        let module = file
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        if matches!(module, "lib" | "main") || for_tests.contains(&file.with_extension("")) {
            continue;
        }
        let row = MAY_IMPORT.iter().find(|(name, _)| *name == module);
        let (_, allowed) = row.unwrap_or_else(|| panic!("{module} has no row in {}", file!()));
        for import in imports(text) {
            if import != module && modules.contains(import) && !allowed.contains(&import) {
                faults.push(format!(
                    "src/{}: {module} may not import {import}",
                    file.display()
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{}\nMove what is needed down to a module that both may import, or hand it in as an argument.",
        faults.join("\n")
    );
}

#[test]
fn files_begin_with_what_they_are_about() {
    let sources = sources();
    let for_tests = test_modules(&sources);
    let silent = sources
        .iter()
        .filter(|(file, text)| !text.starts_with("//! ") && !for_tests.contains(&file.with_extension("")));
    let names: Vec<_> = silent.map(|(file, _)| file.display().to_string()).collect();
    assert!(
        names.is_empty(),
        "no line `//! …` at the top of src/{}",
        names.join(", src/")
    );
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "// crate::none\nuse crate::{api::Request, host};\nfn f() -> crate::model::Job { crate::state::x() }\n\
                #[cfg(test)]\nmod tests {\n    use crate::cli;\n}\n";
    let found: Vec<_> = imports(text).into_iter().collect();
    assert_eq!(found, ["api", "host", "model", "state"]);
}
