//! The one table of paths.
//!
//! The first row that fits is taken. A path that Nomad has and we do not have yet is a row too: it answers 501 and
//! says so, which a client can tell from a path that is wrong. The OpenAPI document is this table written out.

use crate::model::allocation::{AllocListStub, Allocation};
use crate::model::evaluation::Evaluation;
use crate::model::job::Job;
use crate::model::node::{Node, NodeListStub};
use crate::model::object::{Described, Shape};
use crate::model::request::{
    JobDeregisterResponse, JobPlanRequest, JobPlanResponse, JobRegisterRequest, JobRegisterResponse,
    JobRevertRequest, JobStabilityRequest, JobStabilityResponse, JobValidateRequest, JobValidateResponse,
    JobVersionsResponse, JobsParseRequest,
};
use crate::model::summary::{JobListStub, JobSummary};

use super::path::moved;
use super::query::{ALL, DIFFS, GLOBAL, NAMESPACE, PREFIX, PURGE};
use super::reply::{Failure, Reply};
use super::route::{ANY, DELETE, GET, Gives, Route, Run, Tells, WRITE, constant, list, not_yet, one, write};
use super::{Answer, Call, agent, allocations, evaluations, job, jobs, nodes};

/// All methods by which something is kept: read, written and removed.
const KEPT: &[&str] = &["GET", "PUT", "POST", "DELETE"];
const READ_WRITE: &[&str] = &["GET", "PUT", "POST"];

