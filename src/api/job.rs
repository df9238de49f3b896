//! `/v1/job/:id` and what is below it.

use crate::engine::DryRunRequest;
use crate::model::job::Job;
use crate::model::request::{JobPlanRequest, JobPlanResponse};
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
