//! Placeholders: what a scenario cannot know (ids, indexes, times) and yet wants to be the same everywhere.
//!
//! `<<kind:name>>` is bound to the first value it meets, `<<*kind>>` checks the kind alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regex_lite::Regex;
use serde_json::{Value, json};

/// Where something differs, and how.
pub(super) type Mismatch = String;

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const TIME: &str = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)";

/// How each kind is written inside a longer text.
fn form_of(kind: &str) -> Option<String> {
    let form = match kind {
        "uuid" | "node" => UUID,
        "idx" | "port" => r"\d+",
        "int" => r"-?\d+",
        "num" => r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?",
        "t" => return Some(format!(r"(?:{TIME}|\d{{16,20}})")),
        "ts" => r"\d{9,11}",
        "class" => r"v1:\d+",
        "dispatch" => r"dispatch-\d+-[0-9a-f]{8}",
        "periodic" => r"periodic-\d+",
        "addr" => r#"[^\s":]+:\d+"#,
        "nodename" => r#"[^\s"]+"#,
        "cron" => r"\d+ \d+ \d+ \d+ \d+ \* \d+",
        "str" => ".+?",
        "any" => ".*?",
        _ => return None,
    };
    Some(form.to_owned())
}

fn whole(form: &str) -> Regex {
    Regex::new(&format!("^(?s:{form})$")).unwrap()
}

/// The one placeholder that a text consists of.
pub(super) fn only(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("<<")?.strip_suffix(">>")?;
    (!inner.is_empty() && !inner.contains(['<', '>'])).then_some(inner)
}

/// What the placeholders of a scenario stand for, with a trail, so that a try can be taken back.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    values: BTreeMap<String, Value>,
    trail: Vec<String>,
    /// The nodes of the scenario: name by id.
    pub(super) nodes: BTreeMap<String, String>,
}

impl Bindings {
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    pub(super) fn undo(&mut self, mark: usize) {
        for key in self.trail.drain(mark..) {
            self.values.remove(&key);
        }
    }

    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    fn bind(&mut self, key: String, value: Value) {
        self.values.insert(key.clone(), value);
        self.trail.push(key);
    }

    /// Whether a value is what a placeholder stands for, or may stand for from now on.
    pub(super) fn meet(&mut self, token: &str, value: &Value, in_text: bool) -> Result<(), Mismatch> {
        if let Some(kind) = token.strip_prefix('*') {
            return normal(kind, value, in_text).map(drop);
        }
        let (kind, name) = token.split_once(':').unwrap_or((token, ""));
        let value = normal(kind, value, in_text)?;
        let text = value.as_str().unwrap_or_default();
        if kind == "node" && !self.nodes.is_empty() && !self.nodes.contains_key(text) {
            return Err(format!("{text} is no node of this scenario"));
        }
        if kind == "nodename" {
            let node = self.values.get(&format!("node:{name}")).and_then(Value::as_str);
            let is_right = match node {
                Some(node) => self.nodes.get(node).is_some_and(|name| name == text),
                None => self.nodes.values().any(|name| name == text),
            };
            return is_right
                .then_some(())
                .ok_or_else(|| format!("{text} is not the name of that node"));
        }
        if let Some(bound) = self.values.get(token) {
            let is_same = *bound == value;
            return is_same
                .then_some(())
                .ok_or_else(|| format!("<<{token}>> is {bound}, not {value}"));
        }
        self.check_order(kind, name, &value)?;
        if matches!(kind, "uuid" | "dispatch") {
            let taken = self
                .values
                .iter()
                .find(|(key, other)| key.starts_with(kind) && **other == value);
            if let Some((key, _)) = taken {
                return Err(format!("<<{token}>> would equal <<{key}>>: {value}"));
            }
        }
        self.bind(token.to_owned(), value);
        Ok(())
    }

    /// An index with a higher number never has a lower value.
    fn check_order(&self, kind: &str, name: &str, value: &Value) -> Result<(), Mismatch> {
        let (Ok(rank), Some(index)) = (name.parse::<u64>(), value.as_u64()) else {
            return Ok(());
        };
        let others = self.values.iter().filter(|_| kind == "idx");
        for (key, other) in others {
            let other_rank = key.strip_prefix("idx:").and_then(|rank| rank.parse::<u64>().ok());
            let (Some(other_rank), Some(other)) = (other_rank, other.as_u64()) else {
                continue;
            };
            if (other_rank < rank && other > index) || (other_rank > rank && other < index) {
                return Err(format!(
                    "order: <<idx:{name}>> is {index}, but <<{key}>> is {other}"
                ));
            }
        }
        Ok(())
    }

