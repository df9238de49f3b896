//! `/v1/nodes` and `/v1/node/:id`.

use std::collections::BTreeMap;

use crate::model::node::Node;
use crate::state::Table;

use super::reply::{Failure, Reply};
use super::{Answer, Call, id};

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let prefix = call.query.value("prefix");
    let digits = id::prefix(prefix, "node")?;
    let state = call.engine.state();
    let nodes = state.nodes().filter(|entry| digits.begin(&entry.node.id));
    let stubs = nodes.map(|entry| entry.node.stub()).collect::<Vec<_>>();
    Ok(Reply::list(stubs).read_at(state.table_index(Table::Nodes)))
}

pub(super) fn read(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    if id.is_empty() {
        return Err(Failure::error(500, "missing node ID"));
    }
    match state.node(&id::whole(id, "node")?) {
        Some(entry) => {
            let node = for_reading(Node::clone(&entry.node));
            Ok(Reply::object(node).read_at(entry.node.modify_index))
        }
        None => Err(Failure::not_found(
            "node not found",
            state.table_index(Table::Nodes),
        )),
    }
}

/// A node as it is shown: without its secret, and with null for what is empty.
fn for_reading(mut node: Node) -> Node {
    fn drop_empty<V>(map: &mut Option<BTreeMap<String, V>>) {
        *map = map.take().filter(|map| !map.is_empty());
    }
    node.secret_id.clear();
    drop_empty(&mut node.attributes);
    drop_empty(&mut node.links);
    drop_empty(&mut node.meta);
    drop_empty(&mut node.drivers);
    drop_empty(&mut node.host_volumes);
    node
}