/// The rows, in the order in which they are tried.
pub(super) const ROUTES: &[Route] = &[
    Route {
        parameters: &[NAMESPACE, PREFIX],
        ..list(
            "/v1/jobs",
            None,
            "List jobs",
            Gives::List(JobListStub::TYPE),
            |call, _| jobs::list(call),
        )
    },
    write(
        "/v1/jobs",
        None,
        "Register a job",
        JobRegisterRequest::TYPE,
        JobRegisterResponse::TYPE,
        |call, _| jobs::register(call, ""),
    ),
    Route {
        gives: Gives::Object(Job::TYPE, Shape::Submitted),
        tells: Tells::Nothing,
        errors: &[400],
        ..write(
            "/v1/jobs/parse",
            None,
            "Parse a job file",
            JobsParseRequest::TYPE,
            Job::TYPE,
            |call, _| jobs::parse(call),
        )
    },
    not_yet("/v1/job/", Some("/evaluate"), WRITE, "Evaluate a job again"),
    Route {
        parameters: &[NAMESPACE, ALL],
        ..list(
            "/v1/job/",
            Some("/allocations"),
            "List a job's allocations",
            Gives::List(AllocListStub::TYPE),
            job::allocations,
        )
    },
    Route {
        parameters: &[NAMESPACE],
        ..list(
            "/v1/job/",
            Some("/evaluations"),
            "List a job's evaluations",
            Gives::List(Evaluation::TYPE),
            job::evaluations,
        )
    },
    not_yet(
        "/v1/job/",
        Some("/periodic/force"),
        WRITE,
        "Launch a periodic job now",
    ),
    write(
        "/v1/job/",
        Some("/plan"),
        "Say what registering a job would do",
        JobPlanRequest::TYPE,
        JobPlanResponse::TYPE,
        job::plan,
    ),
    Route {
        methods: ANY,
        parameters: &[NAMESPACE],
        ..one(
            "/v1/job/",
            "/summary",
            "Count a job's allocations",
            JobSummary::TYPE,
            job::summary,
        )
    },
    not_yet(
        "/v1/job/",
        Some("/dispatch"),
        WRITE,
        "Dispatch a parameterized job",
    ),
    Route {
        methods: ANY,
        parameters: &[NAMESPACE, DIFFS],
        ..one(
            "/v1/job/",
            "/versions",
            "Read the versions of a job",
            JobVersionsResponse::TYPE,
            job::versions,
        )
    },
    Route {
        parameters: &[NAMESPACE],
        ..write(
            "/v1/job/",
            Some("/revert"),
            "Go back to an earlier version of a job",
            JobRevertRequest::TYPE,
            JobRegisterResponse::TYPE,
            job::revert,
        )
    },
    not_yet("/v1/job/", Some("/deployments"), GET, "List a job's deployments"),
    not_yet(
        "/v1/job/",
        Some("/deployment"),
        GET,
        "Read a job's latest deployment",
    ),
    Route {
        parameters: &[NAMESPACE],
        ..write(
            "/v1/job/",
            Some("/stable"),
            "Mark a version of a job as stable",
            JobStabilityRequest::TYPE,
            JobStabilityResponse::TYPE,
            job::stable,
        )
    },
    not_yet(
        "/v1/job/",
        Some("/scale"),
        READ_WRITE,
        "Read or change the counts of a job's groups",
    ),
    Route {
        parameters: &[NAMESPACE],
        ..one("/v1/job/", "", "Read a job", Job::TYPE, job::read)
    },
    write(
        "/v1/job/",
        Some(""),
        "Register a job by its name",
        JobRegisterRequest::TYPE,
        JobRegisterResponse::TYPE,
        jobs::register,
    ),
    Route {
        methods: DELETE,
        parameters: &[NAMESPACE, PURGE, GLOBAL],
        gives: Gives::Object(JobDeregisterResponse::TYPE, Shape::Stored),
        tells: Tells::Index,
        errors: &[500],
        ..one(
            "/v1/job/",
            "",
            "Stop a job",
            JobDeregisterResponse::TYPE,
            job::deregister,
        )
    },
    Route {
        parameters: &[PREFIX],
        ..list(
            "/v1/nodes",
            None,
            "List nodes",
            Gives::List(NodeListStub::TYPE),
            |call, _| nodes::list(call),
        )
    },
    not_yet(
        "/v1/node/",
        Some("/allocations"),
        GET,
        "List a node's allocations",
    ),
    not_yet("/v1/node/", Some("/drain"), WRITE, "Drain a node, or stop that"),
    not_yet(
        "/v1/node/",
        Some("/eligibility"),
        WRITE,
        "Let a node have new allocations, or not",
    ),
    not_yet(
        "/v1/node/",
        Some("/evaluate"),
        WRITE,
        "Evaluate the jobs of a node again",
    ),
    not_yet("/v1/node/", Some("/purge"), WRITE, "Forget a node"),
    one("/v1/node/", "", "Read a node", Node::TYPE, nodes::read),
    not_yet("/v1/node/", Some(""), ANY, ""),
    Route {
        parameters: &[NAMESPACE, PREFIX],
        ..list(
            "/v1/allocations",
            None,
            "List allocations",
            Gives::List(AllocListStub::TYPE),
            |call, _| allocations::list(call),
        )
    },
    not_yet(
        "/v1/allocation/",
        Some("/stop"),
        WRITE,
        "Stop an allocation and place it anew",
    ),
    one(
        "/v1/allocation/",
        "",
        "Read an allocation",
        Allocation::TYPE,
        allocations::read,
    ),
    Route {
        parameters: &[NAMESPACE, PREFIX],
        ..list(
            "/v1/evaluations",
            None,
            "List evaluations",
            Gives::List(Evaluation::TYPE),
            |call, _| evaluations::list(call),
        )
    },
    list(
        "/v1/evaluation/",
        Some("/allocations"),
        "List an evaluation's allocations",
        Gives::List(AllocListStub::TYPE),
        evaluations::allocations,
    ),
    one(
        "/v1/evaluation/",
        "",
        "Read an evaluation",
        Evaluation::TYPE,
        evaluations::read,
    ),
    not_yet("/v1/deployments", None, GET, "List deployments"),
    not_yet(
        "/v1/deployment/allocations/",
        Some(""),
        GET,
        "List a deployment's allocations",
    ),
    not_yet(
        "/v1/deployment/allocation-health/",
        Some(""),
        WRITE,
        "Say which allocations of a deployment are healthy",
    ),
    not_yet("/v1/deployment/fail/", Some(""), WRITE, "Fail a deployment"),
    not_yet(
        "/v1/deployment/pause/",
        Some(""),
        WRITE,
        "Pause a deployment, or let it go on",
    ),
    not_yet(
        "/v1/deployment/promote/",
        Some(""),
        WRITE,
        "Promote a deployment's canaries",
    ),
    not_yet("/v1/deployment/", Some(""), GET, "Read a deployment"),
    not_yet("/v1/volumes", None, GET, "List volumes"),
    not_yet(
        "/v1/volume/csi/",
        Some(""),
        KEPT,
        "Read, register or remove a volume",
    ),
    not_yet("/v1/plugins", None, GET, "List plugins"),
    not_yet("/v1/plugin/csi/", Some(""), GET, "Read a plugin"),
    not_yet("/v1/acl/policies", None, GET, "List policies"),
    not_yet(
        "/v1/acl/policy/",
        Some(""),
        KEPT,
        "Read, write or remove a policy",
    ),
    not_yet("/v1/acl/bootstrap", None, WRITE, "Make the first token"),
    not_yet("/v1/acl/tokens", None, GET, "List tokens"),
    not_yet("/v1/acl/token", None, WRITE, "Make a token"),
    not_yet("/v1/acl/token/self", None, GET, "Read the token that is used"),
    not_yet("/v1/acl/token/", Some(""), KEPT, "Read, write or remove a token"),
    not_yet(
        "/v1/client/fs/ls/",
        Some(""),
        GET,
        "List a folder of an allocation",
    ),
    not_yet(
        "/v1/client/fs/stat/",
        Some(""),
        GET,
        "Say what a file of an allocation is",
    ),
    not_yet(
        "/v1/client/fs/cat/",
        Some(""),
        GET,
        "Read a file of an allocation",
    ),
    not_yet(
        "/v1/client/fs/readat/",
        Some(""),
        GET,
        "Read a part of a file of an allocation",
    ),
    not_yet(
        "/v1/client/fs/stream/",
        Some(""),
        GET,
        "Follow a file of an allocation",
    ),
    not_yet(
        "/v1/client/fs/logs/",
        Some(""),
        GET,
        "Follow the output of a task",
    ),
    not_yet("/v1/client/fs/", Some(""), ANY, ""),
    not_yet("/v1/client/gc", None, GET, "Collect a client's garbage"),
    not_yet("/v1/client/stats", None, GET, "Read a client's statistics"),
    not_yet(
        "/v1/client/allocation/",
        Some("/stats"),
        GET,
        "Read an allocation's statistics",
    ),
    not_yet(
        "/v1/client/allocation/",
        Some("/exec"),
        GET,
        "Run a command in a task",
    ),
    not_yet(
        "/v1/client/allocation/",
        Some("/restart"),
        WRITE,
        "Restart the tasks of an allocation",
    ),
    not_yet(
        "/v1/client/allocation/",
        Some("/signal"),
        WRITE,
        "Send a signal to the tasks of an allocation",
    ),
    not_yet(
        "/v1/client/allocation/",
        Some("/gc"),
        GET,
        "Collect an allocation's garbage",
    ),
    not_yet("/v1/client/allocation/", Some(""), ANY, ""),
    constant("/v1/agent/self", "Say who answers", Gives::Anything, |call, _| {
        agent::this_agent(call)
    }),
    not_yet(
        "/v1/agent/members",
        None,
        GET,
        "List the servers that know each other",
    ),
    not_yet(
        "/v1/agent/servers",
        None,
        READ_WRITE,
        "Read or write a client's list of servers",
    ),
    not_yet("/v1/agent/health", None, GET, "Say whether the agent is well"),
    not_yet("/v1/agent/join", None, WRITE, "Join other servers"),
    not_yet("/v1/agent/force-leave", None, WRITE, "Make a server leave"),
    not_yet("/v1/agent/monitor", None, GET, "Follow the agent's log"),
    not_yet("/v1/agent/", Some(""), ANY, ""),
    not_yet("/v1/metrics", None, GET, "Read metrics"),
    Route {
        tells: Tells::Nothing,
        ..write(
            "/v1/validate/job",
            None,
            "Say whether a job is valid",
            JobValidateRequest::TYPE,
            JobValidateResponse::TYPE,
            |call, _| jobs::validate(call),
        )
    },
    constant("/v1/regions", "List regions", Gives::Texts, |_, _| {
        agent::regions()
    }),
    not_yet("/v1/scaling/policies", None, GET, "List scaling policies"),
    not_yet("/v1/scaling/policy/", Some(""), GET, "Read a scaling policy"),
    constant(
        "/v1/status/leader",
        "Read the leader's address",
        Gives::Text,
        |_, _| agent::leader(),
    ),
    constant(
        "/v1/status/peers",
        "List the servers' addresses",
        Gives::Texts,
        |_, _| agent::peers(),
    ),
    not_yet("/v1/search", None, WRITE, "Search by the beginning of a name"),
    not_yet(
        "/v1/operator/raft/configuration",
        None,
        GET,
        "Read which servers take part",
    ),
    not_yet("/v1/operator/raft/peer", None, DELETE, "Remove a server"),
    not_yet("/v1/operator/raft/", Some(""), ANY, ""),
    not_yet(
        "/v1/operator/autopilot/configuration",
        None,
        READ_WRITE,
        "Read or write how servers come and go",
    ),
    not_yet(
        "/v1/operator/autopilot/health",
        None,
        GET,
        "Say whether the servers are well",
    ),
    not_yet(
        "/v1/operator/snapshot",
        None,
        READ_WRITE,
        "Save or restore the whole state",
    ),
    not_yet(
        "/v1/operator/scheduler/configuration",
        None,
        READ_WRITE,
        "Read or write how the schedulers behave",
    ),
    not_yet("/v1/system/gc", None, WRITE, "Forget what is over"),
    not_yet(
        "/v1/system/reconcile/summaries",
        None,
        WRITE,
        "Count all allocations anew",
    ),
    not_yet("/v1/namespaces", None, GET, "List namespaces (Enterprise)"),
    not_yet("/v1/namespace", None, WRITE, "Make a namespace (Enterprise)"),
    not_yet(
        "/v1/namespace/",
        Some(""),
        KEPT,
        "Read, write or remove a namespace (Enterprise)",
    ),
    not_yet("/v1/quotas", None, GET, "List quotas (Enterprise)"),
    not_yet("/v1/quota", None, WRITE, "Make a quota (Enterprise)"),
    not_yet(
        "/v1/quota/",
        Some(""),
        KEPT,
        "Read, write or remove a quota (Enterprise)",
    ),
    not_yet(
        "/v1/sentinel/policies",
        None,
        GET,
        "List soft policies (Enterprise)",
    ),
    not_yet(
        "/v1/sentinel/policy/",
        Some(""),
        KEPT,
        "Read, write or remove a soft policy (Enterprise)",
    ),
];

/// Answers by the first row that fits.
pub(super) fn run(call: &Call<'_>) -> Answer {
    let mut is_known = false;
    for route in ROUTES {
        let Some(name) = route.name_in(call.path) else {
            continue;
        };
        let method = call.request.method.as_str();
        match route.run {
            Run::NotYet if is_known => break,
            Run::NotYet => return Err(Failure::not_implemented(method, &route.template(":id"))),
            Run::Here(run) if route.methods.is_empty() || route.methods.contains(&method) => {
                return run(call, name);
            }
            // Another row may take the method; a name that an earlier row took apart is not looked at again.
            Run::Here(_) => is_known = true,
        }
        if route.suffix.is_some_and(|suffix| !suffix.is_empty()) {
            break;
        }
    }
    match call.path {
        _ if is_known => Err(Failure::invalid_method()),
        "/" => Ok(Reply::ready(moved(307, "Temporary Redirect", "/ui/"))),
        _ => Err(Failure::no_such_path()),
    }
}