    /// Whether a text is the expected one, which may hold placeholders.
    pub(super) fn meet_text(&mut self, expected: &str, actual: &Value) -> Result<(), Mismatch> {
        if let Some(token) = only(expected) {
            return self.meet(token, actual, false);
        }
        let differs = || format!("expected {expected:?}, got {actual}");
        let text = actual.as_str().ok_or_else(differs)?;
        if !expected.contains("<<") {
            return (expected == text).then_some(()).ok_or_else(differs);
        }
        let (mut form, mut tokens, mut rest) = (String::from("^(?s:"), Vec::new(), expected);
        while let Some((before, token, after)) = next_token(rest) {
            let kind = token
                .strip_prefix('*')
                .unwrap_or(token)
                .split(':')
                .next()
                .unwrap_or_default();
            form.push_str(&regex_lite::escape(before));
            form.push_str(&format!(
                "({})",
                form_of(kind).unwrap_or_else(|| ".+?".to_owned())
            ));
            tokens.push(token);
            rest = after;
        }
        form.push_str(&regex_lite::escape(rest));
        form.push_str(")$");
        let captures = Regex::new(&form).unwrap().captures(text).ok_or_else(differs)?;
        let found = tokens.iter().zip(captures.iter().skip(1));
        for (token, value) in found {
            self.meet(token, &json!(value.unwrap().as_str()), true)?;
        }
        Ok(())
    }

    /// A request's JSON with values in the place of placeholders. `now` is the time of the server's clock.
    pub(super) fn filled(&mut self, value: &Value, now: i64) -> Value {
        match value {
            Value::String(text) => match only(text) {
                Some(token) => self.stands_for(token, now),
                None => Value::from(self.filled_text(text, now)),
            },
            Value::Array(items) => items.iter().map(|item| self.filled(item, now)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                members
                    .map(|(key, value)| (self.filled_text(key, now), self.filled(value, now)))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }
            plain => plain.clone(),
        }
    }

    pub(super) fn filled_text(&mut self, text: &str, now: i64) -> String {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, token, after)) = next_token(rest) {
            filled.push_str(before);
            match self.stands_for(token, now) {
                Value::String(value) => filled.push_str(&value),
                value => filled.push_str(&value.to_string()),
            }
            rest = after;
        }
        filled + rest
    }

    fn stands_for(&mut self, token: &str, now: i64) -> Value {
        if let Some(instant) = Instant::read(token, now) {
            return self.instant(&instant);
        }
        if let Some((token, length)) = token.strip_suffix(']').and_then(|token| token.split_once("[:"))
            && let Some(text) = self.values.get(token).and_then(Value::as_str)
        {
            return Value::from(&text[..length.parse::<usize>().unwrap()]);
        }
        let value = self.values.get(token).cloned();
        value.unwrap_or_else(|| panic!("<<{token}>> is not bound"))
    }

    fn instant(&mut self, instant: &Instant<'_>) -> Value {
        let at = Timestamp::from_nanosecond(i128::from(instant.nanoseconds)).unwrap();
        if instant.form == "cron" {
            let at = at.to_zoned(jiff::tz::TimeZone::UTC);
            let (second, minute, hour) = (at.second(), at.minute(), at.hour());
            let (day, month, year) = (at.day(), at.month(), at.year());
            let text = json!(format!("{second} {minute} {hour} {day} {month} * {year}"));
            return match instant.name {
                Some(name) => self.values.entry(format!("cron:{name}")).or_insert(text).clone(),
                None => text,
            };
        }
        let mut nanoseconds = instant.nanoseconds;
        if let Some(name) = instant.name {
            let key = format!("t:{name}");
            match self.values.get(&key).and_then(Value::as_i64) {
                Some(bound) => nanoseconds = bound,
                None => self.bind(key, json!(nanoseconds)),
            }
        }
        if instant.form == "now_ns" {
            return json!(nanoseconds);
        }
        json!(
            Timestamp::from_nanosecond(i128::from(nanoseconds))
                .unwrap()
                .to_string()
        )
    }
}

/// `now`, `now_ns` or `cron`, moved on or back, perhaps with a name.
struct Instant<'t> {
    form: &'t str,
    nanoseconds: i64,
    name: Option<&'t str>,
}

