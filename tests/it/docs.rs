//! The sessions in the documentation: each command is run, and what it prints must be what stands there.
//!
//! A session is a block of the kind `console`. Lines that begin with `$ foreplan` are commands, run in the root of
//! the repository; what follows up to the next one is what they print, first to the standard output and then to the
//! standard error. `FOREPLAN_REWRITE=1` writes it anew.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROMPT: &str = "$ foreplan ";
const BLOCK: &str = "```console\n";
const END: &str = "```";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages with sessions.
fn pages() -> Vec<PathBuf> {
    fn walk(folder: &Path, pages: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, pages);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    let mut pages = vec![root().join("README.md")];
    walk(&root().join("docs"), &mut pages);
    pages.sort();
    pages
}

/// The words of a command; quotes hold them together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (position, part) in line.split('\'').enumerate() {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn printed(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_foreplan"))
        .current_dir(root())
        .args(words(command))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    text.concat().trim_end().to_owned()
}

/// The session with what its commands print now.
fn replayed(session: &str) -> String {
    let mut out = String::new();
    for line in session.lines().filter(|line| line.starts_with(PROMPT)) {
        out.push_str(&format!("{line}\n{}\n", printed(&line[PROMPT.len()..])));
    }
    out
}

#[test]
fn sessions_print_what_stands_there() {
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut pieces = text.split(BLOCK);
        let mut written = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (session, rest) = piece.split_once(END).unwrap();
            written.push_str(&format!("{BLOCK}{}{END}{rest}", replayed(session)));
            count += session.matches(PROMPT).count();
        }
        if env::var_os("FOREPLAN_REWRITE").is_some() {
            fs::write(&page, &written).unwrap();
        } else {
            let name = page.strip_prefix(root()).unwrap().display();
            assert!(
                written == text,
                "{name} is not what the program prints; FOREPLAN_REWRITE=1 writes it anew:\n{written}"
            );
        }
    }
    assert!(count >= 5, "{count} commands");
}
