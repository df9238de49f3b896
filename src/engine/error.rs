//! Why a request was refused.

use std::fmt;

use crate::diagnostic::Diagnostic;

/// Why a request was refused. The texts are the reference's.
#[derive(Debug, Clone, PartialEq)]
pub enum EngineError {
    /// There was no job in the request: what was to be done with it.
    MissingJob(&'static str),
    /// The job and the request are in different namespaces: the request's, the job's.
    NamespaceMismatch(String, String),
    /// The job is in a namespace that does not exist: job, namespace.
    NoSuchNamespace(String, String),
    /// The job is not valid: the whole text, and each finding.
    Invalid(String, Vec<Diagnostic>),
    /// The registered job is not the one that the request expects.
    IndexMismatch(IndexMismatch),
    /// The job may not replace the registered one, or implies something that cannot be added.
    Refused(String),
    /// Something failed that should not.
    Internal(String),
}

/// How the registered job differs from the one that the request expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexMismatch {
    /// There is one, and none was expected.
    Exists,
    /// There is none, and one with this modify index was expected.
    DoesNotExist(u64),
    /// The expected modify index, and the actual one.
    Differs(u64, u64),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::MissingJob(text) => f.write_str(text),
            EngineError::NamespaceMismatch(request, job) => {
                write!(f, "mismatched request namespace in request: {request:?}, {job:?}")
            }
            EngineError::NoSuchNamespace(job, namespace) => {
                write!(f, "job {job:?} is in nonexistent namespace {namespace:?}")
            }
            EngineError::Invalid(text, _) | EngineError::Refused(text) | EngineError::Internal(text) => {
                f.write_str(text)
            }
            EngineError::IndexMismatch(mismatch) => {
                f.write_str("Enforcing job modify index ")?;
                match mismatch {
                    IndexMismatch::Exists => f.write_str("0: job already exists"),
                    IndexMismatch::DoesNotExist(expected) => write!(f, "{expected}: job does not exist"),
                    IndexMismatch::Differs(expected, actual) => {
                        write!(
                            f,
                            "{expected}: job exists with conflicting job modify index: {actual}"
                        )
                    }
                }
            }
        }
    }
}

impl std::error::Error for EngineError {}
