//! What became of a task on its node.

use std::collections::BTreeMap;

use super::object::object;
use super::time::{Duration, Time};

object! {
    /// What became of a task on its node.
    pub struct TaskState => "TaskState" {
        /// `pending`, `running` or `dead`.
        state: String => "State" { values: Values::Only(&["pending", "running", "dead"]) },
        /// Whether it failed.
        failed: bool => "Failed",
        /// How often it was started again.
        restarts: u64 => "Restarts",
        /// When it last was.
        last_restart: Time => "LastRestart",
        /// When it was first started.
        started_at: Time => "StartedAt",
        /// When it ended for good.
        finished_at: Time => "FinishedAt",
        /// What happened to it, oldest first.
        events: Option<Vec<TaskEvent>> => "Events",
    }

    /// Something that happened to a task. Which of the older members are set depends on the type.
    pub struct TaskEvent => "TaskEvent" {
        /// What kind of event.
        event_type: String => "Type",
        /// When, in unix nanoseconds.
        time: i64 => "Time",
        /// What it says about itself.
        message: String => "Message",
        /// What is shown to people.
        display_message: String => "DisplayMessage",
        /// Details.
        details: Option<BTreeMap<String, String>> => "Details",
        /// Whether it makes the task fail.
        fails_task: bool => "FailsTask",
        /// Why the task is restarted.
        restart_reason: String => "RestartReason",
        /// What went wrong before the start.
        setup_error: String => "SetupError",
        /// What went wrong in the driver.
        driver_error: String => "DriverError",
        /// The exit code.
        exit_code: i64 => "ExitCode",
        /// The signal that ended it.
        signal: i64 => "Signal",
        /// How long it has before it is killed.
        kill_timeout: Duration => "KillTimeout",
        /// What went wrong when killing it.
        kill_error: String => "KillError",
        /// Why it is killed.
        kill_reason: String => "KillReason",
        /// The pause before the restart, in nanoseconds.
        start_delay: i64 => "StartDelay",
        /// What went wrong in a download.
        download_error: String => "DownloadError",
        /// What was wrong with the task.
        validation_error: String => "ValidationError",
        /// The disk limit it broke, in bytes.
        disk_limit: i64 => "DiskLimit",
        /// The task whose failure ended it.
        failed_sibling: String => "FailedSibling",
        /// What went wrong with Vault.
        vault_error: String => "VaultError",
        /// Why it is sent a signal.
        task_signal_reason: String => "TaskSignalReason",
        /// Which signal.
        task_signal: String => "TaskSignal",
        /// What the driver says.
        driver_message: String => "DriverMessage",
        /// Which part of the client an event of no special type comes from.
        generic_source: String => "GenericSource",
    }
}
