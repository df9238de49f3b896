//! When periodic jobs are launched.

use super::commit::JobKey;

/// When a periodic job was launched last and is launched next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodicLaunch {
    /// The job.
    pub job: JobKey,
    /// The instant of its last launch in unix nanoseconds, 0 if there was none.
    pub last: i64,
    /// The instant of its next launch in unix nanoseconds.
    pub next: i64,
}
