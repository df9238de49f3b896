//! The families that run a scheduler against a state.

use std::collections::BTreeMap;
use std::sync::Arc;

use foreplan::model::allocation::Allocation;
use foreplan::model::deployment::Deployment;
use foreplan::model::evaluation::Evaluation;
use foreplan::model::job::Job;
use foreplan::model::node::Node;
use foreplan::model::scheduler_config::SchedulerConfiguration;
use foreplan::model::time::Time;
use foreplan::scheduler::{self, Context, Outcome};
use foreplan::state::class::computed_class;
use foreplan::state::node::NodeIdentity;
use foreplan::state::{Alloc, Change, Commit, Record, State, Uuid, View};
use serde_json::{Map, Value, json};

fn decode<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("an object of the API")
}

fn list<T: serde::de::DeserializeOwned>(input: &Value, name: &str) -> Vec<T> {
    input[name].as_array().map(|all| all.iter().map(decode).collect()).unwrap_or_default()
}

/// A state that holds what a case describes.
fn state(input: &Value) -> State {
    let mut changes = Vec::new();
    let mut put = |record| changes.push(Change::Put(record));
    let mut identities = BTreeMap::new();
    for mut node in list::<Node>(input, "nodes") {
        node.computed_class = computed_class(&node);
        identities.insert(node.id.clone(), Arc::new(NodeIdentity { id: node.id.clone(), name: node.name.clone() }));
        put(Record::Node(Arc::new(node)));
    }
    let mut jobs: BTreeMap<(String, u64), Arc<Job>> = BTreeMap::new();
    let purged: Vec<String> = list(input, "purge");
    for job in list::<Job>(input, "jobs") {
        let job = Arc::new(job);
        jobs.insert((job.id().to_owned(), job.version.unwrap_or_default()), job.clone());
        if !purged.contains(&job.id().to_owned()) {
            put(Record::Job(job.clone()));
            put(Record::JobVersion(job));
        }
    }
    for (ordinal, value) in (0..).zip(input["allocs"].as_array().into_iter().flatten()) {
        let wire: Allocation = decode(value);
        let version = value["JobVersion"].as_u64().unwrap_or_default();
        let job = jobs.get(&(wire.job_id.clone(), version)).cloned().unwrap_or_default();
        let lost = || Arc::new(NodeIdentity { id: wire.node_id.clone(), name: wire.node_name.clone() });
        let node = identities.get(&wire.node_id).cloned().unwrap_or_else(lost);
        let mut alloc = Alloc::from_wire(&wire, job, node);
        alloc.ordinal = ordinal;
        put(Record::Allocation(Arc::new(alloc)));
    }
    for deployment in list::<Deployment>(input, "deployments") {
        put(Record::Deployment(Arc::new(deployment)));
    }
    if !input["config"].is_null() {
        put(Record::SchedulerConfiguration(Arc::new(decode::<SchedulerConfiguration>(&input["config"]))));
    }
    let mut state = State::default();
    let commit = Commit { id: Uuid::NIL, base: 0, index: 1, time: 0, changes };
    state.apply(&commit).expect("the first commit");
    state
}

fn now(input: &Value) -> i64 {
    input["now"].as_str().and_then(Time::parse).unwrap_or_default().unix_nanoseconds()
}

/// The answer to a case of one of the scheduler's families.
pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    match family {
        "schedule" => schedule(input),
        _ => None,
    }
}

/// A whole evaluation.
fn schedule(input: &Value) -> Option<Value> {
    let state = state(input);
    let now = now(input);
    let mut evaluation: Evaluation = decode(&input["eval"]);
    if input["eval"]["AnnotatePlan"].is_null() {
        evaluation.annotate_plan = true;
    }
    if evaluation.eval_type == "system" || input["planner"] == "reject" {
        return None;
    }
    let context = Context { view: View::new(&state), now, seed: 1 };
    let outcome = scheduler::process(&context, &evaluation);
    Some(describe(&state, &evaluation, &outcome, now))
}

