//! Job files in HCL2: recorded answers, and texts that nobody would write.

#[path = "../probe/hcl2.rs"]
mod probe;

use std::io::Read as _;

use flate2::read::GzDecoder;
use foreplan::diagnostic::JsonPath;
use foreplan::jobspec::Parsed;
use foreplan::jobspec::hcl2::{Options, Variables, parse_job};
use foreplan::model::json::encode;
use foreplan::model::object::Shape;
use foreplan::notation::regexp;
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::jobspec::visit;
use crate::support::compare;
use crate::support::recordings::{JobFile, job_files, own_folder, shared_folder};

/// Reads JSON of any depth.
fn read_json(text: &str) -> Value {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    Value::deserialize(&mut deserializer).unwrap()
}

fn cases() -> Vec<Value> {
    let file = std::fs::File::open(own_folder("hcl2").join("cases.json.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    read_json(&text)["cases"].as_array().unwrap().clone()
}

#[test]
fn recordings_parse_as_recorded() {
    let cases = cases();
    assert_eq!(cases.len(), 834);
    let differences: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let answer = probe::answer("hcl2", &case["input"]).unwrap();
            let stages = ["parse", "canonical"].into_iter();
            let mut differences =
                stages.filter_map(|stage| difference(&case["expect"][stage], &answer[stage]));
            differences
                .next()
                .map(|difference| format!("{}: {difference}", case["name"]))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        cases.len(),
        differences.join("\n")
    );
}

/// Files that are nested deeper than we read HCL2.
const TOO_DEEP: [&str; 1] = ["edge--deep-list-100"];

/// What Nomad 1.0.18 says to the job files of Nomad 0.12.
#[test]
fn older_job_files_parse_as_recorded() {
    let (Some(jobspec), Some(hcl2)) = (shared_folder("jobspec"), shared_folder("hcl2")) else {
        return;
    };
    let text = std::fs::read_to_string(hcl2.join("hcl1-corpus.json")).unwrap();
    let recorded = read_json(&text);
    let mut files = job_files(&jobspec);
    files.retain(|file| !TOO_DEEP.contains(&file.name.as_str()));
    let differences: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let difference = older_difference(file, &recorded[file.name.as_str()]);
            difference.map(|difference| format!("{}: {difference}", file.name))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        files.len(),
        differences.join("\n")
    );
}

fn older_difference(file: &JobFile, recorded: &Value) -> Option<String> {
    let mut expected = recorded.clone();
    if recorded["same_as_hcl1_12"] == true {
        expected["body"] = file.expect["parse"]["body"].clone();
    }
    let answer = probe::answer("hcl2", &json!({ "text": file.sent_text() })).unwrap();
    difference(&expected, &answer["parse"])
}

/// The first difference between a recorded answer and ours, by the rules of the recordings.
fn difference(expected: &Value, answer: &Value) -> Option<String> {
    if expected.is_null() {
        return None;
    }
    let status = if expected["crash"] == true {
        json!(400)
    } else {
        expected["status"].clone()
    };
    if answer["status"] != status {
        return Some(format!("status: expected {status}, got {answer}"));
    }
    if expected["crash"] == true || expected["match"] == "status" {
        return None;
    }
    let (wanted, body) = (&expected["body"], &answer["body"]);
    let (Some(text), Some(ours)) = (wanted.as_str(), body.as_str()) else {
        let (mut wanted, body) = (without_newer(wanted), without_newer(body));
        shaped_alike(&mut wanted, &body);
        return compare::difference(&wanted, &body);
    };
    let is_right = text == ours
        || (expected["match"] == "prefix" && ours.starts_with(text))
        || expected["one_of"]
            .as_array()
            .is_some_and(|texts| texts.contains(body))
        || (expected["order"] == "any" && compare::in_order(wanted) == compare::in_order(body));
    (!is_right).then(|| format!("expected {text:?}, got {ours:?}"))
}

