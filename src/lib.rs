//! foreplan: what a Nomad cluster would do with a job, without a cluster.

#![deny(unsafe_code)]
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod diagnostic;
pub mod jobspec;
pub mod model;
pub mod notation;
pub mod state;
