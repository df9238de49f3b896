//! What a plan would do and why, as plain values: what the terminal, the page and JavaScript show.
//!
//! [`plan`] asks the engine for a dry run and reads the record that the scheduler leaves: the same verdicts that
//! the API's metrics count. It adds nothing of its own but words and sums. `reason` has the words.

mod reason;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::diff::text;
use crate::engine::{DryRun, DryRunRequest, Engine, EngineError};
use crate::model::job::Job;
use crate::model::json::encode;
use crate::model::object::Shape;
use crate::scheduler::Plan;
use crate::scheduler::reconcile::{MIGRATING, UPDATING};
use crate::state::alloc::ClientStatus;
use crate::state::metrics::Scorer;
use crate::state::{Alloc, Capacity, NodeEntry, State};
use crate::styled::StyledText;

use reason::Reasons;

/// How many nodes a report lists that the plan does not touch.
const LISTED_NODES: usize = 256;

/// How many nodes a failure says something of, each on its own.
const EXPLAINED_NODES: usize = 64;

/// What registering a job would do, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// The job.
    pub job: JobName,
    /// The difference to the registered job, as `nomad plan` prints it.
    pub diff_text: String,
    /// The same in pieces with styles.
    #[serde(skip)]
    pub diff_styled: StyledText,
    /// The same as the API has it.
    pub diff: Option<Value>,
    /// What would be done to each group, in numbers.
    pub groups: Vec<GroupPlan>,
    /// What would happen to each allocation.
    pub allocations: Vec<PlannedAllocation>,
    /// How full each node would be: those that the plan touches, and others while they are few.
    pub nodes: Vec<NodeFill>,
    /// What is questionable about the job.
    pub warnings: Vec<String>,
    /// When a periodic job would be launched next, in RFC 3339.
    pub next_launch: Option<String>,
    /// With this index the job can be registered if nothing changes meanwhile.
    pub job_modify_index: u64,
}

/// Which job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobName {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Its namespace.
    pub namespace: String,
}

/// What would be done to a group, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupPlan {
    /// The group.
    pub name: String,
    /// Allocations placed anew.
    pub place: u64,
    /// Allocations updated where they are.
    pub in_place_update: u64,
    /// Allocations replaced by new ones.
    pub destructive_update: u64,
    /// Allocations placed as canaries.
    pub canary: u64,
    /// Allocations that move.
    pub migrate: u64,
    /// Allocations that stop.
    pub stop: u64,
    /// Allocations of others that make room.
    pub preemptions: u64,
    /// Allocations left alone.
    pub ignore: u64,
    /// Why not all of it fits, if it does not.
    pub failure: Option<PlacementFailure>,
}

/// Why allocations of a group cannot be placed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacementFailure {
    /// How many cannot.
    pub unplaced: i64,
    /// How many nodes were looked at.
    pub nodes_evaluated: i64,
    /// What keeps nodes from being used, as sentences, the most frequent first.
    pub reasons: Vec<String>,
    /// The same for each node, while they are few.
    pub nodes: Vec<NodeReason>,
}

/// Why one node cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeReason {
    /// The node.
    pub node_id: String,
    /// Its name.
    pub node_name: String,
    /// Why not.
    pub reason: String,
}

/// What a plan would do to an allocation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedAllocation {
    /// What.
    pub action: Action,
    /// Its name, such as `web.frontend[0]`.
    pub name: String,
    /// Its group.
    pub group: String,
    /// The node.
    pub node_id: String,
    /// The node's name.
    pub node_name: String,
    /// The node it comes from, if it moves.
    pub from_node_name: Option<String>,
    /// The ports it would get, by label.
    pub ports: BTreeMap<String, u16>,
    /// Its node's final score; none if it is not placed anew.
    pub score: Option<f64>,
    /// What the score is the mean of, by the scorer's name.
    pub scores: BTreeMap<&'static str, f64>,
}

/// What a plan does to an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Places it anew.
    Create,
    /// Updates it where it is.
    Update,
    /// Places it in place of one that stops.
    Replace,
    /// Places it as a canary.
    Canary,
    /// Moves it.
    Migrate,
    /// Stops it.
    Stop,
    /// Stops it to make room.
    Preempt,
}

/// How full a node is, before and after the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeFill {
    /// The node.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The datacenter it stands in.
    pub datacenter: String,
    /// The operator's class of it.
    pub class: String,
    /// Whether new allocations may be placed on it.
    pub ready: bool,
    /// Processor time in MHz.
    pub cpu_mhz: Fill,
    /// Memory in MB.
    pub memory_mb: Fill,
    /// Disk in MB.
    pub disk_mb: Fill,
}

