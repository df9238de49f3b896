//! The quiet diff: what is put into a job shows as that and no more, and nothing that differs is hidden.

use foreplan::check::complete;
use foreplan::diff::{self, Mode};
use foreplan::jobspec::{Dialect, Options, parse};
use foreplan::model::job::Job;
use foreplan::model::job_diff::{DIFF_ADDED, DIFF_DELETED, DIFF_EDITED, JobDiff};
use foreplan::model::json;
use foreplan::model::object::Shape;
use serde_json::Value;

use crate::gallery::gallery;
use crate::support::recordings::{job_files, own_folder};

/// Members that are the server's own notes: they are no change of a job.
const NOTES: [&str; 8] = [
    "/Status",
    "/StatusDescription",
    "/Stable",
    "/Version",
    "/SubmitTime",
    "/CreateIndex",
    "/ModifyIndex",
    "/JobModifyIndex",
];

/// How many values of a job are tried.
const MOST_WAYS: usize = 60;

/// The jobs of the gallery and of the recordings, as they would be stored.
fn jobs() -> Vec<(String, Job)> {
    let recorded = job_files(&own_folder("jobspec")).into_iter();
    let recorded = recorded.map(|file| (file.name, file.source));
    let texts = gallery()
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()));
    let jobs = texts.chain(recorded).filter_map(|(name, text)| {
        let job = parse(&text, Dialect::Auto, &Options::default()).job?;
        Some((name, complete(&job).ok()?))
    });
    jobs.collect()
}

fn to_json(job: &Job) -> Value {
    serde_json::to_value(json::encode(job, Shape::Stored)).unwrap()
}

fn from_json(value: &Value) -> Job {
    let mut job = Job::default();
    json::decode_into(&mut job, value).unwrap();
    job
}

/// How many things came, went or changed. What comes as a whole is one thing.
fn changes(diff: &JobDiff) -> usize {
    fn count(part: &Value) -> usize {
        match part["Type"].as_str().unwrap() {
            DIFF_ADDED | DIFF_DELETED => 1,
            DIFF_EDITED if part.get("Old").is_some() => 1,
            DIFF_EDITED => inside(part),
            _ => 0,
        }
    }
    fn inside(part: &Value) -> usize {
        let lists = ["Fields", "Objects", "TaskGroups", "Tasks"];
        let parts = lists.iter().filter_map(|list| part.get(*list)?.as_array());
        parts.flatten().map(count).sum()
    }
    inside(&serde_json::to_value(diff).unwrap())
}

fn quiet(old: &Job, new: &Job) -> JobDiff {
    diff::between(old, new, Mode::Quiet).unwrap()
}

/// The ways to all values for which this holds.
fn ways(value: &Value, is_wanted: fn(&Value) -> bool) -> Vec<String> {
    fn walk(value: &Value, way: &str, is_wanted: fn(&Value) -> bool, ways: &mut Vec<String>) {
        if is_wanted(value) {
            ways.push(way.to_owned());
        }
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, item)| walk(item, &format!("{way}/{index}"), is_wanted, ways)),
            Value::Object(members) => members.iter().for_each(|(key, member)| {
                let key = key.replace('~', "~0").replace('/', "~1");
                walk(member, &format!("{way}/{key}"), is_wanted, ways);
            }),
            _ => {}
        }
    }
    let mut ways = Vec::new();
    walk(value, "", is_wanted, &mut ways);
    // Of a long job, some of them.
    let step = ways.len().div_ceil(MOST_WAYS).max(1);
    ways.into_iter().step_by(step).collect()
}

/// Makes another value of the same kind.
fn change(value: &mut Value) {
    match value {
        Value::Bool(value) => *value = !*value,
        Value::String(text) => text.push('x'),
        Value::Number(number) => match number.as_i64() {
            Some(number) => *value = Value::from(number.wrapping_add(3) % 100),
            None => *value = Value::from(0.125),
        },
        Value::Array(items) => items.iter_mut().for_each(change),
        Value::Object(members) => members.values_mut().for_each(change),
        Value::Null => {}
    }
}

#[test]
fn a_job_does_not_differ_from_itself() {
    let jobs = jobs();
    assert!(jobs.len() > 80, "{} jobs", jobs.len());
    for (name, job) in jobs {
        for mode in [Mode::Exact, Mode::Quiet] {
            let diff = diff::between(&job, &job, mode).unwrap();
            assert!(!diff.is_change(), "{name}: {diff:?}");
            assert_eq!(changes(&diff), 0, "{name}");
        }
        assert!(!diff::differ(&job, &job), "{name}");
    }
}

#[test]
fn one_thing_put_into_a_list_is_one_addition_and_taken_out_one_deletion() {
    let mut count = 0;
    for (name, job) in jobs() {
        let json = to_json(&job);
        for way in ways(&json, |value| {
            value.as_array().is_some_and(|items| !items.is_empty())
        }) {
            let length = json.pointer(&way).unwrap().as_array().unwrap().len();
            for position in [0, length / 2, length] {
                let mut changed = json.clone();
                let items = changed.pointer_mut(&way).unwrap().as_array_mut().unwrap();
                let mut item = items[position.min(length - 1)].clone();
                change(&mut item);
                if items.contains(&item) {
                    continue;
                }
                items.insert(position, item);
                let changed = from_json(&changed);
                for (old, new) in [(&job, &changed), (&changed, &job)] {
                    let diff = quiet(old, new);
                    let shown = diff::text::plain(&diff, false);
                    assert_eq!(changes(&diff), 1, "{name}: {way}[{position}]\n{shown}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn one_key_put_into_a_map_is_one_addition() {
    const MAPS: [&str; 4] = ["/Meta", "/Env", "/Config", "/GetterOptions"];
    let mut count = 0;
    for (name, job) in jobs() {
        let json = to_json(&job);
        let maps = ways(&json, Value::is_object).into_iter();
        for way in maps.filter(|way| MAPS.iter().any(|map| way.ends_with(map))) {
            let members = json.pointer(&way).unwrap().as_object().unwrap();
            // Of a map that had nothing in it, what comes is the map.
            let added = members
                .values()
                .next()
                .cloned()
                .unwrap_or_else(|| Value::from("x"));
            let mut changed = json.clone();
            changed.pointer_mut(&way).unwrap()["a new key"] = added;
            let changed = from_json(&changed);
            for (old, new) in [(&job, &changed), (&changed, &job)] {
                let diff = quiet(old, new);
                let shown = diff::text::plain(&diff, false);
                assert_eq!(changes(&diff), 1, "{name}: {way}\n{shown}");
            }
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn one_value_that_changes_is_one_change_unless_it_is_an_identity() {
    let mut count = 0;
    for (name, job) in jobs() {
        let json = to_json(&job);
        for way in ways(&json, |value| {
            !value.is_null() && !value.is_array() && !value.is_object()
        }) {
            if NOTES.contains(&way.as_str()) {
                continue;
            }
            let mut changed = json.clone();
            change(changed.pointer_mut(&way).unwrap());
            let diff = quiet(&job, &from_json(&changed));
            let shown = diff::text::plain(&diff, false);
            assert!((1..=2).contains(&changes(&diff)), "{name}: {way}\n{shown}");
            count += 1;
        }
    }
    assert!(count > 3_000, "{count}");
}
