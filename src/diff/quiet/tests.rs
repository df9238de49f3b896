use super::*;
use crate::check::complete;
use crate::diff::text;
use crate::jobspec::hcl1::parse_job;

/// A stored job with this in it.
fn job(body: &str) -> Job {
    let parsed = parse_job(format!("job \"j\" {{\ndatacenters = [\"dc1\"]\n{body}\n}}").as_bytes());
    let written = parsed.job.unwrap_or_else(|| panic!("{body}: {:?}", parsed.error));
    complete(&written).unwrap()
}

/// A stored job with a task with this in it.
fn task_with(body: &str) -> Job {
    job(&format!(
        "group \"g\" {{\ntask \"t\" {{\ndriver = \"exec\"\n{body}\n}}\n}}"
    ))
}

/// The lines of a diff that are marked, without indentation.
fn marked(old: &Job, new: &Job) -> Vec<String> {
    let text = text::plain(&jobs(old, new), true);
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| line.starts_with(['+', '-']) && !line.starts_with("+/- "));
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn a_port_that_is_put_in_is_one_line() {
    let network = |ports: &str| {
        job(&format!(
            "group \"g\" {{\nnetwork {{\nmode = \"bridge\"\n{ports}\n}}\n}}"
        ))
    };
    let old = network("port \"http\" {}\nport \"db\" { static = 5432 }");
    let new = network("port \"admin\" {}\nport \"http\" {}\nport \"db\" { static = 5432 }");
    assert_eq!(
        marked(&old, &new),
        [
            "+ Dynamic Port {",
            "+ HostNetwork: \"default\"",
            "+ Label: \"admin\""
        ]
    );
}

#[test]
fn an_argument_that_is_put_in_does_not_move_the_others() {
    let old = task_with("config { args = [\"a\", \"b\", \"c\"] }");
    let new = task_with("config { args = [\"x\", \"a\", \"b\", \"c\"] }");
    assert_eq!(marked(&old, &new), ["+ args[0]: \"x\""]);
}

#[test]
fn objects_without_a_key_are_recognized() {
    let template = |data: &str, more: &str| {
        task_with(&format!(
            "template {{\ndata = \"{data}\"\ndestination = \"local/a\"\n}}\n{more}"
        ))
    };
    let other = "template {\ndata = \"x\"\ndestination = \"local/b\"\n}";
    let diff = jobs(&template("one", other), &template("two", other));
    let task = &diff.task_groups.as_ref().unwrap()[0].tasks.as_ref().unwrap()[0];
    let templates = task.objects.as_ref().unwrap();
    assert_eq!(templates.len(), 1);
    let fields = templates[0].as_ref().unwrap().fields.as_ref().unwrap();
    let fields = fields
        .iter()
        .flatten()
        .map(|field| (field.diff_type.as_str(), field.name.as_str()));
    assert_eq!(
        fields.collect::<Vec<_>>(),
        [("None", "DestPath"), ("Edited", "EmbeddedTmpl")]
    );
}

#[test]
fn of_objects_with_one_name_those_alike_are_matched() {
    let services = |ports: &[&str]| {
        let services = ports
            .iter()
            .map(|port| format!("service {{\nname = \"s\"\nport = \"{port}\"\n}}\n"));
        task_with(&services.collect::<String>())
    };
    let diff = marked(&services(&["a", "b"]), &services(&["x", "a", "b"]));
    assert_eq!(
        diff.iter().filter(|line| line.starts_with("+ Service")).count(),
        1,
        "{diff:?}"
    );
    assert!(diff.contains(&"+ PortLabel: \"x\"".to_owned()), "{diff:?}");
}

#[test]
fn what_the_references_diff_leaves_out_is_shown() {
    let old = job("group \"g\" {\nspread { attribute = \"${node.datacenter}\" }\n}");
    let new = job("group \"g\" {\nspread {\nattribute = \"${node.datacenter}\"\nweight = 7\n}\n}");
    assert!(jobs(&old, &new).is_change());
    let moved = job("group \"g\" {\nmeta { a = \"1\" }\n}");
    assert!(!jobs(&moved, &moved).is_change());
}

#[test]
fn any_two_jobs_can_be_compared() {
    let mut other = job("priority = 70");
    other.id = Some("k".to_owned());
    let diff = jobs(&job(""), &other);
    let names: Vec<_> = diff
        .fields
        .iter()
        .flatten()
        .flatten()
        .map(|field| field.name.as_str())
        .collect();
    assert!(names.contains(&"ID") && names.contains(&"Priority"), "{names:?}");
}

#[test]
fn durations_read_as_people_write_them() {
    let diff = jobs(
        &task_with("kill_timeout = \"5s\""),
        &task_with("kill_timeout = \"90s\""),
    );
    let text = text::plain(&diff, false);
    assert!(text.contains("KillTimeout: \"5s\" => \"1m30s\""), "{text}");
}

#[test]
fn long_lists_end() {
    let constraints = |from: usize| {
        let one = |n: usize| format!("constraint {{\nattribute = \"a{n}\"\nvalue = \"b{n}\"\n}}\n");
        job(&(from..from + 300).map(one).collect::<String>())
    };
    let diff = jobs(&constraints(0), &constraints(1_000));
    assert_eq!(diff.objects.unwrap().len(), 300);
}