/// How much of a resource is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fill {
    /// How much there is.
    pub total: i64,
    /// How much is used today.
    pub before: i64,
    /// How much would be used.
    pub after: i64,
}

/// Says what registering a job would do, and why. Nothing changes.
///
/// # Errors
///
/// When the job is not valid.
pub fn plan(engine: &Engine, job: Job, now: i64) -> Result<PlanReport, EngineError> {
    let namespace = job.namespace().to_owned();
    let request = DryRunRequest {
        job: Some(job),
        namespace,
        diff: true,
    };
    engine
        .dry_run(request, now)
        .map(|run| report(engine.state(), &run))
}

/// What a dry run means.
#[must_use]
pub fn report(state: &State, run: &DryRun) -> PlanReport {
    let used_after = used_after(state, &run.outcome.plan);
    let after = |entry: &NodeEntry| {
        used_after
            .get(entry.node.id.as_str())
            .copied()
            .unwrap_or(entry.used)
    };
    let job = &run.job;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let diff_styled = run
        .diff
        .as_ref()
        .map(|diff| text::lay_out(diff, false))
        .unwrap_or_default();
    PlanReport {
        job: JobName {
            id: text(&job.id),
            name: text(&job.name),
            job_type: text(&job.job_type),
            namespace: text(&job.namespace),
        },
        diff_text: diff_styled.to_plain(),
        diff_styled,
        diff: run
            .diff
            .as_ref()
            .and_then(|diff| serde_json::to_value(encode(diff, Shape::Stored)).ok()),
        groups: groups(state, run, &after),
        allocations: allocations(&run.outcome.plan),
        nodes: nodes(state, &used_after, &after),
        warnings: warnings(&run.warnings),
        next_launch: (!run.next_periodic_launch.is_zero()).then(|| run.next_periodic_launch.to_string()),
        job_modify_index: run.job_modify_index,
    }
}

/// The items of the reference's list of warnings.
fn warnings(text: &str) -> Vec<String> {
    let items = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("* "));
    items.map(|item| item.trim_end().to_owned()).collect()
}

/// What is used of the nodes that a plan touches, by identifier.
fn used_after(state: &State, plan: &Plan) -> BTreeMap<String, Capacity> {
    let mut used: BTreeMap<String, Capacity> = BTreeMap::new();
    let mut change = |alloc: &Alloc, change: fn(Capacity, Capacity) -> Capacity| {
        let node = &alloc.node.id;
        let before = || state.node(node).map(|entry| entry.used).unwrap_or_default();
        let sum = used.entry(node.clone()).or_insert_with(before);
        *sum = change(*sum, alloc.used);
    };
    let gone = plan
        .stops
        .iter()
        .map(|stop| &stop.alloc)
        .chain(plan.preemptions.iter().map(|(alloc, _)| alloc));
    for alloc in gone.filter(|alloc| !alloc.is_terminal()) {
        change(alloc, Capacity::less);
    }
    for updated in &plan.updates {
        if let Some(old) = state.alloc(updated.id).filter(|old| !old.is_terminal()) {
            change(old, Capacity::less);
            change(updated, Capacity::plus);
        }
    }
    for alloc in &plan.placements {
        change(alloc, Capacity::plus);
    }
    used
}

fn groups(state: &State, run: &DryRun, after: &dyn Fn(&NodeEntry) -> Capacity) -> Vec<GroupPlan> {
    let desired = &run.outcome.plan.desired_updates;
    let of_job = run.job.groups().iter().map(|group| group.name());
    let removed = desired
        .keys()
        .map(String::as_str)
        .filter(|name| run.job.group(name).is_none());
    of_job
        .chain(removed)
        .map(|name| {
            let counts = desired.get(name).cloned().unwrap_or_default();
            GroupPlan {
                name: name.to_owned(),
                place: counts.place,
                in_place_update: counts.in_place_update,
                destructive_update: counts.destructive_update,
                canary: counts.canary,
                migrate: counts.migrate,
                stop: counts.stop,
                preemptions: counts.preemptions,
                ignore: counts.ignore,
                failure: failure(state, run, name, after),
            }
        })
        .collect()
}

