//! The policies of a group: restart, reschedule, update, migrate.

use super::messages as say;
use super::report::{At, Findings};
use super::text;
use crate::model::policy::{
    DELAY_FUNCTIONS, MIGRATE_HEALTH_CHECKS, MigrateStrategy, RESTART_MODES, ReschedulePolicy, RestartPolicy,
    UPDATE_HEALTH_CHECKS, UpdateStrategy,
};
use crate::model::time::Duration;
use crate::notation::quote::quoted;

const SHORTEST_RESTART_INTERVAL: Duration = Duration::from_seconds(5);
const SHORTEST_RESCHEDULE_DELAY: Duration = Duration::from_seconds(5);
const SHORTEST_RESCHEDULE_INTERVAL: Duration = Duration::from_seconds(15);

pub(super) fn restart(policy: &RestartPolicy, at: &At<'_>, found: &mut Findings) {
    let mode = text(&policy.mode);
    let attempts = policy.attempts.unwrap_or_default();
    let interval = policy.interval.unwrap_or_default();
    let delay = policy.delay.unwrap_or_default();
    if !RESTART_MODES.contains(&mode) {
        found.add(say::restart_mode(quoted(mode)), &at.member("Mode"));
    }
    if attempts == 0 && mode != "fail" {
        found.add(
            say::restart_ambiguous(quoted(mode), attempts),
            &at.member("Attempts"),
        );
    }
    if interval < SHORTEST_RESTART_INTERVAL {
        found.add(say::restart_interval(interval), &at.member("Interval"));
    }
    if times(delay, attempts) > interval {
        found.add(
            say::restart_too_often(attempts, interval, delay),
            &at.member("Attempts"),
        );
    }
}

/// Go's product of a duration and a number, which overflows silently.
fn times(duration: Duration, number: i64) -> Duration {
    Duration::from_nanoseconds(duration.nanoseconds().wrapping_mul(number))
}

/// A reschedule policy, complete.
struct Reschedule<'a> {
    attempts: i64,
    interval: Duration,
    delay: Duration,
    function: &'a str,
    max_delay: Duration,
    unlimited: bool,
}

pub(super) fn reschedule(policy: &ReschedulePolicy, at: &At<'_>, found: &mut Findings) {
    let policy = &Reschedule {
        attempts: policy.attempts.unwrap_or_default(),
        interval: policy.interval.unwrap_or_default(),
        delay: policy.delay.unwrap_or_default(),
        function: text(&policy.delay_function),
        max_delay: policy.max_delay.unwrap_or_default(),
        unlimited: policy.unlimited.unwrap_or_default(),
    };
    if policy.attempts <= 0 && !policy.unlimited {
        return;
    }
    if policy.attempts > 0 {
        if policy.interval <= Duration::ZERO {
            found.add(say::reschedule_interval_zero(), &at.member("Interval"));
        }
        if policy.unlimited {
            let ambiguous = say::reschedule_ambiguous(policy.attempts, policy.interval, policy.unlimited);
            found.add(ambiguous, &at.member("Unlimited"));
            found.add(say::reschedule_unlimited(), &at.member("Unlimited"));
        }
    }
    let delays_are_good = reschedule_delays(policy, at, found);
    if !policy.unlimited {
        if policy.interval < SHORTEST_RESCHEDULE_INTERVAL {
            found.add(say::reschedule_interval(policy.interval), &at.member("Interval"));
        }
        if delays_are_good {
            reschedule_attempts(policy, at, found);
        }
    }
}

fn reschedule_delays(policy: &Reschedule<'_>, at: &At<'_>, found: &mut Findings) -> bool {
    let mut good = true;
    let mut fault = |message, member| {
        good = false;
        found.add(message, &at.member(member));
    };
    if policy.delay < SHORTEST_RESCHEDULE_DELAY {
        fault(say::reschedule_delay(policy.delay), "Delay");
    }
    if !DELAY_FUNCTIONS.contains(&policy.function) {
        fault(say::reschedule_function(quoted(policy.function)), "DelayFunction");
    }
    if policy.function != "constant" {
        if policy.max_delay < SHORTEST_RESCHEDULE_DELAY {
            // The reference names the wrong delay here.
            fault(say::reschedule_max_delay(policy.delay), "MaxDelay");
        }
        if policy.max_delay < policy.delay {
            fault(
                say::reschedule_max_below_delay(policy.delay, policy.max_delay),
                "MaxDelay",
            );
        }
    }
    good
}

