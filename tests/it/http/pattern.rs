//! Whether an answer is as recorded, where lists may be unordered and values unknown.

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use super::placeholder::{Bindings, Mismatch};

/// How many comparisons one answer may take: pairing up a long unordered list could take for ever.
const MOST_COMPARISONS: u32 = 1_500_000;

/// Compares an answer with what is expected; placeholders keep what they met only if all of it is as expected.
pub(super) fn check(expected: &Value, actual: &Value, bindings: &mut Bindings) -> Result<(), Mismatch> {
    let mark = bindings.mark();
    let mut matcher = Matcher {
        bindings,
        left: MOST_COMPARISONS,
        farthest: (0, "nothing fits".to_owned()),
    };
    if matcher.solve(
        vec![Pair::new(expected, actual, "body".to_owned())],
        Vec::new(),
        0,
    ) {
        return Ok(());
    }
    let fault = matcher.farthest.1;
    bindings.undo(mark);
    Err(fault)
}

struct Pair<'v> {
    expected: &'v Value,
    actual: &'v Value,
    path: String,
}

impl<'v> Pair<'v> {
    fn new(expected: &'v Value, actual: &'v Value, path: String) -> Self {
        Pair {
            expected,
            actual,
            path,
        }
    }
}

/// Something that can be done in several ways.
#[derive(Clone)]
enum Choice<'v> {
    /// The value is one of these.
    OneOf(&'v [Value], &'v Value, String),
    /// Each wanted value is paired with one of the others.
    Paired(Vec<&'v Value>, Vec<&'v Value>, String),
    /// The same for members of an object whose names are not known: `(name, value)`.
    Members(Vec<(&'v String, &'v Value)>, Vec<(&'v String, &'v Value)>, String),
}

struct Matcher<'b> {
    bindings: &'b mut Bindings,
    left: u32,
    /// The fault of the try that came farthest, which says most.
    farthest: (u32, Mismatch),
}

