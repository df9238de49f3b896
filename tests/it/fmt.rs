//! The formatter: cases of ours, and what holds of every text.

use std::fs;
use std::path::{Path, PathBuf};

use foreplan::jobspec::hcl1::parse_job;
use foreplan::jobspec::{Dialect, format};

use crate::support::recordings::{job_files, own_folder, shared_folder};

/// Set, it makes the cases say what comes out.
const REWRITE: &str = "FOREPLAN_REWRITE";

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fmt");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "nomad"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn cases_come_out_as_they_should() {
    let mut failures = Vec::new();
    for path in cases() {
        let tidy = path.with_extension("tidy");
        let name = name_of(&path);
        let found = format(&fs::read(&path).unwrap(), Dialect::Auto)
            .unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        if std::env::var_os(REWRITE).is_some() {
            fs::write(&tidy, &found).unwrap();
        }
        let expected = fs::read_to_string(&tidy).unwrap_or_default();
        if found != expected {
            failures.push(format!("{name}:\n{found}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Names and texts of all job files that there are, in either dialect.
fn all_texts() -> Vec<(String, Vec<u8>)> {
    // Our own are among the shared ones.
    let folder = shared_folder("jobspec").unwrap_or_else(|| own_folder("jobspec"));
    let files = job_files(&folder).into_iter();
    let mut texts: Vec<_> = files.map(|file| (file.name, file.source)).collect();
    let mut paths = cases();
    if let Some(folder) = shared_folder("hcl2") {
        let entries = fs::read_dir(folder.join("cases")).unwrap();
        let entries = entries.map(|entry| entry.unwrap().path());
        paths.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "nomad")));
    }
    texts.extend(
        paths
            .into_iter()
            .map(|path| (name_of(&path), fs::read(path).unwrap())),
    );
    texts
}

/// What holds of every text: it is refused with places in it, or what comes out is tidy, stays as it is when it is
/// formatted again, and says the same.
fn check(name: &str, text: &[u8]) -> Option<String> {
    let formatted = match format(text, Dialect::Auto) {
        Ok(formatted) => formatted,
        Err(faults) => {
            assert!(!faults.is_empty(), "{name}");
            for fault in &faults {
                let span = fault.place.span.unwrap();
                let is_inside = span.start <= span.end && span.start as usize <= text.len();
                assert!(is_inside, "{name}: {fault:?}");
            }
            return None;
        }
    };
    let shown = || String::from_utf8_lossy(text).into_owned();
    match format(formatted.as_bytes(), Dialect::Auto) {
        Ok(again) => assert_eq!(formatted, again, "{name}: it is not tidy yet\n{}", shown()),
        Err(faults) => panic!("{name}: {faults:?}\n{}\n{formatted}", shown()),
    }
    assert!(formatted.is_empty() || formatted.ends_with('\n'), "{name}");
    assert!(
        bare(text) == bare(formatted.as_bytes()),
        "{name}: more than white space changed\n{}\n{formatted}",
        shown()
    );
    let before = parse_job(text);
    if before.job.is_some() {
        let after = parse_job(formatted.as_bytes());
        assert_eq!(before.job, after.job, "{name}:\n{}\n{formatted}", shown());
        assert_eq!(before.diagnostics.len(), after.diagnostics.len(), "{name}");
    }
    check_hcl2(name, text, formatted.as_bytes());
    Some(formatted)
}

/// In HCL2 too a formatted text says the same.
#[cfg(feature = "hcl2")]
fn check_hcl2(name: &str, text: &[u8], formatted: &[u8]) {
    use foreplan::jobspec::hcl2::{Options, parse_job};
    let options = Options::default();
    let before = parse_job(text, &options);
    if before.job.is_some() {
        let after = parse_job(formatted, &options);
        let shown = |text| String::from_utf8_lossy(text).into_owned();
        assert_eq!(
            before.job,
            after.job,
            "{name}:\n{}\n{}",
            shown(text),
            shown(formatted)
        );
    }
}

#[cfg(not(feature = "hcl2"))]
fn check_hcl2(_: &str, _: &[u8], _: &[u8]) {}

/// A text without byte order mark and white space.
fn bare(text: &[u8]) -> Vec<u8> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let is_white = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    text.iter().copied().filter(|byte| !is_white(byte)).collect()
}

#[test]
fn formatting_changes_no_job_and_is_done_after_once() {
    let mut formatted = 0;
    for (name, text) in all_texts() {
        let is_formatted = check(&name, &text).is_some();
        formatted += usize::from(is_formatted);
        let is_json = text.trim_ascii_start().starts_with(b"{");
        assert!(
            is_formatted || is_json || parse_job(&text).job.is_none(),
            "{name}: a job file is not formatted"
        );
    }
    assert!(formatted >= 100, "{formatted}");
    println!("{formatted} texts formatted");
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for (name, text) in all_texts() {
        // Files of some size are cut at fewer places, to be done in time.
        let step = text.len() / 15 + 1;
        for end in (0..text.len()).step_by(step) {
            check(&name, &text[..end]);
        }
    }
}

#[test]
fn every_lost_or_changed_byte_is_survived() {
    const REPLACEMENTS: &[u8] = b"\0\xff\"{}[]=\\$<#/\n\r-.e0a,%()!*:? ";
    for (number, (name, source)) in all_texts().iter().enumerate() {
        let step = source.len() / 8 + 1;
        for at in (number % step..source.len()).step_by(step) {
            let mut text = source.clone();
            text[at] = REPLACEMENTS[(at + number) % REPLACEMENTS.len()];
            check(name, &text);
            text.remove(at);
            check(name, &text);
        }
    }
}

#[test]
fn texts_without_sense_end_quickly() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "(",
        "\"",
        "a ",
        "a = ",
        "a = [",
        "a {",
        "\"a\" ",
        "a=1\n",
        "a{x=}}",
        "#",
        "/*",
        "<<E\n",
        "\"${",
        "\"%{",
        "\\",
        "\0",
        "\u{feff}",
        "{\"a\":",
        "a \"b\" {}\n",
        "job \"x\" {",
        "x = \"${\"${",
        "$${",
        "a = <<E\n${<<E\n",
        "é",
        "\r",
        "\r\n",
        "- ",
        ". ",
        "a # b\n",
    ];
    for piece in pieces {
        check(piece, piece.repeat(200_000 / piece.len()).as_bytes());
    }
}

#[test]
fn what_comes_out_is_not_much_longer_than_what_went_in() {
    let deep = [&"a {\n".repeat(400), &"b=1\n".repeat(50_000), &*"}\n".repeat(400)].concat();
    let wide = [
        "n".repeat(100_000),
        " = 1\n".to_owned(),
        "b = 1 # c\n".repeat(50_000),
    ]
    .concat();
    for text in [deep, wide] {
        let formatted = check("large", text.as_bytes()).unwrap();
        assert!(formatted.len() < text.len() * 40);
    }
}