/// Whether the attempts fit into the interval.
fn reschedule_attempts(policy: &Reschedule<'_>, at: &At<'_>, found: &mut Findings) {
    let viable = match policy.function {
        "constant" => constant(policy),
        "exponential" => exponential(policy),
        _ => fibonacci(policy),
    };
    let Err(Unviable {
        possible,
        recommended,
    }) = viable
    else {
        return;
    };
    let at = &at.member("Attempts");
    let function = quoted(policy.function);
    found.add(
        match policy.function {
            "constant" => say::reschedule_constant(possible, policy.interval, policy.delay, function),
            _ => say::reschedule_growing(
                possible,
                policy.interval,
                policy.delay,
                function,
                policy.max_delay,
            ),
        },
        at,
    );
    found.add(
        say::reschedule_hint(rounded_to_seconds(recommended), policy.attempts),
        at,
    );
}

/// How many attempts the interval has room for, and an interval that has room for all.
struct Unviable {
    possible: i64,
    recommended: Duration,
}

fn constant(policy: &Reschedule<'_>) -> Result<(), Unviable> {
    let recommended = times(policy.delay, policy.attempts);
    if policy.interval >= recommended {
        return Ok(());
    }
    let possible = policy.interval.nanoseconds() / policy.delay.nanoseconds().max(1);
    Err(Unviable {
        possible: possible.max(0),
        recommended,
    })
}

/// Each delay is twice the one before, up to the ceiling.
fn exponential(policy: &Reschedule<'_>) -> Result<(), Unviable> {
    // From here on the reference's power of two has overflown and no longer changes.
    const LAST_POWER: i64 = 63;
    let delay = policy.delay.nanoseconds();
    let max = policy.max_delay.nanoseconds();
    let (mut recommended, mut possible) = (0_i64, 0);
    for attempt in 0..policy.attempts.min(LAST_POWER + 1) {
        let next = (1_i64 << attempt).wrapping_mul(delay);
        recommended = if next > max {
            recommended.wrapping_add(max)
        } else {
            next
        };
        if recommended < policy.interval.nanoseconds() {
            possible += 1 + if attempt == LAST_POWER {
                policy.attempts - LAST_POWER - 1
            } else {
                0
            };
        }
    }
    if possible >= policy.attempts {
        return Ok(());
    }
    Err(Unviable {
        possible,
        recommended: Duration::from_nanoseconds(recommended),
    })
}

/// Each delay is the sum of the two before; once at the ceiling it grows by the ceiling.
fn fibonacci(policy: &Reschedule<'_>) -> Result<(), Unviable> {
    // Growth is far beyond every interval by then.
    const MOST_SLOTS: i64 = 1_000_000;
    let (interval, max) = (policy.interval.nanoseconds(), policy.max_delay.nanoseconds());
    let (mut last, mut slot) = (policy.delay.nanoseconds(), policy.delay.nanoseconds());
    let mut first_beyond = (slot > interval).then_some(0);
    let mut at_ceiling = false;
    for index in 2..policy.attempts.min(MOST_SLOTS) {
        let next = if at_ceiling {
            slot.wrapping_add(max)
        } else {
            let sum = slot.wrapping_add(last);
            at_ceiling = sum > max;
            sum.min(max)
        };
        (last, slot) = (slot, next);
        first_beyond = first_beyond.or_else(|| (slot > interval).then_some(index));
    }
    if interval >= slot {
        return Ok(());
    }
    Err(Unviable {
        possible: first_beyond.unwrap_or_default(),
        recommended: Duration::from_nanoseconds(slot),
    })
}

/// The nearest whole second, away from zero in the middle.
fn rounded_to_seconds(duration: Duration) -> Duration {
    const SECOND: i64 = 1_000_000_000;
    let nanoseconds = duration.nanoseconds();
    let half = if nanoseconds < 0 { -SECOND / 2 } else { SECOND / 2 };
    match nanoseconds.checked_add(half) {
        Some(sum) => Duration::from_nanoseconds(sum / SECOND * SECOND),
        None => duration,
    }
}

