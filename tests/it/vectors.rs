//! The recorded vectors of functions on one or two jobs, answered in this process.
//!
//! The cases are the conformance folder's, each family compressed as `gzip -9n` does it. What is compared, and
//! what is not, is what `check_vectors.py` there says; the answers are those of the probe.

#[path = "../probe/cron.rs"]
mod cron;
#[path = "../probe/jobs.rs"]
mod jobs;

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize as _;
use serde_json::{Map, Value};

/// Members of a stored job that no recording fixes.
pub(crate) const NOT_COMPARED: [&str; 9] = [
    "CreateIndex",
    "ModifyIndex",
    "JobModifyIndex",
    "SubmitTime",
    "Status",
    "StatusDescription",
    "Version",
    "Stable",
    "NomadTokenID",
];

macro_rules! families {
    ($($name:ident: $count:literal,)+) => {$(
        #[test]
        fn $name() {
            check_family(stringify!($name), $count);
        }
    )+};
}

families! {
    canonicalize: 796,
    validate: 444,
    diff: 1122,
    annotate: 285,
    update_kind: 672,
    job_update_rules: 31,
    dispatch: 20,
    periodic_child: 7,
    job_status: 228,
    children_summary: 20,
    cron: 373,
}

fn check_family(family: &str, count: usize) {
    let cases = cases(family);
    assert_eq!(cases.len(), count, "cases of {family}");
    let faults: Vec<String> = cases.iter().filter_map(|case| check(family, case)).collect();
    assert!(
        faults.is_empty(),
        "{} of {count} differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

pub(crate) fn cases(family: &str) -> Vec<Value> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conformance/vectors/{family}.json.gz"));
    let mut text = String::new();
    let file = std::fs::File::open(&path).unwrap();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    deserializer.disable_recursion_limit();
    let document = Value::deserialize(&mut deserializer).unwrap();
    document["cases"].as_array().unwrap().clone()
}

/// What is wrong with the answer to a case.
fn check(family: &str, case: &Value) -> Option<String> {
    let input = &case["input"];
    let answer = jobs::answer(family, input)
        .or_else(|| cron::answer(family, input))
        .unwrap();
    let (expected, answer) = comparable(family, &case["expect"], answer);
    let unordered = case["unordered"] == true;
    difference(&expected, &answer, unordered, "").map(|fault| format!("{}: {fault}", case["name"]))
}

/// Expectation and answer without what is not compared.
fn comparable(family: &str, expected: &Value, mut answer: Value) -> (Value, Value) {
    let mut expected = expected.clone();
    let error = &expected["http_error"];
    if error["status"] == 400 {
        return (error["status"].clone(), answer["http_error"]["status"].clone());
    }
    if let Some(keys) = error["list_unordered"].as_array() {
        let before = error["text_before_list"].as_str().unwrap();
        let list = answer["http_error"]["text"]
            .as_str()
            .unwrap()
            .strip_prefix(before)
            .unwrap();
        let words = list.trim_matches(['[', ']']).split(' ').map(Value::from);
        return (sorted(keys.clone()), sorted(words.collect()));
    }
    if expected.get("errors_unordered").is_some() {
        let lines = answer["Error"].as_str().unwrap().lines().map(str::trim);
        let lines: Vec<Value> = lines.filter(|line| !line.is_empty()).map(Value::from).collect();
        let answer = answer.as_object_mut().unwrap();
        answer.retain(|key, _| key != "ValidationErrors" && key != "Error");
        answer.insert("errors_unordered".to_owned(), sorted(lines));
    }
    if matches!(family, "canonicalize" | "dispatch" | "periodic_child") {
        for job in [&mut expected, &mut answer] {
            strip(job);
            job.get_mut("job").map(strip);
        }
    }
    (expected, answer)
}

fn strip(job: &mut Value) {
    let remove = |object: &mut Map<String, Value>, keys: &[&str]| {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    };
    let Some(object) = job.as_object_mut() else {
        return;
    };
    if object.contains_key("TaskGroups") {
        remove(object, &NOT_COMPARED);
        let groups = object.get_mut("TaskGroups").and_then(Value::as_array_mut);
        for group in groups.into_iter().flatten() {
            if let Some(scaling) = group["Scaling"].as_object_mut() {
                remove(scaling, &["ID", "CreateIndex", "ModifyIndex"]);
            }
        }
    }
}

fn sorted(mut list: Vec<Value>) -> Value {
    list.sort_by_key(Value::to_string);
    Value::Array(list)
}

/// The first difference, and where it is.
fn difference(expected: &Value, answer: &Value, unordered: bool, at: &str) -> Option<String> {
    let differs = || Some(format!("{at}: expected {expected}, got {answer}"));
    match (expected, answer) {
        (Value::Object(expected), Value::Object(answer)) => {
            for (key, value) in answer {
                if !expected.contains_key(key) {
                    return Some(format!("{at}/{key}: not expected, got {value}"));
                }
            }
            expected.iter().find_map(|(key, expected)| match answer.get(key) {
                Some(answer) => difference(expected, answer, unordered, &format!("{at}/{key}")),
                None => Some(format!("{at}/{key}: missing, expected {expected}")),
            })
        }
        (Value::Array(expected), Value::Array(answer)) if expected.len() != answer.len() => differs(),
        (Value::Array(expected), Value::Array(answer)) if unordered => {
            let mut left: Vec<&Value> = answer.iter().collect();
            expected.iter().find_map(|expected| {
                let equal = |answer: &&Value| difference(expected, answer, true, "").is_none();
                match left.iter().position(equal) {
                    Some(index) => {
                        left.remove(index);
                        None
                    }
                    None => Some(format!("{at}: nothing equals {expected}")),
                }
            })
        }
        (Value::Array(expected), Value::Array(answer)) => {
            let pairs = expected.iter().zip(answer).enumerate();
            pairs.into_iter().find_map(|(index, (expected, answer))| {
                difference(expected, answer, unordered, &format!("{at}/{index}"))
            })
        }
        (Value::Number(expected), Value::Number(answer)) if expected.as_f64() == answer.as_f64() => None,
        (Value::String(expected), Value::String(answer)) if fits(expected, answer) => None,
        (expected, answer) if expected == answer => None,
        _ => differs(),
    }
}

/// Whether a text is the expected one, where `X` stands for a hexadecimal digit in a run of six or eight and
/// `SECONDS` for a unix time.
fn fits(expected: &str, answer: &str) -> bool {
    if expected == answer {
        return true;
    }
    let digits = |text: &str, is_digit: fn(&char) -> bool| text.chars().take_while(is_digit).count();
    for (mask, is_digit) in [
        ("SECONDS", char::is_ascii_digit as fn(&char) -> bool),
        ("XXXXXXXX", char::is_ascii_hexdigit),
        ("XXXXXX", char::is_ascii_hexdigit),
    ] {
        let Some((before, after)) = expected.split_once(mask) else {
            continue;
        };
        let length = if mask == "SECONDS" { 10 } else { mask.len() };
        return answer
            .strip_prefix(before)
            .is_some_and(|rest| digits(rest, is_digit) >= length && fits(after, &rest[length..]));
    }
    false
}
