//! The program itself: exit codes, formats, and what goes where.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const BROKEN: &str = "docs/examples/broken.nomad";
const MISSPELT: &str = "docs/examples/misspelt.nomad";
const WEB: &str = "www/gallery/web-service.nomad";
const BEFORE: &str = "docs/examples/before.nomad";
const AFTER: &str = "docs/examples/after.nomad";

/// A job that is valid, but not quite what was meant.
const QUESTIONABLE: &str = r#"job "q" {
  datacenters = ["dc1"]
  group "g" {
    update { max_parallel = 2 }
    service { name = "q" }
    task "t" {
      driver = "exec"
      config { command = "/bin/true" }
    }
  }
}"#;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Runs the program in the root of the repository with words as arguments.
fn run(arguments: &str) -> Ran {
    run_with(arguments, "")
}

/// The same with something on the standard input.
fn run_with(arguments: &str, input: &str) -> Ran {
    run_in(arguments, input, &[])
}

/// The same in an environment.
fn run_in(arguments: &str, input: &str, environment: &[(&str, &str)]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foreplan"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments.split_whitespace())
        .env("NO_COLOR", "1")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input has closed it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

#[test]
fn exit_codes_are_those_that_help_promises() {
    let cases = [
        // validate: fine, invalid, unreadable or misused
        (
            0,
            "validate www/gallery/web-service.nomad www/gallery/postgres.nomad",
        ),
        (1, "validate docs/examples/broken.nomad"),
        (
            1,
            "validate docs/examples/misspelt.nomad www/gallery/web-service.nomad",
        ),
        (2, "validate nowhere.nomad docs/examples/broken.nomad"),
        (2, "validate docs"),
        (2, "validate"),
        (2, "validate --format xml www/gallery/web-service.nomad"),
        (2, "validate --dialect hcl3 www/gallery/web-service.nomad"),
        // parse: a job, refused, unreadable or misused
        (0, "parse www/gallery/web-service.nomad"),
        (0, "parse --canonical docs/examples/broken.nomad"),
        (1, "parse docs/examples/misspelt.nomad"),
        (2, "parse nowhere.nomad"),
        (2, "parse"),
        // diff: same, different, an error
        (0, "diff docs/examples/before.nomad docs/examples/before.nomad"),
        (1, "diff docs/examples/before.nomad docs/examples/after.nomad"),
        (
            1,
            "diff --quiet docs/examples/before.nomad www/gallery/web-service.nomad",
        ),
        (2, "diff docs/examples/before.nomad www/gallery/web-service.nomad"),
        (2, "diff docs/examples/before.nomad docs/examples/misspelt.nomad"),
        (2, "diff docs/examples/before.nomad nowhere.nomad"),
        (2, "diff - -"),
        (
            2,
            "diff --quiet --exact docs/examples/before.nomad docs/examples/after.nomad",
        ),
        // plan: nothing created, something created, an error
        (
            0,
            "plan docs/examples/before.nomad --against docs/examples/before.nomad",
        ),
        (1, "plan docs/examples/before.nomad"),
        (255, "plan docs/examples/broken.nomad"),
        (255, "plan nowhere.nomad"),
        (255, "plan --sed 1 docs/examples/before.nomad"),
        (2, "nonsense"),
        (0, "--help"),
        (0, "--version"),
    ];
    for (code, arguments) in cases {
        let ran = run(arguments);
        assert_eq!(ran.code, code, "foreplan {arguments}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn people_see_the_line_and_a_verdict() {
    let ran = run(&format!("validate {BROKEN} {WEB}"));
    for part in [
        "error[job/priority-range]: Job priority must be between [1, 100]\n --> docs/examples/broken.nomad:3:17\n",
        "3 |   priority    = 101\n  |                 ^^^\n",
        "warning[job/max-parallel-above-count]",
        "✗ docs/examples/broken.nomad: job \"shop\" is not valid (2 errors, 1 warning",
        "✓ www/gallery/web-service.nomad: job \"web\" is valid",
    ] {
        assert!(ran.out.contains(part), "{part}\nis not in\n{}", ran.out);
    }
    assert_eq!(ran.err, "");
}

#[test]
fn tools_get_json_with_places() {
    let found = run(&format!("validate --format json {MISSPELT} {BROKEN} {WEB}")).json();
    let first = &found[0];
    assert_eq!(
        (&first["file"], &first["code"], &first["severity"]),
        (&MISSPELT.into(), &"hcl1/unknown-key".into(), &"error".into())
    );
    assert_eq!(
        (
            &first["range"]["start"]["line"],
            &first["range"]["start"]["column"],
            &first["range"]["end"]["column"]
        ),
        (&2.into(), &3.into(), &13.into())
    );
    assert_eq!(first["hint"], "did you mean `datacenters`?");
    let priority = found
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "job/priority-range");
    assert_eq!(priority.unwrap()["path"], "Priority");
    assert_eq!(
        run(&format!("validate --format json {WEB}")).json(),
        Value::Array(Vec::new())
    );
}

#[test]
fn editors_get_a_line_each() {
    let ran = run(&format!("validate --format gcc {MISSPELT}"));
    let first = "docs/examples/misspelt.nomad:2:3: error: invalid key: datacenter is not a key of a job; \
                 did you mean `datacenters`? [hcl1/unknown-key]";
    assert_eq!(ran.out.lines().next(), Some(first));
    assert_eq!(ran.out.lines().count(), 2);
    assert_eq!(run(&format!("validate --format gcc {WEB}")).out, "");
}

#[test]
fn scanners_get_sarif() {
    let log = run(&format!("validate --format sarif {BROKEN} {WEB}")).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "foreplan");
    assert_eq!(run["artifacts"].as_array().unwrap().len(), 2);
    let rules: Vec<&Value> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 3);
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap();
        assert_eq!(rules[usize::try_from(index).unwrap()]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], BROKEN);
        assert!(place["region"]["startLine"].as_u64() > Some(1));
    }
}

