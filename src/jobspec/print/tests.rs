//! Every member that a job file can say is written and read back.

use super::*;
use crate::diagnostic::Severity;
use crate::model::connect::{ConsulGatewayProxy, ConsulProxy};
use crate::model::job::PeriodicConfig;
use crate::model::json::decode_slice;
use crate::model::network::NetworkResource;
use crate::model::object::{Hcl, Kind, Member, Object, Presence, Slot};
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;

/// Fills an object: each member that a job file writes holds something, and every text is another one.
fn fill(object: &mut dyn Object, count: &mut i64) {
    let object_type = object.object_type();
    for (index, field) in object_type.fields.iter().enumerate() {
        if field.hcl != Hcl::None
            && !matches!(field.presence, Presence::Stored | Presence::Newer)
            && let Some(member) = object.member_mut(index)
        {
            fill_member(member, &field.kind, count);
        }
    }
    settle(object);
}

fn fill_member(member: &mut dyn Member, kind: &Kind, count: &mut i64) {
    *count += 1;
    let text = format!("text{count}");
    match member.slot() {
        Slot::Bool(value) => *value = true,
        Slot::Int(value) => *value = *count,
        Slot::Int8(value) => *value = 7,
        Slot::Uint(value) => *value = 8,
        Slot::Uint8(value) => *value = 9,
        Slot::Float(value) => *value = 1.5,
        Slot::Str(value) => *value = text,
        Slot::Duration(value) => *value = Duration::from_nanoseconds(*count * 1_000_000_000),
        Slot::Json(value) => *value = serde_json::json!([{"a.b": [1, "x"], "c": [{"d": 2.5}]}]),
        Slot::Object(object) => fill(object, count),
        Slot::List(list) => {
            if let Kind::List(kind) = kind {
                fill_member(list.push(), kind, count);
            }
        }
        Slot::Map(map) => {
            if let Kind::Map(kind) = kind {
                fill_member(map.entry(&text), kind, count);
            }
        }
        Slot::Time(_) | Slot::Bytes(_) => {}
    }
}

/// What has to fit together in an object, whatever it was filled with.
fn settle(object: &mut dyn Object) {
    let object = object.as_any_mut();
    // Everything in a proxy is an object or in brackets.
    let proxy = || {
        Some(
            [(
                "a".to_owned(),
                serde_json::json!({"b.c": 1, "d": [{"e": 2}], "f": {}}),
            )]
            .into(),
        )
    };
    if let Some(network) = object.downcast_mut::<NetworkResource>() {
        for port in network.dynamic_ports.iter_mut().flatten() {
            port.value = 0;
        }
    } else if let Some(group) = object.downcast_mut::<TaskGroup>() {
        for (name, volume) in group.volumes.iter_mut().flatten() {
            volume.name.clone_from(name);
        }
    } else if let Some(sidecar) = object.downcast_mut::<ConsulProxy>() {
        sidecar.config = proxy();
    } else if let Some(gateway) = object.downcast_mut::<ConsulGatewayProxy>() {
        gateway.config = proxy();
    } else if let Some(periodic) = object.downcast_mut::<PeriodicConfig>() {
        periodic.spec_type = Some("cron".to_owned());
    }
}

/// A job with everything in it.
fn full_job() -> Job {
    let mut job = Job::default();
    fill(&mut job, &mut 0);
    job
}

#[test]
fn every_member_that_a_job_file_can_say_comes_back() {
    let job = full_job();
    let printed = print(&job).unwrap();
    assert_eq!(printed.losses, vec![], "{}", printed.text);
    assert_eq!(parse_job(printed.text.as_bytes()).job.unwrap(), job);
    assert_eq!(
        format(printed.text.as_bytes(), Dialect::Auto).unwrap(),
        printed.text
    );
}

fn job(json: &str) -> Job {
    let mut job = Job::default();
    decode_slice(&mut job, json.as_bytes()).unwrap();
    job
}

#[test]
fn what_does_not_come_through_is_said_with_its_path() {
    let job = job(
        r#"{"ID": "a", "Name": "b", "Status": "dead", "Stop": false, "ParentID": "p",
            "Constraints": [{"Operand": ""}], "TaskGroups": [{"Name": "g", "Tasks": [{"Name": "t", "Config":
            {"object": {"x": null}}, "Templates": [{"Splay": 0}], "Vault": {"Env": false}}]}]}"#,
    );
    let printed = print(&job).unwrap();
    let losses: Vec<_> = printed
        .losses
        .iter()
        .map(|loss| {
            let path = loss.place.path.as_ref().unwrap();
            (path.to_string(), loss.severity, loss.message.as_str())
        })
        .collect();
    let config = "TaskGroups[0].Tasks[0].Config[\"object\"]".to_owned();
    let template = "TaskGroups[0].Tasks[0].Templates[0]";
    use Severity::{Hint, Warning};
    assert_eq!(
        losses,
        [
            (
                "ParentID".to_owned(),
                Warning,
                "nothing in a job file says this: \"p\" is left out"
            ),
            (
                "Constraints[0].Operand".to_owned(),
                Warning,
                "\"\" becomes \"=\" in a job file"
            ),
            (config, Warning, "{\"x\":null} becomes [{}] in a job file"),
            (
                "TaskGroups[0].Tasks[0].Vault.ChangeMode".to_owned(),
                Hint,
                "unset becomes \"restart\" in a job file"
            ),
            (
                format!("{template}.ChangeMode"),
                Hint,
                "unset becomes \"restart\" in a job file"
            ),
            (
                format!("{template}.Perms"),
                Hint,
                "unset becomes \"0644\" in a job file"
            ),
            (
                "Status".to_owned(),
                Hint,
                "nothing in a job file says this: \"dead\" is left out"
            ),
        ]
    );
}

#[test]
fn what_is_no_job_file_at_all_is_refused_with_its_path() {
    let refused = |json: &str| {
        let faults = print(&job(json)).unwrap_err();
        let path = faults[0].place.path.as_ref().map(ToString::to_string);
        (path.unwrap_or_default(), faults[0].message.clone())
    };
    let group = r#"{"Name": "g", "Tasks": [{"Name": "t", "Templates": [{"EmbeddedTmpl": "a\n\n\nb\n"}]}]}"#;
    assert_eq!(
        refused(&format!(
            r#"{{"ID": "a", "TaskGroups": [{group}, {{"Name": "g"}}]}}"#
        )),
        (
            "TaskGroups[1]".to_owned(),
            "no job file can say this: group 'g' defined more than once".to_owned()
        )
    );
    let port = r#"{"DynamicPorts": [{"Label": "a"}, {"Label": "b"}, {"Label": "not-a-name"}]}"#;
    let (path, _) = refused(&format!(
        r#"{{"TaskGroups": [{group}, {{"Name": "h", "Networks": [{port}]}}]}}"#
    ));
    assert_eq!(path, "TaskGroups[1].Networks[0].DynamicPorts[2]");
    let mut deep = serde_json::json!(1);
    for _ in 0..600 {
        deep = serde_json::json!([deep]);
    }
    let deep = format!(r#"{{"TaskGroups": [{{"Tasks": [{{"Config": {{"a": {deep}}}}}]}}]}}"#);
    let (path, message) = refused(&deep);
    assert_eq!(message, "nested deeper than 500 levels");
    assert_eq!(path, "TaskGroups[0].Tasks[0].Config[\"a\"]");
}
