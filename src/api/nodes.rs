//! `/v1/nodes` and `/v1/node/:id`.

use crate::model::node::Node;
use crate::state::Table;

use super::reply::{Failure, Reply};
use super::{Answer, Call};

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let prefix = call.query.value("prefix");
    let state = call.engine.state();
    let nodes = state.nodes().filter(|entry| entry.node.id.starts_with(prefix));
    let stubs = nodes.map(|entry| entry.node.stub()).collect::<Vec<_>>();
    Ok(Reply::list(stubs).read_at(state.table_index(Table::Nodes)))
}

pub(super) fn read(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    if id.is_empty() {
        return Err(Failure::error(500, "missing node ID"));
    }
    match state.node(id) {
        Some(entry) => {
            let node = Node {
                secret_id: String::new(),
                ..Node::clone(&entry.node)
            };
            Ok(Reply::object(node).read_at(entry.node.modify_index))
        }
        None => Err(Failure::not_found(
            "node not found",
            state.table_index(Table::Nodes),
        )),
    }
}
