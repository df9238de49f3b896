//! What the agent that is asked says of itself: `/v1/agent/self`, `/v1/status`, `/v1/regions`.

use serde_json::json;

use crate::model::job::GLOBAL_REGION;

use super::reply::Reply;
use super::{Answer, Call};

/// The version of the API that is spoken.
const VERSION: &str = "0.12.4";

/// The address at which servers would talk to each other.
const SERVER_ADDRESS: &str = "127.0.0.1:4647";

pub(super) fn regions() -> Answer {
    Ok(Reply::json([GLOBAL_REGION]))
}

pub(super) fn leader() -> Answer {
    Ok(Reply::json(SERVER_ADDRESS))
}

pub(super) fn peers() -> Answer {
    Ok(Reply::json([SERVER_ADDRESS]))
}

/// Who answers: what clients look at (region, version, whether there are servers and ACLs), not the whole
/// configuration of a real agent.
pub(super) fn this_agent(call: &Call<'_>) -> Answer {
    let state = call.engine.state();
    Ok(Reply::json(json!({
        "config": {
            "ACL": { "Enabled": false },
            "Client": { "Enabled": false },
            "Datacenter": "dc1",
            "NodeName": "foreplan",
            "Region": GLOBAL_REGION,
            "Server": { "BootstrapExpect": 1, "Enabled": true },
            "Version": { "Revision": "", "Version": VERSION, "VersionMetadata": "foreplan", "VersionPrerelease": "" },
        },
        "member": {
            "Addr": "127.0.0.1",
            "Name": "foreplan.global",
            "Port": 4648,
            "Status": "alive",
            "Tags": { "build": VERSION, "dc": "dc1", "region": GLOBAL_REGION, "role": "nomad" },
        },
        "stats": {
            "nomad": { "bootstrap": "true", "known_regions": "1", "leader": "true", "server": "true" },
            "raft": { "last_log_index": state.index().to_string() },
        },
    })))
}
