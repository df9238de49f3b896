//! When periodic jobs are launched.

use crate::model::job::Job;
use crate::model::time::Time;
use crate::notation::cron::Cron;
use crate::notation::zone;

const SECOND: i64 = 1_000_000_000;

/// When a periodic job is launched next after `now`, in unix nanoseconds; `None` if it is not periodic, not
/// enabled, or its expression has no next instant.
#[must_use]
pub(super) fn next_launch(job: &Job, now: i64) -> Option<Time> {
    let periodic = job
        .periodic
        .as_ref()
        .filter(|periodic| periodic.enabled == Some(true))?;
    let cron = Cron::parse(periodic.spec.as_deref().unwrap_or_default()).ok()?;
    let zone = zone::load(periodic.time_zone.as_deref().unwrap_or_default()).ok()?;
    let next = cron.next(now.div_euclid(SECOND), &zone).ok()??;
    Some(Time::from_unix_nanoseconds(next.saturating_mul(SECOND)))
}
