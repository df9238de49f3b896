//! `schedule/<job>/nodes=<n>/count=<c>`: one evaluation of a job that was just registered, to the whole plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foreplan::engine::{Engine, RegisterRequest};
use foreplan::jobspec::hcl1::parse_job;
use foreplan::state::{Change, Commit, Record};
use serde_json::{Value, json};

use super::fleet;
use super::measure::Bench;

const JOBS: [&str; 8] = [
    "service-plain",
    "service-constraint",
    "service-distinct",
    "service-port",
    "service-affinity",
    "service-spread",
    "service-spread-target",
    "batch-plain",
];

const NOW: i64 = 1_600_000_000_000_000_000;

pub(super) fn run(bench: &mut Bench, jobs: &Path) {
    for nodes in [100, 1000] {
        if !bench.wants("schedule") {
            return;
        }
        let mut fleet = Engine::new(1);
        for node in fleet::nodes(nodes) {
            let commit = fleet.register_node(node, NOW).commit.unwrap();
            fleet.apply(&commit).unwrap();
        }
        for job in JOBS {
            let text = fs::read_to_string(jobs.join(format!("sched-{job}.nomad"))).unwrap();
            for count in [1, 100, 1000] {
                if job.ends_with("distinct") && count > nodes {
                    continue;
                }
                let case = format!("schedule/{job}/nodes={nodes}/count={count}");
                let engine = registered(&fleet, &text, count);
                bench.case(
                    &case,
                    || engine.clone(),
                    |engine| engine.poll(NOW).unwrap(),
                    |plan| check(&plan, count),
                );
            }
        }
        let text = fs::read_to_string(jobs.join("sched-system.nomad")).unwrap();
        let engine = registered(&fleet, &text, 1);
        let case = format!("schedule/system/nodes={nodes}/count=1");
        bench.case(
            &case,
            || engine.clone(),
            |engine| engine.poll(NOW).unwrap(),
            |plan| check(&plan, nodes),
        );
    }
}

/// The cluster with the job registered and its evaluation waiting.
fn registered(fleet: &Engine, text: &str, count: usize) -> Engine {
    let mut engine = fleet.clone();
    let mut job = parse_job(text.as_bytes()).job.unwrap();
    if let Some(group) = job.task_groups.iter_mut().flatten().next()
        && job.job_type.as_deref() != Some("system")
    {
        group.count = Some(i64::try_from(count).unwrap());
    }
    let request = RegisterRequest {
        job: Some(job),
        namespace: "default".to_owned(),
        ..Default::default()
    };
    let commit = engine.register(request, NOW).unwrap().commit.unwrap();
    engine.apply(&commit).unwrap();
    engine
}

/// Every allocation was placed, once; how well is reported.
fn check(plan: &Commit, expected: usize) -> Value {
    let mut on_node: BTreeMap<String, u64> = BTreeMap::new();
    let mut placed = 0;
    for change in &plan.changes {
        if let Change::Put(Record::Allocation(alloc)) = change {
            placed += 1;
            *on_node.entry(alloc.node.id.to_string()).or_default() += 1;
        }
    }
    assert_eq!(placed, expected, "placed");
    json!({
        "placed": placed,
        "failed": 0,
        "nodes_used": on_node.len(),
        "max_on_one_node": on_node.values().max(),
    })
}
