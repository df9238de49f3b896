//! The evaluations that are to be processed, and in which order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::evaluation::{EVAL_STATUS_BLOCKED, EVAL_STATUS_PENDING, Evaluation};

/// What the order depends on: the highest priority first, then the oldest.
type Turn = (Reverse<i64>, u64, String);

/// The evaluations that are to be processed now, later, or once there is room.
#[derive(Debug, Clone, Default)]
pub(super) struct EvaluationQueue {
    ready: BTreeSet<Turn>,
    /// By the instant they wait for, in unix nanoseconds.
    delayed: BTreeSet<(i64, String)>,
    blocked: BTreeMap<String, u64>,
}

impl EvaluationQueue {
    pub(super) fn insert(&mut self, evaluation: &Evaluation) {
        match evaluation.status.as_str() {
            EVAL_STATUS_PENDING if evaluation.wait_until.is_zero() => {
                self.ready.insert(turn(evaluation));
            }
            EVAL_STATUS_PENDING => {
                self.delayed
                    .insert((evaluation.wait_until.unix_nanoseconds(), evaluation.id.clone()));
            }
            EVAL_STATUS_BLOCKED => {
                self.blocked
                    .insert(evaluation.id.clone(), evaluation.snapshot_index);
            }
            _ => {}
        }
    }

    pub(super) fn remove(&mut self, evaluation: &Evaluation) {
        self.ready.remove(&turn(evaluation));
        self.delayed
            .remove(&(evaluation.wait_until.unix_nanoseconds(), evaluation.id.clone()));
        self.blocked.remove(&evaluation.id);
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

    /// The evaluations that wait for room, and the index of the state they last saw.
    pub(super) fn blocked(&self) -> impl Iterator<Item = (&str, u64)> {
        self.blocked.iter().map(|(id, seen)| (id.as_str(), *seen))
    }
}

fn turn(evaluation: &Evaluation) -> Turn {
    (
        Reverse(evaluation.priority),
        evaluation.create_index,
        evaluation.id.clone(),
    )
}
