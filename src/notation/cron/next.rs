//! The next instant of a cron expression.
//!
//! The search goes from the largest unit to the smallest. Where one has no fitting value left, the next larger
//! one is moved on and the search begins again. On days near a change of the zone's offset hours may be missing
//! or come twice; there it goes on hour by hour and minute by minute.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::{Cron, DaysOfMonth, DaysOfWeek};

/// The expression can never be met, in a way that the reference does not bear: one of its fields is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptyField;

/// How often a search begins again before it is given up: more than there are days in the years of an expression.
/// Only one without minutes or seconds can need more, and finds nothing.
const MAX_STEPS: usize = 100_000;

/// An instant and what the clocks of the zone show.
#[derive(Clone, Copy)]
struct Clock<'a> {
    unix: i64,
    zone: &'a TimeZone,
    shown: DateTime,
}

impl<'a> Clock<'a> {
    fn at(unix: i64, zone: &'a TimeZone) -> Self {
        let timestamp = timestamp(unix);
        Clock {
            unix,
            zone,
            shown: zone.to_datetime(timestamp),
        }
    }

    /// The instant at which the clocks show this; each unit may be out of its range and then moves the next
    /// larger one. Where clocks show it twice or never, one of the two possible instants.
    fn showing(&self, [year, month, day, hour, minute, second]: [i64; 6]) -> Self {
        let year_of_month = year + (month - 1).div_euclid(12);
        let month = (month - 1).rem_euclid(12) + 1;
        let first = DateTime::new(
            i16::try_from(year_of_month).unwrap_or(i16::MAX),
            i8::try_from(month).unwrap_or(1),
            1,
            0,
            0,
            0,
            0,
        );
        let first = first
            .and_then(|first| Offset::UTC.to_timestamp(first))
            .unwrap_or(Timestamp::MAX);
        let local = first.as_second() + ((day - 1) * 24 + hour) * 3600 + minute * 60 + second;
        let guess = self.offset_at(local);
        let unix = if guess == 0 {
            local
        } else {
            local - self.offset_at(local - guess)
        };
        Clock::at(unix, self.zone)
    }

    fn offset_at(&self, unix: i64) -> i64 {
        self.zone.to_offset(timestamp(unix)).seconds().into()
    }

    fn later(&self, seconds: i64) -> Self {
        Clock::at(self.unix.saturating_add(seconds), self.zone)
    }

    fn truncated_to_minute(&self) -> Self {
        Clock::at(self.unix - self.unix.rem_euclid(60), self.zone)
    }

    fn year(&self) -> i64 {
        self.shown.year().into()
    }
    fn month(&self) -> i64 {
        self.shown.month().into()
    }
    fn day(&self) -> i64 {
        self.shown.day().into()
    }
    fn hour(&self) -> i64 {
        self.shown.hour().into()
    }
    fn minute(&self) -> i64 {
        self.shown.minute().into()
    }
    fn second(&self) -> i64 {
        self.shown.second().into()
    }

    /// Whether the offset changes between the day before and the day after.
    fn is_near_change(&self) -> bool {
        let offset_on = |days: i64| {
            let day = self.day() + days;
            let other = self.showing([
                self.year(),
                self.month(),
                day,
                self.hour(),
                self.minute(),
                self.second(),
            ]);
            self.offset_at(other.unix)
        };
        offset_on(-1) != offset_on(1)
    }
}

fn timestamp(unix: i64) -> Timestamp {
    Timestamp::from_second(unix).unwrap_or(Timestamp::MAX)
}

/// What the search does next.
enum Step<'a> {
    /// Begin again from here.
    Again(Clock<'a>),
    /// This is it.
    Found(i64),
}

impl Cron {
    /// The first instant after `unix` (in seconds) that fits, on the clocks of `zone`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// When a field of the expression is empty, such as the months of `nov-feb`, and the search needs its first
    /// value.
    pub fn next(&self, unix: i64, zone: &TimeZone) -> Result<Option<i64>, EmptyField> {
        let mut clock = Clock::at(unix.saturating_add(1), zone);
        for _ in 0..MAX_STEPS {
            clock = match self.find_day(clock)? {
                None => return Ok(None),
                Some(Step::Again(clock)) => clock,
                Some(Step::Found(unix)) => match self.find_time(Clock::at(unix, zone))? {
                    Step::Again(clock) => clock,
                    Step::Found(unix) => return Ok(Some(unix)),
                },
            };
        }
        Ok(None)
    }

