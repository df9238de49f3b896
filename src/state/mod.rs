//! What a cluster knows: indexed tables of records, changed by commits and by nothing else.
//!
//! [`State`] is the fold of all [`Commit`]s. It answers reads by key and by index, and keeps per node what the
//! scheduler needs in its inner loop (room left, ports taken, class). It decides nothing: which records a request
//! leads to is the business of `engine`, where an allocation goes that of `scheduler`.
//!
//! [`Alloc`] is the one record that is not the API's object but a smaller form of it. [`View`] is a state with
//! one job laid over it, for dry runs. [`Store`] is where commits are kept.

pub mod alloc;
mod apply;
pub mod blocked;
pub mod capacity;
pub mod class;
pub mod commit;
pub mod id;
pub mod launch;
pub mod metrics;
pub mod node;
pub mod ports;
mod queue;
pub mod rollout;
pub mod store;
mod tables;
mod view;

pub use alloc::Alloc;
pub use blocked::Blocked;
pub use capacity::Capacity;
pub use commit::{Change, Commit, JobKey, Key, NotApplied, Record, Table};
pub use id::Uuid;
pub use launch::PeriodicLaunch;
pub use node::{NodeEntry, NodeRow};
pub use store::{Contents, MemoryStore, NoStore, Store};
pub use tables::{JobEntry, State};
pub use view::View;