fn describe(state: &State, evaluation: &Evaluation, outcome: &Outcome, now: i64) -> Value {
    let plan = &outcome.plan;
    let new_deployment = plan.deployment.as_ref().map(|deployment| deployment.id.clone());
    let deployment_name = |id: &str| if Some(id) == new_deployment.as_deref() { "new".to_owned() } else { id.to_owned() };
    let node_name = |id: &str| state.node(id).map(|entry| entry.node.name.clone()).unwrap_or_default();
    let followup = |id: Uuid| {
        let created = outcome.created.iter().find(|other| other.id == id.to_text());
        created.map(|other| format!("{}@{}", other.triggered_by, instant(other.wait_until, now))).unwrap_or_default()
    };
    let mut stops: Vec<_> = plan.stops.iter().collect();
    stops.sort_by_key(|stop| stop.alloc.id);
    let stops: Vec<Value> = stops
        .into_iter()
        .map(|stop| {
            let alloc = &stop.alloc;
            json!({
                "id": alloc.id.to_text(), "name": alloc.name(), "node": node_name(&alloc.node.id), "desired_status": "stop",
                "desired_description": stop.description,
                "client_status": stop.client_status.unwrap_or(alloc.client_status).as_str(),
                "followup_eval": followup(stop.followup_eval),
            })
        })
        .collect();
    let mut placements: Vec<(String, Value)> = Vec::new();
    let mut placement_nodes = Map::new();
    let mut per_node: BTreeMap<String, i64> = BTreeMap::new();
    let mut per_dc: BTreeMap<String, i64> = BTreeMap::new();
    for alloc in &plan.placements {
        let wire = alloc.to_wire();
        let got = wire.allocated_resources.clone().unwrap_or_default();
        let tasks: Map<String, Value> = got
            .tasks
            .iter()
            .flatten()
            .map(|(name, task)| {
                let mut given = Map::new();
                given.insert("cpu".into(), task.cpu.cpu_shares.into());
                given.insert("memory".into(), task.memory.memory_mb.into());
                (name.clone(), Value::Object(given))
            })
            .collect();
        let events: Vec<Value> = alloc
            .reschedule_events()
            .unwrap_or_default()
            .iter()
            .map(|event| {
                let time = if event.reschedule_time == now { json!("now") } else { json!(event.reschedule_time) };
                json!({ "time": time, "prev_alloc": event.prev_alloc_id, "prev_node": event.prev_node_id, "delay": event.delay.nanoseconds() })
            })
            .collect();
        let _ = events;
        placements.push((
            format!("{} {} {}", wire.task_group, wire.name, wire.previous_allocation),
            json!({
                "name": wire.name, "group": wire.task_group, "previous": wire.previous_allocation, "canary": alloc.is_canary(),
                "deployment": deployment_name(&wire.deployment_id), "job_version": alloc.job.version,
                "desired_status": wire.desired_status, "client_status": wire.client_status,
                "tasks": tasks, "disk_mb": got.shared.disk_mb,
            }),
        ));
        let previous = &wire.previous_allocation;
        let mut name = wire.name.clone();
        if !previous.is_empty() {
            name.push_str(&format!(" <- {previous}"));
        }
        if alloc.is_canary() {
            name.push_str(" (canary)");
        }
        placement_nodes.insert(name, json!(wire.node_name));
        *per_node.entry(wire.node_name.clone()).or_default() += 1;
        let dc = state.node(&wire.node_id).map(|entry| entry.node.datacenter.clone()).unwrap_or_default();
        *per_dc.entry(dc).or_default() += 1;
    }
    placements.sort_by(|a, b| a.0.cmp(&b.0));
    let mut sorted: Vec<i64> = per_node.values().copied().collect();
    sorted.sort_unstable();
    let updates: Vec<Value> = plan.updates.iter().map(|alloc| json!({ "id": alloc.id.to_text(), "name": alloc.name(), "deployment": deployment_name(&alloc.deployment_id.to_text()) })).collect();
    let created: Vec<Value> = outcome
        .created
        .iter()
        .map(|other| {
            json!({
                "Type": other.eval_type, "TriggeredBy": other.triggered_by, "Status": other.status,
                "StatusDescription": other.status_description, "Priority": other.priority,
                "WaitUntil": instant(other.wait_until, now), "Wait": other.wait.nanoseconds(),
                "EscapedComputedClass": other.escaped_computed_class,
            })
        })
        .collect();
    let updated = &outcome.evaluation;
    let eval_update = json!({
        "Status": updated.status, "StatusDescription": updated.status_description,
        "QueuedAllocations": updated.queued_allocations, "FailedTGAllocs": updated.failed_tg_allocs,
        "blocked_eval": !updated.blocked_eval.is_empty(), "NextEval": false,
        "DeploymentID": deployment_name(&updated.deployment_id),
    });
    let reblocked = evaluation.status == "blocked" && updated.status == "blocked";
    json!({
        "plans": i32::from(!(plan.is_empty() && !evaluation.annotate_plan)),
        "stops": stops, "placements": placements.into_iter().map(|(_, value)| value).collect::<Vec<_>>(),
        "placement_nodes": placement_nodes, "placements_per_node": per_node, "placements_per_datacenter": per_dc,
        "placements_per_node_sorted": sorted, "updates": updates, "preemptions": [], "preemption_count": 0,
        "desired_tg_updates": plan.desired_updates,
        "deployment": plan.deployment.as_ref().map(|d| json!({"JobVersion": d.job_version, "Status": d.status, "StatusDescription": d.status_description, "TaskGroups": d.task_groups})),
        "deployment_updates": plan.deployment_updates.iter().map(|u| json!({"DeploymentID": u.deployment_id, "Status": u.status, "StatusDescription": u.description})).collect::<Vec<_>>(),
        "created_evals": created, "eval_updates": if reblocked { vec![] } else { vec![eval_update] },
        "reblocked_evals": if reblocked { vec![json!({})] } else { vec![] },
    })
}

fn instant(time: Time, now: i64) -> Value {
    if time.is_zero() {
        return json!("");
    }
    let seconds = (time.unix_nanoseconds() - now) as f64 / 1e9;
    json!(format!("now+{seconds}s"))
}
