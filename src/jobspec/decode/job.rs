//! The file, the `job` stanza, and what stands right in it.

use super::faults::{Frame, Names};
use super::found::Found;
use super::group::{self, GROUPS};
use super::stanza::{Block, Labelled, Labels, NotObject, Shape, Single, Stanza};
use super::task::{TASKS, inherit_vault};
use super::{Decoder, constraint, policy, resolve};
use crate::jobspec::messages as words;
use crate::model::job::{Job, PeriodicConfig};
use crate::model::object::Object;
use crate::model::task_group::TaskGroup;

/// Decodes a file, which holds one job and nothing else.
pub(super) fn decode(decoder: &mut Decoder<'_>, job: &mut Job) {
    let ast = decoder.ast;
    let key = |item| ast.keys(item).first().map(|key| (ast.key(key), key.span));
    let unknown: Vec<_> = ast
        .root()
        .iter()
        .filter_map(key)
        .filter(|(key, _)| key != "job")
        .collect();
    decoder.faults.unknown_keys(&unknown, "a job file", &["job"]);
    let mut jobs = ast
        .root()
        .iter()
        .filter(|item| key(item).is_some_and(|(key, _)| key == "job"));
    let Some(item) = jobs.next() else {
        if unknown.is_empty() {
            decoder.faults.add((&words::NO_JOB).into(), ast.whole());
        }
        return;
    };
    let in_job = [Frame::Around("error parsing 'job': {error}")];
    decoder.faults.enter(&in_job, &Names::default());
    if let Some(second) = jobs.next() {
        decoder
            .faults
            .add((&words::TWO_JOBS).into(), decoder.head(second));
    }
    match decoder.label(item) {
        None => decoder
            .faults
            .add((&words::JOB_WITHOUT_NAME).into(), decoder.head(item)),
        Some(label) => {
            job.id = Some(label.clone().into_owned());
            job.name = Some(label.clone().into_owned());
            decoder.note_label("ID", item);
            let names = Names {
                label,
                ..Names::default()
            };
            let is_regular = resolve::is_regular(ast, &item.value);
            let resolved = if is_regular {
                None
            } else {
                resolve::object(ast, &item.value).err()
            };
            match resolved {
                Some((message, span)) => decoder.faults.add(message, span),
                None => decoder.stanza(&JOB, job, &item.value, &names),
            }
        }
    }
    decoder.faults.leave(&in_job);
}

pub(super) static JOB: Stanza = Stanza {
    name: "a job",
    keys: &[
        "all_at_once",
        "constraint",
        "affinity",
        "spread",
        "datacenters",
        "group",
        "id",
        "meta",
        "migrate",
        "name",
        "namespace",
        "parameterized",
        "periodic",
        "priority",
        "region",
        "reschedule",
        "task",
        "type",
        "update",
        "vault",
        "vault_token",
        "consul_token",
        "multiregion",
    ],
    not_object: NotObject::NotMap,
    key_frames: &[Frame::Before("job:")],
    checks_keys_last: true,
    blocks: &[
        constraint::constraints(&[Frame::Before("constraint ->")]),
        constraint::affinities(&[Frame::Before("affinity ->")]),
        policy::update(&[Frame::Before("update ->")]),
        Block {
            key: "periodic",
            member: "Periodic",
            frames: &[Frame::Before("periodic ->")],
            shape: Shape::Single(Single {
                stanza: &PERIODIC,
                too_many: "only one 'periodic' block allowed per job",
                ..Single::PLAIN
            }),
        },
        constraint::spreads(&[Frame::Before("spread ->")]),
        Block {
            key: "parameterized",
            member: "ParameterizedJob",
            frames: &[Frame::Before("parameterized ->")],
            shape: Shape::Single(Single {
                stanza: &PARAMETERIZED,
                too_many: "only one 'parameterized' block allowed per job",
                ..Single::PLAIN
            }),
        },
        policy::reschedule("Reschedule", &[Frame::Before("reschedule ->")]),
        policy::migrate(&[Frame::Before("migrate ->")]),
        Block {
            key: "multiregion",
            member: "Multiregion",
            frames: &[Frame::Before("multiregion ->")],
            shape: Shape::Single(Single {
                stanza: &MULTIREGION,
                too_many: "only one 'multiregion' block allowed",
                labels: Labels::Hide,
                ..Single::PLAIN
            }),
        },
        Block::entries("meta", "Meta"),
        Block {
            key: "task",
            member: "TaskGroups",
            frames: &[Frame::Before("task:")],
            shape: Shape::Special(tasks_without_group),
        },
        Block {
            key: "group",
            member: "TaskGroups",
            frames: &[Frame::Before("group:")],
            shape: Shape::Labelled(GROUPS),
        },
        Block {
            key: "vault",
            member: "",
            frames: &[Frame::Before("vault ->")],
            shape: Shape::Special(vault_of_all_tasks),
        },
    ],
    ..Stanza::PLAIN
};