#[test]
fn strict_takes_warnings_for_errors() {
    let ran = run_with("validate --format gcc -", QUESTIONABLE);
    assert!(ran.out.contains("<stdin>:4:29: warning: "), "{}", ran.out);
    assert_eq!(ran.code, 0);
    let ran = run_with("validate --format gcc --strict -", QUESTIONABLE);
    assert!(ran.out.contains("<stdin>:4:29: error: "), "{}", ran.out);
    assert_eq!(ran.code, 1);
}

#[test]
fn a_job_is_printed_where_faults_are_not() {
    let ran = run(&format!("parse {WEB}"));
    assert_eq!(
        (ran.json()["Job"]["ID"].as_str(), ran.err.as_str()),
        (Some("web"), "")
    );
    let ran = run(&format!("parse {MISSPELT}"));
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("did you mean `driver`?"), "{}", ran.err);
    let ran = run(&format!("parse --format json {MISSPELT}"));
    assert_eq!((ran.json().as_array().unwrap().len(), ran.err.as_str()), (2, ""));
    let ran = run(&format!("parse --format gcc {MISSPELT}"));
    assert_eq!((ran.out.lines().count(), ran.err.as_str()), (2, ""));
    let ran = run(&format!("parse --format sarif {MISSPELT}"));
    assert_eq!(ran.json()["runs"][0]["results"].as_array().unwrap().len(), 2);
}

#[test]
fn defaults_are_filled_in_on_request() {
    let priority = |arguments: &str| run(arguments).json()["Job"]["Priority"].clone();
    assert_eq!(priority(&format!("parse {BEFORE}")), Value::Null);
    assert_eq!(priority(&format!("parse --canonical {BEFORE}")), 50);
}

#[test]
fn what_is_printed_as_json_can_be_read_again() {
    let printed = run(&format!("parse {WEB}")).out;
    assert_eq!(run_with("validate -", &printed).code, 0);
    assert_eq!(run_with(&format!("diff --quiet {WEB} -"), &printed).code, 0);
    assert_eq!(run_with("parse -", &printed).out, printed);
    let faulty = run_with("validate --format gcc -", "{\"Job\": {\n  \"ID\": \"a\",,\n}}");
    assert!(faulty.out.starts_with("<stdin>:2:13: error: "), "{}", faulty.out);
    let text = "{\"Job\": {\n \"ID\": \"a\",\n \"Priority\": 101}}";
    let job = run_with("validate --format gcc -", text);
    let first = job.out.lines().find(|line| line.contains("job/priority-range"));
    assert!(
        first.is_some_and(|line| line.starts_with("<stdin>:3:14: error: ")),
        "{}",
        job.out
    );
    let missing = job.out.lines().find(|line| line.contains("job/missing-groups"));
    assert!(
        missing.is_some_and(|line| line.starts_with("<stdin>:2:8: error: ")),
        "{}",
        job.out
    );
}

#[test]
fn the_quiet_diff_shows_what_was_put_in() {
    let marked = |text: &str| {
        text.lines()
            .filter(|line| line.trim().starts_with(['+', '-']))
            .count()
    };
    let exact = run(&format!("diff {BEFORE} {AFTER}"));
    let quiet = run(&format!("diff --quiet {BEFORE} {AFTER}"));
    assert_eq!((exact.code, quiet.code), (1, 1));
    assert!(marked(&exact.out) > 20, "{}", exact.out);
    assert_eq!(marked(&quiet.out), 9, "{}", quiet.out);
    assert_eq!(
        run(&format!("diff --by-identity {BEFORE} {AFTER}")).out,
        quiet.out
    );
    let json = run(&format!("diff --quiet --json {BEFORE} {AFTER}")).json();
    let network = &json["TaskGroups"][0]["Objects"][0];
    assert_eq!(
        (&network["Name"], &network["Type"]),
        (&"Network".into(), &"Edited".into())
    );
}

