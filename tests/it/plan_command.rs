//! `foreplan plan` as people type it: what it prints, its exit codes, and what it says of bad input.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// How a command ended: exit code, standard output, standard error.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

/// Runs the program at the top of the repository, so that paths are those of the README.
fn foreplan(arguments: &[&str], input: &[u8]) -> Ended {
    let mut process = Command::new(env!("CARGO_BIN_EXE_foreplan"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // A program that has seen enough may hang up before it has read all.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = process.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_exit_code_says_whether_allocations_come_or_go() {
    let web = "www/gallery/web-service.nomad";
    assert_eq!(foreplan(&["plan", web], b"").code, 1);
    let same = foreplan(&["plan", web, "--against", web], b"");
    assert_eq!(same.code, 0, "{}", same.out);
    let from_input = foreplan(
        &["plan", "-"],
        &fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(web)).unwrap(),
    );
    assert_eq!(from_input.code, 1, "{}", from_input.err);
}

#[test]
fn machines_read_the_plan_as_json() {
    let ended = foreplan(&["plan", "--json", "www/gallery/shop.nomad"], b"");
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert!(report.is_object());
    assert_eq!(ended.code, 1);
}

#[test]
fn what_does_not_fit_says_why() {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/gallery/web-service.nomad"))
            .unwrap();
    let elsewhere = text.replace("\"dc1\"", "\"mars\"");
    let ended = foreplan(&["plan", "-"], elsewhere.as_bytes());
    assert!(ended.out.contains("mars"), "{}", ended.out);
}

#[test]
fn bad_input_is_said_to_be_bad_and_where() {
    let missing = foreplan(&["plan", "no-such-file.nomad"], b"");
    assert_eq!(missing.code, 255);
    assert!(missing.err.contains("no-such-file.nomad"), "{}", missing.err);

    let prose = foreplan(&["plan", "-"], b"Dear scheduler,\nplease run my job.\n");
    assert_eq!(prose.code, 255);
    assert!(prose.err.contains(":1:"), "{}", prose.err);

    let binary = foreplan(&["plan", "-"], b"\x7fELF\x02\x01\x01\0\0\0\0");
    assert_eq!((binary.code, binary.err.is_empty()), (255, false));

    let empty = foreplan(&["plan", "-"], b"");
    assert_eq!((empty.code, empty.err.is_empty()), (255, false));
}

#[test]
fn a_hundred_megabytes_of_braces_are_refused() {
    let ended = foreplan(&["plan", "-"], &b"{".repeat(100_000_000));
    assert_eq!(ended.code, 255);
    assert!(ended.err.len() < 10_000, "{} bytes of error", ended.err.len());
}
