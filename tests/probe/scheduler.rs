//! The families that run a scheduler against a state.

use std::collections::BTreeMap;
use std::sync::Arc;

use foreplan::model::allocation::Allocation;
use foreplan::model::deployment::Deployment;
use foreplan::model::evaluation::Evaluation;
use foreplan::model::job::Job;
use foreplan::model::network::NetworkResource;
use foreplan::model::node::Node;
use foreplan::model::scheduler_config::{PreemptionConfig, SchedulerConfiguration};
use foreplan::model::time::Time;
use foreplan::scheduler::{self, Context, Outcome, Stop};
use foreplan::state::class::computed_class;
use foreplan::state::node::NodeIdentity;
use foreplan::state::{Alloc, Change, Commit, Record, State, Uuid, View};
use serde_json::{Map, Value, json};

fn decode<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("an object of the API")
}

fn list<T: serde::de::DeserializeOwned>(input: &Value, name: &str) -> Vec<T> {
    input[name]
        .as_array()
        .map(|all| all.iter().map(decode).collect())
        .unwrap_or_default()
}

/// A state that holds what a case describes.
fn state(input: &Value) -> State {
    let mut changes = Vec::new();
    let mut put = |record| changes.push(Change::Put(record));
    let mut identities = BTreeMap::new();
    for (created, mut node) in (1..).zip(list::<Node>(input, "nodes")) {
        node.create_index = created;
        node.computed_class = computed_class(&node);
        identities.insert(
            node.id.clone(),
            Arc::new(NodeIdentity {
                id: node.id.clone(),
                name: node.name.clone(),
            }),
        );
        put(Record::Node(Arc::new(node)));
    }
    let mut jobs: BTreeMap<(String, u64), Arc<Job>> = BTreeMap::new();
    let purged: Vec<String> = list(input, "purge");
    for job in list::<Job>(input, "jobs") {
        let job = Arc::new(job);
        jobs.insert(
            (job.id().to_owned(), job.version.unwrap_or_default()),
            job.clone(),
        );
        if !purged.contains(&job.id().to_owned()) {
            put(Record::Job(job.clone()));
            put(Record::JobVersion(job));
        }
    }
    for (ordinal, value) in (0..).zip(input["allocs"].as_array().into_iter().flatten()) {
        let wire: Allocation = decode(value);
        let version = value["JobVersion"].as_u64().unwrap_or_default();
        let job = jobs
            .get(&(wire.job_id.clone(), version))
            .cloned()
            .unwrap_or_default();
        let lost = || {
            Arc::new(NodeIdentity {
                id: wire.node_id.clone(),
                name: wire.node_name.clone(),
            })
        };
        let node = identities.get(&wire.node_id).cloned().unwrap_or_else(lost);
        let mut alloc = Alloc::from_wire(&wire, job, node);
        alloc.ordinal = ordinal;
        put(Record::Allocation(Arc::new(alloc)));
    }
    for (created, mut deployment) in (1..).zip(list::<Deployment>(input, "deployments")) {
        deployment.create_index = created;
        put(Record::Deployment(Arc::new(deployment)));
    }
    if !input["config"].is_null() {
        put(Record::SchedulerConfiguration(Arc::new(decode::<
            SchedulerConfiguration,
        >(
            &input["config"]
        ))));
    }
    let mut state = State::default();
    let commit = Commit {
        id: Uuid::NIL,
        base: 0,
        index: 1,
        time: 0,
        changes,
    };
    state.apply(&commit).expect("the first commit");
    state
}

fn now(input: &Value) -> i64 {
    input["now"]
        .as_str()
        .and_then(Time::parse)
        .unwrap_or_default()
        .unix_nanoseconds()
}

/// The answer to a case of one of the scheduler's families.
pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    match family {
        "schedule" => schedule(input),
        _ => None,
    }
}

