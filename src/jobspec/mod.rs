//! From the text of a job file to a job.

mod hcl1;
mod messages;
