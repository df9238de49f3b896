//! A host: an engine, a store, and the rule by which they are driven.
//!
//! handle or poll → persist the commit → apply it → poll until `None` → sleep until the timeout. Hosts whose
//! storage is asynchronous drive the [`Engine`] themselves by the same rule.

mod sim;

use crate::api::{self, Handled, Request, Response};
use crate::engine::{Engine, EngineError, RegisterRequest, Registered};
use crate::model::job::Job;
use crate::model::node::Node;
use crate::state::{Commit, MemoryStore, Store};

/// Why a commit did not come about.
#[derive(Debug)]
pub enum HostError<E> {
    /// The store did not keep it. Nothing has changed.
    Store(E),
    /// It was not made against this state: a mistake of the host's.
    NotApplied(crate::state::NotApplied),
}

impl<E: std::fmt::Display> std::fmt::Display for HostError<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            HostError::Store(error) => write!(
                f,
                "the store did not keep the change, and nothing has changed: {error}"
            ),
            HostError::NotApplied(error) => error.fmt(f),
        }
    }
}

/// An engine and a store, driven one step after another.
#[derive(Debug, Clone)]
pub struct Host<S = MemoryStore> {
    engine: Engine,
    store: S,
    now: i64,
    clock_is_set: bool,
}

impl Host<MemoryStore> {
    /// A new cluster in memory. All chance follows from `seed`; the clock stands at `now`, in unix nanoseconds.
    #[must_use]
    pub fn new(seed: u64, now: i64) -> Self {
        Host {
            engine: Engine::new(seed),
            store: MemoryStore::default(),
            now,
            clock_is_set: false,
        }
    }
}

impl<S: Store> Host<S> {
    /// The cluster that a store holds.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn restore(seed: u64, store: S, now: i64) -> Result<Self, S::Error> {
        let engine = Engine::restore(seed, store.load()?);
        Ok(Host {
            engine,
            store,
            now,
            clock_is_set: false,
        })
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The time, in unix nanoseconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Whether somebody set the clock by the side door: then a host that follows the real clock stops doing so.
    #[must_use]
    pub fn clock_is_set(&self) -> bool {
        self.clock_is_set
    }

    /// Keeps a commit, and applies it once it is kept.
    ///
    /// # Errors
    ///
    /// When the store does not keep it.
    pub fn commit(&mut self, commit: &Commit) -> Result<(), HostError<S::Error>> {
        self.store.commit(commit).map_err(HostError::Store)?;
        self.engine.apply(commit).map_err(HostError::NotApplied)
    }

    /// Does all work that is due.
    ///
    /// # Errors
    ///
    /// When the store does not keep a commit.
    pub fn settle(&mut self) -> Result<(), HostError<S::Error>> {
        while let Some(commit) = self.engine.poll(self.now) {
            self.commit(&commit)?;
        }
        Ok(())
    }

    /// Moves the clock on, to `now` in unix nanoseconds; never back. Work that falls due on the way is done at its
    /// own time.
    ///
    /// # Errors
    ///
    /// When the store does not keep a commit.
    pub fn advance(&mut self, now: i64) -> Result<(), HostError<S::Error>> {
        self.settle()?;
        while let Some(due) = self.engine.poll_timeout().filter(|due| *due <= now) {
            self.now = self.now.max(due);
            self.settle()?;
        }
        self.now = self.now.max(now);
        self.settle()
    }

    /// Registers nodes.
    ///
    /// # Errors
    ///
    /// When the store does not keep a commit.
    pub fn register_nodes(&mut self, nodes: Vec<Node>) -> Result<(), HostError<S::Error>> {
        for node in nodes {
            if let Some(commit) = self.engine.register_node(node, self.now).commit {
                self.commit(&commit)?;
            }
        }
        self.settle()
    }

    /// Registers a job and does the work that it makes due. The engine's refusal is the inner error.
    ///
    /// # Errors
    ///
    /// When the store does not keep a commit.
    pub fn register(&mut self, job: Job) -> Result<Result<Registered, EngineError>, HostError<S::Error>> {
        let namespace = job.namespace().to_owned();
        let request = RegisterRequest {
            job: Some(job),
            namespace,
            ..Default::default()
        };
        let step = match self.engine.register(request, self.now) {
            Ok(step) => step,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(commit) = &step.commit {
            self.commit(commit)?;
        }
        self.settle()?;
        Ok(Ok(step.response))
    }

    /// Answers a request, or says until when a blocking query waits.
    ///
    /// # Errors
    ///
    /// When the store does not keep a commit: then the request has not happened.
    pub fn handle(&mut self, request: &Request, waited: bool) -> Result<Handled, HostError<S::Error>> {
        if sim::is_for(request) {
            return Ok(Handled::Done(self.sim(request), None));
        }
        let handled = api::handle(&self.engine, request, self.now, waited);
        if let Handled::Done(_, Some(commit)) = &handled {
            self.commit(commit)?;
        }
        Ok(handled)
    }

    /// Answers a request and does the work that it makes due. A blocking query does not wait.
    pub fn request(&mut self, request: &Request) -> Response {
        let failed = |error: &HostError<S::Error>| Response {
            status: 500,
            headers: vec![("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned())],
            body: error.to_string().into_bytes(),
        };
        match self.handle(request, true) {
            Ok(Handled::Done(response, _)) => match self.settle() {
                Ok(()) => response,
                Err(error) => failed(&error),
            },
            Ok(Handled::Wait(_)) => Response {
                status: 500,
                ..Default::default()
            },
            Err(error) => failed(&error),
        }
    }
}