/// A job without what 0.12 does not have, where that is unset.
fn without_newer(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let is_unset = |name: &str, value: &Value| match name {
                "ScalingPolicies" | "GetterHeaders" | "Terminating" => value.is_null(),
                "EnvoyDNSDiscoveryType" => value == "",
                "Datacenter" => value == "" && members.contains_key("DestinationName"),
                "Type" => value == "horizontal" && members.contains_key("Min"),
                _ => false,
            };
            let members = members.iter().filter(|(name, value)| !is_unset(name, value));
            members
                .map(|(name, value)| (name.clone(), without_newer(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_newer).collect(),
        other => other.clone(),
    }
}

/// Puts our own text where the recording has only the shape of a random one, and ours has that shape.
fn shaped_alike(expected: &mut Value, ours: &Value) {
    const SHAPES: [(&str, &str); 2] = [
        (
            "uuid-v4",
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        ),
        ("bcrypt", r"^\$2a\$\d\d\$[./A-Za-z0-9]{53}$"),
    ];
    if let (Some(shape), Some(text)) = (expected["$shape"].as_str(), ours.as_str()) {
        let (_, pattern) = SHAPES.iter().find(|(name, _)| *name == shape).unwrap();
        if regexp::is_match(pattern, text) {
            *expected = ours.clone();
        }
        return;
    }
    match (expected, ours) {
        (Value::Array(expected), Value::Array(ours)) => {
            for (expected, ours) in expected.iter_mut().zip(ours) {
                shaped_alike(expected, ours);
            }
        }
        (Value::Object(expected), Value::Object(ours)) => {
            for (name, expected) in expected {
                if let Some(ours) = ours.get(name) {
                    shaped_alike(expected, ours);
                }
            }
        }
        _ => {}
    }
}

fn parse(text: &str) -> Parsed {
    check_sanity(text.as_bytes(), &Variables::default())
}

/// What holds of every text: there is a job or an error, an error comes with a diagnostic, and all places are in
/// the text.
fn check_sanity(text: &[u8], variables: &Variables) -> Parsed {
    let options = Options {
        variables,
        with_places: true,
        ..Options::default()
    };
    let parsed = parse_job(text, &options);
    assert_ne!(parsed.job.is_some(), parsed.error.is_some());
    assert!(parsed.job.is_some() || !parsed.diagnostics.is_empty());
    assert!(parsed.diagnostics.len() <= 100);
    for diagnostic in &parsed.diagnostics {
        let related = diagnostic.related.iter().map(|related| &related.place);
        for place in related.chain([&diagnostic.place]) {
            let span = place.span.unwrap();
            assert!(
                span.start <= span.end && span.start as usize <= text.len(),
                "{diagnostic:?}"
            );
        }
        assert!(diagnostic.code.starts_with("hcl2/"), "{diagnostic:?}");
    }
    parsed
}

#[test]
fn every_beginning_of_a_file_is_survived() {
    for (number, case) in cases().iter().enumerate() {
        let text = case["input"]["text"].as_str().unwrap().as_bytes();
        for end in (number % 17..text.len()).step_by(text.len() / 12 + 1) {
            check_sanity(&text[..end], &Variables::default());
        }
    }
}

#[test]
fn every_lost_or_changed_byte_is_survived() {
    const REPLACEMENTS: &[u8] = b"\0\xff\"{}[]=\\$<#/\n\r-.e0a,%*";
    for (number, case) in cases().iter().enumerate() {
        let source = case["input"]["text"].as_str().unwrap().as_bytes();
        let step = source.len() / 8 + 1;
        for at in (number % step..source.len()).step_by(step) {
            let mut text = source.to_vec();
            text[at] = REPLACEMENTS[(at + number) % REPLACEMENTS.len()];
            check_sanity(&text, &Variables::default());
            text.remove(at);
            check_sanity(&text, &Variables::default());
        }
    }
}

#[test]
fn texts_without_sense_end_quickly() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "a ",
        "a = ",
        "a = [",
        "a {",
        "\"a\" ",
        "a=1\n",
        "a {}\n",
        "#",
        "/*",
        "<<E\n",
        "\"${",
        "${",
        "%{if",
        "\\",
        "\0",
        "\u{feff}",
        "{\"a\":",
        "{\"a\":[{",
        "job \"x\" {",
        "-",
        "!",
        "(",
        "a.",
        "a[",
        "a?",
        "locals {\n",
        "variable \"a\" {\n",
    ];
    for piece in pieces {
        let parsed = parse(&piece.repeat(100_000 / piece.len()));
        assert!(parsed.job.is_none(), "{piece}");
        let inside = format!("job \"x\" {{\n  a = {}\n}}\n", piece.repeat(20_000 / piece.len()));
        assert!(parse(&inside).job.is_none(), "{piece}");
    }
}

fn error(text: &str) -> String {
    parse(text).error.unwrap().to_string()
}

fn group(body: &str) -> String {
    format!("job \"x\" {{\n  group \"g\" {{\n{body}\n  }}\n}}\n")
}

#[test]
fn dynamic_blocks_are_bounded() {
    let ranges = |depth: usize| {
        let open = "dynamic \"constraint\" {\nfor_each = range(1000)\ncontent {\n";
        (0..depth).fold("value = 1\n".to_owned(), |inner, _| {
            format!("{open}{inner}}}\n}}\n")
        })
    };
    let parsed = parse(&group(&ranges(1)));
    let groups = parsed.job.unwrap().task_groups.unwrap();
    assert_eq!(groups[0].constraints.as_ref().unwrap().len(), 1000);

    // A thousand tasks with a thousand services each.
    let many = "dynamic \"task\" {\nfor_each = range(1000)\nlabels = [\"t${task.value}\"]\ncontent {\n\
        dynamic \"service\" {\nfor_each = range(1000)\ncontent {\nname = \"s${task.value}-${service.value}\"\n}\n}\n}\n}";
    let text = error(&group(many));
    assert!(
        text.contains("Too many dynamic blocks; The dynamic blocks of a job may make 100000 blocks at most."),
        "{}",
        &text[..text.len().min(500)]
    );
    assert!(text.len() < 10_000, "{}", text.len());
}

