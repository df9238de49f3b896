//! The scheduler of system jobs: an allocation of each group on every node that can run it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::evaluation::{EVAL_STATUS_COMPLETE, EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::Job;
use crate::model::job_diff::DesiredUpdates;
use crate::state::alloc::ClientStatus;
use crate::state::{Alloc, JobKey, NodeRow, State, Uuid};

use super::feasible::Eligibility;
use super::place::{Attempt, Placer};
use super::plan::{Outcome, Plan, Stop};
use super::proposed::Proposed;
use super::random::{Random, words};
use super::rank::Stack;
use super::reconcile::{LOST, NOT_NEEDED, Place, UPDATING, UpdateKind};
use super::{Context, blocked_evaluation, is_node_lost, stops_of_lost_nodes};

/// What may cause an evaluation.
pub(super) const TRIGGERS: &[&str] = &[
    "job-register",
    "node-update",
    "failed-follow-up",
    "job-deregister",
    "rolling-update",
    "preemption",
    "deployment-watcher",
    "node-drain",
    "alloc-stop",
    "queued-allocs",
    "job-scaling",
];

/// Why an allocation stops whose node is drained.
const NODE_TAINTED: &str = "alloc not needed as node is tainted";

/// An allocation that is to be placed on one node.
struct Missing {
    row: NodeRow,
    place: Place,
}

/// Processes an evaluation; `updated` is it with the index of the state.
pub(super) fn process(context: &Context<'_>, evaluation: &Evaluation, mut updated: Evaluation) -> Outcome {
    let state = context.view.state();
    let key = JobKey::new(&evaluation.namespace, &evaluation.job_id);
    let job = context.view.job(&key).filter(|job| !job.stopped()).cloned();
    let mut run = Run {
        context,
        evaluation,
        eligibility: job.as_ref().map(|job| Eligibility::new(job)).unwrap_or_default(),
        placer: Placer::new(context, evaluation, Stack::System, Proposed::new(state)),
        plan: Plan::default(),
        created: Vec::new(),
        queued: BTreeMap::new(),
        missing: Vec::new(),
        random: Random::new(
            context.seed,
            "evaluation",
            &words(evaluation.id.parse().unwrap_or_default()),
        ),
    };
    let allocs: Vec<Arc<Alloc>> = state.allocs_of_job(&key).cloned().collect();
    run.plan.stops = stops_of_lost_nodes(state, &allocs);
    run.reconcile(job.as_ref(), allocs);
    if let Some(job) = &job {
        run.place(job);
    }

    let (failures, verdicts) = run.placer.finish();
    let failed: BTreeMap<_, _> = failures
        .iter()
        .map(|(group, metrics)| (group.clone(), metrics.to_wire()))
        .collect();
    EVAL_STATUS_COMPLETE.clone_into(&mut updated.status);
    updated.status_description.clear();
    updated.failed_tg_allocs = (!failed.is_empty()).then_some(failed);
    updated.queued_allocations = Some(run.queued);
    if let Some(next) = run
        .created
        .iter()
        .find(|other| other.triggered_by == "rolling-update")
    {
        updated.next_eval.clone_from(&next.id);
    }
    Outcome {
        plan: run.plan,
        evaluation: updated,
        created: run.created,
        failures,
        verdicts,
    }
}

struct Run<'a> {
    context: &'a Context<'a>,
    evaluation: &'a Evaluation,
    eligibility: Eligibility,
    placer: Placer<'a>,
    plan: Plan,
    created: Vec<Evaluation>,
    queued: BTreeMap<String, i64>,
    missing: Vec<Missing>,
    random: Random,
}