    /// A day from this instant on, or nothing when the years are over.
    fn find_day<'a>(&self, mut clock: Clock<'a>) -> Result<Option<Step<'a>>, EmptyField> {
        let first_month = || self.months.first().copied().ok_or(EmptyField);
        match at_least(&self.years, clock.year()) {
            None => return Ok(None),
            Some(year) if year != clock.year() => clock = clock.showing([year, first_month()?, 1, 0, 0, 0]),
            Some(_) => {}
        }
        match at_least(&self.months, clock.month()) {
            None => {
                let next_year = clock.showing([clock.year() + 1, first_month()?, 1, 0, 0, 0]);
                return Ok(Some(Step::Again(next_year)));
            }
            Some(month) if month != clock.month() => clock = clock.showing([clock.year(), month, 1, 0, 0, 0]),
            Some(_) => {}
        }
        let days = self.days(clock.shown);
        match at_least(&days, clock.day()) {
            None => {
                let next_month = clock.showing([clock.year(), clock.month() + 1, 1, 0, 0, 0]);
                return Ok(Some(Step::Again(next_month)));
            }
            Some(day) if day != clock.day() => {
                clock = clock.showing([clock.year(), clock.month(), day, 0, 0, 0]);
                // There are days without midnight.
                clock = match clock.hour() {
                    0 => clock,
                    hour @ 13.. => clock.later((24 - hour) * 3600),
                    hour => clock.later(-hour * 3600),
                };
            }
            Some(_) => {}
        }
        Ok(Some(Step::Found(clock.unix)))
    }

    fn find_time<'a>(&self, clock: Clock<'a>) -> Result<Step<'a>, EmptyField> {
        if clock.is_near_change() {
            return Ok(self.find_time_slowly(clock));
        }
        let mut clock = clock;
        let first = |values: &[i64]| values.first().copied().ok_or(EmptyField);
        let (year, month, day) = (clock.year(), clock.month(), clock.day());
        match at_least(&self.hours, clock.hour()) {
            None => return Ok(Step::Again(clock.showing([year, month, day + 1, 0, 0, 0]))),
            Some(hour) if hour != clock.hour() => {
                clock = clock.showing([
                    year,
                    month,
                    day,
                    hour,
                    first(&self.minutes)?,
                    first(&self.seconds)?,
                ]);
            }
            Some(_) => {}
        }
        let (year, month, day, hour) = (clock.year(), clock.month(), clock.day(), clock.hour());
        match at_least(&self.minutes, clock.minute()) {
            None => return Ok(Step::Again(clock.showing([year, month, day, hour + 1, 0, 0]))),
            Some(minute) if minute != clock.minute() => {
                clock = clock.showing([year, month, day, hour, minute, first(&self.seconds)?]);
            }
            Some(_) => {}
        }
        let (year, month, day) = (clock.year(), clock.month(), clock.day());
        let (hour, minute) = (clock.hour(), clock.minute());
        match at_least(&self.seconds, clock.second()) {
            None => {
                return Ok(Step::Again(clock.showing([
                    year,
                    month,
                    day,
                    hour,
                    minute + 1,
                    0,
                ])));
            }
            Some(second) if second != clock.second() => {
                clock = clock.showing([year, month, day, hour, minute, second]);
            }
            Some(_) => {}
        }
        Ok(Step::Found(clock.unix))
    }

    fn find_time_slowly<'a>(&self, mut clock: Clock<'a>) -> Step<'a> {
        while !self.hours.contains(&clock.hour()) {
            let before = clock.hour();
            clock = clock.later(3600);
            if clock.hour() == before {
                clock = clock.later(3600);
            }
            clock = clock.truncated_to_minute();
            clock = clock.later(-clock.minute() * 60);
            if clock.hour() == 0 {
                return Step::Again(clock.showing([clock.year(), clock.month(), clock.day(), 0, 0, 0]));
            }
        }
        while !self.minutes.contains(&clock.minute()) {
            let before = clock.hour();
            clock = clock.truncated_to_minute().later(60);
            if clock.hour() != before {
                return Step::Again(clock);
            }
        }
        let minute = clock.truncated_to_minute();
        match at_least(&self.seconds, clock.second()) {
            None => Step::Again(minute.later(60)),
            Some(second) => Step::Found(minute.unix + second),
        }
    }

    /// The days of a month that fit, in order. Where both kinds of days are restricted, either is enough.
    fn days(&self, of_month: DateTime) -> Vec<i64> {
        let first = of_month.date().first_of_month();
        let month = Month {
            length: first.days_in_month().into(),
            first_weekday: first.weekday().to_sunday_zero_offset().into(),
        };
        if self.days_of_month.is_none() && self.days_of_week.is_none() {
            return (1..=month.length).collect();
        }
        let mut days = Vec::new();
        self.days_of_month
            .iter()
            .for_each(|rule| rule.collect(month, &mut days));
        self.days_of_week
            .iter()
            .for_each(|rule| rule.collect(month, &mut days));
        days.retain(|day| *day <= month.length);
        days.sort_unstable();
        days.dedup();
        days
    }
}

