//! What a job wants against what there is: which allocations stop, which go on, which are replaced, which are
//! missing. Where missing ones go is not decided here.
//!
//! [`reconcile`] looks at one job. `group` holds the rules for one of its groups, `names` the numbers in names,
//! [`reschedule`] when a failed allocation is tried again. All of it is pure: state, time and identifiers come in
//! as arguments.

mod group;
mod names;
pub mod reschedule;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::deployment::Deployment;
use crate::model::evaluation::{EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::Job;
use crate::model::job_diff::DesiredUpdates;
use crate::model::time::Time;
use crate::state::alloc::ClientStatus;
use crate::state::{Alloc, Uuid};

use super::plan::{DeploymentUpdate, Stop};
use super::random::Random;

/// Why an allocation stops whose job does not want it any more.
pub const NOT_NEEDED: &str = "alloc not needed due to job update";
/// Why an allocation stops that moves to another node.
pub const MIGRATING: &str = "alloc is being migrated";
/// Why an allocation stops that a new version replaces.
pub const UPDATING: &str = "alloc is being updated due to job update";
/// Why an allocation is lost.
pub const LOST: &str = "alloc is lost since its node is down";
/// Why a failed allocation stops that is replaced.
pub const RESCHEDULED: &str = "alloc was rescheduled because it failed";

/// Evaluations for later tries that are due within this time are one, in nanoseconds.
const FOLLOWUP_WINDOW: i64 = 5_000_000_000;

/// An allocation that is missing.
#[derive(Debug, Clone)]
pub struct Place {
    /// The place of its group in the job.
    pub group: usize,
    /// The number in its name.
    pub index: u32,
    /// Whether it is a canary.
    pub canary: bool,
    /// The allocation that it replaces.
    pub previous: Option<Arc<Alloc>>,
    /// Whether it replaces a failed one.
    pub reschedule: bool,
    /// Whether the replaced one is stopped only if a node is found, and why.
    pub stop_previous: Option<&'static str>,
    /// Whether it must be of the last version that was not a canary.
    pub downgrade_non_canary: bool,
    /// The lowest version that it may be of then.
    pub min_job_version: u64,
}

/// How a new version of a job treats an allocation.
#[derive(Debug)]
pub enum UpdateKind {
    /// It goes on as it is.
    Ignore,
    /// It is replaced.
    Destructive,
    /// It goes on in this form.
    InPlace(Box<Alloc>),
}

/// What is known of a job.
pub struct Input<'a> {
    /// Whether it is of type batch.
    pub batch: bool,
    /// The job, `None` if it was purged.
    pub job: Option<&'a Arc<Job>>,
    /// Its latest deployment.
    pub deployment: Option<&'a Deployment>,
    /// All its allocations.
    pub allocs: Vec<Arc<Alloc>>,
    /// Whether a node is down or gone.
    pub is_node_lost: &'a dyn Fn(&str) -> bool,
    /// The evaluation that is processed.
    pub eval_id: Uuid,
    /// The time, in unix nanoseconds.
    pub now: i64,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// A new deployment.
    pub deployment: Option<Deployment>,
    /// Changes to the one there is.
    pub deployment_updates: Vec<DeploymentUpdate>,
    /// Allocations to be placed.
    pub place: Vec<Place>,
    /// Allocations to be placed in place of ones that stop then.
    pub destructive: Vec<Place>,
    /// Allocations that go on in a changed form.
    pub in_place: Vec<Alloc>,
    /// Allocations of which only members change that their node does not see.
    pub attribute_updates: Vec<Alloc>,
    /// Allocations that stop.
    pub stop: Vec<Stop>,
    /// The counts of each group, by name.
    pub desired_updates: BTreeMap<String, DesiredUpdates>,
    /// Evaluations for later tries.
    pub followups: Vec<Evaluation>,
}

