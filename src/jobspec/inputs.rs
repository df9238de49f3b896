//! What a job file in HCL2 is given from outside: values for its variables, and files for its functions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::notation::glob;

/// Values for the variables of a job file. Later ones count more, and so do files than the environment and arguments
/// than files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// Arguments of a command line: `name=value`.
    pub arguments: Vec<String>,
    /// Variable files: what messages call them, and what is in them.
    pub files: Vec<(String, Vec<u8>)>,
    /// The environment: `NOMAD_VAR_name` and value. Other names are ignored.
    pub environment: Vec<(String, String)>,
}

impl Variables {
    /// None.
    pub const NONE: &'static Variables = &Variables {
        arguments: Vec::new(),
        files: Vec::new(),
        environment: Vec::new(),
    };

    /// Values as a request gives them: the text of a variable file, or an object with a member a variable.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub fn from_json(value: &Value) -> Result<Variables, NoVariables> {
        let file = match value {
            Value::Null => return Ok(Variables::default()),
            Value::String(text) if text.is_empty() => return Ok(Variables::default()),
            Value::String(text) => ("variables.hcl", text.clone()),
            Value::Object(members) if members.is_empty() => return Ok(Variables::default()),
            Value::Object(_) => ("variables.json", value.to_string()),
            _ => return Err(NoVariables),
        };
        Ok(Variables {
            files: vec![(file.0.to_owned(), file.1.into_bytes())],
            ..Variables::default()
        })
    }
}

/// Something that gives no values to variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoVariables;

impl std::fmt::Display for NoVariables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("variables are an object with a member for each, or the text of a variable file")
    }
}

impl std::error::Error for NoVariables {}

/// Files for the functions that read them, as the host has them. Paths are as the job file has them; what is relative
/// is the host's business.
pub trait FileResolver {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The text to show: `no file exists at PATH` or `failed to read PATH`.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// Whether there is a regular file.
    ///
    /// # Errors
    ///
    /// The text to show, when that cannot be told.
    fn exists(&self, path: &str) -> Result<bool, String>;

    /// The regular files below a folder that match a pattern, relative to the folder, with `/` between the segments.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn list(&self, path: &str, pattern: &str) -> Result<Vec<String>, String>;

    /// The absolute form of a path.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn absolute(&self, path: &str) -> Result<String, String>;

    /// The path with `~` at its beginning replaced by the user's folder.
    ///
    /// # Errors
    ///
    /// The text to show.
    fn expand(&self, path: &str) -> Result<String, String>;
}

/// Files that are in memory. Relative paths are as they are; there is no folder of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryFiles(BTreeMap<String, Vec<u8>>);

impl MemoryFiles {
    /// These files, by their paths.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let files = files.into_iter();
        MemoryFiles(files.map(|(path, bytes)| (plain_path(&path), bytes)).collect())
    }
}

impl FileResolver for MemoryFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.get(&plain_path(path));
        found.cloned().ok_or_else(|| format!("no file exists at {path}"))
    }

    fn exists(&self, path: &str) -> Result<bool, String> {
        Ok(self.0.contains_key(&plain_path(path)))
    }

    fn list(&self, path: &str, pattern: &str) -> Result<Vec<String>, String> {
        let folder = plain_path(path);
        let inside = |file: &'_ String| -> Option<String> {
            let rest = match folder.as_str() {
                "" => file.as_str(),
                folder => file.strip_prefix(folder)?.strip_prefix('/')?,
            };
            glob::matches(pattern, rest).then(|| rest.to_owned())
        };
        Ok(self.0.keys().filter_map(inside).collect())
    }

    fn absolute(&self, path: &str) -> Result<String, String> {
        Ok(format!("/{}", plain_path(path).trim_start_matches('/')))
    }

    fn expand(&self, path: &str) -> Result<String, String> {
        Ok(path.to_owned())
    }
}

/// A path without steps that lead nowhere.
fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') {
        format!("/{joined}")
    } else {
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_come_as_text_or_as_an_object() {
        let file = |value: Value| {
            let variables = Variables::from_json(&value).unwrap();
            variables.files.into_iter().next().map(|(name, _)| name)
        };
        assert_eq!(file(json!("zone = \"dc1\"")).as_deref(), Some("variables.hcl"));
        assert_eq!(file(json!({"zone": "dc1"})).as_deref(), Some("variables.json"));
        assert_eq!(
            (file(json!(null)), file(json!("")), file(json!({}))),
            (None, None, None)
        );
        assert_eq!(Variables::from_json(&json!([1])), Err(NoVariables));
    }

    #[test]
    fn files_in_memory_are_found_by_their_plain_paths() {
        let text = |text: &str| text.as_bytes().to_vec();
        let files = MemoryFiles::new([
            ("./conf/a.txt".to_owned(), text("a")),
            ("conf/b/c.txt".to_owned(), text("c")),
        ]);
        assert_eq!(files.read("conf/../conf/a.txt"), Ok(text("a")));
        assert_eq!(files.read("a.txt"), Err("no file exists at a.txt".to_owned()));
        assert_eq!(files.exists("conf"), Ok(false));
        assert_eq!(files.list("conf", "*.txt"), Ok(vec!["a.txt".to_owned()]));
        assert_eq!(files.list(".", "**/*.txt").map(|found| found.len()), Ok(2));
        assert_eq!(files.absolute("conf/./a.txt"), Ok("/conf/a.txt".to_owned()));
    }
}
