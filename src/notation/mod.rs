//! The small languages inside field values: how people write a length of time, a number, a quoted text.
//!
//! Each file reads (and prints) one of them exactly as Nomad does, with its error texts where they reach
//! users. Nothing in here knows jobs, HCL or JSON. Start with [`duration`], the one that job files use most.

pub mod duration;
pub mod number;
pub mod quote;
