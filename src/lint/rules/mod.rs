//! The lints, a file each.

use super::Lint;

/// Declares the files, and lists the lints in this order.
macro_rules! rules {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// All lints.
        pub static LINTS: &[&Lint] = &[$(&$name::LINT),*];
    };
}

rules! {
    // Placement.
    constraint_never_true,
    constraints_contradict,
    constraint_without_node,
    unknown_attribute,
    datacenter_without_node,
    distinct_hosts_above_nodes,
    repeated_placement_rule,
    spread_over_one_datacenter,
    // Ports.
    unused_port,
    undefined_port,
    static_port_per_node,
    static_port_above_nodes,
    static_port_in_dynamic_range,
    // Variables.
    unknown_variable,
    unknown_meta,
    // Updates and health.
    count_without_update,
    canary_above_count,
    replaced_all_at_once,
    checks_pass_too_late,
    service_without_check,
    system_job_without_deployment,
    // Failures.
    restart_attempts_out_of_reach,
    reschedule_disabled,
    // Resources.
    memory_below_driver_minimum,
    java_heap_above_memory,
    logs_above_disk,
    unused_volume,
    // Tasks.
    kill_timeout_above_client_max,
    image_not_pinned,
    template_restarts_at_once,
    artifact_without_checksum,
    secret_in_plain_text,
    // Launches.
    periodic_overlap,
    payload_unread,
    payload_never_comes,
    // The job file itself.
    unknown_allowance,
}
