//! The reader of cron expressions.

use super::{Cron, DaysOfMonth, DaysOfWeek};

/// A field of an expression: its name in errors, what its numbers may be, and the names it knows.
struct FieldType {
    name: &'static str,
    min: i64,
    max: i64,
    /// Each stands for its place in the list, from `min`. In long or with the first three letters.
    names: &'static [&'static str],
}

const SECOND: FieldType = FieldType {
    name: "second",
    min: 0,
    max: 59,
    names: &[],
};
const MINUTE: FieldType = FieldType {
    name: "minute",
    min: 0,
    max: 59,
    names: &[],
};
const HOUR: FieldType = FieldType {
    name: "hour",
    min: 0,
    max: 23,
    names: &[],
};
const DAY_OF_MONTH: FieldType = FieldType {
    name: "day-of-month",
    min: 1,
    max: 31,
    names: &[],
};
const MONTH: FieldType = FieldType {
    name: "month",
    min: 1,
    max: 12,
    names: &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
};
const DAY_OF_WEEK: FieldType = FieldType {
    name: "day-of-week",
    min: 0,
    max: 6,
    names: &[
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ],
};
const YEAR: FieldType = FieldType {
    name: "year",
    min: 1970,
    max: 2099,
    names: &[],
};

const ALIASES: [(&str, &str); 6] = [
    ("@yearly", "0 0 0 1 1 * *"),
    ("@annually", "0 0 0 1 1 * *"),
    ("@monthly", "0 0 0 1 * * *"),
    ("@weekly", "0 0 0 * * 0 *"),
    ("@daily", "0 0 0 * * * *"),
    ("@hourly", "0 0 * * * * *"),
];

/// One of the parts of a field that commas divide.
enum Directive<'a> {
    All,
    One(i64),
    Span {
        first: i64,
        last: i64,
        step: i64,
    },
    /// None of these: perhaps something that only this field knows.
    Other(&'a str),
}

impl Cron {
    /// Reads a cron expression.
    ///
    /// # Errors
    ///
    /// In the words of the reference's library.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut text = text.to_owned();
        for (alias, expression) in ALIASES {
            text = text.replace(alias, expression);
        }
        let mut fields = text
            .split([' ', '\t', '\n', '\x0c', '\r'])
            .filter(|field| !field.is_empty());
        let count = fields.clone().count();
        if count < 5 {
            return Err("missing field(s)".to_owned());
        }
        let mut next = || fields.next().unwrap_or_default();
        Ok(Cron {
            seconds: if count >= 7 {
                values(next(), &SECOND)?
            } else {
                vec![0]
            },
            minutes: values(next(), &MINUTE)?,
            hours: values(next(), &HOUR)?,
            days_of_month: days_of_month(next())?,
            months: values(next(), &MONTH)?,
            days_of_week: days_of_week(next())?,
            years: values(if count >= 6 { next() } else { "*" }, &YEAR)?,
        })
    }
}

/// The values of a plain field, in order.
fn values(text: &str, field: &FieldType) -> Result<Vec<i64>, String> {
    let mut values = Vec::new();
    for directive in directives(text, field)? {
        match directive {
            Directive::All => return Ok((field.min..=field.max).collect()),
            Directive::One(value) => values.push(value),
            Directive::Span { first, last, step } => values.extend(span(first, last, step)),
            Directive::Other(text) => return Err(syntax_error(text, field)),
        }
    }
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

fn days_of_month(text: &str) -> Result<Option<DaysOfMonth>, String> {
    let mut restricted = true;
    let mut all = DaysOfMonth::default();
    for directive in directives(text, &DAY_OF_MONTH)? {
        match directive {
            Directive::All => restricted = false,
            Directive::One(day) => all.days.push(day),
            Directive::Span { first, last, step } => all.days.extend(span(first, last, step)),
            Directive::Other(text) => match text.to_lowercase().as_str() {
                "l" => all.last = true,
                "lw" => all.last_workday = true,
                other => {
                    let day = other.strip_suffix('w').and_then(|day| DAY_OF_MONTH.value(day));
                    all.workdays
                        .push(day.ok_or_else(|| syntax_error(text, &DAY_OF_MONTH))?);
                }
            },
        }
    }
    Ok(restricted.then_some(all))
}

fn days_of_week(text: &str) -> Result<Option<DaysOfWeek>, String> {
    let mut restricted = true;
    let mut all = DaysOfWeek::default();
    for directive in directives(text, &DAY_OF_WEEK)? {
        match directive {
            Directive::All => restricted = false,
            Directive::One(day) => all.days.push(day),
            // A span that ends on Sunday ends on Saturday.
            Directive::Span { first, last: 0, step } => all.days.extend(span(first, DAY_OF_WEEK.max, step)),
            Directive::Span { first, last, step } => all.days.extend(span(first, last, step)),
            Directive::Other(text) => {
                let other = text.to_lowercase();
                let last = other.strip_suffix('l').and_then(|day| DAY_OF_WEEK.value(day));
                let of_week = || {
                    let (day, week) = other.split_once('#')?;
                    let week = Some(week).filter(|week| matches!(*week, "1" | "2" | "3" | "4" | "5"))?;
                    Some((week.parse::<i64>().ok()? - 1, DAY_OF_WEEK.value(day)?))
                };
                match (last, of_week()) {
                    (Some(day), _) => all.last.push(day),
                    (None, Some(of_week)) => all.of_week.push(of_week),
                    (None, None) => return Err(syntax_error(text, &DAY_OF_WEEK)),
                }
            }
        }
    }
    Ok(restricted.then_some(all))
}

fn syntax_error(text: &str, field: &FieldType) -> String {
    format!("syntax error in {} field: '{text}'", field.name)
}

fn span(first: i64, last: i64, step: i64) -> impl Iterator<Item = i64> {
    (first..=last).step_by(usize::try_from(step).unwrap_or(1).max(1))
}

fn directives<'a>(text: &'a str, field: &FieldType) -> Result<Vec<Directive<'a>>, String> {
    let parts: Vec<&str> = text.split(',').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err(format!("{} field: missing directive", field.name));
    }
    parts.into_iter().map(|part| directive(part, field)).collect()
}

