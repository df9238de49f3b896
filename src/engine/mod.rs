//! The state machine: requests and waiting work in, commits out.
//!
//! It does no I/O and knows no clock. The host's whole contract:
//!
//! > handle or [`poll`](Engine::poll) → persist the commit → [`apply`](Engine::apply) it → poll until `None` →
//! > sleep until [`poll_timeout`](Engine::poll_timeout)
//!
//! A file a verb (`register`, `dry_run`, `nodes`) and a file a waiting duty (`evaluate`). Each makes a commit
//! through `draft`, which knows what follows from a change. Nothing but [`Engine::apply`] changes the state.

mod clients;
mod deregister;
pub mod dispatch;
pub mod draft;
mod dry_run;
mod error;
mod evaluate;
mod job_status;
mod periodic;
pub mod periodic_child;
mod register;
mod rollout;
pub mod update_rules;
mod versions;

use crate::scheduler::random::Random;
use crate::state::{Commit, Contents, NotApplied, State};

pub use clients::UnknownNode;
pub use deregister::Deregistered;
pub use dry_run::{DryRun, DryRunRequest};
pub use error::EngineError;
pub use job_status::{count_child, job_status};
pub use register::{RegisterRequest, Registered};
pub use versions::RevertRequest;

/// The answer to a request, and what must be kept before anyone sees it.
#[derive(Debug, Clone)]
pub struct Step<T> {
    /// The answer.
    pub response: T,
    /// What it changes; `None` for a read.
    pub commit: Option<Commit>,
}

/// A cluster's servers.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    state: State,
    seed: u64,
}

impl Engine {
    /// An engine that knows nothing yet. All chance follows from the seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Engine {
            state: State::default(),
            seed,
        }
    }

    /// The engine whose commits a store holds.
    #[must_use]
    pub fn restore(seed: u64, contents: Contents) -> Self {
        Engine {
            state: State::restore(contents),
            seed,
        }
    }

    /// What it knows.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Applies a commit that has been kept.
    ///
    /// # Errors
    ///
    /// When it was not made against this very state: one was skipped, or it was applied before.
    pub fn apply(&mut self, commit: &Commit) -> Result<(), NotApplied> {
        self.state.apply(commit)
    }

    /// Does one piece of the work that is due at `now`, in unix nanoseconds; `None` if there is none.
    #[must_use]
    pub fn poll(&self, now: i64) -> Option<Commit> {
        self.launch(now)
            .or_else(|| self.evaluate(now))
            .or_else(|| self.move_rollout(now))
    }

    /// When it next wants to be polled, in unix nanoseconds; `None` if nothing waits for a time.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<i64> {
        let launch = self.state.next_launch().map(|(due, _)| due);
        let dues = [self.state.next_evaluation_due(), launch, self.rollout_deadline()];
        dues.into_iter().flatten().min()
    }

    /// Chance for something that happens at the next index.
    fn random(&self, purpose: &str) -> Random {
        Random::new(self.seed, purpose, &[self.state.index() + 1])
    }
}