/// Compares what a job wants with what there is. `update` says how the job treats one of its allocations,
/// `random` draws identifiers.
pub fn reconcile(
    input: &Input<'_>,
    update: &mut dyn FnMut(&Arc<Alloc>, usize) -> UpdateKind,
    random: &mut Random,
) -> Reconciled {
    let mut by_group: BTreeMap<&str, Vec<Arc<Alloc>>> = BTreeMap::new();
    for alloc in &input.allocs {
        by_group
            .entry(alloc.group_name())
            .or_default()
            .push(alloc.clone());
    }
    let mut reconciler = Reconciler {
        input,
        deployment: input.deployment.cloned(),
        old_deployment: None,
        is_paused: false,
        is_failed: false,
        update,
        random,
        result: Reconciled::default(),
    };
    match input.job.filter(|job| !job.stopped()) {
        None => {
            reconciler.cancel_for_stop();
            for group in input.job.into_iter().flat_map(|job| job.groups()) {
                by_group.entry(group.name()).or_default();
            }
            for (group, allocs) in by_group {
                reconciler.stop_group(group, &allocs);
            }
        }
        Some(job) => reconciler.run(job, by_group),
    }
    reconciler.result
}

struct Reconciler<'a, 'b> {
    input: &'a Input<'a>,
    /// The deployment of the job's version: the one there is, or the one that is made.
    deployment: Option<Deployment>,
    /// The one before, if it is over.
    old_deployment: Option<Deployment>,
    is_paused: bool,
    is_failed: bool,
    update: &'b mut dyn FnMut(&Arc<Alloc>, usize) -> UpdateKind,
    random: &'b mut Random,
    result: Reconciled,
}

impl Reconciler<'_, '_> {
    fn run(&mut self, job: &Arc<Job>, mut by_group: BTreeMap<&str, Vec<Arc<Alloc>>>) {
        self.cancel_for_newer(job);
        match &self.deployment {
            Some(deployment) => {
                self.is_paused = matches!(deployment.status.as_str(), "paused" | "pending");
                self.is_failed = deployment.status == "failed";
            }
            None => self.is_paused = waits_for_peers(job),
        }

        let mut complete = true;
        for (place, group) in job.groups().iter().enumerate() {
            let allocs = by_group.remove(group.name()).unwrap_or_default();
            complete &= self.group(job, place, allocs);
        }
        // Groups that are no longer part of the job.
        for (group, allocs) in by_group {
            self.stop_group(group, &allocs);
        }

        if complete && let Some(deployment) = &self.deployment {
            let (status, description) = if !job.is_multiregion() {
                ("successful", "Deployment completed successfully")
            } else if matches!(deployment.status.as_str(), "unblocking" | "successful") {
                return;
            } else {
                ("blocked", "Deployment is complete but waiting for peer region")
            };
            self.update_deployment(status, description);
        }
        if let Some(deployment) = &mut self.result.deployment
            && deployment.status == "running"
        {
            let states = || deployment.task_groups.iter().flatten().map(|(_, state)| state);
            if states().any(|state| state.desired_canaries > 0 && !state.promoted) {
                let automatic = states().all(|state| state.auto_promote);
                deployment.status_description = if automatic {
                    "Deployment is running pending automatic promotion".to_owned()
                } else {
                    "Deployment is running but requires manual promotion".to_owned()
                };
            }
        }
    }

    /// A stopped job has no deployment.
    fn cancel_for_stop(&mut self) {
        if self
            .deployment
            .as_ref()
            .is_some_and(|deployment| deployment.is_active())
        {
            self.update_deployment("cancelled", "Cancelled because job is stopped");
        }
        self.old_deployment = self.deployment.take();
    }

    /// A deployment of another version, or one that is over, is no longer the job's.
    fn cancel_for_newer(&mut self, job: &Job) {
        let Some(deployment) = &self.deployment else {
            return;
        };
        let is_other = Some(deployment.job_create_index) != job.create_index
            || Some(deployment.job_version) != job.version;
        if is_other && deployment.is_active() {
            self.update_deployment("cancelled", "Cancelled due to newer version of job");
        }
        if is_other
            || self
                .deployment
                .as_ref()
                .is_some_and(|deployment| deployment.status == "successful")
        {
            self.old_deployment = self.deployment.take();
        }
    }

