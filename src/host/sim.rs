//! The side door for those who play the cluster: clients' reports, and time.
//!
//! Paths below `/v1/sim/` are no part of Nomad's API. They stand for the client agents, which report nodes and the
//! states of allocations, and for the clock. Whoever tests a Nomad client plays a cluster with them.
//!
//! | request | body | does | answers |
//! |---|---|---|---|
//! | `POST reset` | `{"Seed": n, "Now": ns}` | forgets everything; the clock stands still from then on | `{"Now": ns}` |
//! | `GET clock` | | | `{"Now": ns}` |
//! | `POST clock` | `{"AdvanceMS": n}` | moves the clock on; what falls due on the way is done at its own time | `{"Now": ns}` |
//! | `POST settle` | | does all work that is due | `{"Index": n}` |
//! | `POST nodes` | `[Node]` | registers nodes | `{"Index": n}` |
//! | `POST node-status` | `{"NodeID", "Status"}` | `down`: a heartbeat was missed; `ready`: it is back | `{"Index": n}` |
//! | `POST allocs` | `[Allocation]` | what clients report of allocations | `{"Index": n}` |

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::api::{Request, Response};
use crate::engine::Engine;
use crate::model::allocation::Allocation;
use crate::model::node::{NODE_STATUS_DOWN, NODE_STATUS_READY, Node};
use crate::state::{Commit, Store};

use super::{Host, HostError};

/// How the paths begin.
const PREFIX: &str = "/v1/sim/";

/// The instant at which a clock stands that nobody set: 1 January 2021, in unix nanoseconds.
const DEFAULT_NOW: i64 = 1_609_459_200_000_000_000;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
struct Reset {
    #[serde(rename = "ACL")]
    acl: bool,
    seed: u64,
    now: i64,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Advance {
    #[serde(rename = "AdvanceMS")]
    advance_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NodeStatus {
    #[serde(rename = "NodeID")]
    node_id: String,
    #[serde(rename = "Status")]
    status: String,
}

/// Why a request was not done.
struct Refused {
    status: u16,
    text: String,
}

impl Refused {
    fn new(status: u16, text: impl Into<String>) -> Self {
        Refused {
            status,
            text: text.into(),
        }
    }
}

impl<E: std::fmt::Display> From<HostError<E>> for Refused {
    fn from(error: HostError<E>) -> Self {
        Refused::new(500, error.to_string())
    }
}

/// Whether a request is for the side door.
pub(super) fn is_for(request: &Request) -> bool {
    request.path.starts_with(PREFIX)
}

/// Reads a body; nothing at all is the same as `{}`.
fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Refused> {
    let text: &[u8] = if request.body.is_empty() {
        b"{}"
    } else {
        &request.body
    };
    serde_json::from_slice(text).map_err(|error| {
        Refused::new(
            400,
            format!("the body of {} is not what is expected: {error}", request.path),
        )
    })
}

impl<S: Store> Host<S> {
    /// Answers a request of the side door.
    pub(super) fn sim(&mut self, request: &Request) -> Response {
        let (status, body, content_type) = match self.answer_sim(request) {
            Ok(value) => (200, value.to_string(), "application/json"),
            Err(Refused { status, text }) => (status, text, "text/plain; charset=utf-8"),
        };
        Response {
            status,
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: body.into_bytes(),
        }
    }

    fn answer_sim(&mut self, request: &Request) -> Result<Value, Refused> {
        let action = request.path.strip_prefix(PREFIX).unwrap_or_default();
        match (request.method.as_str(), action) {
            ("GET", "clock") => return Ok(json!({ "Now": self.now })),
            ("POST" | "PUT", "clock") => {
                let Advance { advance_ms } = body(request)?;
                let advance = i64::try_from(advance_ms)
                    .ok()
                    .and_then(|milliseconds| milliseconds.checked_mul(1_000_000))
                    .and_then(|advance| self.now.checked_add(advance))
                    .ok_or_else(|| Refused::new(400, "the clock cannot be moved that far"))?;
                self.advance(advance)?;
                return Ok(json!({ "Now": self.now }));
            }
            ("POST" | "PUT", "reset") => {
                self.reset(&body(request)?)?;
                return Ok(json!({ "Now": self.now }));
            }
            ("POST" | "PUT", "settle") => self.settle()?,
            ("POST" | "PUT", "nodes") => {
                let nodes: Vec<Node> = body(request)?;
                self.register_nodes(nodes)?;
            }
            ("POST" | "PUT", "node-status") => {
                let NodeStatus { node_id, status } = body(request)?;
                if ![NODE_STATUS_DOWN, NODE_STATUS_READY].contains(&status.as_str()) {
                    let text = format!(
                        "a node's status is {NODE_STATUS_DOWN:?} or {NODE_STATUS_READY:?}, not {status:?}"
                    );
                    return Err(Refused::new(400, text));
                }
                let step = self.engine.update_node_status(&node_id, &status, self.now);
                let step = step.map_err(|error| Refused::new(404, format!("{error}: {node_id}")))?;
                self.commit_all(step.commit)?;
            }
            ("POST" | "PUT", "allocs") => {
                let reports: Vec<Allocation> = body(request)?;
                let step = self.engine.update_allocs(&reports, self.now);
                self.commit_all(step.commit)?;
            }
            (_, "clock" | "reset" | "settle" | "nodes" | "node-status" | "allocs") => {
                return Err(Refused::new(405, "Invalid method"));
            }
            _ => {
                let text = format!(
                    "{} is no path of the side door: clock, reset, settle, nodes, node-status and allocs are",
                    request.path
                );
                return Err(Refused::new(404, text));
            }
        }
        Ok(json!({ "Index": self.engine.state().index() }))
    }

    fn commit_all(&mut self, commit: Option<Commit>) -> Result<(), HostError<S::Error>> {
        commit.iter().try_for_each(|commit| self.commit(commit))
    }

    fn reset(&mut self, reset: &Reset) -> Result<(), Refused> {
        if reset.acl {
            return Err(Refused::new(501, "foreplan does not have ACLs yet"));
        }
        if reset.now < 0 {
            return Err(Refused::new(400, "the clock cannot stand before 1970"));
        }
        self.store
            .clear()
            .map_err(|error| Refused::new(500, error.to_string()))?;
        self.engine = Engine::new(reset.seed);
        self.clock_is_set = true;
        self.now = if reset.now == 0 { DEFAULT_NOW } else { reset.now };
        Ok(())
    }
}
