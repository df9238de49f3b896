//! Functions of points in time.

use super::super::value::Value;
use super::arguments::text;
use super::timestamp::Timestamp;
use super::{Context, Function, FunctionError, Outcome, fail, fail_at, function, string};
use crate::notation::duration::parse_duration;
use crate::notation::quote::quoted;

pub(super) static DATES: &[Function] = &[
    function("formatdate", &[string("format"), string("time")], format_date),
    function(
        "timeadd",
        &[string("timestamp"), string("duration")],
        |arguments, _| {
            let time = Timestamp::parse(text(arguments, 0)).or_else(fail)?;
            let length = parse_duration(text(arguments, 1)).or_else(|error| fail(error.to_string()))?;
            Ok(Value::string(time.plus(length).to_string()))
        },
    ),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

fn format_date(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let time = Timestamp::parse(text(arguments, 1)).or_else(|words| fail_at(1, words))?;
    let mut formatted = String::new();
    let mut rest = text(arguments, 0);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => literal_length(rest),
            first if first.is_ascii_alphabetic() => rest.len() - rest.trim_start_matches(first).len(),
            _ => rest
                .find(|c: char| c == '\'' || c.is_ascii_alphabetic())
                .unwrap_or(rest.len()),
        };
        let Some((token, after)) = rest.split_at_checked(length) else {
            break;
        };
        rest = after;
        match first {
            '\'' => formatted.push_str(&literal(token)?),
            first if first.is_ascii_alphabetic() => formatted.push_str(&verb(first, token, &time)?),
            _ => formatted.push_str(token),
        }
    }
    Ok(Value::string(formatted))
}

/// How long a literal between quotes is, in which two quotes are one.
fn literal_length(text: &str) -> usize {
    if text.starts_with("''") {
        return 2;
    }
    let mut rest = text.get(1..).unwrap_or_default();
    while let Some((_, after)) = rest.split_once('\'') {
        match after.strip_prefix('\'') {
            Some(after) => rest = after,
            None => return text.len() - after.len(),
        }
    }
    text.len()
}

fn literal(token: &str) -> Result<String, FunctionError> {
    if token == "''" {
        return Ok("'".to_owned());
    }
    match token
        .strip_prefix('\'')
        .and_then(|inside| inside.strip_suffix('\''))
    {
        Some(inside) => Ok(inside.replace("''", "'")),
        None => fail_at(0, "unterminated literal '"),
    }
}

/// What a run of one letter stands for.
fn verb(letter: char, token: &str, time: &Timestamp) -> Result<String, FunctionError> {
    let invalid = |rule: &str| {
        let colon = if rule.is_empty() { "" } else { ": " };
        fail_at(
            0,
            format!("invalid date format verb {}{colon}{rule}", quoted(token)),
        )
    };
    let number = |value: i64, rule: &str| match token.len() {
        1 => Ok(value.to_string()),
        2 => Ok(format!("{value:02}")),
        _ => invalid(rule),
    };
    let name = |names: &[&'static str], index: i64| {
        let index = usize::try_from(index).unwrap_or(0);
        names.get(index).copied().unwrap_or_default()
    };
    let short = |name: &str| name.get(..3).unwrap_or_default().to_owned();
    match letter {
        'Y' => match token.len() {
            2 => Ok(format!("{:02}", time.year() % 100)),
            4 => Ok(format!("{:04}", time.year())),
            _ => invalid(r#"year must either be "YY" or "YYYY""#),
        },
        'M' => match token.len() {
            3 => Ok(short(name(&MONTHS, time.month() - 1))),
            4 => Ok(name(&MONTHS, time.month() - 1).to_owned()),
            _ => number(time.month(), r#"month must be "M", "MM", "MMM", or "MMMM""#),
        },
        'D' => number(time.day(), r#"day of month must either be "D" or "DD""#),
        'E' => match token.len() {
            3 => Ok(short(name(&WEEKDAYS, time.weekday()))),
            4 => Ok(name(&WEEKDAYS, time.weekday()).to_owned()),
            _ => invalid(r#"day of week must either be "EEE" or "EEEE""#),
        },
        'h' => number(time.hour(), r#"24-hour must either be "h" or "hh""#),
        'H' => {
            let hour = match time.hour() % 12 {
                0 => 12,
                hour => hour,
            };
            number(hour, r#"12-hour must either be "H" or "HH""#)
        }
        'A' | 'a' => {
            if token.len() != 2 {
                return invalid(&format!("must be \"{letter}{letter}\""));
            }
            let half = if time.hour() < 12 { "AM" } else { "PM" };
            Ok(if letter == 'A' {
                half.to_owned()
            } else {
                half.to_lowercase()
            })
        }
        'm' => number(time.minute(), r#"minute must either be "m" or "mm""#),
        's' => number(time.second(), r#"second must either be "s" or "ss""#),
        'Z' => match token.len() {
            1 => Ok(time.zone()),
            3 => Ok(match time.offset("") {
                utc if utc == "+0000" => "UTC".to_owned(),
                other => other,
            }),
            4 => Ok(time.offset("")),
            5 => Ok(time.offset(":")),
            _ => invalid("timezone must be Z, ZZZZ, or ZZZZZ"),
        },
        _ => invalid(""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, fails_at, s};

    #[test]
    fn dates_by_verbs() {
        for (format, time, text) in [
            (
                "DD MMM YYYY hh:mm:ss ZZZ",
                "2021-03-04T05:06:07Z",
                "04 Mar 2021 05:06:07 UTC",
            ),
            (
                "EEEE, D MMMM YY h:m:s aa AA HH ZZZZ",
                "2021-03-04T15:06:07+02:00",
                "Thursday, 4 March 21 15:6:7 pm PM 03 +0200",
            ),
            ("'on' EEE M/D", "2020-12-31T23:59:59-08:00", "on Thu 12/31"),
            ("Z ZZZZZ", "2021-03-04T05:06:07+05:30", "+05:30 +05:30"),
            ("'it''s' '' ž", "2021-03-04T05:06:07Z", "it's ' ž"),
            ("H", "2021-03-04T00:06:07Z", "12"),
        ] {
            assert_eq!(call("formatdate", &[s(format), s(time)]), s(text));
        }
        for (format, words) in [
            ("'open", "unterminated literal '"),
            ("'", "unterminated literal '"),
            (
                "YYY",
                "invalid date format verb \"YYY\": year must either be \"YY\" or \"YYYY\"",
            ),
            ("XX", "invalid date format verb \"XX\""),
            ("a", "invalid date format verb \"a\": must be \"aa\""),
        ] {
            let time = s("2021-03-04T05:06:07Z");
            assert_eq!(fails_at("formatdate", &[s(format), time]), (0, words.to_owned()));
        }
    }

    #[test]
    fn times_move() {
        for (time, length, sum) in [
            (
                "2021-12-31T23:30:00+01:00",
                "1h30m15s",
                "2022-01-01T01:00:15+01:00",
            ),
            ("2020-03-01T00:00:00Z", "-24h", "2020-02-29T00:00:00Z"),
            ("2021-03-04T05:06:07.5Z", "500ms", "2021-03-04T05:06:08Z"),
        ] {
            assert_eq!(call("timeadd", &[s(time), s(length)]), s(sum));
        }
        assert_eq!(
            fails("timeadd", &[s("2021-03-04T05:06:07Z"), s("1 hour")]),
            "time: unknown unit \" hour\" in duration \"1 hour\""
        );
    }
}
