//! `foreplan fmt` and `foreplan hcl`: files, exit codes, and what goes where.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const UNTIDY: &str = "job \"a\" {\nid=1\n}\n";
const TIDY: &str = "job \"a\" {\n  id = 1\n}\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs the program in a folder, with something on the standard input.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foreplan"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input has closed it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn files_are_rewritten_and_named() {
    let folder = folder("fmt-rewrites");
    fs::write(folder.join("untidy.nomad"), UNTIDY).unwrap();
    fs::write(folder.join("tidy.nomad"), TIDY).unwrap();
    let ran = run(&folder, &["fmt", "untidy.nomad", "tidy.nomad"], "");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "untidy.nomad\n", "")
    );
    assert_eq!(fs::read_to_string(folder.join("untidy.nomad")).unwrap(), TIDY);
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        2,
        "nothing is left beside them"
    );
}

#[test]
fn check_and_diff_change_nothing() {
    let folder = folder("fmt-check");
    fs::write(folder.join("untidy.nomad"), UNTIDY).unwrap();
    fs::write(folder.join("tidy.nomad"), TIDY).unwrap();
    let diff = "--- untidy.nomad\n+++ untidy.nomad (formatted)\n@@ -1,3 +1,3 @@\n job \"a\" {\n-id=1\n+  id = 1\n }\n";
    for (arguments, code, out) in [
        (&["--check"][..], 1, "untidy.nomad\n"),
        (&["--diff"], 0, diff),
        (&["--check", "--diff"], 1, diff),
    ] {
        let all = [&["fmt", "untidy.nomad", "tidy.nomad"], arguments].concat();
        let ran = run(&folder, &all, "");
        assert_eq!((ran.code, ran.out.as_str()), (code, out), "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(folder.join("untidy.nomad")).unwrap(), UNTIDY);
}

#[test]
fn the_standard_input_is_filtered() {
    let folder = folder("fmt-filter");
    let ran = run(&folder, &["fmt", "-"], UNTIDY);
    assert_eq!((ran.code, ran.out.as_str()), (0, TIDY));
    assert_eq!(run(&folder, &["fmt", "--check", "-"], TIDY).code, 0);
    // What would steer a terminal is passed on as it is.
    let steering = "# \u{1b}[31mred\n";
    assert_eq!(run(&folder, &["fmt", "-"], steering).out, steering);
}

#[test]
fn what_cannot_be_formatted_is_left_alone_and_does_not_stop_the_rest() {
    let folder = folder("fmt-fails");
    fs::write(folder.join("broken.nomad"), "job \"a\" {\n").unwrap();
    fs::write(folder.join("untidy.nomad"), UNTIDY).unwrap();
    let ran = run(
        &folder,
        &["fmt", "broken.nomad", "nowhere.nomad", "untidy.nomad"],
        "",
    );
    assert_eq!((ran.code, ran.out.as_str()), (2, "untidy.nomad\n"));
    assert!(
        ran.err.contains("broken.nomad is left alone: 1 error"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("there is no file nowhere.nomad"), "{}", ran.err);
    assert_eq!(
        fs::read_to_string(folder.join("broken.nomad")).unwrap(),
        "job \"a\" {\n"
    );
    assert_eq!(run(&folder, &["fmt"], "").code, 2);
    assert_eq!(
        run(&folder, &["fmt", "--dialect", "hcl1", "-"], "a = b ? c : d\n").code,
        2
    );
    assert_eq!(
        run(&folder, &["fmt", "--dialect", "hcl2", "-"], "a=b?c:d").out,
        "a = b ? c : d\n"
    );
}

#[test]
fn a_job_becomes_a_job_file() {
    let folder = folder("hcl");
    for json in [
        r#"{"Job": {"ID": "a", "Name": "a", "Priority": 7}}"#,
        r#"{"ID": "a", "Name": "a", "Priority": 7}"#,
    ] {
        let ran = run(&folder, &["hcl", "-"], json);
        let file = "job \"a\" {\n  priority = 7\n}\n";
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, file, ""));
    }
    let lossy = r#"{"ID": "a", "Name": "a", "ParentID": "b", "Status": "dead"}"#;
    let ran = run(&folder, &["hcl", "-"], lossy);
    assert_eq!((ran.code, ran.out.as_str()), (0, "job \"a\" {}\n"));
    assert!(
        ran.err.contains("ParentID") && ran.err.contains("1 value left out"),
        "{}",
        ran.err
    );
    let ran = run(&folder, &["hcl", "--strict", "--verbose", "-"], lossy);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("Status") && ran.err.contains("would be lost"),
        "{}",
        ran.err
    );
    let twice = r#"{"ID": "a", "TaskGroups": [{"Name": "g"}, {"Name": "g"}]}"#;
    let ran = run(&folder, &["hcl", "-"], twice);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("group 'g' defined more than once"),
        "{}",
        ran.err
    );
    for (input, code) in [
        ("{\"Job\": 1}", 1),
        ("", 1),
        ("[]", 1),
        ("{\"Job\": {\"Priority\": \"x\"}}", 1),
    ] {
        let ran = run(&folder, &["hcl", "-"], input);
        assert_eq!(ran.code, code, "{input}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
    assert_eq!(run(&folder, &["hcl", "nowhere.json"], "").code, 2);
}