impl Matcher<'_> {
    fn solve<'v>(&mut self, mut pairs: Vec<Pair<'v>>, mut choices: Vec<Choice<'v>>, mut done: u32) -> bool {
        let mark = self.bindings.mark();
        while let Some(pair) = pairs.pop() {
            done += 1;
            self.left = self.left.saturating_sub(1);
            let outcome = if self.left == 0 {
                Err("too many ways to pair".to_owned())
            } else {
                self.compare(&pair, &mut pairs, &mut choices)
            };
            if let Err(fault) = outcome {
                if done >= self.farthest.0 {
                    self.farthest = (done, format!("{}: {fault}", pair.path));
                }
                self.bindings.undo(mark);
                return false;
            }
        }
        let Some(choice) = choices.pop() else {
            return true;
        };
        if self.choose(choice, &choices, done) {
            return true;
        }
        self.bindings.undo(mark);
        false
    }

    fn choose<'v>(&mut self, choice: Choice<'v>, others: &[Choice<'v>], done: u32) -> bool {
        match choice {
            Choice::OneOf(ways, actual, path) => ways
                .iter()
                .any(|way| self.solve(vec![Pair::new(way, actual, path.clone())], others.to_vec(), done)),
            Choice::Paired(wanted, found, path) => {
                let pair = |wanted: &'v Value, found: &'v Value| vec![Pair::new(wanted, found, path.clone())];
                let Some((first, ways)) = self.most_constrained(&wanted, &found, &pair) else {
                    return self.solve(Vec::new(), others.to_vec(), done);
                };
                ways.into_iter().any(|way| {
                    let rest = Choice::Paired(without(&wanted, first), without(&found, way), path.clone());
                    let choices = others.iter().cloned().chain([rest]).collect();
                    self.solve(pair(wanted[first], found[way]), choices, done)
                })
            }
            Choice::Members(wanted, found, path) => {
                let Some((name, value)) = wanted.first() else {
                    return self.solve(Vec::new(), others.to_vec(), done);
                };
                (0..found.len()).any(|way| {
                    let mark = self.bindings.mark();
                    if self.bindings.meet_text(name, &json!(found[way].0)).is_err() {
                        self.bindings.undo(mark);
                        return false;
                    }
                    let rest = Choice::Members(without(&wanted, 0), without(&found, way), path.clone());
                    let choices = others.iter().cloned().chain([rest]).collect();
                    let pair = Pair::new(value, found[way].1, format!("{path}.{}", found[way].0));
                    let fits = self.solve(vec![pair], choices, done);
                    if !fits {
                        self.bindings.undo(mark);
                    }
                    fits
                })
            }
        }
    }

    /// The wanted value with the fewest others that fit it, and those.
    fn most_constrained<'v>(
        &mut self,
        wanted: &[&'v Value],
        found: &[&'v Value],
        pair: &impl Fn(&'v Value, &'v Value) -> Vec<Pair<'v>>,
    ) -> Option<(usize, Vec<usize>)> {
        let mut best: Option<(usize, Vec<usize>)> = None;
        for (index, wanted) in wanted.iter().enumerate() {
            let mut fits = |other: &usize| {
                let mark = self.bindings.mark();
                let fits = self.solve(pair(wanted, found[*other]), Vec::new(), 0);
                self.bindings.undo(mark);
                fits
            };
            let ways: Vec<usize> = (0..found.len()).filter(&mut fits).collect();
            let is_last = ways.is_empty();
            if best.as_ref().is_none_or(|(_, fewest)| ways.len() < fewest.len()) {
                best = Some((index, ways));
            }
            if is_last {
                break;
            }
        }
        best
    }

    /// Compares as far as there is only one way; what is inside goes to `pairs`, what has several ways to `choices`.
    fn compare<'v>(
        &mut self,
        pair: &Pair<'v>,
        pairs: &mut Vec<Pair<'v>>,
        choices: &mut Vec<Choice<'v>>,
    ) -> Result<(), Mismatch> {
        let (actual, path) = (pair.actual, &pair.path);
        let differs = || format!("expected {}, got {}", short(pair.expected), short(actual));
        match pair.expected {
            Value::Object(expected) => match rule(expected) {
                Some((rule, operand)) => {
                    let by = expected.get("$sorted_by").and_then(Value::as_str);
                    self.obey(rule, operand, by, pair, pairs, choices)
                }
                None => {
                    let actual = actual.as_object().ok_or_else(differs)?;
                    members(expected, actual, path, pairs, choices)
                }
            },
            Value::Array(expected) => {
                let actual = actual.as_array().filter(|actual| actual.len() == expected.len());
                let items = expected.iter().zip(actual.ok_or_else(differs)?).enumerate();
                let items = items.map(|(index, (a, b))| Pair::new(a, b, format!("{path}[{index}]")));
                pairs.extend(items.rev());
                Ok(())
            }
            Value::String(expected) => self.bindings.meet_text(expected, actual),
            Value::Number(expected) => {
                let is_equal = actual
                    .as_number()
                    .is_some_and(|actual| same_number(expected, actual));
                is_equal.then_some(()).ok_or_else(differs)
            }
            plain => (plain == actual).then_some(()).ok_or_else(differs),
        }
    }

    fn obey<'v>(
        &mut self,
        rule: &str,
        operand: &'v Value,
        sorted_by: Option<&str>,
        pair: &Pair<'v>,
        pairs: &mut Vec<Pair<'v>>,
        choices: &mut Vec<Choice<'v>>,
    ) -> Result<(), Mismatch> {
        let (actual, path) = (pair.actual, pair.path.clone());
        let differs = || format!("expected {rule} {}, got {}", short(operand), short(actual));
        match rule {
            "$unordered" | "$contains" => {
                let wanted: Vec<_> = operand.as_array().into_iter().flatten().collect();
                let found: Vec<_> = actual.as_array().ok_or_else(differs)?.iter().collect();
                if rule == "$unordered" && wanted.len() != found.len() {
                    return Err(differs());
                }
                if let Some(key) = sorted_by
                    && !found.is_sorted_by_key(|item| item[key].as_str().unwrap_or_default())
                {
                    return Err(format!("not sorted by {key}"));
                }
                choices.push(Choice::Paired(wanted, found, path));
            }
            "$subset" => {
                let members = operand.as_object().into_iter().flatten();
                for (key, expected) in members {
                    let actual = actual.get(key).ok_or_else(|| format!("{key} is missing"))?;
                    pairs.push(Pair::new(expected, actual, format!("{path}.{key}")));
                }
            }
            "$one_of" => {
                let ways = operand.as_array().map(Vec::as_slice).unwrap_or_default();
                choices.push(Choice::OneOf(ways, actual, path));
            }
            "$len" => {
                let length = match actual {
                    Value::Array(items) => items.len(),
                    Value::Object(members) => members.len(),
                    Value::String(text) => text.chars().count(),
                    _ => return Err(differs()),
                };
                (operand.as_u64() == u64::try_from(length).ok())
                    .then_some(())
                    .ok_or_else(differs)?;
            }
            "$regex" => {
                let form = format!("(?s){}", operand.as_str().unwrap_or_default());
                let fits = actual
                    .as_str()
                    .is_some_and(|text| Regex::new(&form).unwrap().is_match(text));
                fits.then_some(()).ok_or_else(differs)?;
            }
            _ => {
                let (low, high) = (operand[0].as_f64(), operand[1].as_f64());
                let value = actual.as_f64();
                (value >= low && value <= high && value.is_some())
                    .then_some(())
                    .ok_or_else(differs)?;
            }
        }
        Ok(())
    }
}

