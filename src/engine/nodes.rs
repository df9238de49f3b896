//! What nodes tell the servers.

use crate::model::node::{NODE_ELIGIBLE, NODE_STATUS_READY, Node, NodeEvent};
use crate::model::time::Time;

use super::draft::Draft;
use super::{Engine, Step};

impl Engine {
    /// Registers nodes, or known ones again. A node that says nothing of its status is ready; one that has no
    /// identifier gets one.
    #[must_use]
    pub fn register_nodes(&self, nodes: Vec<Node>, now: i64) -> Step<()> {
        let mut draft = Draft::new(&self.state, self.seed, now);
        let mut random = self.random("node");
        for mut node in nodes {
            let id = random.uuid();
            if node.id.is_empty() {
                node.id = id.to_string();
            }
            self.take_over(&mut node, now);
            draft.put_node(node);
        }
        Step {
            response: (),
            commit: Some(draft.finish()),
        }
    }

    /// What the servers keep of a node that registers again, and say of one that is new.
    fn take_over(&self, node: &mut Node, now: i64) {
        if node.status.is_empty() {
            NODE_STATUS_READY.clone_into(&mut node.status);
        }
        let event = |message: &str| NodeEvent {
            message: message.to_owned(),
            subsystem: "Cluster".to_owned(),
            timestamp: Time::from_unix_nanoseconds(now),
            ..Default::default()
        };
        match self.state.node(&node.id) {
            Some(known) => {
                node.drain = known.node.drain;
                node.drain_strategy.clone_from(&known.node.drain_strategy);
                node.scheduling_eligibility
                    .clone_from(&known.node.scheduling_eligibility);
                node.events.clone_from(&known.node.events);
                if known.node.status == "down" && node.status == NODE_STATUS_READY {
                    node.events
                        .get_or_insert_default()
                        .push(event("Node re-registered"));
                }
            }
            None => node.events = Some(vec![event("Node registered")]),
        }
        if node.scheduling_eligibility.is_empty() {
            NODE_ELIGIBLE.clone_into(&mut node.scheduling_eligibility);
        }
        node.status_updated_at = now.div_euclid(1_000_000_000);
    }
}
