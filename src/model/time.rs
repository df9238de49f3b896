//! Instants and lengths of time, as the API has them.

use std::fmt;

/// A length of time in nanoseconds, negative ones included: what Go calls a `time.Duration`.
///
/// In JSON it is an integer of nanoseconds; how people write one is the business of `notation::duration`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);
    /// The longest one there is, about 292 years.
    pub const MAX: Duration = Duration(i64::MAX);

    /// So many nanoseconds.
    #[must_use]
    pub const fn from_nanoseconds(nanoseconds: i64) -> Self {
        Duration(nanoseconds)
    }

    /// So many milliseconds; the longest duration if that is too many.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Duration(milliseconds.saturating_mul(1_000_000))
    }

    /// So many seconds; the longest duration if that is too many.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Duration(seconds.saturating_mul(1_000_000_000))
    }

    /// Its length in nanoseconds.
    #[must_use]
    pub const fn nanoseconds(self) -> i64 {
        self.0
    }
}

/// As Go prints durations: `1h5m0s`, `1.5s`, `20ms`, `0s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let fraction = |unit: u64| {
            let width = unit.ilog10() as usize;
            let digits = format!("{:0width$}", nanoseconds % unit);
            match digits.trim_end_matches('0') {
                "" => String::new(),
                digits => format!(".{digits}"),
            }
        };
        match nanoseconds {
            0 => f.write_str("0s"),
            1..1_000 => write!(f, "{sign}{nanoseconds}ns"),
            1_000..1_000_000 => write!(f, "{sign}{}{}µs", nanoseconds / 1_000, fraction(1_000)),
            1_000_000..1_000_000_000 => {
                write!(f, "{sign}{}{}ms", nanoseconds / 1_000_000, fraction(1_000_000))
            }
            _ => {
                let seconds = nanoseconds / 1_000_000_000;
                let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
                f.write_str(sign)?;
                if hours > 0 {
                    write!(f, "{hours}h")?;
                }
                if seconds >= 60 {
                    write!(f, "{minutes}m")?;
                }
                write!(f, "{}{}s", seconds % 60, fraction(1_000_000_000))
            }
        }
    }
}

/// An instant with nanoseconds, in UTC: what the API prints as RFC 3339 text.
///
/// The zero value is "never" (Go's year 1); the API prints it as null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(jiff::Timestamp);

/// Seconds from Go's zero time, the first of January of the year 1, to 1970.
const ZERO_SECOND: i64 = -62_135_596_800;

impl Time {
    /// The zero value: never.
    pub const ZERO: Time = Time(jiff::Timestamp::constant(ZERO_SECOND, 0));

    /// The instant so many nanoseconds after 1970. All `i64` are within the years an instant can have.
    #[must_use]
    pub fn from_unix_nanoseconds(nanoseconds: i64) -> Self {
        jiff::Timestamp::from_nanosecond(i128::from(nanoseconds)).map_or(Self::ZERO, Time)
    }

    /// Nanoseconds since 1970, as far as an `i64` reaches (the years 1677 to 2262).
    #[must_use]
    pub fn unix_nanoseconds(self) -> i64 {
        let nanoseconds = self.0.as_nanosecond();
        i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
    }

    /// Whether this is the zero value.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Reads RFC 3339 text; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Time)
    }
}

impl std::str::FromStr for Time {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or("not an instant in the form of RFC 3339, such as 2026-03-01T12:00:00Z")
    }
}

impl Default for Time {
    fn default() -> Self {
        Self::ZERO
    }
}

/// RFC 3339 in UTC with as many digits of the second as are needed, as Go prints instants.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_print_as_go_prints_them() {
        assert_eq!(Time::ZERO.to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(
            Time::from_unix_nanoseconds(1_500_000_000).to_string(),
            "1970-01-01T00:00:01.5Z"
        );
        assert_eq!(
            Time::parse("2026-03-01T12:00:00+02:00").unwrap().to_string(),
            "2026-03-01T10:00:00Z"
        );
        assert_eq!(Time::parse("yesterday"), None);
    }

    #[test]
    fn durations_print_as_go_prints_them() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (1, "1ns"),
            (-1_500, "-1.5µs"),
            (20_000_000, "20ms"),
            (1_000_000_001, "1.000000001s"),
            (60_000_000_000, "1m0s"),
            (5_400_500_000_000, "1h30m0.5s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(Duration::from_nanoseconds(nanoseconds).to_string(), text);
        }
    }

    #[test]
    fn nanoseconds_survive() {
        for nanoseconds in [0, 1, -1, 1_600_000_000_123_456_789, i64::MIN, i64::MAX] {
            assert_eq!(
                Time::from_unix_nanoseconds(nanoseconds).unix_nanoseconds(),
                nanoseconds
            );
        }
    }
}
