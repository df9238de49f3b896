//! Bodies and headers of answers.

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::model::json::encode;
use crate::model::object::{Object, Shape};
use crate::state::Commit;

use super::Response;

/// An answer that is no error.
pub(super) struct Reply {
    /// The body, not yet written out.
    body: Body,
    /// The index, for the header.
    index: Option<u64>,
    /// What it tells of the servers.
    servers: Servers,
    /// What it changes.
    commit: Option<Commit>,
}

/// What an answer tells of the servers in its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Servers {
    /// Nothing, as writes do.
    Untold,
    /// That there is a leader, as reads do.
    Known,
    /// That there is none: a few writes answer like reads, and never filled that in.
    Unknown,
}

/// Writes a value as JSON, for people if the flag is set.
type Writer = Box<dyn FnOnce(bool) -> Result<Vec<u8>, serde_json::Error>>;

enum Body {
    Json(Writer),
    Ready(Response),
}

fn write(value: &impl Serialize, pretty: bool) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    if pretty {
        value.serialize(&mut Serializer::with_formatter(
            &mut text,
            PrettyFormatter::with_indent(b"    "),
        ))?;
        text.push(b'\n');
    } else {
        value.serialize(&mut Serializer::new(&mut text))?;
    }
    Ok(text)
}

impl Reply {
    /// A JSON value.
    pub(super) fn json(value: impl Serialize + 'static) -> Self {
        Self::new(Box::new(move |pretty| write(&value, pretty)))
    }

    /// An object of the API in the stored form.
    pub(super) fn object(object: impl Object) -> Self {
        Self::shaped(object, Shape::Stored)
    }

    /// An object of the API in one of its forms.
    pub(super) fn shaped(object: impl Object, shape: Shape) -> Self {
        Self::new(Box::new(move |pretty| write(&encode(&object, shape), pretty)))
    }

    /// A list of objects of the API; empty lists are `[]`.
    pub(super) fn list(objects: Vec<impl Object>) -> Self {
        let write = move |pretty| {
            let encoded: Vec<_> = objects
                .iter()
                .map(|object| encode(object, Shape::Stored))
                .collect();
            write(&encoded, pretty)
        };
        Self::new(Box::new(write))
    }

    /// A whole answer.
    pub(super) fn ready(response: Response) -> Self {
        Reply {
            body: Body::Ready(response),
            index: None,
            servers: Servers::Untold,
            commit: None,
        }
    }

    fn new(write: Writer) -> Self {
        Reply {
            body: Body::Json(write),
            index: None,
            servers: Servers::Untold,
            commit: None,
        }
    }

    /// The same as the answer to a read of something that last changed at `index`.
    pub(super) fn read_at(self, index: u64) -> Self {
        Reply {
            index: Some(index),
            servers: Servers::Known,
            ..self
        }
    }

    /// The same as the answer to a write.
    pub(super) fn written(self, index: u64, commit: Option<Commit>) -> Self {
        Reply {
            index: Some(index),
            commit,
            ..self
        }
    }

    /// The same with the headers of a read, though it is a write.
    pub(super) fn like_a_read(self) -> Self {
        Reply {
            servers: Servers::Unknown,
            ..self
        }
    }

    /// What a blocking query compares.
    pub(super) fn index(&self) -> Option<u64> {
        self.index.filter(|_| self.servers == Servers::Known)
    }

    /// The answer, written out.
    pub(super) fn finish(self, pretty: bool) -> (Response, Option<Commit>) {
        let write = match self.body {
            Body::Ready(response) => return (response, self.commit),
            Body::Json(write) => write,
        };
        let body = match write(pretty) {
            Ok(body) => body,
            Err(error) => return (Failure::error(500, error.to_string()).finish(), None),
        };
        let mut headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        if let Some(index) = self.index {
            headers.extend(meta(index, self.servers));
        }
        (
            Response {
                status: 200,
                headers,
                body,
            },
            self.commit,
        )
    }
}

/// The headers that tell of the state that was asked.
fn meta(index: u64, servers: Servers) -> Vec<(String, String)> {
    let mut headers = vec![("X-Nomad-Index".to_owned(), index.to_string())];
    if servers != Servers::Untold {
        let known = (servers == Servers::Known).to_string();
        headers.push(("X-Nomad-KnownLeader".to_owned(), known));
        headers.push(("X-Nomad-LastContact".to_owned(), "0".to_owned()));
    }
    headers
}

/// An answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    status: u16,
    text: String,
    /// The index of what was not found.
    index: Option<u64>,
    content_type: &'static str,
}

impl Failure {
    /// An error with this status and text.
    pub(super) fn error(status: u16, text: impl Into<String>) -> Self {
        Failure {
            status,
            text: text.into(),
            index: None,
            content_type: "text/plain; charset=utf-8",
        }
    }

    /// The request is wrong.
    pub(super) fn bad_request(text: impl Into<String>) -> Self {
        Self::error(400, text)
    }

    /// The method is wrong.
    pub(super) fn invalid_method() -> Self {
        Self::error(405, "Invalid method")
    }

    /// There is no such thing in a state that was last changed at `index`.
    pub(super) fn not_found(text: &str, index: u64) -> Self {
        Failure {
            index: Some(index),
            ..Self::error(404, text)
        }
    }

    /// There is no such path.
    pub(super) fn no_such_path() -> Self {
        Failure {
            content_type: "",
            ..Self::error(404, "")
        }
    }

    /// Nomad has this endpoint, and we do not have it yet.
    pub(super) fn not_implemented(method: &str, endpoint: &str) -> Self {
        let body = serde_json::json!({
            "Error": format!("{method} {endpoint}: foreplan does not have this endpoint of Nomad's yet"),
            "Endpoint": endpoint,
            "Method": method,
        });
        Failure {
            content_type: "application/json",
            ..Self::error(501, body.to_string())
        }
    }

    pub(super) fn finish(self) -> Response {
        let mut headers = Vec::new();
        if !self.content_type.is_empty() {
            headers.push(("Content-Type".to_owned(), self.content_type.to_owned()));
        }
        if let Some(index) = self.index {
            headers.extend(meta(index, Servers::Known));
        }
        Response {
            status: self.status,
            headers,
            body: self.text.into_bytes(),
        }
    }
}