#[derive(Clone, Copy)]
struct Month {
    length: i64,
    first_weekday: i64,
}

impl Month {
    fn weekday(self, day: i64) -> i64 {
        (self.first_weekday + day - 1).rem_euclid(7)
    }

    /// The day itself, or the nearest working day of the same month.
    fn workday(self, day: i64) -> i64 {
        match self.weekday(day) {
            6 if day > 1 => day - 1,
            6 => day + 2,
            0 if day < self.length => day + 1,
            0 => day - 2,
            _ => day,
        }
    }

    /// The first such weekday from this day on.
    fn weekday_from(self, day: i64, weekday: i64) -> i64 {
        day + (weekday - self.weekday(day)).rem_euclid(7)
    }
}

impl DaysOfMonth {
    fn collect(&self, month: Month, days: &mut Vec<i64>) {
        days.extend(&self.days);
        let workdays = self.workdays.iter().filter(|day| **day <= month.length);
        days.extend(workdays.map(|day| month.workday(*day)));
        if self.last {
            days.push(month.length);
        }
        if self.last_workday {
            days.push(month.workday(month.length));
        }
    }
}

impl DaysOfWeek {
    fn collect(&self, month: Month, days: &mut Vec<i64>) {
        for weekday in &self.days {
            let first = month.weekday_from(1, *weekday);
            days.extend((0..5).map(|week| first + 7 * week));
        }
        for (week, weekday) in &self.of_week {
            days.push(month.weekday_from(1, *weekday) + 7 * week);
        }
        for weekday in &self.last {
            days.push(month.weekday_from(month.length - 6, *weekday));
        }
    }
}

/// The first of the sorted values that is not less.
fn at_least(values: &[i64], value: i64) -> Option<i64> {
    values
        .get(values.partition_point(|known| *known < value))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(cron: &str, from: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let from: Timestamp = from.parse().unwrap();
        match Cron::parse(cron).unwrap().next(from.as_second(), &zone) {
            Ok(Some(unix)) => timestamp(unix).to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn finds_the_next_instant() {
        let from = "2026-03-01T12:00:00Z";
        for (cron, expected) in [
            ("0 0 * * *", "2026-03-02T00:00:00Z"),
            ("*/15 * * * *", "2026-03-01T12:15:00Z"),
            ("0 0 L * *", "2026-03-31T00:00:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
            ("0 0 15W * *", "2026-03-16T00:00:00Z"),
            ("0 0 * * 5L", "2026-03-27T00:00:00Z"),
            ("0 0 * * 1#2", "2026-03-09T00:00:00Z"),
            ("0 0 13 * FRI", "2026-03-06T00:00:00Z"),
            ("30 1 2 3 4 * 2027", "2027-04-03T02:01:30Z"),
            ("0 0 30 2 *", "Ok(None)"),
            ("0 0 * nov-feb *", "Err(EmptyField)"),
        ] {
            assert_eq!(next(cron, from, "UTC"), expected, "{cron}");
        }
    }

    #[test]
    fn clocks_that_change() {
        let spring = "2026-03-28T12:00:00Z";
        assert_eq!(
            next("30 2 * * *", spring, "Europe/Berlin"),
            "2026-03-30T00:30:00Z"
        );
        assert_eq!(
            next("30 3 * * *", spring, "Europe/Berlin"),
            "2026-03-29T01:30:00Z"
        );
    }
}
