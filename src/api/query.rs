//! The parameters that all requests take.

use crate::model::job::DEFAULT_NAMESPACE;
use crate::model::object::Kind;
use crate::notation::duration;

use super::path::unescape;
use super::reply::Failure;
use super::route::Parameter;

/// What all requests take.
pub(super) const OF_ALL: &[Parameter] = &[PRETTY];
/// What all requests take that ask the servers.
pub(super) const OF_SERVERS: &[Parameter] = &[REGION];
/// What all reads take: with them, one waits for a change.
pub(super) const OF_READS: &[Parameter] = &[INDEX, WAIT];

const PRETTY: Parameter = Parameter {
    name: "pretty",
    doc: "Whether the answer is written for people, on many lines.",
    kind: Kind::Bool,
};
const REGION: Parameter = Parameter {
    name: "region",
    doc: "The region to ask. There is only `global`.",
    kind: Kind::Str,
};
const INDEX: Parameter = Parameter {
    name: "index",
    doc: "Answers only when the index has passed this one, or when `wait` is over.",
    kind: Kind::Uint(64),
};
const WAIT: Parameter = Parameter {
    name: "wait",
    doc: "How long to wait for a change, such as `30s`: 5 minutes if it is not given, 10 at most.",
    kind: Kind::Str,
};
/// The namespace to ask in.
pub(super) const NAMESPACE: Parameter = Parameter {
    name: "namespace",
    doc: "The namespace to ask in; `default` if it is not given.",
    kind: Kind::Str,
};
/// The beginning of what is listed.
pub(super) const PREFIX: Parameter = Parameter {
    name: "prefix",
    doc: "Only those whose identifiers begin so; of UUIDs an even number of digits.",
    kind: Kind::Str,
};
/// Whether earlier jobs of the same name count.
pub(super) const ALL: Parameter = Parameter {
    name: "all",
    doc: "Whether those of earlier jobs of the same name are listed, too.",
    kind: Kind::Bool,
};
/// Whether versions are compared.
pub(super) const DIFFS: Parameter = Parameter {
    name: "diffs",
    doc: "Whether each version is compared with the one before.",
    kind: Kind::Bool,
};
/// Whether a job is forgotten.
pub(super) const PURGE: Parameter = Parameter {
    name: "purge",
    doc: "Whether the job is forgotten rather than kept as stopped.",
    kind: Kind::Bool,
};
/// Whether a job is stopped everywhere.
pub(super) const GLOBAL: Parameter = Parameter {
    name: "global",
    doc: "Whether a job of several regions is stopped in all of them. Without effect here.",
    kind: Kind::Bool,
};

/// How long a blocking query waits if it does not say, in nanoseconds.
const DEFAULT_WAIT: i64 = 300_000_000_000;
/// How long it waits at most.
const MAX_WAIT: i64 = 600_000_000_000;

/// The parameters of a request, by name; of those given twice the first counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    parameters: Vec<(String, String)>,
    /// Whether the answer is to be read by people.
    pub(super) pretty: bool,
}

impl Query {
    /// Reads a query. A parameter that cannot be read is left out, as Go does.
    pub(super) fn parse(text: &str) -> Self {
        let parameters = text
            .split('&')
            .filter(|part| !part.is_empty() && !part.contains(';'))
            .filter_map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                Some((unescape(name, true)?, unescape(value, true)?))
            });
        let mut query = Query {
            parameters: parameters.collect(),
            pretty: false,
        };
        query.pretty = query.first("pretty").is_some_and(|value| value != "0");
        query
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter; empty if it is not given.
    pub(super) fn value(&self, name: &str) -> &str {
        self.first(name).unwrap_or_default()
    }

    /// The namespace that is asked; `body` is what the request's body says.
    pub(super) fn namespace<'a>(&'a self, body: &'a str) -> &'a str {
        let said = [self.value("namespace"), body];
        said.into_iter()
            .find(|namespace| !namespace.is_empty())
            .unwrap_or(DEFAULT_NAMESPACE)
    }

    /// Looks whether the parameters of a read are right, and the region is ours.
    pub(super) fn check_read(&self) -> Result<(), Failure> {
        let wait = self.value("wait");
        if !wait.is_empty() && duration::parse_duration(wait).is_err() {
            return Err(Failure::bad_request("Invalid wait time"));
        }
        let index = self.value("index");
        if !index.is_empty() && index.parse::<u64>().is_err() {
            return Err(Failure::bad_request("Invalid index"));
        }
        self.check_region()
    }

    /// Looks whether the region is ours.
    pub(super) fn check_region(&self) -> Result<(), Failure> {
        match self.value("region") {
            "" | crate::model::job::GLOBAL_REGION => Ok(()),
            _ => Err(Failure::error(500, "No path to region")),
        }
    }

    /// Until when a blocking query waits that was made at `now`, if it is one and nothing has changed since the
    /// index that it knows; `index` is that of the answer, `None` for what cannot be waited for.
    pub(super) fn waits_until(&self, index: Option<u64>, now: i64) -> Option<i64> {
        let known: u64 = self.value("index").parse().ok().filter(|known| *known > 0)?;
        if index? > known {
            return None;
        }
        let wait = match self.value("wait") {
            "" => DEFAULT_WAIT,
            wait => duration::parse_duration(wait).ok()?,
        };
        let wait = if wait <= 0 {
            DEFAULT_WAIT
        } else {
            wait.min(MAX_WAIT)
        };
        Some(now.saturating_add(wait))
    }
}
