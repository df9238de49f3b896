//! Cron expressions, as `hashicorp/cronexpr` reads them.
//!
//! Five fields (minute, hour, day of month, month, day of week), six with a year, seven with seconds first;
//! names of months and days, ranges, steps, `L`, `W` and `#`; `@daily` and its like. [`Cron::parse`] reads an
//! expression, [`Cron::next`] finds the next instant in a time zone. What the reference answers around
//! daylight saving changes, odd as it is in places, is what it answers.

pub use next::EmptyField;

mod next;
mod parse;

/// A cron expression.
#[derive(Debug, Clone)]
pub struct Cron {
    seconds: Vec<i64>,
    minutes: Vec<i64>,
    hours: Vec<i64>,
    months: Vec<i64>,
    years: Vec<i64>,
    /// `None`: every day.
    days_of_month: Option<DaysOfMonth>,
    /// `None`: every day.
    days_of_week: Option<DaysOfWeek>,
}

#[derive(Debug, Clone, Default)]
struct DaysOfMonth {
    days: Vec<i64>,
    /// Working days nearest to these days.
    workdays: Vec<i64>,
    last: bool,
    last_workday: bool,
}

#[derive(Debug, Clone, Default)]
struct DaysOfWeek {
    /// From 0, Sunday.
    days: Vec<i64>,
    /// The last such day of the month.
    last: Vec<i64>,
    /// Such a day of one week of the month: (week from 0, day).
    of_week: Vec<(i64, i64)>,
}