fn directive<'a>(text: &'a str, field: &FieldType) -> Result<Directive<'a>, String> {
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "*" | "?") {
        return Ok(Directive::All);
    }
    let (range, step) = match lower.split_once('/') {
        None => (lower.as_str(), None),
        Some((range, step)) => (range, Some(step)),
    };
    let bounds = match range.split_once('-') {
        _ if range == "*" => Some((field.min, field.max)),
        Some((first, last)) => field.value(first).zip(field.value(last)),
        // With a step a single value begins a span to the end.
        None => field
            .value(range)
            .map(|first| (first, if step.is_some() { field.max } else { first })),
    };
    Ok(match (bounds, step) {
        (Some((first, _)), None) if !range.contains('-') && range != "*" => Directive::One(first),
        (Some((first, last)), None) if range != "*" => Directive::Span { first, last, step: 1 },
        (Some((first, last)), Some(step)) if is_number(step) => {
            let interval = known_number(step).filter(|interval| (1..=field.max).contains(interval));
            let step = interval.ok_or_else(|| format!("invalid interval {lower}"))?;
            Directive::Span { first, last, step }
        }
        _ => Directive::Other(text),
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers of the form that some field has: the reference knows no others, not even as steps.
fn known_number(text: &str) -> Option<i64> {
    let number = text.parse().ok()?;
    match text.len() {
        1 | 2 if number <= 59 => Some(number),
        4 if (YEAR.min..=YEAR.max).contains(&number) => Some(number),
        _ => None,
    }
}

impl FieldType {
    /// The value of a number or name in lower case, if the field has it.
    fn value(&self, text: &str) -> Option<i64> {
        if let Some(place) = self
            .names
            .iter()
            .position(|name| *name == text || name.get(..3) == Some(text))
        {
            return i64::try_from(place).ok().map(|place| place + self.min);
        }
        let number: i64 = text.parse().ok().filter(|_| is_number(text))?;
        if self.name == DAY_OF_WEEK.name {
            // Sunday is 0 and 7, and by an oversight of the reference every day that is written with two digits.
            return match (text.len(), number) {
                (1, 0..=7) => Some(number % 7),
                (2, 0..=7) => Some(0),
                _ => None,
            };
        }
        let digits = if self.min > 99 { 4..=4 } else { 1..=2 };
        let fits = digits.contains(&text.len()) && (self.min..=self.max).contains(&number);
        fits.then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_refused_in_the_words_of_the_library() {
        for (text, error) in [
            ("", "missing field(s)"),
            ("@reboot", "missing field(s)"),
            ("60 * * * *", "syntax error in minute field: '60'"),
            ("* * 0W * *", "syntax error in day-of-month field: '0W'"),
            (
                "* * * * MON-WED-FRI",
                "syntax error in day-of-week field: 'MON-WED-FRI'",
            ),
            ("* * * * 1#6", "syntax error in day-of-week field: '1#6'"),
            ("*/0 * * * *", "invalid interval */0"),
            ("* * * * */7", "invalid interval */7"),
            ("* * * JAN/99 *", "invalid interval jan/99"),
            (", * * * *", "minute field: missing directive"),
            ("0 0 0 1 1 * 20", "syntax error in year field: '20'"),
        ] {
            assert_eq!(Cron::parse(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn fields_are_lists_of_values() {
        let cron = Cron::parse("1,5-10/2,*/30 */6 * jan,March-5,12 * 2030").unwrap();
        assert_eq!(cron.minutes, [0, 1, 5, 7, 9, 30]);
        assert_eq!(cron.hours, [0, 6, 12, 18]);
        assert_eq!(cron.months, [1, 3, 4, 5, 12]);
        assert_eq!(cron.years, [2030]);
        assert_eq!(cron.seconds, [0]);
        assert!(cron.days_of_month.is_none() && cron.days_of_week.is_none());
    }

    #[test]
    fn days_have_forms_of_their_own() {
        let cron = Cron::parse("0 0 L,LW,15W,3 * FRI-7,5L,2#3,02").unwrap();
        let month = cron.days_of_month.unwrap();
        assert!(month.last && month.last_workday);
        assert_eq!((month.workdays, month.days), (vec![15], vec![3]));
        let week = cron.days_of_week.unwrap();
        assert_eq!(
            (week.days, week.last, week.of_week),
            (vec![5, 6, 0], vec![5], vec![(2, 2)])
        );
    }
}