fn all_preempt() -> SchedulerConfiguration {
    SchedulerConfiguration {
        preemption_config: PreemptionConfig {
            system_scheduler_enabled: true,
            batch_scheduler_enabled: true,
            service_scheduler_enabled: true,
        },
        ..SchedulerConfiguration::new()
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
    if input["planner"] == "reject" {
        return None;
    }
    let context = Context {
        view: View::new(&state),
        now,
        seed: 1,
        // A server that was never told anything lets all jobs preempt.
        configuration: state
            .scheduler_configuration()
            .map_or_else(all_preempt, |set| SchedulerConfiguration::clone(set)),
    };
    let outcome = scheduler::process(&context, &evaluation);
    Some(
        Description {
            state: &state,
            evaluation: &evaluation,
            outcome: &outcome,
            now,
        }
        .describe(),
    )
}

/// What is to be described, and what it is compared with.
struct Description<'a> {
    state: &'a State,
    evaluation: &'a Evaluation,
    outcome: &'a Outcome,
    now: i64,
}

impl Description<'_> {
    fn describe(&self) -> Value {
        let Description {
            evaluation, outcome, ..
        } = self;
        let (plan, updated) = (&outcome.plan, &outcome.evaluation);
        let is_failed = updated.status == "failed";
        let is_reblocked = evaluation.status == "blocked" && updated.status == "blocked";
        let mut answer = json!({
            "plans": i32::from(!is_failed && (!plan.is_empty() || evaluation.annotate_plan)),
            "stops": sorted(plan.stops.iter().map(|stop| self.stop(stop)), &["id"]),
            "placements": sorted(plan.placements.iter().map(|alloc| self.placement(alloc)), &["group", "name", "previous", "node"]),
            "updates": sorted(plan.updates.iter().map(|alloc| self.update(alloc)), &["id"]),
            "preemptions": sorted(plan.preemptions.iter().map(|(alloc, _)| self.preemption(alloc)), &["id"]),
            "preemption_count": plan.preemptions.len(),
            "desired_tg_updates": if evaluation.annotate_plan { json!(plan.desired_updates) } else { Value::Null },
            "deployment": plan.deployment.as_ref().map(|made| json!({
                "JobVersion": made.job_version, "Status": made.status,
                "StatusDescription": made.status_description, "TaskGroups": made.task_groups,
            })),
            "deployment_updates": plan.deployment_updates.iter().map(|update| json!({
                "DeploymentID": update.deployment_id, "Status": update.status, "StatusDescription": update.description,
            })).collect::<Vec<_>>(),
            "created_evals": outcome.created.iter().map(|created| self.created(created)).collect::<Vec<_>>(),
            "reblocked_evals": if is_reblocked { vec![json!({
                "same_id": updated.id == evaluation.id, "EscapedComputedClass": updated.escaped_computed_class,
                "ClassEligibility": self.class_eligibility(updated),
            })] } else { vec![] },
            "eval_updates": if is_reblocked { vec![] } else { vec![json!({
                "Status": updated.status, "StatusDescription": updated.status_description,
                "QueuedAllocations": updated.queued_allocations, "FailedTGAllocs": updated.failed_tg_allocs,
                "blocked_eval": !updated.blocked_eval.is_empty(), "NextEval": !updated.next_eval.is_empty(),
                "DeploymentID": self.deployment_name(&updated.deployment_id),
            })] },
        });
        self.count_nodes(&mut answer);
        answer
    }

    /// Which node each placement is on, and how many are on each.
    fn count_nodes(&self, answer: &mut Value) {
        let is_system = self.evaluation.eval_type == "system";
        let mut nodes = Map::new();
        let (mut per_node, mut per_datacenter) =
            (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
        for alloc in &self.outcome.plan.placements {
            let mut name = alloc.name();
            if let Some(rare) = alloc.rare.as_ref().filter(|rare| !rare.previous.is_nil()) {
                name.push_str(&format!(" <- {}", rare.previous.to_text()));
            }
            if alloc.is_canary() {
                name.push_str(" (canary)");
            }
            if is_system {
                name.push_str(&format!(" @ {}", alloc.node.name));
            }
            let mut number = 1;
            let mut unique = name.clone();
            while nodes.contains_key(&unique) {
                number += 1;
                unique = format!("{name} #{number}");
            }
            nodes.insert(unique, json!(alloc.node.name));
            *per_node.entry(alloc.node.name.clone()).or_default() += 1;
            let entry = self.state.node(&alloc.node.id).expect("a node of the state");
            *per_datacenter.entry(entry.node.datacenter.clone()).or_default() += 1;
        }
        let mut counts: Vec<i64> = per_node.values().copied().collect();
        counts.sort_unstable();
        answer["placement_nodes"] = Value::Object(nodes);
        answer["placements_per_node"] = json!(per_node);
        answer["placements_per_datacenter"] = json!(per_datacenter);
        answer["placements_per_node_sorted"] = json!(counts);
    }

    fn deployment_name(&self, id: &str) -> String {
        match &self.outcome.plan.deployment {
            Some(made) if made.id == id => "new".to_owned(),
            _ => id.to_owned(),
        }
    }

    fn node_name(&self, id: &str) -> String {
        self.state
            .node(id)
            .map(|entry| entry.node.name.clone())
            .unwrap_or_default()
    }

    /// When an evaluation is due: counted from now if it is for allocations that lost their node now.
    fn due(&self, created: &Evaluation) -> Value {
        if created.wait_until.is_zero() {
            return Value::Null;
        }
        let is_for_lost = self
            .outcome
            .plan
            .stops
            .iter()
            .any(|stop| stop.followup_eval.to_text() == created.id);
        if is_for_lost {
            let seconds = (created.wait_until.unix_nanoseconds() - self.now) / 1_000_000_000;
            json!(format!("now+{seconds}s"))
        } else {
            json!(created.wait_until.to_string())
        }
    }

    fn followup(&self, id: Uuid) -> String {
        let created = self.outcome.created.iter().find(|other| other.id == id.to_text());
        let described = |other: &Evaluation| {
            format!(
                "{}@{}",
                other.triggered_by,
                self.due(other).as_str().unwrap_or_default()
            )
        };
        created.map(described).unwrap_or_default()
    }

    fn stop(&self, stop: &Stop) -> Value {
        let alloc = &stop.alloc;
        json!({
            "id": alloc.id.to_text(), "name": alloc.name(), "node": self.node_name(&alloc.node.id),
            "desired_status": "stop", "desired_description": stop.description,
            "client_status": stop.client_status.unwrap_or(alloc.client_status).as_str(),
            "followup_eval": self.followup(stop.followup_eval),
        })
    }

    fn preemption(&self, alloc: &Alloc) -> Value {
        json!({
            "id": alloc.id.to_text(), "name": alloc.name(), "node": self.node_name(&alloc.node.id),
            "desired_status": "evict", "desired_description": "Preempted by alloc",
        })
    }

    fn update(&self, alloc: &Alloc) -> Value {
        let rare = alloc.rare.as_deref();
        let status = rare.and_then(|rare| rare.deployment_status.as_ref());
        json!({
            "id": alloc.id.to_text(), "name": alloc.name(), "node": self.node_name(&alloc.node.id),
            "job_version": alloc.job.version, "desired_status": alloc.desired_status.as_str(),
            "client_status": alloc.client_status.as_str(),
            "deployment": self.deployment_name(&deployment_id(alloc)),
            "deployment_status": status.map(|status| json!({ "Canary": status.canary, "Healthy": status.healthy })),
            "followup_eval": self.followup(rare.map(|rare| rare.followup_eval).unwrap_or_default()),
        })
    }

    fn placement(&self, alloc: &Alloc) -> Value {
        let wire = alloc.to_wire();
        let got = wire.allocated_resources.unwrap_or_default();
        let tasks: Map<String, Value> = got
            .tasks
            .iter()
            .flatten()
            .map(|(name, task)| {
                let mut given = Map::new();
                given.insert("cpu".into(), task.cpu.cpu_shares.into());
                given.insert("memory".into(), task.memory.memory_mb.into());
                if let Some(network) = task.networks.iter().flatten().next() {
                    given.insert("ip".into(), network.ip.clone().into());
                    given.insert("reserved_ports".into(), reserved(network).into());
                    given.insert("dynamic_labels".into(), labels(network).into());
                }
                let devices = task.devices.iter().flatten().map(|device| {
                    let count = device.device_ids.iter().flatten().count();
                    format!(
                        "{}/{}/{} x{count}",
                        device.vendor, device.device_type, device.name
                    )
                });
                let devices: Vec<String> = devices.collect();
                if !devices.is_empty() {
                    given.insert("devices".into(), devices.into());
                }
                (name.clone(), Value::Object(given))
            })
            .collect();
        let events = alloc.reschedule_events().unwrap_or_default().iter().map(|event| {
            let is_now = event.reschedule_time == self.now;
            let time = Time::from_unix_nanoseconds(event.reschedule_time).to_string();
            json!({
                "time": if is_now { "now".to_owned() } else { time }, "PrevAllocID": event.prev_alloc_id,
                "prev_node": self.node_name(&event.prev_node_id), "Delay": event.delay.nanoseconds(),
            })
        });
        json!({
            "name": wire.name, "group": wire.task_group, "previous": wire.previous_allocation, "node": wire.node_name,
            "canary": alloc.is_canary(), "deployment": self.deployment_name(&deployment_id(alloc)),
            "job_version": alloc.job.version, "desired_status": wire.desired_status,
            "client_status": wire.client_status, "tasks": tasks, "disk_mb": got.shared.disk_mb,
            "shared_ports": ports(&got.shared.networks), "preempted": wire.preempted_allocations,
            "reschedule_events": events.collect::<Vec<_>>(),
        })
    }

    fn created(&self, created: &Evaluation) -> Value {
        json!({
            "Type": created.eval_type, "TriggeredBy": created.triggered_by, "JobID": created.job_id,
            "NodeID": self.node_name(&created.node_id), "Status": created.status,
            "StatusDescription": created.status_description, "Priority": created.priority,
            "WaitUntil": self.due(created), "Wait": created.wait.nanoseconds(),
            "EscapedComputedClass": created.escaped_computed_class,
            "ClassEligibility": self.class_eligibility(created),
            "previous_is_this_eval": created.previous_eval == self.evaluation.id,
        })
    }

    /// By the nodes of each class, as the names of classes are our own.
    fn class_eligibility(&self, evaluation: &Evaluation) -> Value {
        let classes = evaluation
            .class_eligibility
            .iter()
            .flatten()
            .map(|(class, eligible)| {
                let nodes = self
                    .state
                    .nodes()
                    .filter(|entry| entry.node.computed_class == *class);
                let mut nodes: Vec<&str> = nodes.map(|entry| entry.node.name.as_str()).collect();
                nodes.sort_unstable();
                json!({ "eligible": eligible, "nodes": nodes })
            });
        let mut classes: Vec<Value> = classes.collect();
        classes.sort_by_key(|class| class["nodes"].to_string());
        json!(classes)
    }
}

