//! Registering a job.

use std::sync::Arc;

use crate::canonical;
use crate::diff;
use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::{DEFAULT_NAMESPACE, Job};
use crate::state::JobKey;
use crate::validate;

use super::draft::Draft;
use super::error::IndexMismatch;
use super::{Engine, EngineError, Step, update_rules};

/// Asks to register a job.
#[derive(Debug, Clone, Default)]
pub struct RegisterRequest {
    /// The job, as it was submitted.
    pub job: Option<Job>,
    /// The namespace of the request.
    pub namespace: String,
    /// The modify index that the registered job must have; 0 is that there must be none.
    pub enforce_index: Option<u64>,
    /// Whether groups that exist keep their counts.
    pub preserve_counts: bool,
}

/// A job was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The evaluation that it caused; empty for jobs that only make others.
    pub eval_id: String,
    /// The index at which that was made, 0 if there is none.
    pub eval_create_index: u64,
    /// The job's modify index.
    pub job_modify_index: u64,
    /// The index of the answer, 0 if nothing changed.
    pub index: u64,
    /// What is questionable about the job, in the reference's words.
    pub warnings: String,
}

/// A job that was found valid.
pub(super) struct Checked {
    /// The job, complete.
    pub(super) job: Job,
    /// What is questionable about it, in the reference's words.
    pub(super) warnings: String,
}

impl Engine {
    /// Makes a submitted job complete and looks whether it is valid.
    pub(super) fn check(&self, mut job: Job) -> Result<Checked, EngineError> {
        let mut random = self.random("fragment");
        let mut fragment = || u32::try_from(random.next_u64() >> 40).unwrap_or_default();
        canonical::submitted(&mut job, &mut fragment)
            .map_err(|failed| EngineError::Refused(failed.message))?;
        let report = validate::validate(&job);
        if !report.is_valid() {
            return Err(EngineError::Invalid(report.error(), report.diagnostics()));
        }
        Ok(Checked {
            warnings: report.warnings(),
            job,
        })
    }

    /// Registers a job: stores it as a new version if it differs from the registered one, and has it evaluated.
    ///
    /// # Errors
    ///
    /// When the job is missing, not valid, not the one that is expected, or may not replace the registered one.
    pub fn register(&self, request: RegisterRequest, now: i64) -> Result<Step<Registered>, EngineError> {
        let job = request
            .job
            .ok_or(EngineError::MissingJob("missing job for registration"))?;
        let namespace = job.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        if namespace != request.namespace {
            return Err(EngineError::NamespaceMismatch(
                request.namespace,
                namespace.to_owned(),
            ));
        }
        let Checked {
            mut job, warnings, ..
        } = self.check(job)?;
        let key = JobKey::of(&job);
        let existing = self.state.job(&key).map(|entry| entry.job.clone());
        enforce_index(request.enforce_index, existing.as_deref())?;
        update_rules::check(existing.as_deref(), &job).map_err(EngineError::Refused)?;
        if job.namespace() != DEFAULT_NAMESPACE {
            return Err(EngineError::NoSuchNamespace(
                job.id().to_owned(),
                job.namespace().to_owned(),
            ));
        }
        // Tokens are used to check what the job asks for, and never kept.
        job.vault_token = Some(String::new());
        job.consul_token = Some(String::new());
        if request.preserve_counts
            && let Some(existing) = &existing
        {
            preserve_counts(&mut job, existing);
        }
        job.submit_time = Some(now);

        let mut draft = Draft::new(&self.state, self.seed, now);
        let index = draft.index();
        let is_changed = existing
            .as_ref()
            .is_none_or(|existing| diff::spec_changed(existing, &job));
        let makes_others = job.is_periodic() || job.is_parameterized();
        let job = match existing {
            Some(existing) if !is_changed => existing,
            existing => {
                if existing.is_none() {
                    canonical::copied(&mut job);
                }
                draft.put_job(job)
            }
        };
        let job_modify_index = job.job_modify_index.unwrap_or_default();
        let mut registered = Registered {
            eval_id: String::new(),
            eval_create_index: 0,
            job_modify_index,
            index: if is_changed { index } else { 0 },
            warnings,
        };
        if !makes_others {
            let evaluation = self.register_evaluation(&job);
            registered.eval_id.clone_from(&evaluation.id);
            registered.eval_create_index = index;
            registered.index = index;
            draft.put_evaluation(evaluation);
        }
        let commit = (is_changed || !makes_others).then(|| draft.finish());
        Ok(Step {
            response: registered,
            commit,
        })
    }

    fn register_evaluation(&self, job: &Arc<Job>) -> Evaluation {
        Evaluation {
            id: self.random("evaluation").uuid().to_string(),
            namespace: job.namespace().to_owned(),
            priority: job.priority.unwrap_or_default(),
            eval_type: job.job_type().to_owned(),
            triggered_by: "job-register".to_owned(),
            job_id: job.id().to_owned(),
            job_modify_index: job.job_modify_index.unwrap_or_default(),
            status: EVAL_STATUS_PENDING.to_owned(),
            ..Default::default()
        }
    }
}

fn enforce_index(expected: Option<u64>, existing: Option<&Job>) -> Result<(), EngineError> {
    let actual = existing.map(|job| job.job_modify_index.unwrap_or_default());
    let mismatch = match (expected, actual) {
        (None, _) | (Some(0), None) => return Ok(()),
        (Some(expected), Some(actual)) if expected == actual => return Ok(()),
        (Some(0), Some(_)) => IndexMismatch::Exists,
        (Some(expected), None) => IndexMismatch::DoesNotExist(expected),
        (Some(expected), Some(actual)) => IndexMismatch::Differs(expected, actual),
    };
    Err(EngineError::IndexMismatch(mismatch))
}

fn preserve_counts(job: &mut Job, existing: &Job) {
    for group in job.task_groups.iter_mut().flatten() {
        if let Some(known) = existing.group(group.name()) {
            group.count = known.count;
        }
    }
}
