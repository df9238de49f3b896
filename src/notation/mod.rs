//! The small languages inside field values: what people and the reference write into plain text members.
//!
//! A file a language; none knows a job. What each accepts, and the words in which it refuses, are the
//! reference's libraries' own.

pub mod cron;
pub mod duration;
pub mod glob;
pub mod interpolation;
pub mod number;
pub mod path;
pub mod quote;
pub mod regexp;
mod unicode_class;
pub mod url;
pub mod version;
pub mod zone;
