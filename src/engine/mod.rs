//! The engine's pure pieces.

pub mod dispatch;
pub mod periodic_child;
pub mod update_rules;
