//! Running programs, and files in the repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command comes to: nothing, or a message that says what went wrong and what to do.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The repository.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// A file or folder of the repository.
pub(crate) fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// A program to run in the repository.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Cargo, the one that runs us, with `arguments` separated by spaces.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = program("cargo");
    // Set for us by `cargo run`: the programs that we start must find their own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command.args(arguments.split_whitespace());
    command
}

/// What a [`Command`] can be asked for here.
pub(crate) trait Run {
    /// Runs it with our output, after printing it.
    fn call(&mut self) -> Outcome;
    /// Runs it and gives what it printed; its errors only if it fails.
    fn text(&mut self) -> Outcome<String>;
    /// Runs it in silence and says whether it succeeded.
    fn succeeds(&mut self) -> bool;
}

impl Run for Command {
    fn call(&mut self) -> Outcome {
        println!("$ {}", shown(self));
        match self.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("`{}` failed ({status})", shown(self))),
            Err(error) => Err(not_started(self, &error)),
        }
    }

    fn text(&mut self) -> Outcome<String> {
        let output = self
            .stdin(Stdio::null())
            .output()
            .map_err(|error| not_started(self, &error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        // The head of what a program complains about says it; npm adds pages of usage.
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = errors.lines().take(20).collect();
        let errors = errors.join("\n");
        Err(format!(
            "`{}` failed ({})\n{}",
            shown(self),
            output.status,
            errors.trim()
        ))
    }

    fn succeeds(&mut self) -> bool {
        let status = self
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!(
        "cannot start `{}`: {error}",
        command.get_program().to_string_lossy()
    )
}

/// The command as one would type it in the repository.
fn shown(command: &Command) -> String {
    let base = format!("{}/", root().display());
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| {
        let word = word.to_string_lossy().replace(&base, "");
        if word.contains([' ', '*', '\n']) {
            format!("'{word}'")
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Where the program of this name is, looked up as a shell does.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Reads a text file of the repository.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file, and the folders it is in.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, content))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Copies a file, making the folders it goes to.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome {
    let content = std::fs::read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    write(to, content)
}

/// Makes a folder empty, or an empty folder.
pub(crate) fn clear(folder: &Path) -> Outcome {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .map_err(|error| format!("cannot remove {}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

/// The paths of what is in a folder, sorted.
pub(crate) fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let list =
        std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = list
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    Ok(paths)
}

/// The value after `--name` among the arguments.
pub(crate) fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let place = arguments.iter().position(|argument| argument == name)?;
    arguments.get(place + 1).map(String::as_str)
}

/// Whether `--name` is among the arguments.
pub(crate) fn flag(arguments: &[String], name: &str) -> bool {
    arguments.iter().any(|argument| argument == name)
}
