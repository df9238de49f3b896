//! The bodies of requests about jobs, and of their answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::evaluation::Evaluation;
use super::job::Job;
use super::job_diff::{JobDiff, PlanAnnotations};
use super::member::Bytes;
use super::metric::AllocMetric;
use super::object::object;
use super::time::Time;

object! {
    /// Asks to parse a job file.
    pub struct JobsParseRequest => "JobsParseRequest" {
        /// The text of the file.
        job_hcl: String => "JobHCL",
        /// Whether the client's defaults are filled in.
        canonicalize: bool => "Canonicalize",
        /// The language of the file, which is HCL1 unless this says otherwise: `hcl1`, `hcl2` or `auto`.
        dialect: String => "Dialect",
        /// Values of variables, for HCL2: an object with a member for each, or the text of a variable file.
        variables: Value => "Variables",
    }

    /// Asks to register a job.
    pub struct JobRegisterRequest => "JobRegisterRequest" {
        /// The job.
        job: Option<Job> => "Job",
        /// Whether the job must still have the modify index that follows.
        enforce_index: bool => "EnforceIndex",
        /// The modify index it must have; 0 is that it must not exist.
        job_modify_index: u64 => "JobModifyIndex" { go_type: "uint64" },
        /// Whether the counts of groups that exist are kept.
        preserve_counts: bool => "PreserveCounts",
        /// Whether soft policies may be broken.
        policy_override: bool => "PolicyOverride",
        /// The region to ask.
        region: String => "Region",
        /// The namespace to ask in.
        namespace: String => "Namespace",
        /// The token to ask with.
        secret_id: String => "SecretID",
    }

    /// Answers a registration.
    pub struct JobRegisterResponse => "JobRegisterResponse" {
        /// The evaluation that it caused; empty for periodic and parameterized jobs.
        eval_id: String => "EvalID",
        /// The index at which that was made.
        eval_create_index: u64 => "EvalCreateIndex",
        /// The job's new modify index.
        job_modify_index: u64 => "JobModifyIndex",
        /// What is questionable about the job.
        warnings: String => "Warnings",
        /// The index of the answer; 0 here, see the header.
        index: u64 => "Index",
        /// How old the answer is; 0 here, see the header.
        last_contact: u64 => "LastContact",
        /// Whether there is a leader; false here, see the header.
        known_leader: bool => "KnownLeader",
    }

    /// Asks what a registration would do.
    pub struct JobPlanRequest => "JobPlanRequest" {
        /// The job.
        job: Option<Job> => "Job",
        /// Whether the difference to the registered job is wanted.
        diff: bool => "Diff",
        /// Whether soft policies may be broken.
        policy_override: bool => "PolicyOverride",
        /// The region to ask.
        region: String => "Region",
        /// The namespace to ask in.
        namespace: String => "Namespace",
        /// The token to ask with.
        secret_id: String => "SecretID",
    }

    /// Answers what a registration would do.
    pub struct JobPlanResponse => "JobPlanResponse" {
        /// What would happen to each group's allocations.
        annotations: Option<PlanAnnotations> => "Annotations",
        /// Why groups could not be placed, by group.
        failed_tg_allocs: Option<BTreeMap<String, AllocMetric>> => "FailedTGAllocs",
        /// The modify index with which the job can be registered if nothing changes meanwhile.
        job_modify_index: u64 => "JobModifyIndex",
        /// The evaluations that would be made.
        created_evals: Option<Vec<Evaluation>> => "CreatedEvals",
        /// The difference to the registered job.
        diff: Option<JobDiff> => "Diff",
        /// When a periodic job would be launched next.
        next_periodic_launch: Time => "NextPeriodicLaunch",
        /// What is questionable about the job.
        warnings: String => "Warnings",
        /// The index of the answer; 0 here, see the header.
        index: u64 => "Index",
    }

    /// Asks whether a job is valid.
    pub struct JobValidateRequest => "JobValidateRequest" {
        /// The job.
        job: Option<Job> => "Job",
        /// The region to ask.
        region: String => "Region",
        /// The namespace to ask in.
        namespace: String => "Namespace",
        /// The token to ask with.
        secret_id: String => "SecretID",
    }

