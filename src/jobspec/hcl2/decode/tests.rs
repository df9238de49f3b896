use crate::diagnostic::JsonPath;
use crate::jobspec::hcl2::{Options, parse_job};
use crate::jobspec::{Parsed, hcl2::Variables};
use crate::model::job::Job;
use crate::model::task::Task;

fn parsed(text: &str) -> Parsed {
    let options = Options {
        with_places: true,
        ..Options::default()
    };
    parse_job(text.as_bytes(), &options)
}

fn job(body: &str) -> Job {
    let parsed = parsed(&format!("job \"j\" {{\n{body}\n}}\n"));
    assert_eq!(parsed.error, None, "{body}");
    parsed.job.unwrap()
}

/// The error in a job, without its place.
fn error(body: &str) -> String {
    let error = parsed(&format!("job \"j\" {{\n{body}\n}}\n"))
        .error
        .unwrap()
        .to_string();
    error.split_once(": ").unwrap().1.to_owned()
}

fn task(body: &str) -> Task {
    let mut job = job(&format!("group \"g\" {{\ntask \"t\" {{\n{body}\n}}\n}}"));
    job.task_groups.as_mut().unwrap()[0]
        .tasks
        .as_mut()
        .unwrap()
        .remove(0)
}

#[test]
fn a_job_has_the_name_of_its_block_unless_it_says_another() {
    let named = |body: &str| {
        let job = job(body);
        (job.id.unwrap(), job.name.unwrap())
    };
    assert_eq!(named(""), ("j".to_owned(), "j".to_owned()));
    assert_eq!(named("name = \"n\""), ("j".to_owned(), "n".to_owned()));
}

#[test]
fn tasks_right_in_a_job_are_groups_before_the_written_ones() {
    let job = job("group \"g\" {}\ntask \"t\" {\ndriver = \"d\"\n}");
    let names: Vec<_> = job.groups().iter().map(|group| group.name()).collect();
    assert_eq!(names, ["t", "g"]);
}

#[test]
fn vault_goes_to_tasks_that_have_none_from_group_before_job() {
    let vault = |policy: &str| format!("vault {{\npolicies = [\"{policy}\"]\n}}\n");
    let tasks = format!("task \"a\" {{\n{}}}\ntask \"b\" {{}}\n", vault("own"));
    let job = job(&format!(
        "{}group \"g\" {{\n{}{tasks}}}\ngroup \"h\" {{\n{tasks}}}",
        vault("job"),
        vault("group")
    ));
    let policies: Vec<String> = job
        .groups()
        .iter()
        .flat_map(|group| group.tasks())
        .map(|task| task.vault.as_ref().unwrap().policies.as_ref().unwrap().concat())
        .collect();
    assert_eq!(policies, ["own", "group", "own", "job"]);
    // The reference forgets what is wrong in a group's.
    assert!(
        parsed("job \"j\" {\ngroup \"g\" {\nvault {\nnope = 1\n}\n}\n}\n")
            .error
            .is_none()
    );
    assert!(error(&(vault("a") + &vault("b"))).starts_with("Duplicate vault block; Only one block of type"));
}

#[test]
fn meta_is_a_block_or_an_argument() {
    let meta = |body: &str| job(body).meta.unwrap();
    assert_eq!(meta("meta {\na = 1\n}")["a"], "1");
    assert_eq!(meta("meta = { \"a.b\" = true }")["a.b"], "true");
    assert_eq!(job("meta = null").meta, None);
    assert!(error("meta = {}\nmeta {}").starts_with("Duplicate meta block; meta may not be defined"));
    // Blocks are values in there, and none that fit.
    assert_eq!(
        error("meta {\na {}\n}"),
        "Unsuitable value type; Unsuitable value: string required"
    );
}

#[test]
fn ports_are_sorted_by_whether_they_have_a_number() {
    let text = "job \"j\" {\ngroup \"g\" {\nnetwork {\nport \"a\" {}\nport \"b\" {\nstatic = 80\n}\nport \"c\" {}\n}\n}\n}\n";
    let parsed = parsed(text);
    let network = &parsed.job.as_ref().unwrap().groups()[0]
        .networks
        .as_ref()
        .unwrap()[0];
    let labels = |ports: &Option<Vec<crate::model::network::Port>>| -> Vec<String> {
        ports.iter().flatten().map(|port| port.label.clone()).collect()
    };
    assert_eq!(labels(&network.dynamic_ports), ["a", "c"]);
    assert_eq!(labels(&network.reserved_ports), ["b"]);
    let network = JsonPath::root()
        .member("TaskGroups")
        .index(0)
        .member("Networks")
        .index(0);
    let number = network.member("ReservedPorts").index(0).member("Value");
    assert_eq!(parsed.places.span(&number).unwrap().text(text), "80");
    assert!(
        parsed
            .places
            .span(&network.member("DynamicPorts").index(1))
            .is_some()
    );
}

#[test]
fn scaling_of_tasks_is_of_two_kinds() {
    let policies = task("scaling \"CPU\" {\nmax = 3\n}\nscaling \"mem\" {}")
        .scaling_policies
        .unwrap();
    let types: Vec<_> = policies
        .iter()
        .map(|policy| policy.policy_type.as_str())
        .collect();
    assert_eq!(types, ["vertical_cpu", "vertical_mem"]);
    let in_group = |body: &str| error(&format!("group \"g\" {{\nscaling {{\n{body}\n}}\n}}"));
    assert!(in_group("").contains("The argument \"max\" is required"));
    assert!(in_group("max = 1\ntype = \"x\"").starts_with("Invalid group scaling type;"));
}

