//! From the tree of an HCL1 file to a job.
//!
//! The reference makes a map of dynamic values out of each stanza and has a function per stanza that picks it
//! apart. Here each stanza is a description ([`stanza::Stanza`]), and one walk over tree, description and table
//! of members fills the object directly. The order of the walk is the order in which the reference looks at
//! things, for the first fault is the one it answers.
//!
//! - [`job`], [`group`], [`task`], [`policy`], [`constraint`], [`resources`], [`service`], [`connect`], [`volume`]:
//!   the descriptions, and what little of a stanza cannot be described
//! - [`walk`], [`blocks`], [`found`]: the walk
//! - [`resolve`], [`value`]: what repeated keys and labels come to
//! - [`weak`], [`names`], [`member`]: values into members
//! - [`faults`]: what is said when something is wrong

mod blocks;
mod connect;
mod constraint;
mod faults;
mod found;
mod group;
mod job;
#[cfg(test)]
mod known_keys;
mod member;
mod names;
mod policy;
mod resolve;
mod resources;
mod service;
mod stanza;
mod task;
mod value;
mod volume;
mod walk;
mod weak;

pub(super) use task::presets_of;

use faults::Faults;

use crate::diagnostic::Diagnostic;
use crate::jobspec::hcl1::Ast;
use crate::jobspec::places::PlacesRecorder;
use crate::model::job::Job;

/// What came out of a tree.
pub(super) struct Outcome {
    /// The job, or the reference's error text.
    pub(super) job: Result<Job, String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) places: PlacesRecorder,
}

/// Decodes the job of a file.
pub(super) fn decode(ast: &Ast<'_>, places: PlacesRecorder) -> Outcome {
    let mut decoder = Decoder {
        ast,
        faults: Faults::default(),
        places,
    };
    let mut job = Job::default();
    job::decode(&mut decoder, &mut job);
    Outcome {
        job: match decoder.faults.refused {
            Some(text) => Err(text),
            None => Ok(job),
        },
        diagnostics: decoder.faults.diagnostics,
        places: decoder.places,
    }
}

/// Walks over tree, descriptions and objects.
pub(crate) struct Decoder<'a> {
    ast: &'a Ast<'a>,
    faults: Faults<'a>,
    places: PlacesRecorder,
}

/// What the tests of the stanzas share.
#[cfg(test)]
mod testing {
    use crate::jobspec::hcl1::parse_job;
    use crate::model::job::Job;
    use crate::model::task::Task;
    use crate::model::task_group::TaskGroup;

    /// The job with this in it.
    pub(super) fn job(body: &str) -> Job {
        let parsed = parse_job(format!("job \"j\" {{\n{body}\n}}").as_bytes());
        parsed.job.unwrap_or_else(|| panic!("{body}: {:?}", parsed.error))
    }

    /// The group with this in it.
    pub(super) fn group(body: &str) -> TaskGroup {
        let mut groups = job(&format!("group \"g\" {{\n{body}\n}}")).task_groups.unwrap();
        groups.remove(0)
    }

    /// The task with this in it.
    pub(super) fn task(body: &str) -> Task {
        let mut tasks = group(&format!("task \"t\" {{\n{body}\n}}")).tasks.unwrap();
        tasks.remove(0)
    }

    /// The error text for a job with this in it, without what all have in common.
    pub(super) fn error(body: &str) -> String {
        let parsed = parse_job(format!("job \"j\" {{\n{body}\n}}").as_bytes());
        let error = parsed
            .error
            .unwrap_or_else(|| panic!("{body} is no error"))
            .to_string();
        error
            .strip_prefix("error parsing 'job': ")
            .map_or(error.clone(), str::to_owned)
    }

    /// The same for a group with this in it.
    pub(super) fn group_error(body: &str) -> String {
        let error = error(&format!("group \"g\" {{\n{body}\n}}"));
        error.strip_prefix("group: ").map_or(error.clone(), str::to_owned)
    }

    /// The same for a task with this in it.
    pub(super) fn task_error(body: &str) -> String {
        let error = group_error(&format!("task \"t\" {{\n{body}\n}}"));
        error
            .strip_prefix("'g', task: 't', ")
            .map_or(error.clone(), str::to_owned)
    }
}