/// Each task right in a job becomes a group of its own.
fn tasks_without_group<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    let Some(job) = target.as_any_mut().downcast_mut::<Job>() else {
        return;
    };
    let mut groups = Vec::new();
    decoder.each_label(&TASKS, found, names.clone(), &mut |decoder, item, names| {
        let mut group = TaskGroup {
            name: Some(names.label.clone().into_owned()),
            ..TaskGroup::default()
        };
        decoder.places.enter_member("TaskGroups", item.value.span);
        decoder.places.enter_index(names.index, item.value.span);
        group::only_task(decoder, &mut group, item, names);
        decoder.places.leave();
        decoder.places.leave();
        groups.push(group);
    });
    // Tasks without a name are not looked at, and yet leave a list behind.
    job.task_groups = Some(groups);
}

/// A `vault` stanza of the job holds for all tasks that have none.
fn vault_of_all_tasks<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    let Some(job) = target.as_any_mut().downcast_mut::<Job>() else {
        return;
    };
    let groups = job.task_groups.iter_mut().flatten();
    let tasks = groups.flat_map(|group| group.tasks.iter_mut().flatten());
    inherit_vault(decoder, tasks, found, names);
}

static PERIODIC: Stanza = Stanza {
    name: "a periodic stanza",
    keys: &["enabled", "cron", "prohibit_overlap", "time_zone"],
    not_object: NotObject::NotMap,
    first_blocks: &[Block {
        key: "enabled",
        member: "Enabled",
        frames: &[],
        shape: Shape::Special(enabled),
    }],
    after_values: Some(spec_type),
    ..Stanza::PLAIN
};

/// Only text and truth values say whether a job is launched.
fn enabled<'a>(decoder: &mut Decoder<'a>, target: &mut dyn Object, found: &Found<'_, 'a>, _: &Names<'a>) {
    let Some(value) = found.value() else {
        return;
    };
    match value.data.parse_bool() {
        Ok(enabled) => {
            if let Some(periodic) = target.as_any_mut().downcast_mut::<PeriodicConfig>() {
                periodic.enabled = Some(enabled);
            }
            decoder.places.enter_member("Enabled", value.span);
            decoder.places.leave();
        }
        Err(error) => decoder.faults.add(words::no_periodic_enabled(error), value.span),
    }
}

fn spec_type<'a>(_: &mut Decoder<'a>, target: &mut dyn Object, _: &Found<'_, 'a>, _: &Names<'a>) {
    if let Some(periodic) = target.as_any_mut().downcast_mut::<PeriodicConfig>()
        && periodic.spec.is_some()
    {
        periodic.spec_type = Some("cron".to_owned());
    }
}

static PARAMETERIZED: Stanza = Stanza {
    name: "a parameterized stanza",
    keys: &["payload", "meta_required", "meta_optional"],
    not_object: NotObject::NotMap,
    ..Stanza::PLAIN
};

static MULTIREGION: Stanza = Stanza {
    name: "a multiregion stanza",
    keys: &["strategy", "region"],
    not_object: NotObject::NotMap,
    blocks: &[
        Block {
            key: "strategy",
            member: "Strategy",
            frames: &[Frame::Before("strategy ->")],
            shape: Shape::Single(Single {
                stanza: &STRATEGY,
                too_many: "only one 'strategy' block allowed",
                ..Single::PLAIN
            }),
        },
        Block {
            key: "region",
            member: "Regions",
            frames: &[Frame::Before("regions ->")],
            shape: Shape::Labelled(Labelled {
                stanza: &REGION,
                twice: Some("region '{label}' defined more than once"),
                ..Labelled::PLAIN
            }),
        },
    ],
    after_blocks: Some(needs_region),
    ..Stanza::PLAIN
};

fn needs_region<'a>(decoder: &mut Decoder<'a>, _: &mut dyn Object, found: &Found<'_, 'a>, _: &Names<'a>) {
    if found.with_key(&MULTIREGION, "region").iter().next().is_none() {
        decoder.faults.add((&words::NO_REGION).into(), found.node.span);
    }
}

static STRATEGY: Stanza = Stanza {
    name: "a strategy stanza",
    keys: &["max_parallel", "on_failure"],
    ..Stanza::PLAIN
};

static REGION: Stanza = Stanza {
    name: "a region stanza",
    keys: &["count", "datacenters", "meta"],
    not_object: NotObject::Words("region '{label}': should be an object"),
    key_frames: &[Frame::Before("'{label}' ->")],
    ..Stanza::PLAIN
};

#[cfg(test)]
mod tests {
    use super::super::testing::{error, job};
    use crate::jobspec::hcl1::parse_job;

    fn file_error(text: &str) -> String {
        parse_job(text.as_bytes()).error.unwrap().to_string()
    }

    #[test]
    fn a_file_is_one_job_with_a_name() {
        for (text, words) in [
            ("# nothing", "'job' stanza not found"),
            ("job \"a\" {} b = 1", "1 error occurred:\n\t* invalid key: b\n\n"),
            (
                "job \"a\" {} job \"b\" {}",
                "error parsing 'job': only one 'job' block allowed",
            ),
            ("job {}", "error parsing 'job': 'job' block missing name"),
            ("job = 1", "error parsing 'job': 'job' block missing name"),
            (
                "{\"job\" \"a\": 1}",
                "error parsing 'job': At -: root: not an object type for map (*ast.LiteralType)",
            ),
        ] {
            assert_eq!(file_error(text), words, "{text}");
        }
        let job = parse_job(b"job \"a\" \"b\" {}").job.unwrap();
        assert_eq!((job.id(), job.name.as_deref()), ("a", Some("a")));
        assert_eq!(super::super::testing::job("id = \"x\"").id(), "x");
    }