impl Run<'_> {
    fn state(&self) -> &State {
        self.context.view.state()
    }

    /// Compares what is there with what the job wants: which allocations stop, go on, are replaced, are missing.
    /// `job` is `None` if it is stopped or gone.
    fn reconcile(&mut self, job: Option<&Arc<Job>>, allocs: Vec<Arc<Alloc>>) {
        let ready: BTreeSet<NodeRow> = match job {
            Some(job) => {
                self.placer.begin(job, &Plan::default(), "", None);
                self.placer.nodes().iter().copied().collect()
            }
            None => BTreeSet::new(),
        };
        let (gone, live): (Vec<_>, Vec<_>) = allocs.into_iter().partition(|alloc| alloc.is_terminal());
        let mut there: BTreeSet<(NodeRow, usize, u32)> = BTreeSet::new();
        let mut updates = Vec::new();
        for alloc in live {
            let wanted = job.and_then(|job| wanted(job, &alloc));
            let Some(group) = wanted else {
                self.stop(alloc, NOT_NEEDED, None);
                continue;
            };
            let row = self.state().node_row(&alloc.node.id);
            if let Some(row) = row {
                there.insert((row, group, alloc.index));
            }
            match self.standing(&alloc, row, &ready, job) {
                Standing::Migrates => {
                    self.desired(alloc.group_name()).migrate += 1;
                    self.stop(alloc, NODE_TAINTED, None);
                }
                Standing::Lost => self.stop(alloc, LOST, Some(ClientStatus::Lost)),
                Standing::Stays => self.desired(alloc.group_name()).ignore += 1,
                Standing::Outdated => updates.push((group, alloc)),
            }
        }
        let Some(job) = job else { return };
        self.find_missing(job, &ready, &there, &gone);
        self.update(job, updates);
    }

    /// What becomes of an allocation that the job wants.
    fn standing(
        &self,
        alloc: &Alloc,
        row: Option<NodeRow>,
        ready: &BTreeSet<NodeRow>,
        job: Option<&Arc<Job>>,
    ) -> Standing {
        let rare = alloc.rare.as_ref();
        if rare.is_some_and(|rare| rare.desired_transition.migrate == Some(true)) {
            return Standing::Migrates;
        }
        if is_node_lost(self.state(), &alloc.node.id) {
            return Standing::Lost;
        }
        let is_outdated = job.is_some_and(|job| job.job_modify_index != alloc.job.job_modify_index);
        if is_outdated && row.is_some_and(|row| ready.contains(&row)) {
            return Standing::Outdated;
        }
        Standing::Stays
    }

    /// Notes which nodes lack an allocation.
    fn find_missing(
        &mut self,
        job: &Job,
        ready: &BTreeSet<NodeRow>,
        there: &BTreeSet<(NodeRow, usize, u32)>,
        gone: &[Arc<Alloc>],
    ) {
        let mut latest: BTreeMap<(NodeRow, &str, u32), &Arc<Alloc>> = BTreeMap::new();
        for alloc in gone {
            let Some(row) = self.state().node_row(&alloc.node.id) else {
                continue;
            };
            let latest = latest
                .entry((row, alloc.group_name(), alloc.index))
                .or_insert(alloc);
            if alloc.create_index > latest.create_index {
                *latest = alloc;
            }
        }
        for row in ready {
            for (group, task_group) in job.groups().iter().enumerate() {
                for index in 0..u32::try_from(task_group.count()).unwrap_or_default() {
                    if there.contains(&(*row, group, index)) {
                        continue;
                    }
                    let previous = latest.get(&(*row, task_group.name(), index));
                    let previous = previous.map(|previous| Arc::clone(previous));
                    self.desired(task_group.name()).place += 1;
                    let place = missing(group, index, previous);
                    self.missing.push(Missing { row: *row, place });
                }
            }
        }
    }

    /// Brings allocations of other versions up to date, where they are or by new ones; of these no more at a time
    /// than a rolling update allows.
    fn update(&mut self, job: &Arc<Job>, updates: Vec<(usize, Arc<Alloc>)>) {
        let mut destructive = Vec::new();
        for (group, alloc) in updates {
            match self.placer.update_kind(job, group, &alloc, &mut self.eligibility) {
                UpdateKind::Destructive => {
                    self.desired(alloc.group_name()).destructive_update += 1;
                    destructive.push((group, alloc));
                }
                UpdateKind::InPlace(updated) => {
                    self.desired(alloc.group_name()).in_place_update += 1;
                    self.plan.updates.push(*updated);
                }
                UpdateKind::Ignore => self.desired(alloc.group_name()).in_place_update += 1,
            }
        }
        let stagger = job
            .update
            .as_ref()
            .and_then(|update| update.stagger)
            .unwrap_or_default();
        let max_parallel = job
            .update
            .as_ref()
            .and_then(|update| update.max_parallel)
            .unwrap_or_default();
        let mut limit = destructive.len();
        if stagger.nanoseconds() > 0
            && let Ok(max_parallel @ 1..) = usize::try_from(max_parallel)
        {
            limit = max_parallel;
        }
        if destructive.len() > limit {
            self.created.push(Evaluation {
                id: self.random.uuid().to_string(),
                namespace: self.evaluation.namespace.clone(),
                priority: self.evaluation.priority,
                eval_type: self.evaluation.eval_type.clone(),
                triggered_by: "rolling-update".to_owned(),
                job_id: self.evaluation.job_id.clone(),
                job_modify_index: self.evaluation.job_modify_index,
                status: EVAL_STATUS_PENDING.to_owned(),
                wait: stagger,
                previous_eval: self.evaluation.id.clone(),
                ..Default::default()
            });
        }
        for (group, alloc) in destructive.into_iter().take(limit) {
            if let Some(row) = self.state().node_row(&alloc.node.id) {
                let place = missing(group, alloc.index, Some(alloc.clone()));
                self.missing.push(Missing { row, place });
            }
            self.plan.stops.push(stop_of(alloc, UPDATING, None));
        }
    }

    /// Places what is missing.
    fn place(&mut self, job: &Arc<Job>) {
        let name_of = |group: usize| {
            let group = job.groups().get(group);
            group.map(|group| group.name().to_owned()).unwrap_or_default()
        };
        if self.missing.is_empty() {
            self.queued = (0..job.groups().len()).map(|group| (name_of(group), 0)).collect();
            return;
        }
        for missing in &self.missing {
            *self.queued.entry(name_of(missing.place.group)).or_default() += 1;
        }
        self.placer.begin(job, &self.plan, "", None);
        for missing in std::mem::take(&mut self.missing) {
            let (group, eligibility) = (name_of(missing.place.group), &mut self.eligibility);
            let attempt = self
                .placer
                .place_at(job, &missing.place, missing.row, eligibility, &mut self.plan);
            match attempt {
                Attempt::Placed => *self.queued.entry(group).or_default() -= 1,
                // A node that may not be used does not count as one that lacks an allocation.
                Attempt::Filtered => {
                    let desired = self.desired(&group);
                    desired.place = desired.place.wrapping_sub(1);
                    *self.queued.entry(group).or_default() -= 1;
                }
                Attempt::Failed => {
                    let node_id = self
                        .state()
                        .node_at(missing.row)
                        .map(|entry| entry.node.id.clone());
                    let mut blocked = blocked_evaluation(
                        self.context,
                        self.evaluation,
                        &self.eligibility,
                        &mut self.random,
                    );
                    blocked.node_id = node_id.unwrap_or_default();
                    self.created.push(blocked);
                }
                Attempt::FailedAgain | Attempt::Gone => {}
            }
        }
    }

    fn stop(&mut self, alloc: Arc<Alloc>, description: &'static str, client_status: Option<ClientStatus>) {
        if description == NOT_NEEDED {
            self.desired(alloc.group_name()).stop += 1;
        }
        self.plan.stops.push(stop_of(alloc, description, client_status));
    }

    fn desired(&mut self, group: &str) -> &mut DesiredUpdates {
        self.plan.desired_updates.entry(group.to_owned()).or_default()
    }
}

/// What becomes of an allocation that the job wants.
enum Standing {
    /// It leaves its node.
    Migrates,
    /// It is gone with its node.
    Lost,
    /// It goes on as it is.
    Stays,
    /// It is of another version of the job.
    Outdated,
}

/// The place of an allocation's group in the job, if the job wants that allocation.
fn wanted(job: &Job, alloc: &Alloc) -> Option<usize> {
    let group = job
        .groups()
        .iter()
        .position(|group| group.name() == alloc.group_name())?;
    let count = job.groups().get(group)?.count();
    (i64::from(alloc.index) < count).then_some(group)
}

fn missing(group: usize, index: u32, previous: Option<Arc<Alloc>>) -> Place {
    Place {
        group,
        index,
        canary: false,
        previous,
        reschedule: false,
        stop_previous: None,
        downgrade_non_canary: false,
        min_job_version: 0,
    }
}

fn stop_of(alloc: Arc<Alloc>, description: &'static str, client_status: Option<ClientStatus>) -> Stop {
    Stop {
        alloc,
        description,
        client_status,
        followup_eval: Uuid::NIL,
    }
}
