//! Files on disk for the functions of HCL2 that read them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::jobspec::FileResolver;
use crate::notation::glob;

use super::input::Source;

/// How many files a pattern may look at.
const MAX_FILES: usize = 100_000;

/// Files on disk. Relative paths start at the folder of the job file.
pub(super) struct DiskFiles {
    folder: PathBuf,
}

impl DiskFiles {
    /// The files around a job file.
    pub(super) fn beside(source: &Source) -> Self {
        DiskFiles {
            folder: source.folder.clone(),
        }
    }

    fn path(&self, path: &str) -> Result<PathBuf, String> {
        Ok(self.folder.join(self.expand(path)?))
    }
}

impl FileResolver for DiskFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let place = self.path(path)?;
        if !place.exists() {
            return Err(format!("no file exists at {}", place.display()));
        }
        // What is no regular file may never end.
        if !place.is_file() {
            return Err(format!("failed to read {}", place.display()));
        }
        fs::read(&place).map_err(|_| format!("failed to read {}", place.display()))
    }

    fn exists(&self, path: &str) -> Result<bool, String> {
        let place = self.path(path)?;
        match fs::metadata(&place) {
            Ok(found) if found.is_file() => Ok(true),
            Ok(_) => Err(format!("{} is not a regular file", place.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(_) => Err(format!("failed to stat {}", place.display())),
        }
    }

    fn list(&self, path: &str, pattern: &str) -> Result<Vec<String>, String> {
        let root = self.path(path)?;
        let mut found = Vec::new();
        let mut looked_at = 0;
        let mut folders = vec![String::new()];
        while let Some(inside) = folders.pop() {
            for entry in fs::read_dir(root.join(&inside)).into_iter().flatten().flatten() {
                looked_at += 1;
                if looked_at > MAX_FILES {
                    return Err(format!("more than {MAX_FILES} files in {}", root.display()));
                }
                let name = entry.file_name();
                let Some(name) = name.to_str() else { continue };
                let name = if inside.is_empty() {
                    name.to_owned()
                } else {
                    format!("{inside}/{name}")
                };
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(name),
                    Ok(_) if glob::matches(pattern, &name) && root.join(&name).is_file() => found.push(name),
                    _ => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn absolute(&self, path: &str) -> Result<String, String> {
        let place = std::path::absolute(path).map_err(|error| error.to_string())?;
        Ok(slashed(&place))
    }

    fn expand(&self, path: &str) -> Result<String, String> {
        let Some(rest) = path.strip_prefix('~') else {
            return Ok(path.to_owned());
        };
        if !rest.is_empty() && !rest.starts_with(['/', '\\']) {
            return Err("cannot expand user-specific home dir".to_owned());
        }
        let home = std::env::home_dir().ok_or("there is no home directory")?;
        Ok(format!("{}{rest}", slashed(&home)))
    }
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
