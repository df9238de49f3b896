//! `/v1/job/:id` and what is below it.

use crate::diff;
use crate::engine::{DryRunRequest, Registered, RevertRequest};
use crate::model::job::Job;
use crate::model::request::{
    JobDeregisterResponse, JobPlanRequest, JobPlanResponse, JobRegisterResponse, JobRevertRequest,
    JobStabilityRequest, JobStabilityResponse, JobVersionsResponse,
};
use crate::notation::number::parse_bool;
use crate::state::{JobKey, Table};

use super::jobs::{decode, refused, set_region};
use super::reply::{Failure, Reply};
use super::{Answer, Call};

fn key(call: &Call<'_>, name: &str) -> JobKey {
    JobKey::new(call.query.namespace(""), name)
}

pub(super) fn read(call: &Call<'_>, name: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    match state.job(&key(call, name)) {
        Some(entry) => {
            let index = entry.job.modify_index.unwrap_or_default();
            Ok(Reply::object(Job::clone(&entry.job)).read_at(index))
        }
        None => Err(Failure::not_found(
            "job not found",
            state.table_index(Table::Jobs),
        )),
    }
}

pub(super) fn summary(call: &Call<'_>, name: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    match state
        .job(&key(call, name))
        .and_then(|entry| entry.summary.as_deref())
    {
        Some(summary) => Ok(Reply::object(summary.clone()).read_at(summary.modify_index)),
        None => Err(Failure::not_found(
            "job not found",
            state.table_index(Table::JobSummaries),
        )),
    }
}

pub(super) fn allocations(call: &Call<'_>, name: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    let key = key(call, name);
    // Those of earlier jobs of the same name are shown only to who asks for all.
    let created = state.job(&key).map(|entry| entry.job.create_index);
    let all = matches!(
        call.query.value("all"),
        "1" | "t" | "T" | "true" | "TRUE" | "True"
    );
    let allocs = state
        .allocs_of_job(&key)
        .filter(|alloc| all || created.is_none_or(|created| alloc.job.create_index == created));
    let stubs = allocs.map(|alloc| alloc.to_wire().stub()).collect::<Vec<_>>();
    Ok(Reply::list(stubs).read_at(state.table_index(Table::Allocations)))
}

pub(super) fn evaluations(call: &Call<'_>, name: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    let key = key(call, name);
    let evaluations = state.evaluations_of_job(&key);
    let evaluations = evaluations
        .map(|evaluation| (**evaluation).clone())
        .collect::<Vec<_>>();
    Ok(Reply::list(evaluations).read_at(state.table_index(Table::Evaluations)))
}

pub(super) fn plan(call: &Call<'_>, name: &str) -> Answer {
    let request: JobPlanRequest = decode(call)?;
    let Some(mut job) = request.job else {
        return Err(Failure::bad_request("Job must be specified"));
    };
    let Some(id) = &job.id else {
        return Err(Failure::bad_request("Job must have a valid ID"));
    };
    if !name.is_empty() && id != name {
        return Err(Failure::bad_request("Job ID does not match"));
    }
    set_region(call, &mut job, &request.region)?;
    let namespace = job.namespace().to_owned();
    let request = DryRunRequest {
        job: Some(job),
        namespace,
        diff: request.diff,
    };
    let run = call
        .engine
        .dry_run(request, call.now)
        .map_err(|error| refused(&error))?;
    let created = run.outcome.created;
    let response = JobPlanResponse {
        annotations: Some(run.annotations),
        failed_tg_allocs: run.outcome.evaluation.failed_tg_allocs,
        job_modify_index: run.job_modify_index,
        created_evals: (!created.is_empty()).then_some(created),
        diff: run.diff,
        next_periodic_launch: run.next_periodic_launch,
        warnings: run.warnings,
        index: run.job_modify_index,
    };
    Ok(Reply::object(response).written(run.job_modify_index, None))
}

