//! How the schedulers of a region behave.

use super::object::object;

/// The algorithm that fills nodes up.
pub const ALGORITHM_BINPACK: &str = "binpack";
/// The algorithm that keeps nodes empty.
pub const ALGORITHM_SPREAD: &str = "spread";

object! {
    /// How the schedulers of a region behave.
    pub struct SchedulerConfiguration => "SchedulerConfiguration" {
        /// Whether nodes are filled up (`binpack`) or kept empty (`spread`).
        scheduler_algorithm: String => "SchedulerAlgorithm" {
            values: Values::Only(&[ALGORITHM_BINPACK, ALGORITHM_SPREAD]),
        },
        /// For which types of jobs others may have to make room.
        preemption_config: PreemptionConfig => "PreemptionConfig",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// For which types of jobs others may have to make room.
    pub struct PreemptionConfig => "PreemptionConfig" {
        /// For system jobs.
        system_scheduler_enabled: bool => "SystemSchedulerEnabled",
        /// For batch jobs.
        batch_scheduler_enabled: bool => "BatchSchedulerEnabled",
        /// For service jobs.
        service_scheduler_enabled: bool => "ServiceSchedulerEnabled",
    }
}

impl SchedulerConfiguration {
    /// What a new cluster has: binpack, preemption for system jobs only.
    #[must_use]
    pub fn new() -> Self {
        SchedulerConfiguration {
            scheduler_algorithm: ALGORITHM_BINPACK.to_owned(),
            preemption_config: PreemptionConfig {
                system_scheduler_enabled: true,
                ..Default::default()
            },
            ..Default::default()
        }
    }
}
