//! From an evaluation to a plan: what a job wants, against what there is.

pub mod update_kind;