pub(super) fn update(policy: &UpdateStrategy, at: &At<'_>, found: &mut Findings) {
    let check = text(&policy.health_check);
    let max_parallel = policy.max_parallel.unwrap_or_default();
    let canary = policy.canary.unwrap_or_default();
    let min_healthy = policy.min_healthy_time.unwrap_or_default();
    let healthy = policy.healthy_deadline.unwrap_or_default();
    let progress = policy.progress_deadline.unwrap_or_default();
    let stagger = policy.stagger.unwrap_or_default();
    if !UPDATE_HEALTH_CHECKS.contains(&check) {
        found.add(say::update_health_check(quoted(check)), &at.member("HealthCheck"));
    }
    if max_parallel < 0 {
        found.add(say::update_max_parallel(max_parallel), &at.member("MaxParallel"));
    }
    if canary < 0 {
        found.add(say::update_canary(canary), &at.member("Canary"));
    }
    if canary == 0 && policy.auto_promote == Some(true) {
        found.add(say::update_auto_promote(), &at.member("AutoPromote"));
    }
    if min_healthy < Duration::ZERO {
        found.add(say::update_min_healthy(min_healthy), &at.member("MinHealthyTime"));
    }
    if healthy <= Duration::ZERO {
        found.add(
            say::update_healthy_deadline(healthy),
            &at.member("HealthyDeadline"),
        );
    }
    if progress < Duration::ZERO {
        found.add(
            say::update_progress_deadline(progress),
            &at.member("ProgressDeadline"),
        );
    }
    if min_healthy >= healthy {
        found.add(
            say::update_min_healthy_late(min_healthy, healthy),
            &at.member("MinHealthyTime"),
        );
    }
    if progress != Duration::ZERO && healthy >= progress {
        found.add(
            say::update_healthy_late(healthy, progress),
            &at.member("HealthyDeadline"),
        );
    }
    if stagger <= Duration::ZERO {
        found.add(say::update_stagger(stagger), &at.member("Stagger"));
    }
}

pub(super) fn migrate(policy: &MigrateStrategy, at: &At<'_>, found: &mut Findings) {
    let max_parallel = policy.max_parallel.unwrap_or_default();
    let min_healthy = policy.min_healthy_time.unwrap_or_default();
    let healthy = policy.healthy_deadline.unwrap_or_default();
    if max_parallel < 0 {
        found.add(say::migrate_max_parallel(max_parallel), &at.member("MaxParallel"));
    }
    match text(&policy.health_check) {
        known if MIGRATE_HEALTH_CHECKS.contains(&known) => {}
        "" if max_parallel > 0 => found.add(say::migrate_without_health_check(), &at.member("HealthCheck")),
        "" => {}
        other => found.add(
            say::migrate_health_check(quoted(other)),
            &at.member("HealthCheck"),
        ),
    }
    if min_healthy < Duration::ZERO {
        found.add(
            say::migrate_min_healthy(min_healthy),
            &at.member("MinHealthyTime"),
        );
    }
    if healthy < Duration::ZERO {
        found.add(
            say::migrate_healthy_deadline(healthy),
            &at.member("HealthyDeadline"),
        );
    }
    if min_healthy > healthy {
        found.add(say::migrate_min_healthy_late(), &at.member("MinHealthyTime"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(
        function: &'static str,
        attempts: i64,
        interval: i64,
        delay: i64,
        max_delay: i64,
    ) -> Reschedule<'static> {
        Reschedule {
            attempts,
            interval: Duration::from_seconds(interval),
            delay: Duration::from_seconds(delay),
            function,
            max_delay: Duration::from_seconds(max_delay),
            unlimited: false,
        }
    }

    #[test]
    fn attempts_must_fit_into_the_interval() {
        let possible = |viable: Result<(), Unviable>| {
            viable
                .err()
                .map(|unviable| (unviable.possible, unviable.recommended.to_string()))
        };
        assert_eq!(possible(constant(&policy("constant", 3, 30, 10, 0))), None);
        assert_eq!(
            possible(constant(&policy("constant", 4, 30, 10, 0))),
            Some((3, "40s".to_owned()))
        );
        assert_eq!(possible(exponential(&policy("exponential", 4, 60, 5, 60))), None);
        assert_eq!(
            possible(exponential(&policy("exponential", 5, 60, 5, 30))),
            Some((4, "1m20s".to_owned()))
        );
        assert_eq!(possible(fibonacci(&policy("fibonacci", 6, 60, 10, 30))), None);
        assert_eq!(
            possible(fibonacci(&policy("fibonacci", 7, 60, 10, 30))),
            Some((6, "1m30s".to_owned()))
        );
    }

    #[test]
    fn no_number_of_attempts_takes_long() {
        for function in [constant, exponential, fibonacci] {
            let _ = function(&policy("", i64::MAX, 60, 5, 60));
        }
    }
}
