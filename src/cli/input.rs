//! Job files and cluster files.

use std::io::Read as _;
use std::path::Path;

use crate::fleet::Fleet;
use crate::jobspec::hcl1;
use crate::model::job::Job;
use crate::model::json;
use crate::model::node::Node;

use super::output::Failure;

/// The name that stands for the standard input.
pub(super) const STDIN: &str = "-";

/// A file's name and what is in it.
pub(super) struct Source {
    /// The name, as people call it.
    pub(super) name: String,
    /// The contents.
    pub(super) bytes: Vec<u8>,
}

impl Source {
    /// Reads a file, or the standard input for `-`.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        if path.as_os_str() == STDIN {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::new(format!("cannot read the standard input: {error}")))?;
            return Ok(Source {
                name: "<stdin>".to_owned(),
                bytes,
            });
        }
        let name = path.display().to_string();
        if path.is_dir() {
            return Err(Failure::new(format!("{name} is a folder, not a job file")));
        }
        match std::fs::read(path) {
            Ok(bytes) => Ok(Source { name, bytes }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Failure::new(format!("there is no file {name}")))
            }
            Err(error) => Err(Failure::new(format!("cannot read {name}: {error}"))),
        }
    }

    /// The text; what is no UTF-8 is shown as U+FFFD.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The job in a job file, or in the JSON of the API.
    pub(super) fn job(&self) -> Result<Job, Failure> {
        if let Some(job) = self.api_job() {
            return job;
        }
        let parsed = hcl1::parse_job(&self.bytes);
        match parsed.job {
            Some(job) if parsed.error.is_none() => Ok(job),
            _ => {
                let text = parsed.error.map(|error| error.to_string()).unwrap_or_default();
                Err(Failure::of_source(
                    format!("{} is not a job file", self.name),
                    self,
                    parsed.diagnostics,
                    text,
                ))
            }
        }
    }

    /// The job, if the file is `{"Job": {…}}` or a job itself, as the API has it.
    fn api_job(&self) -> Option<Result<Job, Failure>> {
        let first = self.bytes.iter().find(|byte| !byte.is_ascii_whitespace())?;
        if *first != b'{' {
            return None;
        }
        let value: serde_json::Value = serde_json::from_slice(&self.bytes).ok()?;
        let inner = value
            .get("Job")
            .or_else(|| value.get("TaskGroups").map(|_| &value))?;
        let mut job = Job::default();
        let text = inner.to_string();
        let decoded = json::decode_slice(&mut job, text.as_bytes());
        Some(
            decoded
                .map(|()| job)
                .map_err(|error| Failure::new(format!("{}: {error}", self.name))),
        )
    }
}

/// The nodes that a cluster file describes, or those of the default fleet.
///
/// A cluster file is a list in JSON: of rows of equal machines, or of nodes as the API has them.
pub(super) fn nodes(path: Option<&Path>) -> Result<Vec<Node>, Failure> {
    let Some(path) = path else {
        return Fleet::default()
            .nodes()
            .map_err(|error| Failure::new(error.message));
    };
    let source = Source::read(path)?;
    let is_of_api =
        |value: &serde_json::Value| value.get("NodeResources").is_some() || value.get("ID").is_some();
    if let Ok(serde_json::Value::Array(items)) = serde_json::from_slice(&source.bytes)
        && items.first().is_some_and(is_of_api)
    {
        let nodes = items.into_iter().enumerate().map(|(number, item)| {
            let failed = |error| Failure::new(format!("{}: node {number}: {error}", source.name));
            serde_json::from_value::<Node>(item).map_err(failed)
        });
        return nodes.collect();
    }
    let fleet = Fleet::from_json(&source.bytes).and_then(|fleet| fleet.nodes());
    fleet.map_err(|error| Failure::new(format!("{}: {}", source.name, error.message)))
}