    #[test]
    fn what_does_not_fit_comes_before_unknown_keys_and_unknown_keys_are_decoded_too() {
        let both = "priority = \"x\"\nfoo = 1";
        assert!(error(both).starts_with("1 error(s) decoding:\n\n* cannot parse 'Priority' as int"));
        assert_eq!(
            error("vault_namespace = [1]\nStop = \"x\""),
            "2 error(s) decoding:\n\n* 'vault_namespace' expected type 'string', got unconvertible type '[]interface {}'\n* cannot parse 'Stop' as bool: strconv.ParseBool: parsing \"x\": invalid syntax"
        );
        assert_eq!(
            error("Reschedule { interval = \"5s\" }"),
            "1 error(s) decoding:\n\n* 'Reschedule' expected a map, got 'slice'"
        );
        assert_eq!(
            error("TaskGroups = [{ shutdown_delay = \"5s\" tasks = [{ name = 1 leader = \"x\" }] }]"),
            "2 error(s) decoding:\n\n* cannot parse 'TaskGroups[0].Tasks[0].Leader' as bool: strconv.ParseBool: parsing \"x\": invalid syntax\n* cannot parse 'TaskGroups[0].shutdown_delay' as int: strconv.ParseInt: parsing \"5s\": invalid syntax"
        );
        assert_eq!(
            error("Priority = 1\nstatus = \"x\""),
            "2 errors occurred:\n\t* job: invalid key: Priority\n\t* job: invalid key: status\n\n"
        );
    }

    #[test]
    fn a_number_out_of_range_is_found_before_anything_else() {
        assert_eq!(
            error("foo = 1\ngroup \"g\" { task \"t\" { config { a = [99999999999999999999] } } }"),
            "strconv.ParseInt: parsing \"99999999999999999999\": value out of range"
        );
    }

    #[test]
    fn tasks_right_in_a_job_are_groups_of_their_own() {
        let with_group = job("task \"a\" {}\ngroup \"b\" {}\ntask \"c\" {}");
        let names: Vec<_> = with_group.groups().iter().map(|group| group.name()).collect();
        assert_eq!(names, ["a", "c", "b"]);
        assert_eq!(with_group.groups()[0].tasks()[0].name, "a");
        assert_eq!(job("task {}").task_groups, Some(vec![]));
        assert_eq!(job("group {}").task_groups, None);
        assert_eq!(
            error("task \"a\" { foo = 1 }"),
            "1 error occurred:\n\t* task: 'a', invalid key: foo\n\n"
        );
    }

    #[test]
    fn periodic_is_enabled_by_text_or_truth_value() {
        let periodic = job("periodic { enabled = \"T\" cron = \"* * * * *\" prohibit_overlap = 1 }")
            .periodic
            .unwrap();
        assert_eq!(periodic.enabled, Some(true));
        assert_eq!(periodic.spec_type.as_deref(), Some("cron"));
        assert_eq!(periodic.prohibit_overlap, Some(true));
        assert_eq!(job("periodic {}").periodic.unwrap().spec_type, None);
        assert_eq!(
            error("periodic { enabled = 1 }"),
            "periodic -> periodic.enabled should be set to true or false; 1 couldn't be converted to boolean value"
        );
    }

    #[test]
    fn a_multiregion_job_needs_a_region() {
        let regions = job("multiregion { region \"a\" { count = \"2\" meta { b = 1 } } }")
            .multiregion
            .unwrap()
            .regions
            .unwrap();
        assert_eq!((regions[0].name.as_str(), regions[0].count), ("a", Some(2)));
        assert_eq!(regions[0].meta.as_ref().unwrap()["b"], "1");
        assert_eq!(
            error("multiregion {}"),
            "multiregion -> 'multiregion' requires one or more 'region' blocks"
        );
        assert_eq!(
            error("multiregion { region \"a\" { foo = 1 } }"),
            "1 error occurred:\n\t* multiregion -> regions -> 'a' -> invalid key: foo\n\n"
        );
        // One block of a region's meta is enough to stop at.
        assert_eq!(
            error("multiregion { region \"a\" { meta { b = [] } meta { c = [] } } }"),
            "multiregion -> regions -> 1 error(s) decoding:\n\n* 'Meta[0][b]' expected type 'string', got unconvertible type '[]interface {}'"
        );
    }

    #[test]
    fn a_label_where_none_belongs_hides_or_is_refused() {
        assert_eq!(job("meta \"a\" { b = 1 }").meta, None);
        assert_eq!(job("multiregion \"a\" {}").multiregion, Some(Default::default()));
        assert_eq!(
            error("update \"a\" {}"),
            "update -> 'update' block must not have a label"
        );
    }
}