#[test]
fn many_variables_and_locals_are_no_burden() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for index in 0..20_000 {
        write!(text, "variable \"v{index}\" {{\n  default = {index}\n}}\n").unwrap();
    }
    text.push_str("locals {\n");
    // Each refers to the one behind it.
    for index in 0..20_000 {
        writeln!(text, "  l{index} = local.l{} + 1", index + 1).unwrap();
    }
    text.push_str("  l20000 = var.v19999\n}\njob \"x\" {\n  priority = local.l0\n}\n");
    let variables = Variables {
        arguments: (0..20_000).map(|index| format!("v{index}={index}")).collect(),
        ..Variables::default()
    };
    let parsed = check_sanity(text.as_bytes(), &variables);
    assert_eq!(parsed.error, None);
    assert_eq!(parsed.job.unwrap().priority, Some(39_999));

    let loops = (0..20_000).map(|index| format!("  l{index} = local.l{}\n", (index + 1) % 20_000));
    let text = format!("locals {{\n{}}}\njob \"x\" {{}}\n", loops.collect::<String>());
    assert!(error(&text).contains("This object does not have an attribute named \"l"));
}

#[test]
fn what_doubles_is_bounded() {
    use std::fmt::Write as _;
    let mut text = "locals {\n  l0 = \"0123456789\"\n".to_owned();
    for index in 1..64 {
        let before = index - 1;
        writeln!(text, "  l{index} = \"${{local.l{before}}}${{local.l{before}}}\"").unwrap();
    }
    text.push_str("}\njob \"x\" {}\n");
    assert!(parse(&text).job.is_none());
}

#[test]
fn depth_has_a_bound() {
    // Without optimization a level takes several times the stack.
    let stack = if cfg!(debug_assertions) { 16 << 20 } else { 1 << 20 };
    let thread = std::thread::Builder::new().stack_size(stack);
    thread.spawn(check_depth).unwrap().join().unwrap();
}

fn check_depth() {
    for depth in [25, 5_000, 100_000] {
        for (open, inner, close) in [
            ("list(", "string", ")"),
            ("object({ a = ", "bool", " })"),
            ("tuple([", "number", "])"),
        ] {
            let of = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let text = format!("variable \"v\" {{\n  type = {of}\n  default = null\n}}\njob \"x\" {{}}\n");
            let parsed = parse(&text);
            assert!(
                parsed.job.is_some() || depth > 25,
                "{open} {depth}: {:?}",
                parsed.error
            );
        }
        for (open, close) in [("a {\n", "}\n"), ("a \"b\" \"c\" {\n", "}\n"), ("a = [", "]")] {
            let inner = if close == "]" { "1" } else { "x = 1\n" };
            let config = format!(
                "{}{inner}{}",
                open.replace("a = ", "").repeat(depth),
                close.repeat(depth)
            );
            let config = if close == "]" {
                format!("a = {config}")
            } else {
                config
            };
            let text = group(&format!("task \"t\" {{\nconfig {{\n{config}\n}}\n}}"));
            let parsed = parse(&text);
            assert!(
                parsed.job.is_some() || depth > 25,
                "{open} {depth}: {:?}",
                parsed.error
            );
        }
        let dynamic = "dynamic \"group\" {\nfor_each = [1]\nlabels = [\"a\"]\ncontent {\n";
        let text = format!(
            "job \"x\" {{\n{}{}}}\n",
            dynamic.repeat(depth),
            "}\n}\n".repeat(depth)
        );
        parse(&text);
    }
}

#[test]
fn places_lead_from_the_job_back_to_the_text() {
    let mut found = 0;
    for case in cases() {
        let text = case["input"]["text"].as_str().unwrap();
        let parsed = parse(text);
        let Some(job) = &parsed.job else {
            assert!(parsed.places.is_empty(), "{}: no job, no places", case["name"]);
            continue;
        };
        let job = serde_json::to_value(encode(job, Shape::Submitted)).unwrap();
        visit(&parsed, &job, &JsonPath::root(), &mut |path, span, value| {
            let written = span.text(text);
            found += 1;
            assert!(!written.is_empty(), "{}: {path}", case["name"]);
            // Text without anything special is written as it is. Of a constraint's arguments some override others.
            if let Value::String(value) = value
                && !path.to_string().contains("Constraints[")
                && written.starts_with('"')
                && !written.contains(['\\', '$', '%'])
            {
                assert_eq!(written.trim_matches('"'), *value, "{}: {path}", case["name"]);
            }
        });
    }
    assert!(found > 5_000, "{found}");
}
