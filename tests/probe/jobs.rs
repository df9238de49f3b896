//! Families about the meaning of jobs.

use std::sync::Arc;

use foreplan::diagnostic::Diagnostic;
use foreplan::engine::dispatch::{self, Dispatch};
use foreplan::engine::draft::Draft;
use foreplan::engine::{self, periodic_child, update_rules};
use foreplan::model::allocation::Allocation;
use foreplan::model::evaluation::Evaluation;
use foreplan::model::job::{Job, ParameterizedJobConfig, PeriodicConfig};
use foreplan::model::job_diff::{JobDiff, PlanAnnotations};
use foreplan::model::json;
use foreplan::model::object::{Object, Shape};
use foreplan::model::request::JobDispatchRequest;
use foreplan::scheduler::random::Random;
use foreplan::scheduler::update_kind::tasks_updated;
use foreplan::state::alloc::{ClientStatus, DesiredStatus};
use foreplan::state::{Alloc, JobKey, State};
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
        "job_update_rules" => job_update_rules(input),
        "dispatch" => dispatch(input),
        "periodic_child" => periodic_child(input),
        "job_status" => job_status(input),
        "children_summary" => children_summary(input),
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

fn job_update_rules(input: &Value) -> Answer {
    let (old, new): (_, Job) = (stored(&input["old"])?, decoded(&input["new"])?);
    Ok(json!(update_rules::check(old.as_ref(), &new).err()))
}

fn dispatch(input: &Value) -> Answer {
    let parent = registered(input, "parameterized job not found")?;
    let request: JobDispatchRequest = decoded(&input["request"])?;
    let meta = request.meta.unwrap_or_default();
    let payload = request.payload.unwrap_or_default().0;
    let dispatch = Dispatch {
        payload: &payload,
        meta: &meta,
    };
    let child = dispatch::child(&parent, dispatch, NOW, 1).map_err(|error| http_error(500, &error))?;
    Ok(json!({ "job": printed(&child, Shape::Stored), "has_eval": !child.is_periodic() }))
}

fn periodic_child(input: &Value) -> Answer {
    let parent = registered(input, "job not found")?;
    let child =
        periodic_child::forced(&parent, NOW / 1_000_000_000).map_err(|error| http_error(500, &error))?;
    Ok(json!({ "job": printed(&child, Shape::Stored) }))
}

fn job_status(input: &Value) -> Answer {
    let job: Job = decoded(&input["Job"])?;
    let status_of = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let rows = |name: &str| input[name].as_array().cloned().unwrap_or_default();
    let allocs = rows("Allocations").into_iter().map(|alloc| {
        let desired = DesiredStatus::parse(&status_of(&alloc, "DesiredStatus"));
        let client = ClientStatus::parse(&status_of(&alloc, "ClientStatus"));
        desired != DesiredStatus::Run || client.is_some_and(ClientStatus::is_terminal)
    });
    let evaluations = rows("Evaluations").into_iter().map(|value| {
        let evaluation = Evaluation {
            status: status_of(&value, "Status"),
            ..Default::default()
        };
        evaluation.is_terminal()
    });
    Ok(json!(engine::job_status(&job, allocs, evaluations)))
}

/// What a parent's summary says of its children after each of several steps.
fn children_summary(input: &Value) -> Answer {
    let parent_id = input["parent"]["ID"].as_str().unwrap_or_default();
    let parent_key = JobKey::new("default", parent_id);
    let mut parent = Job {
        id: Some(parent_id.to_owned()),
        namespace: Some("default".to_owned()),
        ..Default::default()
    };
    match input["parent"]["kind"].as_str() {
        Some("periodic") => parent.periodic = Some(PeriodicConfig::default()),
        _ => parent.parameterized_job = Some(ParameterizedJobConfig::default()),
    }
    let mut state = State::default();
    let mut change = |change: &dyn Fn(&mut Draft<'_>)| {
        let mut draft = Draft::new(&state, 1, NOW);
        change(&mut draft);
        let commit = draft.finish();
        state.apply(&commit).map_err(|error| json!(error.to_string()))?;
        let summary = state.job(&parent_key).and_then(|entry| entry.summary.as_ref());
        let children = summary.and_then(|summary| summary.children.clone());
        Ok(printed(&children.unwrap_or_default(), Shape::Stored))
    };
    change(&|draft| drop(draft.put_job(parent.clone())))?;
    let steps = input["steps"].as_array().into_iter().flatten();
    let answers = steps.map(|step| {
        let child = Child::new(step["child"].as_str().unwrap_or_default(), parent_id);
        let event = step["event"].as_str().unwrap_or_default();
        change(&|draft| child.meet(event, draft))
    });
    answers.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// A child job with one evaluation and one allocation.
struct Child {
    job: Job,
    evaluation: Evaluation,
    alloc: Alloc,
}

impl Child {
    fn new(id: &str, parent: &str) -> Self {
        let job = Job {
            id: Some(id.to_owned()),
            namespace: Some("default".to_owned()),
            parent_id: Some(parent.to_owned()),
            ..Default::default()
        };
        let own = |what: &str| Random::new(1, &format!("{what} {id}"), &[]).uuid();
        let evaluation = Evaluation {
            id: own("evaluation").to_string(),
            namespace: "default".to_owned(),
            job_id: id.to_owned(),
            ..Default::default()
        };
        let wire = Allocation {
            id: own("allocation").to_string(),
            desired_status: "run".to_owned(),
            client_status: "pending".to_owned(),
            ..Default::default()
        };
        let alloc = Alloc::from_wire(&wire, Arc::new(job.clone()), Arc::default());
        Child {
            job,
            evaluation,
            alloc,
        }
    }

    /// Changes the state as an event of the case says.
    fn meet(&self, event: &str, draft: &mut Draft<'_>) {
        let job = self.job.clone();
        let alloc = self.alloc.clone();
        match event.split_once('-') {
            Some(("eval", status)) => draft.put_evaluation(Evaluation {
                status: status.to_owned(),
                ..self.evaluation.clone()
            }),
            Some((_, "placed")) => draft.put_alloc(alloc),
            Some((_, status)) => draft.put_alloc_of_client(Alloc {
                client_status: ClientStatus::parse(status).unwrap_or_default(),
                ..alloc
            }),
            None if event == "register" => drop(draft.put_job(job)),
            None if event == "stop" => drop(draft.put_job(Job {
                stop: Some(true),
                ..job
            })),
            None => draft.delete_job(&JobKey::of(&job)),
        }
    }
}

/// An instant in unix nanoseconds.
const NOW: i64 = 1_600_000_000_000_000_000;

/// The job that a request is about, registered before; an error if it is about another.
fn registered(input: &Value, not_found: &str) -> Result<Job, Value> {
    let mut job = submitted(decoded(&input["Job"])?)?;
    canonical::copied(&mut job);
    match input["job_id"].as_str() {
        Some(id) if id != job.id() => Err(http_error(500, not_found)),
        _ => Ok(job),
    }
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