fn deployment_id(alloc: &Alloc) -> String {
    if alloc.deployment_id.is_nil() {
        String::new()
    } else {
        alloc.deployment_id.to_text()
    }
}

fn ports(networks: &Option<Vec<NetworkResource>>) -> Vec<String> {
    let networks = || networks.iter().flatten();
    let dynamic = networks()
        .flat_map(labels)
        .map(|label| format!("{label}=dynamic"));
    networks().flat_map(reserved).chain(dynamic).collect()
}

fn reserved(network: &NetworkResource) -> Vec<String> {
    let ports = network.reserved_ports.iter().flatten();
    let mut ports: Vec<String> = ports
        .map(|port| format!("{}={}", port.label, port.value))
        .collect();
    ports.sort_unstable();
    ports
}

fn labels(network: &NetworkResource) -> Vec<String> {
    let ports = network.dynamic_ports.iter().flatten();
    let mut labels: Vec<String> = ports.map(|port| port.label.clone()).collect();
    labels.sort_unstable();
    labels
}

fn sorted(values: impl Iterator<Item = Value>, by: &[&str]) -> Vec<Value> {
    let mut values: Vec<Value> = values.collect();
    values.sort_by_key(|value| {
        let texts: Vec<&str> = by.iter().filter_map(|name| value[*name].as_str()).collect();
        texts.join("/")
    });
    values
}
