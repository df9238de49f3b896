//! The HTTP API without a transport: a request in, an answer and perhaps a commit out.
//!
//! [`handle`] is all that a host calls. The table of routes, status codes, headers, error texts and blocking
//! queries live here, once; hyper and the JavaScript facade only translate. Nothing in here knows a socket.
//!
//! - `routes`: the one table of paths; `route` says what a row of it holds
//! - [`openapi()`] and [`schema`]: that table and the objects in it, for other programs
//! - `job`, `jobs`, `nodes`, `evaluations`, `allocations`, `agent`: what they do, a file a resource
//! - `id`: identifiers and the beginnings of them
//! - `query`: the parameters that all of them take
//! - `reply`: bodies and headers
//! - `go_json`: error texts for bodies that Go's decoder would refuse

mod agent;
mod allocations;
mod evaluations;
mod event_text;
mod go_json;
mod id;
mod job;
mod jobs;
mod nodes;
mod openapi;
mod path;
mod query;
mod reply;
mod route;
mod routes;

use crate::engine::Engine;
use crate::state::Commit;

pub use openapi::{openapi, schema};
use query::Query;
use reply::{Failure, Reply};

/// A request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, such as `GET`.
    pub method: String,
    /// The path as it was sent, still escaped, without the query.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: String,
    /// Headers, with names in any case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, but those that a transport makes itself (length, date).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Handled {
    /// It is answered, once the commit is kept and applied.
    Done(Response, Option<Commit>),
    /// It waits for a change: to be asked again after any commit, and with `waited` at this time in unix
    /// nanoseconds at the latest.
    Wait(i64),
}

/// Answers a request at `now`, in unix nanoseconds. A blocking query whose time is over is asked with `waited`.
#[must_use]
pub fn handle(engine: &Engine, request: &Request, now: i64, waited: bool) -> Handled {
    let path = match path::clean(&request.path) {
        Ok(path) => path,
        Err(answer) => return Handled::Done(answer, None),
    };
    let query = Query::parse(&request.query);
    let call = Call {
        engine,
        request,
        path: &path,
        query: &query,
        now,
    };
    match routes::run(&call) {
        Ok(reply) => {
            if !waited && let Some(until) = query.waits_until(reply.index(), now) {
                return Handled::Wait(until);
            }
            let (response, commit) = reply.finish(query.pretty);
            Handled::Done(response, commit)
        }
        Err(failure) => {
            if !waited && let Some(until) = query.waits_until(failure.index(), now) {
                return Handled::Wait(until);
            }
            Handled::Done(failure.finish(), None)
        }
    }
}

/// A request on its way through the routes.
struct Call<'a> {
    engine: &'a Engine,
    request: &'a Request,
    /// The path, without escapes.
    path: &'a str,
    query: &'a Query,
    now: i64,
}

/// What a route answers.
type Answer = Result<Reply, Failure>;
