//! What clients tell the servers of their nodes and of the allocations on them.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::allocation::{AllocDeploymentStatus, Allocation};
use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::JOB_TYPE_SYSTEM;
use crate::model::node::{
    NODE_ELIGIBLE, NODE_STATUS_DOWN, NODE_STATUS_INIT, NODE_STATUS_READY, Node, NodeEvent,
};
use crate::model::time::Time;
use crate::scheduler::reconcile::reschedule::is_eligible;
use crate::scheduler::random::Random;
use crate::state::alloc::ClientStatus;
use crate::state::{Alloc, JobKey, Uuid};

use super::draft::Draft;
use super::{Engine, Step};

/// There is no node of this identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNode;

impl fmt::Display for UnknownNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("node not found")
    }
}

impl std::error::Error for UnknownNode {}

fn event(message: &str, now: i64) -> NodeEvent {
    NodeEvent {
        message: message.to_owned(),
        subsystem: "Cluster".to_owned(),
        timestamp: Time::from_unix_nanoseconds(now.div_euclid(1_000_000_000) * 1_000_000_000),
        ..Default::default()
    }
}

impl Engine {
    /// Registers a node, or a known one again. A node that says nothing of its status is ready; one that has no
    /// identifier gets one.
    #[must_use]
    pub fn register_node(&self, mut node: Node, now: i64) -> Step<()> {
        let mut draft = Draft::new(&self.state, self.seed, now);
        let mut random = self.random("node");
        let id = random.uuid();
        if node.id.is_empty() {
            node.id = id.to_string();
        }
        let known = self.state.node(&node.id).map(|entry| entry.node.clone());
        self.take_over(&mut node, known.as_deref(), draft.index(), now);
        let old_status = known
            .as_ref()
            .map_or(NODE_STATUS_INIT, |known| known.status.as_str());
        let wakes = wakes_jobs(old_status, &node.status);
        let id = node.id.clone();
        draft.put_node(node);
        if wakes {
            self.evaluate_jobs_of_node(&mut draft, &id, &mut random);
        }
        Step {
            response: (),
            commit: Some(draft.finish()),
        }
    }

    /// What the servers keep of a node that registers again, and say of one that is new.
    fn take_over(&self, node: &mut Node, known: Option<&Node>, index: u64, now: i64) {
        if node.status.is_empty() {
            NODE_STATUS_READY.clone_into(&mut node.status);
        }
        match known {
            Some(known) => {
                node.drain = known.drain;
                node.drain_strategy.clone_from(&known.drain_strategy);
                node.scheduling_eligibility
                    .clone_from(&known.scheduling_eligibility);
                node.events.clone_from(&known.events);
                if known.status == NODE_STATUS_DOWN && node.status == NODE_STATUS_READY {
                    let event = event("Node re-registered", now);
                    node.events.get_or_insert_default().push(NodeEvent {
                        create_index: index,
                        ..event
                    });
                }
            }
            None => node.events = Some(vec![event("Node registered", now)]),
        }
        if node.scheduling_eligibility.is_empty() {
            NODE_ELIGIBLE.clone_into(&mut node.scheduling_eligibility);
        }
        node.status_updated_at = now.div_euclid(1_000_000_000);
    }

    /// Notes that the heartbeat of a node was missed (`down`), or that it is back (`ready`).
    ///
    /// # Errors
    ///
    /// When there is no such node.
    pub fn update_node_status(&self, id: &str, status: &str, now: i64) -> Result<Step<()>, UnknownNode> {
        let known = &self.state.node(id).ok_or(UnknownNode)?.node;
        let mut draft = Draft::new(&self.state, self.seed, now);
        if known.status != status {
            let message = match (known.status.as_str(), status) {
                (_, NODE_STATUS_DOWN) => Some("Node heartbeat missed"),
                (NODE_STATUS_DOWN, _) => Some("Node reregistered by heartbeat"),
                _ => None,
            };
            let mut node = Node::clone(known);
            status.clone_into(&mut node.status);
            node.status_updated_at = now.div_euclid(1_000_000_000);
            if let Some(message) = message {
                let event = event(message, now);
                node.events.get_or_insert_default().push(NodeEvent {
                    create_index: draft.index(),
                    ..event
                });
            }
            draft.put_node(node);
        }
        if wakes_jobs(&known.status, status) {
            self.evaluate_jobs_of_node(&mut draft, id, &mut self.random("node"));
        }
        Ok(Step {
            response: (),
            commit: Some(draft.finish()),
        })
    }

