//! The native HTTP server: sockets and bodies around `api`, and the real clock around the engine.
//!
//! It knows no route and no rule of Nomad's: a request is translated, handed to the host, and the answer is
//! translated back. Blocking queries wait here for the next commit or their time.

mod compress;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::api::{Handled, Request, Response};
use crate::host::Host;

/// How large a request's body may be. Nomad sets no limit; this one keeps a mistake from eating all memory.
pub const MAX_BODY_BYTES: usize = 256 << 20;

/// The time of the system's clock, in unix nanoseconds.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where the real clock comes in")]
pub fn system_time() -> i64 {
    let since_1970 = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_1970.as_nanos()).unwrap_or(i64::MAX)
}

/// A host that many connections share.
struct Shared {
    host: Mutex<Host>,
    /// Told of every commit.
    changed: Notify,
}

impl Shared {
    fn host(&self) -> MutexGuard<'_, Host> {
        // Nothing panics while it holds the lock; and if it did, the state is whole after every commit.
        self.host.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock of the host on and does what is due.
    fn advance(&self) {
        let mut host = self.host();
        let before = host.engine().state().index();
        let done = if host.clock_is_set() {
            host.settle()
        } else {
            host.advance(system_time())
        };
        if let Err(error) = done {
            eprintln!("foreplan: {error}");
        }
        if host.engine().state().index() != before {
            self.changed.notify_waiters();
        }
    }

    /// How long it is until an instant of the host's clock; `None` if that clock stands still.
    fn until(&self, instant: i64) -> Option<Duration> {
        let stands = self.host().clock_is_set();
        let wait = u64::try_from(instant.saturating_sub(system_time())).unwrap_or_default();
        (!stands).then(|| Duration::from_nanos(wait))
    }
}

/// Serves a host at an address until the process ends. `ready` is told the address, which matters where the port
/// is 0.
///
/// # Errors
///
/// When the address cannot be listened at.
pub fn serve(address: SocketAddr, host: Host, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let shared = Rc::new(Shared {
        host: Mutex::new(host),
        changed: Notify::new(),
    });
    tokio::task::LocalSet::new().block_on(&runtime, async move {
        let listener = TcpListener::bind(address).await?;
        ready(listener.local_addr()?);
        tokio::task::spawn_local(keep_time(shared.clone()));
        tokio::select! {
            result = accept(listener, shared) => result,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

/// Does what falls due while nobody asks.
async fn keep_time(shared: Rc<Shared>) {
    loop {
        shared.advance();
        let due = shared.host().engine().poll_timeout();
        let changed = shared.changed.notified();
        match due.and_then(|due| shared.until(due)) {
            None => changed.await,
            Some(wait) => {
                tokio::select! {
                    () = changed => {}
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    }
}

async fn accept(listener: TcpListener, shared: Rc<Shared>) -> io::Result<()> {
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // One connection that failed to come about, or too many open ones, is no reason to stop.
            Err(error) => {
                eprintln!("foreplan: a connection failed: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let shared = shared.clone();
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| answer(request, &shared));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .half_close(true)
                .serve_connection(TokioIo::new(stream), service);
            // A client that hangs up in the middle is its own business.
            let _ = connection.await;
        });
    }
}

async fn answer(
    request: hyper::Request<Incoming>,
    shared: &Shared,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let header = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) => return Ok(translate(refused_body(&*error), false)),
    };
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), header(value)))
            .collect(),
        body,
    };
    let takes_gzip = compress::takes_gzip(&request);
    Ok(translate(wait_for_answer(&request, shared).await, takes_gzip))
}

fn refused_body(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Response {
    let (status, text) = if error.is::<LengthLimitError>() {
        (
            413,
            format!(
                "Request body is too large: at most {} MB are read",
                MAX_BODY_BYTES >> 20
            ),
        )
    } else {
        (400, format!("Request body could not be read: {error}"))
    };
    let headers = vec![("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned())];
    Response {
        status,
        headers,
        body: text.into_bytes(),
    }
}

/// Asks the host; a blocking query is asked again after every commit, and for the last time when its time is over.
async fn wait_for_answer(request: &Request, shared: &Shared) -> Response {
    shared.advance();
    let mut deadline = None;
    loop {
        // Registered before the host is asked, so that no commit in between is missed.
        let changed = shared.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let handled = {
            let mut host = shared.host();
            let waited = deadline.is_some_and(|deadline| deadline <= host.now());
            let before = (host.engine().state().index(), host.now());
            let handled = host.handle(request, waited);
            if (host.engine().state().index(), host.now()) != before {
                shared.changed.notify_waiters();
            }
            handled
        };
        let until = match handled {
            Ok(Handled::Done(response, _)) => {
                shared.advance();
                return response;
            }
            Ok(Handled::Wait(until)) => until,
            Err(error) => {
                let headers = vec![("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned())];
                return Response {
                    status: 500,
                    headers,
                    body: error.to_string().into_bytes(),
                };
            }
        };
        let until = *deadline.get_or_insert(until);
        match shared.until(until) {
            None => changed.await,
            Some(wait) => {
                tokio::select! {
                    () = changed => {}
                    () = tokio::time::sleep(wait) => {}
                }
                shared.advance();
            }
        }
    }
}

fn translate(response: Response, takes_gzip: bool) -> hyper::Response<Full<Bytes>> {
    let response = if takes_gzip {
        compress::compress(response)
    } else {
        response
    };
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(Bytes::from(response.body));
    builder.body(body).unwrap_or_else(|error| {
        let mut failed = hyper::Response::new(Full::new(Bytes::from(error.to_string())));
        *failed.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}
