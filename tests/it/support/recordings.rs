//! Recorded job files and the answers to them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// The folder with the recordings that may be in the repository.
pub(crate) fn own_folder(suite: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/conformance")
        .join(suite)
}

/// The folder with all recordings of a suite, if it is there. It must be when `CI` is set.
pub(crate) fn shared_folder(suite: &str) -> Option<PathBuf> {
    let root = env::var_os("FOREPLAN_CONFORMANCE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"),
        PathBuf::from,
    );
    let folder = root.join(suite);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        env::var_os("CI").is_none(),
        "no recordings in {}",
        folder.display()
    );
    // Past the capture of output, so that nobody takes a run without them for a whole one.
    use std::io::Write as _;
    let _ = writeln!(
        std::io::stderr(),
        "skipped: no recordings in {}",
        folder.display()
    );
    None
}

/// A job file and what the reference answered to it.
pub(crate) struct JobFile {
    pub(crate) name: String,
    /// The file's bytes.
    pub(crate) source: Vec<u8>,
    /// The whole recording.
    pub(crate) expect: Value,
    /// Whether the reference gives the parts of an answer in any order.
    pub(crate) is_unstable: bool,
}

impl JobFile {
    /// The text that a server gets when the file is sent to it in JSON: each byte that is not UTF-8 is replaced.
    pub(crate) fn sent_text(&self) -> String {
        let mut text = String::new();
        for chunk in self.source.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        text
    }
}

/// Reads JSON of any depth.
fn read_json(path: &Path) -> Option<Value> {
    let text = fs::read(path).ok()?;
    let mut deserializer = serde_json::Deserializer::from_slice(&text);
    deserializer.disable_recursion_limit();
    Value::deserialize(&mut deserializer).ok()
}

/// All job files of a folder, by name.
pub(crate) fn job_files(folder: &Path) -> Vec<JobFile> {
    let unstable = read_json(&folder.join("unstable.json")).unwrap_or_default();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder.join("expect"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let file = |path: &PathBuf| {
        let expect = read_json(path).unwrap_or_else(|| panic!("{} is not JSON", path.display()));
        let name = expect["name"].as_str().unwrap().to_owned();
        let mut sources = ["hcl", "nomad", "json"]
            .iter()
            .filter_map(|extension| fs::read(folder.join("cases").join(format!("{name}.{extension}"))).ok());
        JobFile {
            source: sources.next().unwrap_or_else(|| panic!("{name} has no file")),
            is_unstable: unstable.get(&name).is_some(),
            expect,
            name,
        }
    };
    paths.iter().map(file).collect()
}

/// An answer of a server: its status, and its body as JSON; text is a JSON string.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// Asks for an answer to each file and compares it with the recorded one of a stage. Panics with a list of what is
/// different, and returns how many were compared.
pub(crate) fn check_stage(files: &[JobFile], stage: &str, answer: impl Fn(&JobFile) -> Answer) -> usize {
    let mut checked = 0;
    let mut failures = Vec::new();
    for file in files {
        let expected = &file.expect[stage];
        if expected.is_null() {
            continue;
        }
        checked += 1;
        let answer = answer(file);
        let difference = if expected["status"] != answer.status {
            Some(format!(
                "status: expected {}, got {}: {}",
                expected["status"], answer.status, answer.body
            ))
        } else if file.is_unstable {
            let in_order = super::compare::in_order;
            super::compare::difference(&in_order(&expected["body"]), &in_order(&answer.body))
        } else {
            super::compare::difference(&expected["body"], &answer.body)
        };
        failures.extend(difference.map(|difference| format!("{}: {difference}", file.name)));
    }
    assert!(
        failures.is_empty(),
        "{stage}: {} of {checked} different\n{}",
        failures.len(),
        failures.join("\n")
    );
    checked
}
