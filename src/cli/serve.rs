//! `foreplan serve`: the API over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::host::Host;
use crate::http;

use super::input::nodes;
use super::output::Failure;

/// Serve Nomad's HTTP API, for Nomad's own clients and yours.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4646")]
    bind: SocketAddr,
    /// The cluster: a JSON list of machines, or of nodes as the API has them. Without it: none.
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
    /// What all chance follows from; drawn if it is not given.
    #[arg(long)]
    seed: Option<u64>,
}

impl Serve {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let seed = match self.seed {
            Some(seed) => seed,
            None => getrandom::u64()
                .map_err(|error| Failure::new(format!("no random seed to be had: {error}")))?,
        };
        let mut host = Host::new(seed, http::system_time());
        if let Some(cluster) = &self.cluster {
            let registered = host.register_nodes(nodes(Some(cluster))?);
            registered.map_err(|error| Failure::new(error.to_string()))?;
        }
        let ready = |address| println!("foreplan is listening at http://{address}");
        http::serve(self.bind, host, ready)
            .map_err(|error| Failure::new(format!("cannot listen at {}: {error}", self.bind)))?;
        Ok(ExitCode::SUCCESS)
    }
}
