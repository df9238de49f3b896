//! RFC 3339 timestamps, read and refused as Go's `time` package does with that layout.

use std::fmt;

use crate::notation::quote::quoted;

const NANOSECONDS: i128 = 1_000_000_000;
const DAY: i64 = 24 * 60 * 60;

/// A point in time with the offset of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timestamp {
    /// Since 1970-01-01T00:00:00 at its own offset.
    local_nanoseconds: i128,
    offset_seconds: i64,
}

impl Timestamp {
    /// Reads a timestamp.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Reader { rest: text }
            .timestamp()
            .map_err(|words| format!("not a valid RFC3339 timestamp{words}"))
    }

    /// Reads one of the forms that YAML takes for a timestamp: also a date alone, with short parts, in UTC.
    pub(super) fn parse_yaml(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if digits != 4 {
            return None;
        }
        Reader { rest: text }.lenient().ok()
    }

    /// So many nanoseconds later.
    pub(super) fn plus(&self, nanoseconds: i64) -> Self {
        Self {
            local_nanoseconds: self.local_nanoseconds + i128::from(nanoseconds),
            ..*self
        }
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.local_nanoseconds.div_euclid(NANOSECONDS)).unwrap_or(0)
    }

    fn date(&self) -> (i64, i64, i64) {
        date_of(self.seconds().div_euclid(DAY))
    }

    fn second_of_day(&self) -> i64 {
        self.seconds().rem_euclid(DAY)
    }

    pub(super) fn year(&self) -> i64 {
        self.date().0
    }

    /// From 1.
    pub(super) fn month(&self) -> i64 {
        self.date().1
    }

    /// From 1.
    pub(super) fn day(&self) -> i64 {
        self.date().2
    }

    /// From 0, Sunday.
    pub(super) fn weekday(&self) -> i64 {
        // The first day of 1970 was a Thursday.
        (self.seconds().div_euclid(DAY) + 4).rem_euclid(7)
    }

    pub(super) fn hour(&self) -> i64 {
        self.second_of_day() / 3600
    }

    pub(super) fn minute(&self) -> i64 {
        self.second_of_day() / 60 % 60
    }

    pub(super) fn second(&self) -> i64 {
        self.second_of_day() % 60
    }

    /// Hours and minutes of its offset, with something between them.
    pub(super) fn offset(&self, between: &str) -> String {
        let minutes = self.offset_seconds / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }

    /// `Z` for UTC, otherwise its offset.
    pub(super) fn zone(&self) -> String {
        if self.offset_seconds == 0 {
            "Z".to_owned()
        } else {
            self.offset(":")
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let sign = if year < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{}",
            year.abs(),
            self.hour(),
            self.minute(),
            self.second(),
            self.zone()
        )
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
fn date_of(days: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that a leap day is a year's last; 400 years repeat.
    const CYCLE: i64 = 146_097;
    let shifted = days + 719_468;
    let (cycle, day) = (shifted.div_euclid(CYCLE), shifted.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + cycle * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The day of a date, counted from 1970-01-01.
fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (month + 9) % 12;
    let day = (153 * month + 2) / 5 + day - 1;
    cycle * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn timestamp(&mut self) -> Result<Timestamp, String> {
        let year = self.year()?;
        self.expect('-')?;
        let month = self.two_digits("month", true, 1..=12)?;
        self.expect('-')?;
        let day = self.two_digits("day of month", true, 0..=99)?;
        self.expect('T')?;
        let hour = self.two_digits("hour", false, 0..=23)?;
        self.expect(':')?;
        let minute = self.two_digits("minute", true, 0..=59)?;
        self.expect(':')?;
        let second = self.two_digits("second", true, 0..=59)?;
        let fraction = self.fraction();
        let offset_seconds = self.zone()?;
        self.finish(
            (year, month, day),
            (hour * 60 + minute) * 60 + second,
            fraction,
            offset_seconds,
        )
    }

    /// A date, perhaps with a time: after `T` or `t` with a zone, after a space without.
    fn lenient(&mut self) -> Result<Timestamp, String> {
        let year = self.year()?;
        self.expect('-')?;
        let month = self.two_digits("month", false, 1..=12)?;
        self.expect('-')?;
        let day = self.two_digits("day of month", false, 0..=99)?;
        if self.rest.is_empty() {
            return self.finish((year, month, day), 0, 0, 0);
        }
        let with_zone = self.expect('T').or_else(|_| self.expect('t')).is_ok();
        if !with_zone {
            self.expect(' ')?;
        }
        let hour = self.two_digits("hour", false, 0..=23)?;
        self.expect(':')?;
        let minute = self.two_digits("minute", false, 0..=59)?;
        self.expect(':')?;
        let second = self.two_digits("second", false, 0..=59)?;
        let fraction = self.fraction();
        let offset_seconds = if with_zone { self.zone()? } else { 0 };
        self.finish(
            (year, month, day),
            (hour * 60 + minute) * 60 + second,
            fraction,
            offset_seconds,
        )
    }

    fn finish(
        &self,
        (year, month, day): (i64, i64, i64),
        second_of_day: i64,
        fraction: i64,
        offset_seconds: i64,
    ) -> Result<Timestamp, String> {
        if !self.rest.is_empty() {
            return Err(cannot_use(self.rest, "timestamp segment"));
        }
        if day < 1 || day > days_in(year, month) {
            return Err(": day out of range".to_owned());
        }
        let seconds = day_of(year, month, day) * DAY + second_of_day;
        Ok(Timestamp {
            local_nanoseconds: i128::from(seconds) * NANOSECONDS + i128::from(fraction),
            offset_seconds,
        })
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn expect(&mut self, introducer: char) -> Result<(), String> {
        if let Some(rest) = self.rest.strip_prefix(introducer) {
            self.rest = rest;
            return Ok(());
        }
        let introducer_text = quoted(introducer.encode_utf8(&mut [0; 4])).to_string();
        Err(match (introducer, self.rest) {
            ('T', _) => ": missing required time introducer 'T'".to_owned(),
            (_, "") => format!(": end of string where {introducer_text} is expected"),
            (_, rest) => format!(": found {} where {introducer_text} is expected", quoted(rest)),
        })
    }

    fn year(&mut self) -> Result<i64, String> {
        let before = self.rest;
        let digits = if before.starts_with(|c: char| c.is_ascii_digit()) {
            self.take(4)
        } else {
            None
        };
        let year = digits.filter(|digits| digits.bytes().all(|c| c.is_ascii_digit()));
        year.and_then(|digits| digits.parse().ok())
            .ok_or_else(|| cannot_use(before, "year"))
    }

    /// Two digits, or one where that is allowed. What is out of range is named by what comes after it.
    fn two_digits(
        &mut self,
        name: &str,
        fixed: bool,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<i64, String> {
        let digits = self.rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        if digits == 0 || (fixed && digits == 1) {
            return Err(cannot_use(self.rest, name));
        }
        let value = self
            .take(digits)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0);
        if !range.contains(&value) {
            return Err(cannot_use(self.rest, name));
        }
        Ok(value)
    }

    /// Nanoseconds; more digits than that do not count.
    fn fraction(&mut self) -> i64 {
        const DIGITS: usize = 9;
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else {
            return 0;
        };
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.len() - after.len();
        if digits == 0 {
            return 0;
        }
        self.rest = after;
        let read = rest.get(..digits.min(DIGITS)).unwrap_or_default();
        format!("{read:0<DIGITS$}").parse().unwrap_or(0)
    }

    fn zone(&mut self) -> Result<i64, String> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Ok(0);
        }
        let before = self.rest;
        let seconds = self.take("+00:00".len()).and_then(offset);
        seconds.ok_or_else(|| cannot_use(before, "UTC offset"))
    }
}

/// Seconds from `+hh:mm`. Go does not ask how many hours a day has.
fn offset(text: &str) -> Option<i64> {
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|c| c.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 60 + minutes) * 60)
}

