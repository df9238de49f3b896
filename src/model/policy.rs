//! The policies of a group: how it is updated, migrated, restarted and rescheduled.

use super::object::object;
use super::time::Duration;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;

/// What can happen to a task after its last attempt to restart.
pub const RESTART_MODES: &[&str] = &["fail", "delay"];
/// How the pause before a replacement can grow.
pub const DELAY_FUNCTIONS: &[&str] = &["constant", "exponential", "fibonacci"];
/// What can make an allocation of a new version healthy.
pub const UPDATE_HEALTH_CHECKS: &[&str] = &["checks", "task_states", "manual"];
/// What can make an allocation that moved healthy.
pub const MIGRATE_HEALTH_CHECKS: &[&str] = &["checks", "task_states"];

object! {
    /// How a new version of a group replaces the old one.
    pub struct UpdateStrategy => "UpdateStrategy" {
        /// The pause between two sets of migrating allocations of a draining node. Old, and without effect on updates.
        stagger: Option<Duration> => "Stagger" {
            hcl: Hcl::Key("stagger"), default: Literal::Duration(30 * SECOND),
            diff: Diff::Hidden,
        },
        /// How many allocations are replaced at a time; 0 turns deployments off.
        max_parallel: Option<i64> => "MaxParallel" {
            hcl: Hcl::Key("max_parallel"), default: Literal::Int(1), go_type: "int",
        },
        /// What makes an allocation healthy: `checks`, `task_states` or `manual`.
        health_check: Option<String> => "HealthCheck" {
            hcl: Hcl::Key("health_check"), default: Literal::Str("checks"), values: Values::Only(UPDATE_HEALTH_CHECKS),
        },
        /// How long an allocation must be healthy before it counts as healthy.
        min_healthy_time: Option<Duration> => "MinHealthyTime" {
            hcl: Hcl::Key("min_healthy_time"), default: Literal::Duration(10 * SECOND),
        },
        /// After how long an allocation that is not healthy counts as unhealthy.
        healthy_deadline: Option<Duration> => "HealthyDeadline" {
            hcl: Hcl::Key("healthy_deadline"), default: Literal::Duration(5 * MINUTE),
        },
        /// After how long without a newly healthy allocation the deployment fails; 0 fails it at the first unhealthy one.
        progress_deadline: Option<Duration> => "ProgressDeadline" {
            hcl: Hcl::Key("progress_deadline"), default: Literal::Duration(10 * MINUTE),
        },
        /// Whether a failed deployment goes back to the last stable version.
        auto_revert: Option<bool> => "AutoRevert" { hcl: Hcl::Key("auto_revert"), default: Literal::Bool(false) },
        /// Whether canaries are promoted once all of them are healthy.
        auto_promote: Option<bool> => "AutoPromote" { hcl: Hcl::Key("auto_promote"), default: Literal::Bool(false) },
        /// How many allocations of the new version are tried beside the old ones before these are touched.
        canary: Option<i64> => "Canary" { hcl: Hcl::Key("canary"), default: Literal::Int(0), go_type: "int" },
    }

    /// How allocations leave a draining node.
    pub struct MigrateStrategy => "MigrateStrategy" {
        /// How many move at a time.
        max_parallel: Option<i64> => "MaxParallel" {
            hcl: Hcl::Key("max_parallel"), default: Literal::Int(1), go_type: "int",
        },
        /// What makes an allocation healthy: `checks` or `task_states`.
        health_check: Option<String> => "HealthCheck" {
            hcl: Hcl::Key("health_check"), default: Literal::Str("checks"), values: Values::Only(MIGRATE_HEALTH_CHECKS),
        },
        /// How long an allocation must be healthy before it counts as healthy.
        min_healthy_time: Option<Duration> => "MinHealthyTime" {
            hcl: Hcl::Key("min_healthy_time"), default: Literal::Duration(10 * SECOND),
        },
        /// After how long an allocation that is not healthy counts as unhealthy.
        healthy_deadline: Option<Duration> => "HealthyDeadline" {
            hcl: Hcl::Key("healthy_deadline"), default: Literal::Duration(5 * MINUTE),
        },
    }

    /// When a failed task is started again on its node. The defaults depend on the type of the job.
    pub struct RestartPolicy => "RestartPolicy" {
        /// How many restarts are allowed within the interval.
        attempts: Option<i64> => "Attempts" { hcl: Hcl::Key("attempts"), go_type: "int" },
        /// The interval in which restarts are counted.
        interval: Option<Duration> => "Interval" { hcl: Hcl::Key("interval") },
        /// The pause before a restart.
        delay: Option<Duration> => "Delay" { hcl: Hcl::Key("delay") },
        /// What happens after the last attempt: `fail` the task, or `delay` until the next interval.
        mode: Option<String> => "Mode" { hcl: Hcl::Key("mode"), values: Values::Only(RESTART_MODES) },
    }

    /// When a failed allocation is placed anew, on another node if there is one. The defaults depend on the type of the job.
    pub struct ReschedulePolicy => "ReschedulePolicy" {
        /// How many attempts are allowed within the interval.
        attempts: Option<i64> => "Attempts" { hcl: Hcl::Key("attempts"), go_type: "int" },
        /// The interval in which attempts are counted.
        interval: Option<Duration> => "Interval" { hcl: Hcl::Key("interval") },
        /// The first pause before a replacement.
        delay: Option<Duration> => "Delay" { hcl: Hcl::Key("delay") },
        /// How the pause grows: `constant`, `exponential` or `fibonacci`.
        delay_function: Option<String> => "DelayFunction" {
            hcl: Hcl::Key("delay_function"), values: Values::Only(DELAY_FUNCTIONS),
        },
        /// The longest pause.
        max_delay: Option<Duration> => "MaxDelay" { hcl: Hcl::Key("max_delay") },
        /// Whether attempts are not counted at all.
        unlimited: Option<bool> => "Unlimited" { hcl: Hcl::Key("unlimited") },
    }
}
