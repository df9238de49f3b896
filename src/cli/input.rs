//! Job files and cluster files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::check::{self, Checked};
use crate::diagnostic::render::{self, InFile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::fleet::Fleet;
use crate::jobspec::{self, Dialect, Parsed, Variables};
use crate::lint::{self, Lint};
use crate::model::job::Job;
use crate::model::node::Node;

use super::files::DiskFiles;
use super::output::{Failure, Format, counted};

/// The name that stands for the standard input.
const STDIN: &str = "-";

/// What the names of variables begin with in the environment.
const VARIABLE: &str = "NOMAD_VAR_";

/// Whether a path stands for the standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// How job files are read.
#[derive(Debug, Clone, Args)]
pub(super) struct Reading {
    /// The language of the file: hcl1 (Nomad 0.12), hcl2 (Nomad 1.0), or auto for whichever it is.
    #[arg(long, value_name = "DIALECT", default_value = Dialect::Auto.as_str())]
    dialect: Dialect,
    /// The value of a variable, for HCL2; NOMAD_VAR_NAME in the environment is another way.
    #[arg(long, value_name = "NAME=VALUE")]
    var: Vec<String>,
    /// A file with values of variables, for HCL2.
    #[arg(long, value_name = "FILE")]
    var_file: Vec<PathBuf>,
}

impl Reading {
    /// Everything that files are read with; chance in their functions follows from the seed.
    pub(super) fn reader(&self, seed: u64) -> Result<Reader, Failure> {
        let file = |path: &PathBuf| {
            let source = Source::read(path)?;
            Ok((source.name, source.bytes))
        };
        let files: Result<_, Failure> = self.var_file.iter().map(file).collect();
        let environment = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            name.starts_with(VARIABLE).then_some(())?;
            Some((name, value.into_string().ok()?))
        });
        Ok(Reader {
            dialect: self.dialect,
            variables: Variables {
                arguments: self.var.clone(),
                files: files?,
                environment: environment.collect(),
            },
            seed,
        })
    }
}

/// Reads job files.
pub(super) struct Reader {
    dialect: Dialect,
    variables: Variables,
    seed: u64,
}

impl Reader {
    /// The job of a file.
    pub(super) fn parse(&self, source: &Source) -> Parsed {
        let files = DiskFiles::beside(source);
        let options = jobspec::Options {
            with_places: true,
            ..self.options(source, &files)
        };
        jobspec::parse(&source.bytes, self.dialect, &options)
    }

    /// The job of a file, and what there is to say about it: its faults, and what these lints find.
    pub(super) fn check(&self, source: &Source, lints: Option<&lint::Options<'_>>) -> Checked {
        let files = DiskFiles::beside(source);
        check::check_with(&source.bytes, self.dialect, &self.options(source, &files), lints)
    }

    /// The job of a file as it is written, if it is valid.
    pub(super) fn valid(&self, source: &Source) -> Result<Job, Failure> {
        self.valid_job(source, self.check(source, None))
    }

    /// The same of what was looked at already.
    pub(super) fn valid_job(&self, source: &Source, checked: Checked) -> Result<Job, Failure> {
        let is_valid = checked.is_valid();
        let job = checked.job;
        let is_job = job.is_some();
        job.filter(|_| is_valid)
            .ok_or_else(|| source.refused(&checked.diagnostics, is_job))
    }

    /// The job of a file as it would be stored, valid or not.
    pub(super) fn stored(&self, source: &Source) -> Result<Job, Failure> {
        let checked = self.check(source, None);
        let is_job = checked.job.is_some();
        checked
            .stored
            .ok_or_else(|| source.refused(&checked.diagnostics, is_job))
    }

    fn options<'a>(&'a self, source: &'a Source, files: &'a DiskFiles) -> jobspec::Options<'a> {
        jobspec::Options {
            with_places: false,
            file_name: &source.name,
            variables: &self.variables,
            resolver: Some(files),
            seed: self.seed,
        }
    }
}

/// Which lints are silent.
#[derive(Debug, Clone, Args)]
pub(super) struct Linting {
    /// Lints that are silent, with commas between them: `foreplan explain` lists them; `all` is all of them.
    #[arg(long, value_name = "LINTS", value_delimiter = ',', value_parser = lint_code)]
    allow: Vec<String>,
}

impl Linting {
    /// The options of lints on these nodes, if any are known.
    pub(super) fn options<'a>(&'a self, nodes: Option<&'a [&'a Node]>) -> lint::Options<'a> {
        lint::Options {
            nodes,
            allow: &self.allow,
        }
    }
}

fn lint_code(code: &str) -> Result<String, String> {
    match Lint::find(code) {
        Some(_) => Ok(code.to_owned()),
        None if code == lint::ALL => Ok(code.to_owned()),
        None => Err("there is no such lint: `foreplan explain` lists them".to_owned()),
    }
}

/// A file's name and what is in it.
pub(super) struct Source {
    /// The name, as people call it.
    pub(super) name: String,
    /// The folder that it is in.
    pub(super) folder: PathBuf,
    /// The contents.
    pub(super) bytes: Vec<u8>,
}

impl Source {
    /// Reads a file, or the standard input for `-`.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        if is_stdin(path) {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| Failure::new(format!("cannot read the standard input: {error}")))?;
            return Ok(Source {
                name: "<stdin>".to_owned(),
                folder: PathBuf::new(),
                bytes,
            });
        }
        let name = path.display().to_string();
        if path.is_dir() {
            return Err(Failure::new(format!("{name} is a folder, not a job file")));
        }
        match std::fs::read(path) {
            Ok(bytes) => Ok(Source {
                name,
                folder: path.parent().map(Path::to_owned).unwrap_or_default(),
                bytes,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Failure::new(format!("there is no file {name}")))
            }
            Err(error) => Err(Failure::new(format!("cannot read {name}: {error}"))),
        }
    }

    /// What was found in this file, in a format.
    pub(super) fn render(
        &self,
        diagnostics: &[Diagnostic],
        format: Format,
    ) -> Result<crate::styled::StyledText, Failure> {
        let text = render::shown_text(&self.bytes);
        format.render(&[InFile {
            file: &self.name,
            text: &text,
            diagnostics,
        }])
    }

    /// Why nothing can be done with the job of this file: each fault with its line.
    pub(super) fn refused(&self, diagnostics: &[Diagnostic], is_job: bool) -> Failure {
        let errors = diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error);
        let errors = counted(errors.count(), "error");
        let message = if is_job {
            format!("the job in {} is not valid: {errors}", self.name)
        } else {
            format!("{} is not a valid job file: {errors}", self.name)
        };
        match self.render(diagnostics, Format::Human) {
            Ok(shown) => Failure::after(shown, message),
            Err(failure) => failure,
        }
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