/// A parameter that is true or false.
fn flag(call: &Call<'_>, name: &str) -> Result<bool, Failure> {
    match call.query.value(name) {
        "" => Ok(false),
        text => parse_bool(text).map_err(|error| {
            Failure::error(
                500,
                format!("Failed to parse value of \"{name}\" ({text}) as a bool: {error}"),
            )
        }),
    }
}

pub(super) fn versions(call: &Call<'_>, name: &str) -> Answer {
    let with_diffs = flag(call, "diffs")?;
    call.query.check_read()?;
    let state = call.engine.state();
    let Some(entry) = state.job(&key(call, name)) else {
        return Err(Failure::not_found(
            "job versions not found",
            state.table_index(Table::JobVersions),
        ));
    };
    let versions: Vec<Job> = entry.versions.iter().rev().map(|job| Job::clone(job)).collect();
    let index = versions
        .first()
        .and_then(|job| job.modify_index)
        .unwrap_or_default();
    let mut diffs = None;
    for (new, old) in versions.iter().zip(versions.iter().skip(1)) {
        if with_diffs {
            let diff = diff::jobs(Some(old), Some(new), true);
            let diff = diff
                .map_err(|error| Failure::error(500, format!("failed to create job diff: {error}")))?;
            diffs.get_or_insert_with(Vec::new).push(diff);
        }
    }
    let response = JobVersionsResponse {
        versions: Some(versions),
        diffs,
        index,
        last_contact: 0,
        known_leader: true,
    };
    Ok(Reply::object(response).read_at(index))
}

pub(super) fn register_response(registered: Registered) -> JobRegisterResponse {
    JobRegisterResponse {
        eval_id: registered.eval_id,
        eval_create_index: registered.eval_create_index,
        job_modify_index: registered.job_modify_index,
        warnings: registered.warnings,
        index: registered.index,
        last_contact: 0,
        known_leader: false,
    }
}

/// Looks whether the body is about the job that the path names.
fn check_id(id: &str, name: &str) -> Result<(), Failure> {
    match id {
        "" => Err(Failure::bad_request("JobID must be specified")),
        id if id != name => Err(Failure::bad_request("Job ID does not match")),
        _ => Ok(()),
    }
}

pub(super) fn revert(call: &Call<'_>, name: &str) -> Answer {
    let request: JobRevertRequest = decode(call)?;
    check_id(&request.job_id, name)?;
    call.query.check_region()?;
    let request = RevertRequest {
        namespace: call.query.namespace(&request.namespace).to_owned(),
        job_id: request.job_id,
        version: request.job_version,
        enforce_prior_version: request.enforce_prior_version,
    };
    let step = call
        .engine
        .revert(request, call.now)
        .map_err(|error| refused(&error))?;
    let response = register_response(step.response);
    let index = response.index;
    Ok(Reply::object(response).written(index, step.commit).like_a_read())
}

pub(super) fn stable(call: &Call<'_>, name: &str) -> Answer {
    let request: JobStabilityRequest = decode(call)?;
    check_id(&request.job_id, name)?;
    call.query.check_region()?;
    let key = JobKey::new(call.query.namespace(&request.namespace), &request.job_id);
    let step = call
        .engine
        .mark_stable(&key, request.job_version, request.stable, call.now);
    let step = step.map_err(|error| refused(&error))?;
    let index = step.response;
    Ok(Reply::object(JobStabilityResponse { index }).written(index, step.commit))
}

pub(super) fn deregister(call: &Call<'_>, name: &str) -> Answer {
    let purge = flag(call, "purge")?;
    flag(call, "global")?;
    call.query.check_region()?;
    let step = call.engine.deregister(&key(call, name), purge, call.now);
    let index = step.response.index;
    let response = JobDeregisterResponse {
        eval_id: step.response.eval_id,
        eval_create_index: index,
        job_modify_index: index,
        index,
        ..Default::default()
    };
    Ok(Reply::object(response).written(index, step.commit))
}
