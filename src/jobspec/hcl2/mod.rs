//! HCL2, the language of Nomad 1.0's job files: from its text to a job.
//!
//! [`parse_job`] reads a job file as Nomad 1.0.18 does. Its jobs are those of Nomad 0.12 and a few members more.
//! Everything happens in memory: values of variables come in with the [`Options`], and what functions read from files
//! goes through a [`FileResolver`] that the host may give.
//!
//! What a text asks for is bounded: how deep it nests (64 levels, by the parser of trees), how many blocks `dynamic`
//! blocks make, and how much its expressions compute. Beyond a bound there is a fault of our own.
//!
//! - `files`: the texts that take part, and where in them something is
//! - `fault`: what is wrong, and how the reference says it
//! - `messages`: the words of syntax faults
//! - `syntax`: text to tree
//! - `value`, `functions`: what expressions compute with
//! - `eval`: expressions to values
//! - `variables`: what a file asks for and is given
//! - `decode`: blocks to a job
//! - `diagnostics`: faults as diagnostics

mod decode;
mod diagnostics;
pub(crate) mod eval;
mod fault;
mod files;
pub(crate) mod functions;
mod messages;
mod syntax;
pub(crate) mod value;
mod variables;

pub use super::inputs::{FileResolver, Variables};

use eval::{Environment, Scope};
use fault::Faults;
use files::{FileId, Files};
use functions::Context;
use syntax::{BlockSchema, Schema, Source};

use super::places::{Places, PlacesRecorder};
use super::{Parsed, ReferenceError};
use crate::diagnostic::Diagnostic;
use crate::model::job::Job;

/// What a job file is read with.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// What messages call the file.
    pub file_name: &'a str,
    /// Values of its variables.
    pub variables: &'a Variables,
    /// Files for the functions that read them; without it they fail.
    pub resolver: Option<&'a dyn FileResolver>,
    /// What all chance is derived from, in the functions that have random results.
    pub seed: u64,
    /// Whether [`Parsed::places`] is filled.
    pub with_places: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            file_name: "input.hcl",
            variables: Variables::NONE,
            resolver: None,
            seed: 0,
            with_places: false,
        }
    }
}

/// What a file may hold.
const FILE: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[
        BlockSchema {
            kind: "variables",
            labels: &[],
        },
        BlockSchema {
            kind: "variable",
            labels: &["name"],
        },
        BlockSchema {
            kind: "locals",
            labels: &[],
        },
        BlockSchema {
            kind: "job",
            labels: &["name"],
        },
    ],
};

/// Parses a job file in HCL2 or its JSON flavour.
///
/// ```
/// use foreplan::jobspec::hcl2::{Options, Variables, parse_job};
///
/// let text = br#"
/// variable "zone" {
///   default = "dc1"
/// }
/// job "web" {
///   datacenters = ["${var.zone}"]
/// }
/// "#;
/// let parsed = parse_job(text, &Options::default());
/// assert_eq!(parsed.job.unwrap().datacenters.unwrap(), ["dc1"]);
///
/// let variables = Variables {
///     arguments: vec!["zone=dc2".to_owned()],
///     ..Variables::default()
/// };
/// let parsed = parse_job(text, &Options { variables: &variables, ..Options::default() });
/// assert_eq!(parsed.job.unwrap().datacenters.unwrap(), ["dc2"]);
///
/// let parsed = parse_job(b"job \"web\" {\n  datacenter = [\"dc1\"]\n}\n", &Options::default());
/// assert_eq!(
///     parsed.error.unwrap().as_str(),
///     "input.hcl:2,3-13: Unsupported argument; An argument named \"datacenter\" is not expected here. Did you mean \"datacenters\"?"
/// );
/// assert_eq!(parsed.diagnostics[0].code, "hcl2/unsupported-argument");
/// ```
#[must_use]
pub fn parse_job(text: &[u8], options: &Options<'_>) -> Parsed {
    let files = Files::new();
    let file = files.add(options.file_name, text);
    let all = diagnostics::Texts {
        files: &files,
        job_file: file,
        has_mark: text.starts_with(b"\xef\xbb\xbf"),
    };
    match read(text, &files, file, options) {
        Ok((job, places, faults)) => Parsed {
            job: Some(job),
            error: None,
            diagnostics: all.diagnostics(&faults),
            places: places.finish(|span| all.original(span)),
        },
        Err(Refusal { text, faults }) => Parsed {
            job: None,
            error: Some(ReferenceError(text)),
            diagnostics: all.diagnostics(&faults),
            places: Places::default(),
        },
    }
}

/// What is wrong with the syntax of a text, whatever it means.
pub(super) fn syntax_faults(text: &[u8]) -> Vec<Diagnostic> {
    let files = Files::new();
    let file = files.add(Options::default().file_name, text);
    let all = diagnostics::Texts {
        files: &files,
        job_file: file,
        has_mark: text.starts_with(b"\xef\xbb\xbf"),
    };
    all.diagnostics(&syntax::faults(&files, file))
}

/// Why a file is refused: the reference's text, and all faults.
struct Refusal {
    text: String,
    faults: Faults,
}

fn read(
    text: &[u8],
    files: &Files,
    file: FileId,
    options: &Options<'_>,
) -> Result<(Job, PlacesRecorder, Faults), Refusal> {
    if let Some(fault) = diagnostics::unreadable(text) {
        return Err(Refusal {
            text: fault.detail.clone(),
            faults: fault.into(),
        });
    }
    let summed = |faults: Faults| Refusal {
        text: faults.summary(files),
        faults,
    };
    let source = syntax::parse_file(files, file);
    let given = variable_files(files, options.variables)?;
    let source = source.map_err(summed)?;

    let (content, mut faults) = source.body().content(&FILE);
    let lines = |faults: Faults| Refusal {
        text: faults.lines(files),
        faults,
    };
    if !faults.is_empty() {
        return Err(lines(faults));
    }
    let (inside, outside) = (
        Context::new(options.resolver, options.seed),
        Context::new(None, options.seed),
    );
    let job = Environment {
        files,
        context: &inside,
        allows_functions: true,
        keeps_references: true,
    };
    let environments = variables::Environments {
        constant: &Environment {
            allows_functions: false,
            keeps_references: false,
            ..job
        },
        condition: &Environment {
            context: &outside,
            keeps_references: false,
            ..job
        },
        job: &job,
    };
    let blocks = &content.blocks;
    let names = variables::variables(blocks, options.variables, &given, &environments, &mut faults);
    if faults.has_errors() {
        return Err(lines(faults));
    }
    let scope = Scope::new(&job, &names);
    let outcome = decode::decode(blocks, &scope, PlacesRecorder::new(options.with_places));
    faults.extend(outcome.faults);
    if faults.has_errors() {
        return Err(lines(faults));
    }
    faults.extend(outcome.late_faults);
    if faults.has_errors() {
        return Err(summed(faults));
    }
    Ok((outcome.job, outcome.places, faults))
}

/// Parses the variable files.
fn variable_files(files: &Files, variables: &Variables) -> Result<Vec<Source>, Refusal> {
    let parse = |(name, text): &(String, Vec<u8>)| {
        let file = files.add(name.as_str(), text);
        syntax::parse_file(files, file).map_err(|faults| Refusal {
            text: format!("unable to parse var file: {}", faults.summary(files)),
            faults,
        })
    };
    variables.files.iter().map(parse).collect()
}
