//! Services that tasks and groups offer, and the checks that watch them.

use std::collections::BTreeMap;

use super::connect::ConsulConnect;
use super::object::object;
use super::time::Duration;

/// Which address of a service can be registered.
pub const SERVICE_ADDRESS_MODES: &[&str] = &["auto", "host", "driver"];
/// What a check can be; in any case of the letters.
pub const CHECK_TYPES: &[&str] = &["http", "tcp", "grpc", "script"];
/// The status that a check can have before the first time.
pub const CHECK_STATUSES: &[&str] = &["passing", "warning", "critical"];
/// Which address can be checked.
pub const CHECK_ADDRESS_MODES: &[&str] = &["host", "driver"];

object! {
    /// A service registered in Consul while the allocation runs.
    pub struct Service => "Service" {
        key: &["Name"], diff_order: &["CanaryTags", "Tags", "Checks", "Connect"],
    } {
        /// Unused; older clients sent it.
        id: String => "Id" { presence: Presence::Submitted },
        /// The name in Consul; made from job, group and task if nothing is said.
        name: String => "Name" { hcl: Hcl::Key("name") },
        /// The task the service belongs to, for services of a group.
        task_name: String => "TaskName" { hcl: Hcl::Key("task") },
        /// The label of the port it is reached at, or a number.
        port_label: String => "PortLabel" { hcl: Hcl::Key("port") },
        /// Which address is registered: `auto`, `host` or `driver`.
        address_mode: String => "AddressMode" {
            hcl: Hcl::Key("address_mode"), values: Values::Only(SERVICE_ADDRESS_MODES),
        },
        /// Whether others may change the tags in Consul.
        enable_tag_override: bool => "EnableTagOverride" { hcl: Hcl::Key("enable_tag_override") },
        /// Tags in Consul.
        tags: Option<Vec<String>> => "Tags" { hcl: Hcl::Key("tags"), diff: Diff::As("Tags") },
        /// Tags of canaries instead of `Tags`.
        canary_tags: Option<Vec<String>> => "CanaryTags" {
            hcl: Hcl::Key("canary_tags"), diff: Diff::As("CanaryTags"),
        },
        /// Health checks.
        checks: Option<Vec<ServiceCheck>> => "Checks" {
            hcl: Hcl::Key("check"), copied_empty: Empty::Kept, diff: Diff::As("Check"),
        },
        /// When failing checks restart the task, for checks that say nothing themselves.
        check_restart: Option<CheckRestart> => "CheckRestart" {
            hcl: Hcl::Key("check_restart"), presence: Presence::Submitted,
        },
        /// How the service takes part in Consul Connect.
        connect: Option<ConsulConnect> => "Connect" {
            hcl: Hcl::Key("connect"), diff: Diff::As("ConsulConnect"),
        },
        /// Metadata in Consul.
        meta: Option<BTreeMap<String, String>> => "Meta" { hcl: Hcl::Key("meta") },
        /// Metadata of canaries instead of `Meta`.
        canary_meta: Option<BTreeMap<String, String>> => "CanaryMeta" { hcl: Hcl::Key("canary_meta") },
    }

    /// A health check of a service.
    pub struct ServiceCheck => "ServiceCheck" { key: &["Name"] } {
        /// Unused; older clients sent it.
        id: String => "Id" { presence: Presence::Submitted },
        /// The check's name.
        name: String => "Name" { hcl: Hcl::Key("name") },
        /// What is checked: `http`, `tcp`, `grpc` or `script`.
        check_type: String => "Type" { hcl: Hcl::Key("type"), values: Values::Known(CHECK_TYPES) },
        /// The program of a script check.
        command: String => "Command" { hcl: Hcl::Key("command") },
        /// Its arguments.
        args: Option<Vec<String>> => "Args" { hcl: Hcl::Key("args") },
        /// The path of an HTTP check.
        path: String => "Path" { hcl: Hcl::Key("path") },
        /// The protocol of an HTTP check: `http` or `https`.
        protocol: String => "Protocol" { hcl: Hcl::Key("protocol"), values: Values::Known(&["http", "https"]) },
        /// The label of the port that is checked, if it is not the service's.
        port_label: String => "PortLabel" { hcl: Hcl::Key("port") },
        /// Whether the path is made reachable through the Connect proxy.
        expose: bool => "Expose" { hcl: Hcl::Key("expose") },
        /// Which address is checked: `host` or `driver`.
        address_mode: String => "AddressMode" {
            hcl: Hcl::Key("address_mode"), values: Values::Only(CHECK_ADDRESS_MODES),
        },
        /// The pause between two checks.
        interval: Duration => "Interval" { hcl: Hcl::Key("interval") },
        /// After how long a check counts as failed.
        timeout: Duration => "Timeout" { hcl: Hcl::Key("timeout") },
        /// The status before the first check: `passing`, `warning` or `critical`.
        initial_status: String => "InitialStatus" {
            hcl: Hcl::Key("initial_status"), values: Values::Only(CHECK_STATUSES),
        },
        /// Whether the server's certificate is not verified.
        tls_skip_verify: bool => "TLSSkipVerify" { hcl: Hcl::Key("tls_skip_verify") },
        /// The method of an HTTP check.
        method: String => "Method" { hcl: Hcl::Key("method"), values: Values::Known(&["GET", "HEAD", "POST", "PUT"]) },
        /// Headers of an HTTP check.
        header: Option<BTreeMap<String, Option<Vec<String>>>> => "Header" {
            hcl: Hcl::Key("header"), diff: Diff::As("Header"),
        },
        /// When failures restart the task.
        check_restart: Option<CheckRestart> => "CheckRestart" {
            hcl: Hcl::Key("check_restart"), diff: Diff::As("CheckRestart"),
        },
        /// The service asked by a gRPC check.
        grpc_service: String => "GRPCService" { hcl: Hcl::Key("grpc_service") },
        /// Whether a gRPC check uses TLS.
        grpc_use_tls: bool => "GRPCUseTLS" { hcl: Hcl::Key("grpc_use_tls") },
        /// The task in which a script check of a group's service runs.
        task_name: String => "TaskName" { hcl: Hcl::Key("task") },
        /// How many checks must pass before the status is passing.
        success_before_passing: i64 => "SuccessBeforePassing" { hcl: Hcl::Key("success_before_passing"), go_type: "int" },
        /// How many checks must fail before the status is critical.
        failures_before_critical: i64 => "FailuresBeforeCritical" {
            hcl: Hcl::Key("failures_before_critical"), go_type: "int",
        },
    }

    /// When failing checks restart the task.
    pub struct CheckRestart => "CheckRestart" {
        /// After how many failures in a row; 0 is never.
        limit: i64 => "Limit" { hcl: Hcl::Key("limit"), go_type: "int" },
        /// How long after a start failures do not count.
        grace: Option<Duration> => "Grace" {
            hcl: Hcl::Key("grace"), default: Literal::Duration(1_000_000_000),
        },
        /// Whether warnings are no failures.
        ignore_warnings: bool => "IgnoreWarnings" { hcl: Hcl::Key("ignore_warnings") },
    }
}
