//! The one table of paths.
//!
//! The first row that fits is taken. A path that Nomad has and we do not have yet is a row too: it answers 501 and
//! says so, which a client can tell from a path that is wrong.

use super::path::moved;
use super::reply::{Failure, Reply};
use super::{Answer, Call, agent, allocations, evaluations, job, jobs, nodes};

/// A path and what it does.
struct Route {
    /// How the path begins; the whole path if there is no `suffix`.
    prefix: &'static str,
    /// How it ends, after a name; `None` if there is no name in it.
    suffix: Option<&'static str>,
    /// The methods it takes; any if there are none.
    methods: &'static [&'static str],
    run: Run,
}

enum Run {
    /// Answers; the name in the path is given.
    Here(fn(&Call<'_>, &str) -> Answer),
    /// Nomad answers, and we do not yet.
    NotYet,
}

const GET: &[&str] = &["GET"];
const WRITE: &[&str] = &["PUT", "POST"];
const ANY: &[&str] = &[];

const fn exact(
    prefix: &'static str,
    methods: &'static [&'static str],
    run: fn(&Call<'_>, &str) -> Answer,
) -> Route {
    Route {
        prefix,
        suffix: None,
        methods,
        run: Run::Here(run),
    }
}

const fn named(
    prefix: &'static str,
    suffix: &'static str,
    methods: &'static [&'static str],
    run: fn(&Call<'_>, &str) -> Answer,
) -> Route {
    Route {
        prefix,
        suffix: Some(suffix),
        methods,
        run: Run::Here(run),
    }
}

const fn not_yet(prefix: &'static str, suffix: Option<&'static str>) -> Route {
    Route {
        prefix,
        suffix,
        methods: ANY,
        run: Run::NotYet,
    }
}

const ROUTES: &[Route] = &[
    exact("/v1/jobs", GET, |call, _| jobs::list(call)),
    exact("/v1/jobs", WRITE, |call, _| jobs::register(call, "")),
    exact("/v1/jobs/parse", WRITE, |call, _| jobs::parse(call)),
    not_yet("/v1/job/", Some("/evaluate")),
    named("/v1/job/", "/allocations", GET, job::allocations),
    named("/v1/job/", "/evaluations", GET, job::evaluations),
    not_yet("/v1/job/", Some("/periodic/force")),
    named("/v1/job/", "/plan", WRITE, job::plan),
    named("/v1/job/", "/summary", ANY, job::summary),
    not_yet("/v1/job/", Some("/dispatch")),
    named("/v1/job/", "/versions", ANY, job::versions),
    named("/v1/job/", "/revert", WRITE, job::revert),
    not_yet("/v1/job/", Some("/deployments")),
    not_yet("/v1/job/", Some("/deployment")),
    named("/v1/job/", "/stable", WRITE, job::stable),
    not_yet("/v1/job/", Some("/scale")),
    named("/v1/job/", "", GET, job::read),
    named("/v1/job/", "", WRITE, jobs::register),
    named("/v1/job/", "", &["DELETE"], job::deregister),
    exact("/v1/nodes", GET, |call, _| nodes::list(call)),
    named("/v1/node/", "", GET, nodes::read),
    not_yet("/v1/node/", Some("")),
    exact("/v1/allocations", GET, |call, _| allocations::list(call)),
    not_yet("/v1/allocation/", Some("/stop")),
    named("/v1/allocation/", "", GET, allocations::read),
    exact("/v1/evaluations", GET, |call, _| evaluations::list(call)),
    named("/v1/evaluation/", "/allocations", GET, evaluations::allocations),
    named("/v1/evaluation/", "", GET, evaluations::read),
    not_yet("/v1/deployments", None),
    not_yet("/v1/deployment/", Some("")),
    not_yet("/v1/volumes", None),
    not_yet("/v1/volume/csi/", Some("")),
    not_yet("/v1/plugins", None),
    not_yet("/v1/plugin/csi/", Some("")),
    not_yet("/v1/acl/policies", None),
    not_yet("/v1/acl/policy/", Some("")),
    not_yet("/v1/acl/bootstrap", None),
    not_yet("/v1/acl/tokens", None),
    not_yet("/v1/acl/token", None),
    not_yet("/v1/acl/token/", Some("")),
    not_yet("/v1/client/fs/", Some("")),
    not_yet("/v1/client/gc", None),
    not_yet("/v1/client/stats", None),
    not_yet("/v1/client/allocation/", Some("")),
    exact("/v1/agent/self", GET, |call, _| agent::this_agent(call)),
    not_yet("/v1/agent/", Some("")),
    not_yet("/v1/metrics", None),
    exact("/v1/validate/job", WRITE, |call, _| jobs::validate(call)),
    exact("/v1/regions", GET, |_, _| agent::regions()),
    not_yet("/v1/scaling/policies", None),
    not_yet("/v1/scaling/policy/", Some("")),
    exact("/v1/status/leader", GET, |_, _| agent::leader()),
    exact("/v1/status/peers", GET, |_, _| agent::peers()),
    not_yet("/v1/search", None),
    not_yet("/v1/operator/raft/", Some("")),
    not_yet("/v1/operator/autopilot/configuration", None),
    not_yet("/v1/operator/autopilot/health", None),
    not_yet("/v1/operator/snapshot", None),
    not_yet("/v1/operator/scheduler/configuration", None),
    not_yet("/v1/system/gc", None),
    not_yet("/v1/system/reconcile/summaries", None),
    not_yet("/v1/namespaces", None),
    not_yet("/v1/namespace", None),
    not_yet("/v1/namespace/", Some("")),
    not_yet("/v1/quotas", None),
    not_yet("/v1/quota", None),
    not_yet("/v1/quota/", Some("")),
    not_yet("/v1/sentinel/policies", None),
    not_yet("/v1/sentinel/policy/", Some("")),
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
            Run::NotYet => return Err(Failure::not_implemented(method, &route.template())),
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

impl Route {
    /// The name in a path that fits the row, empty if there is none in it.
    fn name_in<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.suffix {
            None => (path == self.prefix).then_some(""),
            Some(suffix) => path.strip_prefix(self.prefix)?.strip_suffix(suffix),
        }
    }

    /// The path as documentation writes it.
    fn template(&self) -> String {
        match self.suffix {
            None => self.prefix.to_owned(),
            Some(suffix) => format!("{}:id{suffix}", self.prefix),
        }
    }
}
