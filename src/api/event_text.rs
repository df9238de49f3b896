//! What people read of the events of tasks.
//!
//! Clients write a text into new events. Old clients did not; what they meant is made up when somebody reads.

use std::collections::BTreeMap;

use crate::model::task_state::{TaskEvent, TaskState};
use crate::notation::duration::format_duration;
use crate::notation::quote::quoted;

/// Gives all events a text that have none.
pub(super) fn describe(states: &mut Option<BTreeMap<String, TaskState>>) {
    let states = states.iter_mut().flatten().map(|(_, state)| state);
    for event in states.flat_map(|state| state.events.iter_mut().flatten()) {
        if event.display_message.is_empty() {
            event.display_message = text(event);
        }
    }
}

/// The text of an event, in the words of the reference.
fn text(event: &TaskEvent) -> String {
    let or = |text: &String, otherwise: &str| {
        if text.is_empty() {
            otherwise.to_owned()
        } else {
            text.clone()
        }
    };
    match event.event_type.as_str() {
        "Started" => "Task started by client".to_owned(),
        "Received" => "Task received by client".to_owned(),
        "Downloading Artifacts" => "Client is downloading artifacts".to_owned(),
        "Leader Task Dead" => "Leader Task in Group dead".to_owned(),
        "Main Tasks Dead" => "Main tasks in the group died".to_owned(),
        "Driver" => event.driver_message.clone(),
        "Failed Validation" => or(&event.validation_error, "Validation of task failed"),
        "Setup Failure" => or(&event.setup_error, "Task setup failed"),
        "Driver Failure" => or(&event.driver_error, "Failed to start task"),
        "Failed Artifact Download" => or(&event.download_error, "Failed to download artifacts"),
        "Killed" => or(&event.kill_error, "Task successfully killed"),
        "Not Restarting" => or(&event.restart_reason, "Task exceeded restart policy"),
        "Restart Signaled" => or(&event.restart_reason, "Task signaled to restart"),
        "Killing" => or(&event.kill_reason, &killing(event)),
        "Terminated" => terminated(event),
        "Restarting" => restarting(event),
        "Sibling Task Failed" if event.failed_sibling.is_empty() => "Task's sibling failed".to_owned(),
        "Sibling Task Failed" => format!("Task's sibling {} failed", quoted(&event.failed_sibling)),
        "Signaling" => signaling(event),
        _ => event.message.clone(),
    }
}

fn killing(event: &TaskEvent) -> String {
    match event.kill_timeout.nanoseconds() {
        0 => "Sent interrupt".to_owned(),
        timeout => format!(
            "Sent interrupt. Waiting {} before force killing",
            format_duration(timeout)
        ),
    }
}

fn terminated(event: &TaskEvent) -> String {
    let mut text = format!("Exit Code: {}", event.exit_code);
    if event.signal != 0 {
        text.push_str(&format!(", Signal: {}", event.signal));
    }
    if !event.message.is_empty() {
        text.push_str(&format!(", Exit Message: {}", quoted(&event.message)));
    }
    text
}

fn restarting(event: &TaskEvent) -> String {
    let restarts = format!("Task restarting in {}", format_duration(event.start_delay));
    match event.restart_reason.as_str() {
        "" | "Restart within policy" => restarts,
        reason => format!("{reason} - {restarts}"),
    }
}

fn signaling(event: &TaskEvent) -> String {
    match (event.task_signal.as_str(), event.task_signal_reason.as_str()) {
        ("", "") => "Task being sent a signal".to_owned(),
        ("", reason) => reason.to_owned(),
        (signal, "") => format!("Task being sent signal {signal}"),
        (signal, reason) => format!("Task being sent signal {signal}: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_without_text_get_one() {
        let event = |event_type: &str| TaskEvent {
            event_type: event_type.to_owned(),
            ..Default::default()
        };
        assert_eq!(text(&event("Started")), "Task started by client");
        assert_eq!(text(&event("Killing")), "Sent interrupt");
        let terminated = TaskEvent {
            exit_code: 1,
            signal: 9,
            message: "OOM \"Killed\"".to_owned(),
            ..event("Terminated")
        };
        let words = r#"Exit Code: 1, Signal: 9, Exit Message: "OOM \"Killed\"""#;
        assert_eq!(text(&terminated), words);
        let restarting = TaskEvent {
            start_delay: 1_500_000_000,
            restart_reason: "Template".to_owned(),
            ..event("Restarting")
        };
        assert_eq!(text(&restarting), "Template - Task restarting in 1.5s");
        let unknown = TaskEvent {
            message: "hm".to_owned(),
            ..event("Plugin became healthy")
        };
        assert_eq!(text(&unknown), "hm");
    }
}