fn failure(
    state: &State,
    run: &DryRun,
    name: &str,
    after: &dyn Fn(&NodeEntry) -> Capacity,
) -> Option<PlacementFailure> {
    let metrics = run.outcome.failures.get(name)?;
    let group = run.job.group(name)?;
    let mut reasons = Reasons::new(&run.job, group, state);
    let mut nodes = Vec::new();
    let verdicts = run
        .outcome
        .verdicts
        .iter()
        .filter(|verdicts| verdicts.group == name);
    for (row, verdict) in verdicts.flat_map(|verdicts| &verdicts.nodes) {
        let Some(entry) = state.node_at(*row) else {
            continue;
        };
        let Some(reason) = reasons.add(entry, verdict, after(entry)) else {
            continue;
        };
        if nodes.len() < EXPLAINED_NODES {
            let (node_id, node_name) = (entry.node.id.clone(), entry.node.name.clone());
            nodes.push(NodeReason {
                node_id,
                node_name,
                reason,
            });
        }
    }
    Some(PlacementFailure {
        unplaced: metrics.counts.coalesced_failures + 1,
        nodes_evaluated: metrics.counts.nodes_evaluated,
        reasons: reasons.sentences(),
        nodes,
    })
}

fn allocations(plan: &Plan) -> Vec<PlannedAllocation> {
    let mut planned = Vec::new();
    let replaced = |alloc: &Alloc| {
        let previous = alloc.rare.as_ref()?.previous;
        plan.stops.iter().find(|stop| stop.alloc.id == previous)
    };
    let mut followed = Vec::new();
    for alloc in &plan.placements {
        let before = replaced(alloc);
        followed.extend(before.map(|stop| stop.alloc.id));
        let action = match before.map(|stop| stop.description) {
            _ if alloc.is_canary() => Action::Canary,
            Some(UPDATING) => Action::Replace,
            Some(MIGRATING) => Action::Migrate,
            Some(_) => Action::Replace,
            None => Action::Create,
        };
        let from = before
            .map(|stop| stop.alloc.node.name.clone())
            .filter(|name| *name != alloc.node.name);
        planned.push(PlannedAllocation {
            from_node_name: from,
            ..planned_allocation(action, alloc)
        });
    }
    planned.extend(
        plan.updates
            .iter()
            .map(|alloc| planned_allocation(Action::Update, alloc)),
    );
    let gone = plan
        .stops
        .iter()
        .filter(|stop| !followed.contains(&stop.alloc.id));
    let gone = gone.filter(|stop| stop.alloc.client_status != ClientStatus::Complete);
    planned.extend(gone.map(|stop| planned_allocation(Action::Stop, &stop.alloc)));
    planned.extend(
        plan.preemptions
            .iter()
            .map(|(alloc, _)| planned_allocation(Action::Preempt, alloc)),
    );
    planned
}

fn planned_allocation(action: Action, alloc: &Alloc) -> PlannedAllocation {
    let is_placed = matches!(
        action,
        Action::Create | Action::Replace | Action::Canary | Action::Migrate
    );
    let best = alloc.metrics.best.first().filter(|_| is_placed);
    let scores = best.into_iter().flat_map(|best| {
        Scorer::ALL
            .into_iter()
            .filter_map(|scorer| Some((scorer.as_str(), best.scores.get(scorer)?)))
    });
    PlannedAllocation {
        action,
        name: alloc.name(),
        group: alloc.group_name().to_owned(),
        node_id: alloc.node.id.clone(),
        node_name: alloc.node.name.clone(),
        from_node_name: None,
        ports: alloc.labelled_ports(),
        score: best.map(|best| best.scores.mean()),
        scores: scores.collect(),
    }
}

fn nodes(
    state: &State,
    used_after: &BTreeMap<String, Capacity>,
    after: &dyn Fn(&NodeEntry) -> Capacity,
) -> Vec<NodeFill> {
    let mut others = 0;
    let listed = state.node_entries().map(|(_, entry)| entry).filter(|entry| {
        let is_touched = used_after.contains_key(entry.node.id.as_str());
        others += usize::from(!is_touched);
        is_touched || others <= LISTED_NODES
    });
    let mut nodes: Vec<NodeFill> = listed
        .map(|entry| {
            let (total, before, after) = (entry.capacity, entry.used, after(entry));
            let fill = |of: fn(&Capacity) -> i64| Fill {
                total: of(&total),
                before: of(&before),
                after: of(&after),
            };
            NodeFill {
                id: entry.node.id.clone(),
                name: entry.node.name.clone(),
                datacenter: entry.node.datacenter.clone(),
                class: entry.node.node_class.clone(),
                ready: entry.is_ready,
                cpu_mhz: fill(|capacity| capacity.cpu_mhz),
                memory_mb: fill(|capacity| capacity.memory_mb),
                disk_mb: fill(|capacity| capacity.disk_mb),
            }
        })
        .collect();
    nodes.sort_by(|a, b| (&a.datacenter, &a.name, &a.id).cmp(&(&b.datacenter, &b.name, &b.id)));
    nodes
}