impl<'t> Instant<'t> {
    fn read(token: &'t str, now: i64) -> Option<Self> {
        let (when, name) = match token.split_once(':') {
            Some((when, name)) => (when, Some(name)),
            None => (token, None),
        };
        let split = when.find(['+', '-']).unwrap_or(when.len());
        let (form, moved) = when.split_at(split);
        if !matches!(form, "now" | "now_ns" | "cron") {
            return None;
        }
        let mut nanoseconds = now;
        if !moved.is_empty() {
            let digits = moved.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let unit = match &moved[digits.len()..] {
                "ms" => 1e6,
                "s" => 1e9,
                "m" => 60e9,
                "h" => 3600e9,
                other => panic!("<<{token}>>: what is {other:?}?"),
            };
            #[expect(clippy::cast_possible_truncation, reason = "a few hours at the most")]
            let by = (digits.parse::<f64>().unwrap() * unit) as i64;
            nanoseconds += by;
        }
        Some(Instant {
            form,
            nanoseconds,
            name,
        })
    }
}

/// The text before the first placeholder, the placeholder, and the text after it.
fn next_token(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find("<<")?;
        let end = start + 2 + text[start + 2..].find(">>")?;
        let token = &text[start + 2..end];
        if !token.is_empty() && !token.contains(['<', '>']) {
            return Some((&text[..start], token, &text[end + 2..]));
        }
        from = start + 1;
    }
}

/// A value of a kind in the form in which it is compared.
fn normal(kind: &str, value: &Value, in_text: bool) -> Result<Value, Mismatch> {
    let wrong = || format!("expected {kind}, got {value}");
    let number = || match value.as_str() {
        Some(text) if in_text => text.parse::<i64>().ok(),
        _ => value
            .as_i64()
            .or_else(|| value.as_u64().and_then(|value| i64::try_from(value).ok())),
    };
    match kind {
        "any" => Ok(value.clone()),
        "idx" | "int" | "port" | "ts" => {
            let number = number().ok_or_else(wrong)?;
            let is_right = match kind {
                "idx" => number > 0,
                "ts" => (100_000_000..100_000_000_000).contains(&number),
                "port" => (20_000..=32_000).contains(&number),
                _ => true,
            };
            is_right.then(|| json!(number)).ok_or_else(wrong)
        }
        "num" => value.is_number().then(|| value.clone()).ok_or_else(wrong),
        "t" => {
            let instant = match value.as_str() {
                Some(text) => {
                    let digits = text.parse::<i64>().ok().filter(|_| in_text);
                    let written = || text.parse::<Timestamp>().ok();
                    digits.or_else(|| i64::try_from(written()?.as_nanosecond()).ok())
                }
                None => value.as_i64(),
            };
            let instant = instant.filter(|instant| *instant > 0);
            instant.map(|instant| json!(instant)).ok_or_else(wrong)
        }
        "str" => {
            let is_right = value.as_str().is_some_and(|text| !text.is_empty());
            is_right.then(|| value.clone()).ok_or_else(wrong)
        }
        _ => {
            let form = form_of(kind).ok_or_else(|| format!("no placeholder is a {kind}"))?;
            let is_right = value.as_str().is_some_and(|text| whole(&form).is_match(text));
            is_right.then(|| value.clone()).ok_or_else(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_is_bound_and_order_holds() {
        let mut bindings = Bindings::default();
        assert!(bindings.meet_text("<<idx:2>>", &json!(7)).is_ok());
        assert!(bindings.meet_text("<<idx:2>>", &json!(8)).is_err());
        assert!(bindings.meet_text("<<idx:1>>", &json!(8)).is_err());
        assert!(bindings.meet_text("at <<idx:3>>.", &json!("at 7.")).is_ok());
        let mark = bindings.mark();
        assert!(bindings.meet_text("<<idx:4>>", &json!(9)).is_ok());
        bindings.undo(mark);
        assert_eq!(bindings.value("idx:4"), None);
        assert_eq!(
            bindings.filled(&json!({"a": ["<<idx:3>>", "x<<idx:2>>"]}), 0),
            json!({"a": [7, "x7"]})
        );
    }

    #[test]
    fn instants_are_moved_and_named() {
        let mut bindings = Bindings::default();
        assert_eq!(
            bindings.filled(&json!("<<now_ns-1ms:x>>"), 2_000_000),
            json!(1_000_000)
        );
        assert!(
            bindings
                .meet_text("<<t:x>>", &json!("1970-01-01T00:00:00.001Z"))
                .is_ok()
        );
        assert_eq!(
            bindings.filled(&json!("<<cron+3s:y>>"), 0),
            json!("3 0 0 1 1 * 1970")
        );
    }
}