fn cannot_use(rest: &str, name: &str) -> String {
    if rest.is_empty() {
        return format!(": end of string before {name}");
    }
    format!(": cannot use {} as {name}", quoted(rest))
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn what_is_read_prints_the_same() {
        for text in [
            "2021-03-04T05:06:07Z",
            "2000-02-29T23:59:59+05:30",
            "1969-12-31T00:00:00-08:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            Timestamp::parse("2021-03-04T5:06:07.123456789123+00:00")
                .unwrap()
                .to_string(),
            "2021-03-04T05:06:07Z"
        );
    }

    #[test]
    fn faults_are_named_by_their_part() {
        for (text, words) in [
            ("yesterday", ": cannot use \"yesterday\" as year"),
            ("", ": end of string before year"),
            ("2021", ": end of string where \"-\" is expected"),
            ("2021/03", ": found \"/03\" where \"-\" is expected"),
            ("2021-13-01T00:00:00Z", ": cannot use \"-01T00:00:00Z\" as month"),
            ("2021-02-30T00:00:00Z", ": day out of range"),
            ("2021-03-04 05:06:07Z", ": missing required time introducer 'T'"),
            ("2021-03-04T25:06:07Z", ": cannot use \":06:07Z\" as hour"),
            ("2021-03-04T05:06Z", ": found \"Z\" where \":\" is expected"),
            ("2021-03-04T05:06:07", ": end of string before UTC offset"),
            ("2021-03-04T05:06:07+0100", ": cannot use \"+0100\" as UTC offset"),
            ("2021-03-04T05:06:07Zx", ": cannot use \"x\" as timestamp segment"),
        ] {
            assert_eq!(
                Timestamp::parse(text).unwrap_err(),
                format!("not a valid RFC3339 timestamp{words}")
            );
        }
    }
}