    /// Answers whether a job is valid.
    pub struct JobValidateResponse => "JobValidateResponse" {
        /// Whether drivers' configurations were looked at.
        driver_config_validated: bool => "DriverConfigValidated",
        /// What is wrong, one by one.
        validation_errors: Option<Vec<String>> => "ValidationErrors",
        /// What is wrong, as one text.
        error: String => "Error",
        /// What is questionable.
        warnings: String => "Warnings",
    }

    /// Asks to dispatch a parameterized job.
    pub struct JobDispatchRequest => "JobDispatchRequest" {
        /// The job; the path says which.
        job_id: String => "JobID",
        /// The payload.
        payload: Option<Bytes> => "Payload",
        /// The values of its meta keys.
        meta: Option<BTreeMap<String, String>> => "Meta",
    }

    /// Answers a dispatch.
    pub struct JobDispatchResponse => "JobDispatchResponse" {
        /// The job that was made.
        dispatched_job_id: String => "DispatchedJobID",
        /// The evaluation that it caused.
        eval_id: String => "EvalID",
        /// The index at which that was made.
        eval_create_index: u64 => "EvalCreateIndex",
        /// The index at which the job was made.
        job_create_index: u64 => "JobCreateIndex",
        /// The index of the answer; 0 here, see the header.
        index: u64 => "Index",
    }

    /// Asks to go back to an earlier version of a job.
    pub struct JobRevertRequest => "JobRevertRequest" {
        /// The job.
        job_id: String => "JobID",
        /// The version to go back to.
        job_version: u64 => "JobVersion" { go_type: "uint64" },
        /// The version that the job must have now.
        enforce_prior_version: Option<u64> => "EnforcePriorVersion" { go_type: "uint64" },
        /// A token of Consul's, to check what the job asks for; not kept.
        consul_token: String => "ConsulToken",
        /// A token of Vault's, to check what the job asks for; not kept.
        vault_token: String => "VaultToken",
        /// The region to ask.
        region: String => "Region",
        /// The namespace to ask in.
        namespace: String => "Namespace",
        /// The token to ask with.
        auth_token: String => "AuthToken",
    }

    /// Asks to mark a version of a job as stable, or no longer.
    pub struct JobStabilityRequest => "JobStabilityRequest" {
        /// The job.
        job_id: String => "JobID",
        /// The version.
        job_version: u64 => "JobVersion" { go_type: "uint64" },
        /// Whether it is stable.
        stable: bool => "Stable",
        /// The region to ask.
        region: String => "Region",
        /// The namespace to ask in.
        namespace: String => "Namespace",
        /// The token to ask with.
        auth_token: String => "AuthToken",
    }

    /// Answers that a version was marked.
    pub struct JobStabilityResponse => "JobStabilityResponse" {
        /// The index at which it was done.
        index: u64 => "Index",
    }

    /// Answers that a job was stopped or removed.
    pub struct JobDeregisterResponse => "JobDeregisterResponse" {
        /// The evaluation that it caused; empty for periodic and parameterized jobs.
        eval_id: String => "EvalID",
        /// The index at which that was made.
        eval_create_index: u64 => "EvalCreateIndex",
        /// The job's new modify index.
        job_modify_index: u64 => "JobModifyIndex",
        /// The evaluation of the job's volumes; empty.
        volume_eval_id: String => "VolumeEvalID",
        /// The index at which that was made; 0.
        volume_eval_index: u64 => "VolumeEvalIndex",
        /// The index of the answer.
        index: u64 => "Index",
        /// How old the answer is; 0 here.
        last_contact: u64 => "LastContact",
        /// Whether there is a leader; false here, as in all answers to writes.
        known_leader: bool => "KnownLeader",
    }

    /// The versions of a job, the latest first.
    pub struct JobVersionsResponse => "JobVersionsResponse" {
        /// The versions.
        versions: Option<Vec<Job>> => "Versions",
        /// The difference of each version to the one before, if it was asked for.
        diffs: Option<Vec<JobDiff>> => "Diffs",
        /// The index of the answer.
        index: u64 => "Index",
        /// How old the answer is; 0.
        last_contact: u64 => "LastContact",
        /// Whether there is a leader.
        known_leader: bool => "KnownLeader",
    }
}
