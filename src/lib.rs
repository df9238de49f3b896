//! foreplan: what a Nomad cluster would do with a job, without a cluster.

#![deny(unsafe_code)]
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod api;
pub mod canonical;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod engine;
pub mod explain;
pub mod fleet;
pub mod host;
#[cfg(feature = "server")]
pub mod http;
pub mod jobspec;
pub mod lint;
pub mod model;
pub mod notation;
pub mod scheduler;
pub mod schema;
pub mod state;
pub mod styled;
pub mod validate;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
