//! Families of one or two jobs, without any state.

use foreplan::diagnostic::Diagnostic;
use foreplan::model::job::Job;
use foreplan::model::job_diff::{JobDiff, PlanAnnotations};
use foreplan::model::json;
use foreplan::model::object::{Object, Shape};
use foreplan::scheduler::update_kind::tasks_updated;
use foreplan::{canonical, diff, validate};
use serde_json::{Value, json};

pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    let answer = match family {
        "client" => client(input),
        "canonicalize" => canonicalize(input),
        "validate" => validate(input),
        "diff" => diff(input),
        "annotate" => annotate(input),
        "update_kind" => update_kind(input),
        _ => return None,
    };
    Some(answer.unwrap_or_else(|error| error))
}

/// What is answered, or `{"http_error": …}` instead.
type Answer = Result<Value, Value>;

fn http_error(status: u16, text: &str) -> Value {
    json!({ "http_error": { "status": status, "text": text } })
}

fn refusal(refusal: &Diagnostic) -> Value {
    http_error(500, &refusal.message)
}

fn decoded<T: Object + Default>(value: &Value) -> Result<T, Value> {
    let mut object = T::default();
    match json::decode_into(&mut object, value) {
        Ok(()) => Ok(object),
        Err(error) => Err(http_error(400, &error.to_string())),
    }
}

fn printed(object: &dyn Object, shape: Shape) -> Value {
    serde_json::to_value(json::encode(object, shape)).unwrap_or_default()
}

fn client(input: &Value) -> Answer {
    let mut job: Job = decoded(input)?;
    canonical::client(&mut job);
    Ok(printed(&job, Shape::Submitted))
}

fn canonicalize(input: &Value) -> Answer {
    let mut job: Job = decoded(&input["Job"])?;
    let region_of = |key: &str| input[key].as_str().unwrap_or_default();
    let region = canonical::region(
        &job,
        region_of("query_region"),
        region_of("body_region"),
        "global",
    );
    job.region = Some(region);
    let mut job = submitted(job)?;
    // What registration itself forgets.
    for token in [&mut job.consul_token, &mut job.vault_token] {
        *token = Some(String::new());
    }
    canonical::copied(&mut job);
    Ok(printed(&job, Shape::Stored))
}

fn validate(input: &Value) -> Answer {
    let job: Job = decoded(&input["Job"])?;
    if job.namespace.as_deref() == Some("") {
        return Err(http_error(
            500,
            "mismatched request namespace in request: \"default\", \"\"",
        ));
    }
    let report = validate::validate(&submitted(job)?);
    let errors = Some(report.validation_errors()).filter(|errors| !errors.is_empty());
    Ok(json!({
        "DriverConfigValidated": true,
        "ValidationErrors": errors,
        "Error": report.error(),
        "Warnings": report.warnings(),
    }))
}

fn diff(input: &Value) -> Answer {
    let (old, new) = (stored(&input["old"])?, stored(&input["new"])?);
    let contextual = input["contextual"].as_bool() == Some(true);
    match diff::jobs(old.as_ref(), new.as_ref(), contextual) {
        Ok(diff) => Ok(printed(&diff, Shape::Stored)),
        Err(error) => Ok(json!({ "error": error.to_string() })),
    }
}

fn annotate(input: &Value) -> Answer {
    let mut diff: JobDiff = decoded(&input["diff"])?;
    let plan = &input["annotations"];
    let plan: Option<PlanAnnotations> = (!plan.is_null()).then(|| decoded(plan)).transpose()?;
    match diff::annotate(&mut diff, plan.as_ref()) {
        Ok(()) => Ok(printed(&diff, Shape::Stored)),
        Err(error) => Ok(json!({ "error": error.to_string() })),
    }
}

fn update_kind(input: &Value) -> Answer {
    let (old, new): (Job, Job) = (decoded(&input["old"])?, decoded(&input["new"])?);
    let group = input["group"].as_str().unwrap_or_default();
    Ok(json!({
        "spec_changed": diff::spec_changed(&old, &new),
        "tasks_updated": tasks_updated(&old, &new, group),
    }))
}

/// A job in the stored form, or none.
fn stored(value: &Value) -> Result<Option<Job>, Value> {
    (!value.is_null()).then(|| decoded(value)).transpose()
}

/// A job as registration receives it, up to the point where it is validated.
fn submitted(mut job: Job) -> Result<Job, Value> {
    let mut fragment = 0;
    let mut fragment = || {
        fragment += 1;
        fragment
    };
    canonical::submitted(&mut job, &mut fragment).map_err(|error| refusal(&error))?;
    Ok(job)
}