#[test]
fn operators_of_constraints_are_arguments_too() {
    let constraint = |body: &str| {
        let mut constraints = job(&format!("constraint {{\n{body}\n}}")).constraints.unwrap();
        let constraint = constraints.remove(0);
        (constraint.l_target, constraint.operand, constraint.r_target)
    };
    let is = |l: &str, operand: &str, r: &str| (l.to_owned(), operand.to_owned(), r.to_owned());
    assert_eq!(constraint("attribute = \"a\"\nvalue = 1"), is("a", "=", "1"));
    assert_eq!(
        constraint("distinct_hosts = \"true\""),
        is("", "distinct_hosts", "")
    );
    assert_eq!(
        constraint("distinct_property = \"p\""),
        is("p", "distinct_property", "")
    );
    assert_eq!(
        constraint("attribute = attr.x\nversion = \"1\""),
        is("${attr.x}", "version", "1")
    );
    let weight = |number: &str| {
        job(&format!("affinity {{\nweight = {number}\n}}"))
            .affinities
            .unwrap()[0]
            .weight
    };
    assert_eq!(
        (weight("1.9"), weight("200"), weight("null")),
        (Some(1), Some(-56), None)
    );
}

#[test]
fn free_maps_hold_lists_of_maps() {
    let config = |body: &str| {
        let config = task(&format!("config {{\n{body}\n}}")).config.unwrap();
        serde_json::to_string(&config).unwrap()
    };
    assert_eq!(config("a {\nb = 1\n}\na {}"), r#"{"a":[{"b":1},{}]}"#);
    assert_eq!(
        config("a \"x\" y {\nb = 1\n}"),
        r#"{"a":[{"x":[{"y":[{"b":1}]}]}]}"#
    );
    assert_eq!(config("a = { b = { c = 1 } }"), r#"{"a":[{"b":{"c":1}}]}"#);
    assert_eq!(config("a = ({ b = 1 })\nc = null"), r#"{"a":{"b":1}}"#);
}

#[test]
fn what_is_wrong_in_free_maps_is_said_when_all_else_is_well() {
    let text = |count: &str| {
        error(&format!(
            "group \"g\" {{\ncount = {count}\ntask \"t\" {{\nconfig {{\na = local.x\n}}\n}}\n}}"
        ))
    };
    assert!(text("1").ends_with("named \"x\"., and 1 other diagnostic(s)"));
    assert!(text("\"x\"").ends_with("a number is required"));
}

#[test]
fn dynamic_blocks_see_the_turns_around_them() {
    let job = job(
        "dynamic \"group\" {\nfor_each = { x = [1, 2], y = [] }\nlabels = [group.key]\ncontent {\n\
         dynamic \"constraint\" {\nfor_each = group.value\niterator = it\ncontent {\nattribute = \"${group.key}${it.key}\"\n\
         value = it.value\n}\n}\n}\n}",
    );
    let made: Vec<(&str, Vec<&str>)> = job
        .groups()
        .iter()
        .map(|group| {
            let constraints = group.constraints.iter().flatten();
            (
                group.name(),
                constraints
                    .map(|constraint| constraint.l_target.as_str())
                    .collect(),
            )
        })
        .collect();
    assert_eq!(made, [("x", vec!["x0", "x1"]), ("y", vec![])]);
    assert_eq!(
        error("dynamic \"group\" {\nfor_each = \"x\"\nlabels = []\ncontent {}\n}"),
        "Invalid dynamic for_each value; Cannot use a string value in for_each. An iterable collection is required."
    );
}

#[test]
fn diagnostics_have_codes_places_and_hints() {
    let parsed = parsed("\u{feff}job \"j\" {\n  priorty = 1\n}\n");
    let diagnostic = &parsed.diagnostics[0];
    assert_eq!(diagnostic.code, "hcl2/unsupported-argument");
    assert_eq!(diagnostic.hint.as_deref(), Some("did you mean `priority`?"));
    let span = diagnostic.place.span.unwrap();
    assert_eq!((span.start, span.end), (15, 22));
}

#[test]
fn faults_elsewhere_say_where() {
    let variables = Variables {
        files: vec![("v.hcl".to_owned(), b"a = 1\nb = 2\n".to_vec())],
        ..Variables::default()
    };
    let options = Options {
        variables: &variables,
        ..Options::default()
    };
    let text = b"variable \"a\" {\n  type = bool\n}\njob \"j\" {}\n";
    let parsed = parse_job(text, &options);
    let messages: Vec<_> = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    assert!(
        messages[0].starts_with("v.hcl:1,5-6: Invalid value for variable: "),
        "{messages:?}"
    );
    assert!(
        messages[1].starts_with("v.hcl:2,1-6: Undefined variable: "),
        "{messages:?}"
    );
    // What nobody asked for is a warning, even if all is well.
    let parsed = parse_job(
        b"job \"j\" {}\n",
        &Options {
            variables: &variables,
            ..options
        },
    );
    assert!(parsed.job.is_some());
    assert_eq!(parsed.diagnostics.len(), 2);
}
