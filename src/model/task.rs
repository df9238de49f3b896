//! The task: one process or container, and what belongs to it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::constraint::{Affinity, Constraint};
use super::object::object;
use super::policy::RestartPolicy;
use super::resources::Resources;
use super::scaling::ScalingPolicy;
use super::service::Service;
use super::time::Duration;
use super::volume::{TaskCsiPluginConfig, VolumeMount};

/// When a task can run, relative to the main tasks of its group.
pub const LIFECYCLE_HOOKS: &[&str] = &["prestart", "poststart"];
/// What can be downloaded.
pub const ARTIFACT_MODES: &[&str] = &["any", "file", "dir"];
/// What can happen to a task when a template or its token changes.
pub const CHANGE_MODES: &[&str] = &["noop", "restart", "signal"];
/// The drivers that every client has.
pub const BUILT_IN_DRIVERS: &[&str] = &["docker", "exec", "java", "qemu", "raw_exec"];
/// The signals that tasks are sent.
const SIGNALS: &[&str] = &[
    "SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2",
];

object! {
    /// One process or container that a driver runs.
    pub struct Task => "Task" {
        key: &["Name"], diff_order: &["Constraints", "Affinities", "Config", "Resources", "LogConfig", "DispatchPayload", "Artifacts", "Services", "Vault", "Templates"], diff_terse: true,
    } {
        /// The task's name, unique in its group.
        name: String => "Name" { hcl: Hcl::Label, diff: Diff::Hidden },
        /// What runs it: `docker`, `exec`, `java` and so on.
        driver: String => "Driver" {
            hcl: Hcl::Key("driver"), change: Change::Destructive, values: Values::Known(BUILT_IN_DRIVERS),
        },
        /// The user it runs as.
        user: String => "User" { hcl: Hcl::Key("user"), change: Change::Destructive },
        /// The driver's configuration; what it may hold is the driver's business.
        config: Option<BTreeMap<String, Value>> => "Config" {
            hcl: Hcl::Key("config"), copied_empty: Empty::Kept,
            diff: Diff::As("Config"),
            change: Change::Destructive,
        },
        /// Environment variables; values may be interpolated.
        env: Option<BTreeMap<String, String>> => "Env" { hcl: Hcl::Key("env"), change: Change::Destructive },
        /// Services that the task offers, registered in Consul.
        services: Option<Vec<Service>> => "Services" {
            hcl: Hcl::Key("service"), copied_empty: Empty::Kept, diff: Diff::As("Service"),
        },
        /// Which Vault policies the task's token gets.
        vault: Option<Vault> => "Vault" {
            hcl: Hcl::Key("vault"), diff: Diff::As("Vault"), change: Change::Destructive,
        },
        /// Files that are rendered before the task starts and when their data changes.
        templates: Option<Vec<Template>> => "Templates" {
            hcl: Hcl::Key("template"), copied_empty: Empty::Kept,
            diff: Diff::Plain("Template"),
            change: Change::Destructive,
        },
        /// What a node must fulfil to be used by the task.
        constraints: Option<Vec<Constraint>> => "Constraints" {
            hcl: Hcl::Key("constraint"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Constraint"),
        },
        /// Which nodes the task prefers.
        affinities: Option<Vec<Affinity>> => "Affinities" {
            hcl: Hcl::Key("affinity"), stored_empty: Empty::Kept,
            diff: Diff::Plain("Affinity"),
        },
        /// What the task needs of a node.
        resources: Option<Resources> => "Resources" {
            hcl: Hcl::Key("resources"), default: Literal::Empty, diff: Diff::As("Resources"),
        },
        /// When the task is started again, if it differs from the group.
        restart_policy: Option<RestartPolicy> => "RestartPolicy" { hcl: Hcl::Key("restart") },
        /// Where the payload of a dispatched job is written.
        dispatch_payload: Option<DispatchPayloadConfig> => "DispatchPayload" {
            hcl: Hcl::Key("dispatch_payload"), diff: Diff::Plain("DispatchPayload"),
        },
        /// When the task runs, relative to the main tasks of the group.
        lifecycle: Option<TaskLifecycle> => "Lifecycle" { hcl: Hcl::Key("lifecycle") },
        /// Free key and value pairs.
        meta: Option<BTreeMap<String, String>> => "Meta" { hcl: Hcl::Key("meta") },
        /// How long the task has between the kill signal and being killed.
        kill_timeout: Option<Duration> => "KillTimeout" {
            hcl: Hcl::Key("kill_timeout"), default: Literal::Duration(5_000_000_000),
        },
        /// How much of the task's output is kept.
        log_config: Option<LogConfig> => "LogConfig" {
            hcl: Hcl::Key("logs"), default: Literal::Empty, diff: Diff::Plain("LogConfig"),
        },
        /// What is downloaded before the task starts.
        artifacts: Option<Vec<TaskArtifact>> => "Artifacts" {
            hcl: Hcl::Key("artifact"), copied_empty: Empty::Kept,
            diff: Diff::Plain("Artifact"),
            change: Change::Destructive,
        },
        /// Whether the group ends when this task ends.
        leader: bool => "Leader" { hcl: Hcl::Key("leader") },
        /// The pause between taking services out of Consul and the kill signal.
        shutdown_delay: Duration => "ShutdownDelay" { hcl: Hcl::Key("shutdown_delay") },
        /// Volumes of the group that are mounted into the task.
        volume_mounts: Option<Vec<VolumeMount>> => "VolumeMounts" { hcl: Hcl::Key("volume_mount") },
        /// The signal that asks the task to stop.
        kill_signal: String => "KillSignal" { hcl: Hcl::Key("kill_signal"), values: Values::Known(SIGNALS) },
        /// What the task is for Consul Connect, such as `connect-proxy:web`.
        kind: String => "Kind" { hcl: Hcl::Key("kind") },
        /// What the task is as a CSI plugin, if it is one.
        csi_plugin_config: Option<TaskCsiPluginConfig> => "CSIPluginConfig" {
            hcl: Hcl::Key("csi_plugin"), omit_empty: Omit::Submitted,
        },
        /// Within which bounds, and by what policy, an autoscaler changes what the task asks for.
        scaling_policies: Option<Vec<ScalingPolicy>> => "ScalingPolicies" {
            hcl: Hcl::Key("scaling"), presence: Presence::Newer, client_empty: Empty::Untouched, diff: Diff::Hidden,
        },
    }

    /// How much of a task's output is kept.
    pub struct LogConfig => "LogConfig" {
        /// How many rotated files.
        max_files: Option<i64> => "MaxFiles" { hcl: Hcl::Key("max_files"), default: Literal::Int(10), go_type: "int" },
        /// How large each may become, in MB.
        max_file_size_mb: Option<i64> => "MaxFileSizeMB" {
            hcl: Hcl::Key("max_file_size"), default: Literal::Int(10), go_type: "int",
        },
    }

    /// Where the payload of a dispatched job is written.
    pub struct DispatchPayloadConfig => "DispatchPayloadConfig" {
        /// The file, relative to the task's local directory.
        file: String => "File" { hcl: Hcl::Key("file") },
    }

    /// When a task runs, relative to the main tasks of its group.
    pub struct TaskLifecycle => "TaskLifecycle" {
        /// Before them: `prestart`; once they run: `poststart`.
        hook: String => "Hook" { hcl: Hcl::Key("hook"), values: Values::Only(LIFECYCLE_HOOKS) },
        /// Whether it goes on beside them rather than end first.
        sidecar: bool => "Sidecar" { hcl: Hcl::Key("sidecar") },
    }

    /// Something that is downloaded before a task starts.
    pub struct TaskArtifact => "TaskArtifact" { known_by: &["GetterSource"] } {
        /// Where from: a URL, with go-getter's extensions.
        getter_source: Option<String> => "GetterSource" {
            hcl: Hcl::Key("source"), default: Literal::Str(""),
        },
        /// Options of the download, such as a checksum.
        getter_options: Option<BTreeMap<String, String>> => "GetterOptions" {
            hcl: Hcl::Key("options"), stored_empty: Empty::Kept,
        },
        /// Headers of an HTTP download.
        getter_headers: Option<BTreeMap<String, String>> => "GetterHeaders" {
            hcl: Hcl::Key("headers"), presence: Presence::Newer, client_empty: Empty::Null, diff: Diff::Hidden,
        },
        /// What it is: `any`, `file` or `dir`.
        getter_mode: Option<String> => "GetterMode" {
            hcl: Hcl::Key("mode"), default: Literal::Str("any"), values: Values::Only(ARTIFACT_MODES),
        },
        /// Where to, relative to the task's directory.
        relative_dest: Option<String> => "RelativeDest" { hcl: Hcl::Key("destination") },
    }

    /// A file that is rendered from data in Consul and Vault.
    pub struct Template => "Template" { known_by: &["DestPath"] } {
        /// The template's file.
        source_path: Option<String> => "SourcePath" { hcl: Hcl::Key("source"), default: Literal::Str("") },
        /// Where the result goes, relative to the task's directory.
        dest_path: Option<String> => "DestPath" { hcl: Hcl::Key("destination"), default: Literal::Str("") },
        /// The template itself, if it is not in a file.
        embedded_tmpl: Option<String> => "EmbeddedTmpl" { hcl: Hcl::Key("data"), default: Literal::Str("") },
        /// What happens to the task when the result changes: `noop`, `restart` or `signal`.
        change_mode: Option<String> => "ChangeMode" {
            hcl: Hcl::Key("change_mode"), default: Literal::Str("restart"), values: Values::Only(CHANGE_MODES),
        },
        /// The signal for the change mode `signal`.
        change_signal: Option<String> => "ChangeSignal" {
            hcl: Hcl::Key("change_signal"), values: Values::Known(SIGNALS),
        },
        /// The longest random pause before the change mode acts.
        splay: Option<Duration> => "Splay" {
            hcl: Hcl::Key("splay"), default: Literal::Duration(5_000_000_000),
        },
        /// The permissions of the result, in octal.
        perms: Option<String> => "Perms" { hcl: Hcl::Key("perms"), default: Literal::Str("0644") },
        /// What opens an action in the template.
        left_delim: Option<String> => "LeftDelim" { hcl: Hcl::Key("left_delimiter"), default: Literal::Str("{{") },
        /// What closes an action in the template.
        right_delim: Option<String> => "RightDelim" { hcl: Hcl::Key("right_delimiter"), default: Literal::Str("}}") },
        /// Whether the result is read as environment variables.
        envvars: Option<bool> => "Envvars" { hcl: Hcl::Key("env"), default: Literal::Bool(false) },
        /// Without effect since 0.12; kept for old job files.
        vault_grace: Option<Duration> => "VaultGrace" { hcl: Hcl::Key("vault_grace"), default: Literal::Duration(0) },
    }

    /// Which Vault token a task gets.
    pub struct Vault => "Vault" {
        /// The policies of the token.
        policies: Option<Vec<String>> => "Policies" {
            hcl: Hcl::Key("policies"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
            diff: Diff::As("Policies"),
        },
        /// The Vault namespace.
        namespace: Option<String> => "Namespace" { hcl: Hcl::Key("namespace"), default: Literal::Str("") },
        /// Whether the token is put in the environment as `VAULT_TOKEN`.
        env: Option<bool> => "Env" { hcl: Hcl::Key("env"), default: Literal::Bool(true) },
        /// What happens to the task when it gets a new token: `noop`, `restart` or `signal`.
        change_mode: Option<String> => "ChangeMode" {
            hcl: Hcl::Key("change_mode"), default: Literal::Str("restart"), values: Values::Only(CHANGE_MODES),
        },
        /// The signal for the change mode `signal`.
        change_signal: Option<String> => "ChangeSignal" {
            hcl: Hcl::Key("change_signal"), default: Literal::Str("SIGHUP"), values: Values::Known(SIGNALS),
        },
    }
}
