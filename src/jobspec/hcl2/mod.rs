//! From the text of an HCL2 job file to a job.
//!
//! - `files`: the texts that take part, and where in them something is
//! - `fault`: what is wrong, and how the reference says it
//! - `messages`: the words of syntax faults
//! - `syntax`: text to tree

mod fault;
mod files;
mod messages;
mod syntax;