    fn update_deployment(&mut self, status: &'static str, description: &'static str) {
        if let Some(deployment) = &self.deployment {
            let deployment_id = deployment.id.clone();
            self.result.deployment_updates.push(DeploymentUpdate {
                deployment_id,
                status,
                description: description.into(),
            });
        }
    }

    /// Stops what is left of a group that is not wanted at all: of a stopped job what still runs; of a group
    /// that was taken out of its job everything, whatever became of it.
    fn stop_group(&mut self, group: &str, allocs: &[Arc<Alloc>]) {
        let job_is_stopped = self.input.job.is_none_or(|job| job.stopped());
        let stopped = allocs
            .iter()
            .filter(|alloc| !job_is_stopped || !alloc.is_terminal());
        let stopped: Vec<_> = stopped.cloned().collect();
        self.desired(group).stop = count(stopped.len());
        for alloc in stopped {
            match self.taint(&alloc) {
                Taint::Lost => self.stop(alloc, LOST, Some(ClientStatus::Lost)),
                Taint::None | Taint::Migrate => self.stop(alloc, NOT_NEEDED, None),
            }
        }
    }

    /// What becomes of an allocation because of its node.
    fn taint(&self, alloc: &Alloc) -> Taint {
        let should_migrate = || {
            alloc
                .rare
                .as_ref()
                .is_some_and(|rare| rare.desired_transition.migrate == Some(true))
        };
        if alloc.is_terminal() {
            Taint::None
        } else if should_migrate() {
            Taint::Migrate
        } else if (self.input.is_node_lost)(&alloc.node.id) {
            Taint::Lost
        } else {
            Taint::None
        }
    }

    fn stop(&mut self, alloc: Arc<Alloc>, description: &'static str, client_status: Option<ClientStatus>) {
        self.result.stop.push(Stop {
            alloc,
            description,
            client_status,
            followup_eval: Uuid::NIL,
        });
    }

    fn desired(&mut self, group: &str) -> &mut DesiredUpdates {
        self.result.desired_updates.entry(group.to_owned()).or_default()
    }

    /// Makes evaluations for allocations that are to be looked at later, few for many that are due about the
    /// same time, and says which evaluation each waits for.
    fn followups(&mut self, mut later: Vec<(i64, Uuid)>) -> BTreeMap<Uuid, Uuid> {
        later.sort_unstable();
        let mut waits_for = BTreeMap::new();
        let mut current: Option<(i64, Uuid)> = None;
        for (due, alloc) in later {
            let eval_id = match current {
                Some((first, id)) if due.saturating_sub(first) < FOLLOWUP_WINDOW => id,
                _ => {
                    let id = self.random.uuid();
                    self.add_followup(id, due, current.is_none());
                    current = Some((due, id));
                    id
                }
            };
            waits_for.insert(alloc, eval_id);
        }
        waits_for
    }

    fn add_followup(&mut self, id: Uuid, due: i64, is_first: bool) {
        let Some(job) = self.input.job else { return };
        // Only the first evaluation of a group says why it was made.
        let description = if is_first {
            "created for delayed rescheduling"
        } else {
            ""
        };
        self.result.followups.push(Evaluation {
            id: id.to_string(),
            namespace: job.namespace().to_owned(),
            priority: job.priority.unwrap_or_default(),
            eval_type: job.job_type().to_owned(),
            triggered_by: "alloc-failure".to_owned(),
            job_id: job.id().to_owned(),
            job_modify_index: job.modify_index.unwrap_or_default(),
            status: EVAL_STATUS_PENDING.to_owned(),
            status_description: description.to_owned(),
            wait_until: Time::from_unix_nanoseconds(due),
            ..Default::default()
        });
    }
}

/// What becomes of an allocation because of its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taint {
    /// Nothing.
    None,
    /// It moves to another node.
    Migrate,
    /// It is gone with its node.
    Lost,
}

/// Whether a job's deployments begin only when another region is done.
fn waits_for_peers(job: &Job) -> bool {
    job.is_multiregion() && !job.is_periodic() && !job.is_parameterized()
}

fn count(number: usize) -> u64 {
    number as u64
}