#[test]
fn the_exact_diff_says_when_it_leaves_something_out() {
    let spread = "spread { attribute = \"${node.unique.name}\" }\n  group";
    let text = std::fs::read_to_string(BEFORE)
        .unwrap()
        .replacen("group", spread, 1);
    let ran = run_with(&format!("diff {BEFORE} -"), &text);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("--quiet shows it"), "{}", ran.out);
    let ran = run_with(&format!("diff --quiet {BEFORE} -"), &text);
    assert!(ran.out.contains("Spread {"), "{}", ran.out);
}

const HCL2: &str = "docs/examples/shop.hcl2.nomad";

#[test]
fn variables_have_values_from_environment_files_and_arguments() {
    let count = |arguments: &str, environment: &[(&str, &str)]| {
        let ran = run_in(&format!("parse {arguments} {HCL2}"), "", environment);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.json()["Job"]["TaskGroups"][0]["Count"].clone()
    };
    let environment = [("NOMAD_VAR_count", "7"), ("NOMAD_ADDR", "http://localhost:4646")];
    let file = "--var-file docs/examples/shop.vars.hcl";
    assert_eq!(count("", &environment), 7);
    assert_eq!(count(file, &environment), 3);
    assert_eq!(count(&format!("--var count=2 {file}"), &environment), 2);
    let ran = run(&format!("parse {HCL2}"));
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Unset variable \"count\""), "{}", ran.err);
    assert_eq!(run(&format!("parse --var-file nowhere.hcl {HCL2}")).code, 2);
    assert_eq!(run(&format!("parse --dialect hcl1 --var count=2 {HCL2}")).code, 1);
}

#[test]
fn functions_read_files_beside_the_job_file() {
    let ran = run(&format!("parse --var count=2 {HCL2}"));
    let template = &ran.json()["Job"]["TaskGroups"][0]["Tasks"][1]["Templates"][0];
    assert_eq!(template["EmbeddedTmpl"], "colour = blue\n");
}

#[test]
fn values_of_hcl2_have_places_as_well() {
    let text = "variable \"p\" {\n  default = 101\n}\njob \"a\" {\n  priority = var.p\n}\n";
    let ran = run_with("validate --format gcc -", text);
    assert!(
        ran.out.contains("<stdin>:5:14: error: Job priority"),
        "{}",
        ran.out
    );
}

#[test]
fn a_plan_ends_with_what_is_questionable() {
    const FILE: &str = "docs/examples/questionable.nomad";
    let ran = run(&format!("plan {FILE}"));
    let (_, below) = ran
        .out
        .split_once("\nWorth a look\n")
        .expect("findings below the plan");
    let first = below.lines().next().unwrap();
    assert!(
        first.starts_with("  warning line 16: ") && first.ends_with("[undefined-port]"),
        "{first}"
    );
    let silent = run(&format!("plan --allow all {FILE}"));
    assert!(
        silent.code == 1 && !silent.out.contains("Worth a look"),
        "{}",
        silent.out
    );
}

#[test]
fn lints_look_at_a_fleet_that_is_given() {
    let text = "job \"a\" {\n  datacenters = [\"dc1\"]\n  group \"g\" {\n    task \"t\" { driver = \"exec\" }\n  }\n}\n";
    let fleet = std::env::temp_dir().join(format!("foreplan-fleet-{}.json", std::process::id()));
    std::fs::write(&fleet, r#"[{"datacenter": "dc2"}]"#).unwrap();
    let ran = run_with(
        &format!("validate --format gcc --cluster {} -", fleet.display()),
        text,
    );
    std::fs::remove_file(&fleet).unwrap();
    assert!(
        ran.out
            .contains("<stdin>:2:18: warning: no node of the fleet is in datacenter `dc1`"),
        "{}",
        ran.out
    );
    assert_eq!(run_with("validate --format gcc -", text).out, "");
}

#[test]
fn lints_are_silenced_and_explained_by_their_names() {
    assert_eq!(
        run("validate --allow nonsense docs/examples/questionable.nomad").code,
        2
    );
    assert_eq!(run("explain nonsense").code, 2);
    assert_eq!(
        run("explain lint/unused-port").out,
        run("explain unused-port").out
    );
    assert!(run("explain").out.lines().count() > 30);
}

#[test]
fn no_input_is_the_end_of_the_program() {
    let long = "a ".repeat(200_000);
    let deep = "a { ".repeat(100_000);
    for text in ["", "\0", "\u{feff}", "{", "[", "{\"Job\": null}", &long, &deep] {
        for command in [
            "validate -",
            "parse -",
            "validate --format sarif -",
            &format!("diff {WEB} -"),
        ] {
            let ran = run_with(command, text);
            assert!((1..=2).contains(&ran.code), "{command}: {}", ran.err);
        }
    }
}
