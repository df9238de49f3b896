//! When a failed allocation may be placed anew.

use crate::model::allocation::RescheduleEvent;
use crate::model::policy::ReschedulePolicy;
use crate::model::time::Duration;
use crate::state::Alloc;
use crate::state::alloc::{ClientStatus, DesiredStatus};

/// How many earlier attempts are remembered where attempts are not counted.
const REMEMBERED_EVENTS: usize = 5;

/// When the allocation last changed on its node: when its last task ended, or else when it was last written.
#[must_use]
pub fn last_event_time(alloc: &Alloc) -> i64 {
    let states = alloc.rare.as_ref().and_then(|rare| rare.task_states.as_ref());
    let finished = states
        .into_iter()
        .flat_map(|states| states.values())
        .map(|state| state.finished_at)
        .max();
    match finished {
        Some(time) if !time.is_zero() => time.unix_nanoseconds(),
        _ => alloc.modify_time,
    }
}

/// The policy of the allocation's group, in its own version of the job.
fn policy(alloc: &Alloc) -> Option<&ReschedulePolicy> {
    alloc.task_group()?.reschedule_policy.as_ref()
}

fn nanoseconds(duration: Option<Duration>) -> i64 {
    duration.unwrap_or_default().nanoseconds()
}

/// When a failed allocation may be placed anew, in unix nanoseconds, and whether it may be at all. `None` if it
/// is not a failed one, or nothing says how to treat it.
#[must_use]
pub fn next_reschedule_time(alloc: &Alloc) -> Option<(i64, bool)> {
    let policy = policy(alloc)?;
    let failed_at = last_event_time(alloc);
    if alloc.desired_status == DesiredStatus::Stop || alloc.client_status != ClientStatus::Failed {
        return None;
    }
    let delay = next_delay(alloc);
    let attempts = policy.attempts.unwrap_or_default();
    let mut is_eligible = policy.unlimited == Some(true) || (attempts > 0 && !has_tracker(alloc));
    if attempts > 0
        && let Some(events) = alloc.reschedule_events()
    {
        let interval = nanoseconds(policy.interval);
        let recent = |event: &&RescheduleEvent| failed_at.saturating_sub(event.reschedule_time) < interval;
        let attempted = events.iter().filter(recent).count();
        is_eligible = i64::try_from(attempted).is_ok_and(|attempted| attempted < attempts)
            && delay.nanoseconds() < interval;
    }
    Some((failed_at.saturating_add(delay.nanoseconds()), is_eligible))
}

/// Whether an allocation that has failed may be placed anew under this policy.
#[must_use]
pub fn is_eligible(alloc: &Alloc, policy: &ReschedulePolicy, failed_at: i64) -> bool {
    let attempts = policy.attempts.unwrap_or_default();
    if policy.unlimited == Some(true) || attempts <= 0 {
        return policy.unlimited == Some(true);
    }
    let interval = nanoseconds(policy.interval);
    let recent = |event: &&RescheduleEvent| failed_at.saturating_sub(event.reschedule_time) < interval;
    let events = alloc.reschedule_events().unwrap_or_default();
    let attempted = events.iter().filter(recent).count();
    events.is_empty() || i64::try_from(attempted).is_ok_and(|attempted| attempted < attempts)
}

fn has_tracker(alloc: &Alloc) -> bool {
    alloc
        .rare
        .as_ref()
        .is_some_and(|rare| rare.reschedule_tracker.is_some())
}

/// The pause before the next attempt.
#[must_use]
pub fn next_delay(alloc: &Alloc) -> Duration {
    let Some(policy) = policy(alloc) else {
        return Duration::ZERO;
    };
    let first = nanoseconds(policy.delay);
    let max = nanoseconds(policy.max_delay);
    let events = alloc.reschedule_events().unwrap_or_default();
    let Some((last, earlier)) = events.split_last() else {
        return Duration::from_nanoseconds(first);
    };
    let last_delay = last.delay.nanoseconds();
    let mut delay = match policy.delay_function.as_deref() {
        Some("exponential") => last_delay.saturating_mul(2),
        Some("fibonacci") => match earlier.last().map(|event| event.delay.nanoseconds()) {
            None => first,
            // The ceiling was reached and the series began anew.
            Some(before) if before == max && last_delay == first => last_delay,
            Some(before) => before.saturating_add(last_delay),
        },
        _ => return Duration::from_nanoseconds(first),
    };
    if max > 0 && delay > max {
        delay = max;
        // It ran for longer than the longest pause: the series begins anew.
        if last_event_time(alloc).saturating_sub(last.reschedule_time) > delay {
            delay = first;
        }
    }
    Duration::from_nanoseconds(delay)
}

/// The attempts that a replacement made now remembers, this one last.
#[must_use]
pub fn events_of_replacement(previous: &Alloc, now: i64) -> Vec<RescheduleEvent> {
    let past = previous.reschedule_events().unwrap_or_default();
    let policy = policy(previous);
    let attempts = policy.and_then(|policy| policy.attempts).unwrap_or_default();
    let interval = nanoseconds(policy.and_then(|policy| policy.interval));
    let mut events: Vec<RescheduleEvent> = if attempts > 0 {
        let recent =
            |event: &&RescheduleEvent| interval > 0 && now.saturating_sub(event.reschedule_time) <= interval;
        past.iter().filter(recent).cloned().collect()
    } else {
        past.iter()
            .skip(past.len().saturating_sub(REMEMBERED_EVENTS))
            .cloned()
            .collect()
    };
    events.push(RescheduleEvent {
        reschedule_time: now,
        prev_alloc_id: previous.id.to_string(),
        prev_node_id: previous.node.id.clone(),
        delay: next_delay(previous),
    });
    events
}
