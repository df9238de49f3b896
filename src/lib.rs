//! foreplan: what a Nomad cluster would do with a job, without a cluster.

#![deny(unsafe_code)]
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod canonical;
pub mod diagnostic;
pub mod diff;
pub mod engine;
pub mod model;
pub mod notation;
pub mod scheduler;
pub mod state;
pub mod validate;
