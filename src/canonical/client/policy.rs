//! Policies: how one is laid over another, and the defaults that depend on the type of the job.

use crate::model::job::{JOB_TYPE_BATCH, JOB_TYPE_SERVICE, JOB_TYPE_SYSTEM};
use crate::model::object::{Object, Slot, View};
use crate::model::policy::{ReschedulePolicy, RestartPolicy};
use crate::model::time::Duration;

/// What is unset in `policy` is taken from `base`, an object of the same type with plain members.
pub(super) fn inherit(policy: &mut dyn Object, base: &dyn Object) {
    for index in 0..policy.object_type().fields.len() {
        if let (Some(member), Some(given)) = (policy.member_mut(index), base.member(index))
            && matches!(member.view(), View::Null)
        {
            match given.view() {
                View::Null => {}
                view => assign(member.slot(), view),
            }
        }
    }
}

fn assign(slot: Slot<'_>, view: View<'_>) {
    match (slot, view) {
        (Slot::Bool(slot), View::Bool(value)) => *slot = value,
        (Slot::Int(slot), View::Int(value)) => *slot = value,
        (Slot::Str(slot), View::Str(value)) => value.clone_into(slot),
        (Slot::Duration(slot), View::Duration(value)) => *slot = value,
        // Policies have members of these kinds only.
        _ => {}
    }
}

/// Whether nothing in it is set to anything but zero.
pub(super) fn is_blank(policy: &dyn Object) -> bool {
    (0..policy.object_type().fields.len())
        .all(|index| policy.member(index).is_none_or(|member| member.view().is_empty()))
}

/// Fills in when tasks of a job of this type are restarted if the job does not say.
pub(super) fn complete_restart(policy: &mut RestartPolicy, job_type: &str) {
    let (attempts, interval) = match job_type {
        JOB_TYPE_SERVICE | JOB_TYPE_SYSTEM => (2, minutes(30)),
        _ => (3, minutes(24 * 60)),
    };
    policy.attempts.get_or_insert(attempts);
    policy.interval.get_or_insert(interval);
    policy.delay.get_or_insert(Duration::from_seconds(15));
    policy.mode.get_or_insert_with(|| "fail".to_owned());
}

/// Fills in when allocations of a job of this type are rescheduled if the job does not say.
pub(super) fn complete_reschedule(policy: &mut ReschedulePolicy, job_type: &str) {
    let (attempts, interval, delay, function, max_delay, unlimited) = match job_type {
        JOB_TYPE_SERVICE => (0, 0, 30, "exponential", 60, true),
        JOB_TYPE_BATCH => (1, 24 * 60, 5, "constant", 0, false),
        _ => (0, 0, 0, "", 0, false),
    };
    policy.attempts.get_or_insert(attempts);
    policy.interval.get_or_insert(minutes(interval));
    policy.delay.get_or_insert(Duration::from_seconds(delay));
    policy.delay_function.get_or_insert_with(|| function.to_owned());
    policy.max_delay.get_or_insert(minutes(max_delay));
    policy.unlimited.get_or_insert(unlimited);
}

fn minutes(minutes: i64) -> Duration {
    Duration::from_seconds(minutes * 60)
}
