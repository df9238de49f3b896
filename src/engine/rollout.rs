//! The waiting duty of moving deployments on, as their allocations become healthy or do not.

use std::sync::Arc;

use crate::diff;
use crate::model::deployment::{Deployment, DeploymentState};
use crate::model::evaluation::{EVAL_STATUS_CANCELLED, EVAL_STATUS_PENDING, Evaluation};
use crate::model::job::Job;
use crate::scheduler::DeploymentUpdate;
use crate::state::rollout::Rollout;
use crate::state::{Commit, JobKey, Uuid};

use super::Engine;
use super::draft::Draft;

/// What is to be done for a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Move {
    /// It has failed, for this reason. With `reverts`, the job goes back to its last stable version.
    Fail { reason: &'static str, reverts: bool },
    /// All its canaries are well: they are promoted.
    Promote,
    /// It is evaluated again. These allocations may be replaced.
    Evaluate { replaceable: Vec<Uuid> },
}

const UNHEALTHY: &str = "Failed due to unhealthy allocations";
const PROGRESS_DEADLINE: &str = "Failed due to progress deadline";

impl Engine {
    /// Moves the first deployment on for which there is something to do; `None` if there is none.
    pub(super) fn move_rollout(&self, now: i64) -> Option<Commit> {
        self.state.active_deployments().find_map(|deployment| {
            let key = JobKey::new(&deployment.namespace, &deployment.job_id);
            let job = &self.state.job(&key)?.job;
            let next = self.next_move(deployment, &key, job, now)?;
            Some(self.carry_out(deployment, job, next, now))
        })
    }

    /// When a deployment fails that does not get any further until then, in unix nanoseconds.
    pub(super) fn rollout_deadline(&self) -> Option<i64> {
        let rollouts = self.state.active_deployments();
        rollouts
            .filter_map(|deployment| progress_deadline(deployment, self.state.rollout(&deployment.id)?))
            .min()
    }

    fn next_move(&self, deployment: &Deployment, key: &JobKey, job: &Job, now: i64) -> Option<Move> {
        let groups = deployment.task_groups.as_ref()?;
        let unknown = Rollout::default();
        let rollout = self.state.rollout(&deployment.id).unwrap_or(&unknown);
        let mut replaceable = Vec::new();
        let (mut fails, mut reverts) = (false, false);
        for id in rollout.unhealthy() {
            let alloc = self.state.alloc(id);
            let Some(group) = alloc.and_then(|alloc| groups.get(alloc.group_name())) else {
                continue;
            };
            // With a deadline for progress another may do better; without one the first bad one decides.
            if group.progress_deadline.nanoseconds() != 0 {
                replaceable.push(id);
            } else {
                fails = true;
                reverts |= group.auto_revert;
            }
        }
        if fails {
            return Some(Move::Fail {
                reason: UNHEALTHY,
                reverts,
            });
        }
        if self.promotes_by_itself(deployment) {
            return Some(Move::Promote);
        }
        if !replaceable.is_empty() || rollout.newest_health() > self.last_look(key) {
            return Some(Move::Evaluate { replaceable });
        }
        let deadline = progress_deadline(deployment, rollout)?;
        (deadline <= now).then(|| Move::Fail {
            reason: PROGRESS_DEADLINE,
            reverts: groups.iter().any(|(name, group)| {
                let update = job.group(name).and_then(|group| group.update.as_ref());
                !has_enough(group) && update.is_some_and(|update| update.auto_revert == Some(true))
            }),
        })
    }

    /// Whether every group's canaries are all there and healthy, and all groups want them promoted then.
    fn promotes_by_itself(&self, deployment: &Deployment) -> bool {
        let groups = || deployment.task_groups.iter().flat_map(|groups| groups.values());
        let canaries = |group: &DeploymentState| group.placed_canaries.clone().unwrap_or_default();
        let is_healthy = |id: &String| {
            let alloc = id.parse().ok().and_then(|id| self.state.alloc(id));
            alloc.is_none_or(|alloc| alloc.healthy() == Some(true))
        };
        groups().any(|group| !canaries(group).is_empty())
            && deployment.requires_promotion()
            && groups().all(|group| {
                let placed = canaries(group);
                group.auto_promote
                    && usize::try_from(group.desired_canaries) == Ok(placed.len())
                    && placed.iter().all(is_healthy)
            })
    }