const RULES: [&str; 7] = [
    "$unordered",
    "$subset",
    "$one_of",
    "$len",
    "$regex",
    "$contains",
    "$range",
];

/// The rule that an object stands for, if it is one.
fn rule(object: &Map<String, Value>) -> Option<(&'static str, &Value)> {
    RULES.iter().find_map(|rule| Some((*rule, object.get(*rule)?)))
}

fn members<'v>(
    expected: &'v Map<String, Value>,
    actual: &'v Map<String, Value>,
    path: &str,
    pairs: &mut Vec<Pair<'v>>,
    choices: &mut Vec<Choice<'v>>,
) -> Result<(), Mismatch> {
    let (unnamed, named): (Vec<_>, Vec<_>) = expected.iter().partition(|(key, _)| key.contains("<<"));
    for (key, expected) in named {
        let actual = actual.get(key).ok_or_else(|| format!("{key} is missing"))?;
        pairs.push(Pair::new(expected, actual, format!("{path}.{key}")));
    }
    let others: Vec<_> = actual
        .iter()
        .filter(|(key, _)| !expected.contains_key(*key))
        .collect();
    if others.len() != unnamed.len() {
        let keys: Vec<_> = others.iter().map(|(key, _)| key).collect();
        return Err(format!("members that are not expected: {keys:?}"));
    }
    if !unnamed.is_empty() {
        choices.push(Choice::Members(unnamed, others, path.to_owned()));
    }
    Ok(())
}

fn same_number(expected: &serde_json::Number, actual: &serde_json::Number) -> bool {
    if !expected.is_f64() && !actual.is_f64() {
        return expected == actual;
    }
    let (Some(a), Some(b)) = (expected.as_f64(), actual.as_f64()) else {
        return false;
    };
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn without<T: Clone>(items: &[T], index: usize) -> Vec<T> {
    let mut items = items.to_vec();
    items.remove(index);
    items
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(expected: &Value, actual: &Value) -> bool {
        check(expected, actual, &mut Bindings::default()).is_ok()
    }

    #[test]
    fn unordered_lists_are_paired_even_if_the_first_way_is_wrong() {
        let expected =
            json!({"$unordered": [{"a": "<<int:x>>", "b": 1}, {"a": "<<int:y>>", "b": "<<int:x>>"}]});
        assert!(fits(&expected, &json!([{"a": 7, "b": 5}, {"a": 5, "b": 1}])));
        assert!(!fits(&expected, &json!([{"a": 7, "b": 6}, {"a": 5, "b": 1}])));
    }

    #[test]
    fn nothing_is_missing_and_nothing_more() {
        assert!(!fits(&json!({"a": 1}), &json!({"a": 1, "b": null})));
        assert!(!fits(&json!({"a": 1, "b": null}), &json!({"a": 1})));
        assert!(!fits(&json!(null), &json!([])));
        assert!(fits(&json!({"$subset": {"a": 1.0}}), &json!({"a": 1, "b": 2})));
        assert!(fits(&json!({"<<str:k>>": "<<str:k>>"}), &json!({"a": "a"})));
        assert!(!fits(&json!({"<<str:k>>": "<<str:k>>"}), &json!({"a": "b"})));
    }
}
