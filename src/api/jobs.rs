//! `/v1/jobs`: listing, registering, parsing and validating jobs.

use crate::canonical;
use crate::engine::{EngineError, RegisterRequest};
use crate::jobspec::{self, Dialect, NoVariables, Options, UnknownDialect, Variables};
use crate::model::job::{GLOBAL_REGION, Job};
use crate::model::json;
use crate::model::object::{Object, Shape};
use crate::model::request::{JobRegisterRequest, JobValidateRequest, JobValidateResponse, JobsParseRequest};
use crate::model::summary::JobListStub;
use crate::state::{JobEntry, Table};
use crate::validate;

use super::job::register_response;
use super::reply::{Failure, Reply};
use super::{Answer, Call, go_json};

/// Decodes the body of a request.
pub(super) fn decode<T: Object + Default>(call: &Call<'_>) -> Result<T, Failure> {
    let body = &call.request.body;
    if body.is_empty() {
        return Err(Failure::bad_request("Request body is empty"));
    }
    let mut object = T::default();
    if json::decode_slice(&mut object, body).is_ok() {
        return Ok(object);
    }
    // What the fast decoder refuses is an error, which is to read as the reference's, or it is too strict.
    let mut object = T::default();
    go_json::decode(&mut object, body).map_err(Failure::bad_request)?;
    Ok(object)
}

/// What the engine refuses, as an answer.
pub(super) fn refused(error: &EngineError) -> Failure {
    Failure::error(500, error.to_string())
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let namespace = call.query.namespace("");
    let prefix = call.query.value("prefix");
    let state = call.engine.state();
    let jobs = state
        .jobs()
        .filter(|(key, _)| *key.namespace == *namespace && key.id.starts_with(prefix));
    let stubs: Vec<JobListStub> = jobs.map(|(_, entry)| stub(entry)).collect();
    let index = state
        .table_index(Table::Jobs)
        .max(state.table_index(Table::JobSummaries));
    Ok(Reply::list(stubs).read_at(index))
}

fn stub(entry: &JobEntry) -> JobListStub {
    let job = &entry.job;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    JobListStub {
        id: text(&job.id),
        parent_id: text(&job.parent_id),
        name: text(&job.name),
        namespace: String::new(),
        datacenters: job.datacenters.clone(),
        multiregion: job.multiregion.clone(),
        job_type: text(&job.job_type),
        priority: job.priority.unwrap_or_default(),
        periodic: job.is_periodic(),
        parameterized_job: job.is_parameterized(),
        stop: job.stopped(),
        status: text(&job.status),
        status_description: text(&job.status_description),
        job_summary: entry.summary.as_deref().cloned(),
        create_index: job.create_index.unwrap_or_default(),
        modify_index: job.modify_index.unwrap_or_default(),
        job_modify_index: job.job_modify_index.unwrap_or_default(),
        submit_time: job.submit_time.unwrap_or_default(),
    }
}

/// The region of a job that was submitted, as the reference finds it out.
pub(super) fn set_region(call: &Call<'_>, job: &mut Job, body_region: &str) -> Result<(), Failure> {
    let region = canonical::region(job, call.query.value("region"), body_region, GLOBAL_REGION);
    if region != GLOBAL_REGION {
        return Err(Failure::error(500, "No path to region"));
    }
    job.region = Some(region);
    Ok(())
}

pub(super) fn register(call: &Call<'_>, name: &str) -> Answer {
    let request: JobRegisterRequest = decode(call)?;
    let Some(mut job) = request.job else {
        return Err(Failure::bad_request("Job must be specified"));
    };
    let Some(id) = &job.id else {
        return Err(Failure::bad_request("Job ID hasn't been provided"));
    };
    if !name.is_empty() && id != name {
        return Err(Failure::bad_request("Job ID does not match name"));
    }
    if job.job_type() == crate::model::job::JOB_TYPE_SYSTEM
        && job.groups().iter().any(|group| group.scaling.is_some())
    {
        return Err(Failure::bad_request(
            "Task groups with job type system do not support scaling stanzas",
        ));
    }
    set_region(call, &mut job, &request.region)?;
    let namespace = job.namespace().to_owned();
    let request = RegisterRequest {
        job: Some(job),
        namespace,
        enforce_index: request.enforce_index.then_some(request.job_modify_index),
        preserve_counts: request.preserve_counts,
    };
    let step = call
        .engine
        .register(request, call.now)
        .map_err(|error| refused(&error))?;
    let response = register_response(step.response);
    let index = response.index;
    Ok(Reply::object(response).written(index, step.commit))
}

pub(super) fn parse(call: &Call<'_>) -> Answer {
    let request: JobsParseRequest = decode(call)?;
    if request.job_hcl.is_empty() {
        return Err(Failure::bad_request("Job spec is empty"));
    }
    let dialect = match request.dialect.as_str() {
        "" => Dialect::Hcl1,
        name => name.parse().map_err(bad_request::<UnknownDialect>)?,
    };
    let variables = Variables::from_json(&request.variables).map_err(bad_request::<NoVariables>)?;
    let options = Options {
        variables: &variables,
        seed: call.now.unsigned_abs(),
        ..Options::default()
    };
    let parsed = jobspec::parse(request.job_hcl.as_bytes(), dialect, &options);
    match (parsed.job, parsed.error) {
        (Some(mut job), None) => {
            if request.canonicalize {
                canonical::client(&mut job);
            }
            Ok(Reply::shaped(job, Shape::Submitted))
        }
        (_, Some(error)) => Err(Failure::bad_request(error.to_string())),
        (None, None) => Err(Failure::bad_request("'job' stanza not found")),
    }
}

fn bad_request<E: std::error::Error>(error: E) -> Failure {
    Failure::bad_request(error.to_string())
}

pub(super) fn validate(call: &Call<'_>) -> Answer {
    let request: JobValidateRequest = decode(call)?;
    let Some(mut job) = request.job else {
        return Err(Failure::bad_request("Job must be specified"));
    };
    let mut random = 0;
    let mut fragment = || {
        random += 1;
        random
    };
    canonical::submitted(&mut job, &mut fragment).map_err(|failed| Failure::error(500, failed.message))?;
    let report = validate::validate(&job);
    let errors = report.validation_errors();
    Ok(Reply::object(JobValidateResponse {
        driver_config_validated: true,
        error: report.error(),
        validation_errors: (!errors.is_empty()).then_some(errors),
        warnings: report.warnings(),
    }))
}