    /// Has all jobs looked at that have allocations on a node or run on every node.
    fn evaluate_jobs_of_node(&self, draft: &mut Draft<'_>, node: &str, random: &mut Random) {
        let mut seen = BTreeSet::new();
        let allocs = self
            .state
            .node_row(node)
            .into_iter()
            .flat_map(|row| self.state.allocs_on_node(row))
            .map(|alloc| &alloc.job);
        let system = self.state.jobs().map(|(_, entry)| &entry.job);
        let system = system.filter(|job| job.job_type() == JOB_TYPE_SYSTEM);
        for job in allocs.chain(system) {
            if !seen.insert(job.id()) {
                continue;
            }
            draft.put_evaluation(Evaluation {
                id: random.uuid().to_string(),
                namespace: job.namespace().to_owned(),
                priority: job.priority.unwrap_or_default(),
                eval_type: job.job_type().to_owned(),
                triggered_by: "node-update".to_owned(),
                job_id: job.id().to_owned(),
                node_id: node.to_owned(),
                node_modify_index: draft.index(),
                status: EVAL_STATUS_PENDING.to_owned(),
                ..Default::default()
            });
        }
    }

    /// Takes what clients report of allocations: status, states of tasks, health. Allocations that are not known
    /// are passed over. Jobs of failed ones are looked at again, if they may be placed anew.
    #[must_use]
    pub fn update_allocs(&self, reports: &[Allocation], now: i64) -> Step<()> {
        let mut draft = Draft::new(&self.state, self.seed, now);
        let mut random = self.random("client");
        let mut jobs = BTreeSet::new();
        for report in reports {
            let known = report.id.parse().ok().and_then(|id: Uuid| self.state.alloc(id));
            let Some(known) = known else { continue };
            let mut alloc = Alloc::clone(known);
            take_report(&mut alloc, report, draft.index());
            let failed = alloc.client_status == ClientStatus::Failed;
            draft.put_alloc_of_client(alloc);
            let key = JobKey::of(&known.job);
            let Some(job) = self.state.job(&key).map(|entry| &entry.job) else {
                continue;
            };
            let policy = job.group(known.group_name()).and_then(|group| group.reschedule_policy.as_ref());
            let waits = known.rare.as_ref().is_some_and(|rare| !rare.followup_eval.is_nil());
            let retries = policy.is_some_and(|policy| is_eligible(known, policy, now));
            if failed && !waits && retries && jobs.insert(key) {
                draft.put_evaluation(Evaluation {
                    id: random.uuid().to_string(),
                    namespace: job.namespace().to_owned(),
                    priority: job.priority.unwrap_or_default(),
                    eval_type: job.job_type().to_owned(),
                    triggered_by: "alloc-failure".to_owned(),
                    job_id: job.id().to_owned(),
                    status: EVAL_STATUS_PENDING.to_owned(),
                    ..Default::default()
                });
            }
        }
        Step {
            response: (),
            commit: Some(draft.finish()),
        }
    }
}

/// Whether jobs must be looked at because a node went from one status to another.
fn wakes_jobs(old: &str, new: &str) -> bool {
    new == NODE_STATUS_DOWN
        || (new == NODE_STATUS_READY && matches!(old, NODE_STATUS_INIT | NODE_STATUS_DOWN))
}

/// Writes into an allocation what its client is the authority on.
fn take_report(alloc: &mut Alloc, report: &Allocation, index: u64) {
    if let Some(status) = ClientStatus::parse(&report.client_status) {
        alloc.client_status = status;
    }
    let rare = alloc.rare_mut();
    rare.client_description.clone_from(&report.client_description);
    rare.task_states.clone_from(&report.task_states);
    let Some(reported) = &report.deployment_status else {
        return;
    };
    match &mut rare.deployment_status {
        Some(known) => {
            if reported.healthy.is_some() && known.healthy != reported.healthy {
                known.healthy = reported.healthy;
                known.timestamp = reported.timestamp;
                known.modify_index = index;
            }
        }
        None => {
            rare.deployment_status = Some(AllocDeploymentStatus {
                modify_index: index,
                ..reported.clone()
            });
        }
    }
}