    /// The last index that an evaluation of the job has seen, or will.
    fn last_look(&self, key: &JobKey) -> u64 {
        let evaluations = self.state.evaluations_of_job(key);
        evaluations
            .filter(|evaluation| evaluation.status != EVAL_STATUS_CANCELLED)
            .map(|evaluation| match evaluation.snapshot_index {
                0 => evaluation.create_index,
                seen => seen,
            })
            .max()
            .unwrap_or_default()
    }

    fn carry_out(&self, deployment: &Deployment, job: &Arc<Job>, next: Move, now: i64) -> Commit {
        let mut draft = Draft::new(&self.state, self.seed, now);
        match next {
            Move::Fail { reason, reverts } => {
                let mut description = reason.to_owned();
                if reverts {
                    let (outcome, stable) = self.way_back(deployment, job);
                    description.push_str(&outcome);
                    if let Some(stable) = stable {
                        draft.put_job(stable);
                    }
                }
                draft.update_deployment(&DeploymentUpdate {
                    deployment_id: deployment.id.clone(),
                    status: "failed",
                    description: description.into(),
                });
            }
            Move::Promote => draft.promote(&deployment.id),
            Move::Evaluate { replaceable } => {
                replaceable.into_iter().for_each(|id| draft.allow_reschedule(id));
            }
        }
        draft.put_evaluation(Evaluation {
            id: self.random("rollout").uuid().to_string(),
            namespace: job.namespace().to_owned(),
            priority: job.priority.unwrap_or_default(),
            eval_type: job.job_type().to_owned(),
            triggered_by: "deployment-watcher".to_owned(),
            job_id: job.id().to_owned(),
            deployment_id: deployment.id.clone(),
            status: EVAL_STATUS_PENDING.to_owned(),
            ..Default::default()
        });
        draft.finish()
    }

    /// What is said of going back to the last stable version, and that version if it is gone back to.
    fn way_back(&self, deployment: &Deployment, job: &Job) -> (String, Option<Job>) {
        let key = JobKey::new(&deployment.namespace, &deployment.job_id);
        let versions = self.state.job(&key).map(|entry| entry.versions.as_slice());
        let mut newest_first = versions.unwrap_or_default().iter().rev();
        let Some(stable) = newest_first.find(|job| job.stable == Some(true)) else {
            return (" - no stable job version to auto revert to".to_owned(), None);
        };
        let version = stable.version.unwrap_or_default();
        if !diff::spec_changed(job, stable) {
            let text = format!(
                " - not rolling back to stable job version {version} as current job has same specification"
            );
            return (text, None);
        }
        let text = format!(" - rolling back to job version {version}");
        (text, Some(Job::clone(stable)))
    }
}

/// Whether a group has as many healthy allocations, or canaries, as it is to have.
fn has_enough(group: &DeploymentState) -> bool {
    let needed = if group.desired_canaries > 0 && !group.promoted {
        group.desired_canaries
    } else {
        group.desired_total
    };
    group.healthy_allocs >= needed
}

/// Until when a deployment must get further, in unix nanoseconds; `None` if it need not, or is done.
fn progress_deadline(deployment: &Deployment, rollout: &Rollout) -> Option<i64> {
    let groups = deployment.task_groups.as_ref()?;
    if groups.values().all(has_enough) {
        return None;
    }
    let waits = groups.iter().filter(|(name, group)| {
        let is_done =
            (group.desired_canaries == 0 || group.promoted) && rollout.healthy(name) >= group.desired_total;
        !is_done && !group.require_progress_by.is_zero()
    });
    waits
        .map(|(_, group)| group.require_progress_by.unix_nanoseconds())
        .min()
}
