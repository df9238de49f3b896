//! The evaluations that are to be processed, and in which order.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::evaluation::{EVAL_STATUS_BLOCKED, EVAL_STATUS_PENDING, Evaluation};

/// What the order depends on: the highest priority first, then the oldest.
type Turn = (Reverse<i64>, u64, String);

/// The evaluations that are to be processed now, later, or once there is room.
#[derive(Debug, Clone, Default)]
pub(super) struct EvaluationQueue {
    ready: BTreeSet<Turn>,
    /// By the instant they wait for, in unix nanoseconds.
    delayed: BTreeSet<(i64, String)>,
    /// Those that wait for room, and have not seen any yet.
    blocked: BTreeSet<String>,
}

impl EvaluationQueue {
    pub(super) fn insert(&mut self, evaluation: &Evaluation) {
        match evaluation.status.as_str() {
            EVAL_STATUS_PENDING => match due(evaluation) {
                None => {
                    self.ready.insert(turn(evaluation));
                }
                Some(due) => {
                    self.delayed.insert((due, evaluation.id.clone()));
                }
            },
            EVAL_STATUS_BLOCKED => {
                self.blocked.insert(evaluation.id.clone());
            }
            _ => {}
        }
    }

    pub(super) fn remove(&mut self, evaluation: &Evaluation) {
        self.ready.remove(&turn(evaluation));
        if let Some(due) = due(evaluation) {
            self.delayed.remove(&(due, evaluation.id.clone()));
        }
        self.blocked.remove(&evaluation.id);
    }

    /// Room has appeared for a blocked evaluation, or it waits for room again.
    pub(super) fn unblock(&mut self, evaluation: &Evaluation, is_unblocked: bool) {
        if is_unblocked {
            self.blocked.remove(&evaluation.id);
            self.ready.insert(turn(evaluation));
        } else {
            self.ready.remove(&turn(evaluation));
            self.blocked.insert(evaluation.id.clone());
        }
    }

    /// The evaluation whose turn it is at `now`, in unix nanoseconds: one whose wait is over, or else the first
    /// of those that need not wait.
    pub(super) fn next(&self, now: i64) -> Option<&str> {
        let due = self
            .delayed
            .first()
            .filter(|(until, _)| *until <= now)
            .map(|(_, id)| id.as_str());
        due.or_else(|| self.ready.first().map(|(_, _, id)| id.as_str()))
    }

    /// When the next evaluation is due that must wait, in unix nanoseconds.
    pub(super) fn next_due(&self) -> Option<i64> {
        self.delayed.first().map(|(until, _)| *until)
    }

    /// The evaluations that wait for room.
    pub(super) fn blocked(&self) -> impl Iterator<Item = &str> {
        self.blocked.iter().map(String::as_str)
    }
}

/// Until when an evaluation waits, in unix nanoseconds, if it does.
fn due(evaluation: &Evaluation) -> Option<i64> {
    if !evaluation.wait_until.is_zero() {
        return Some(evaluation.wait_until.unix_nanoseconds());
    }
    let wait = evaluation.wait.nanoseconds();
    (wait > 0).then(|| evaluation.create_time.saturating_add(wait))
}

fn turn(evaluation: &Evaluation) -> Turn {
    (
        Reverse(evaluation.priority),
        evaluation.create_index,
        evaluation.id.clone(),
    )
}
