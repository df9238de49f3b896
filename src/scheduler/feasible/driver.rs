//! Whether a node has the drivers that a group's tasks need.

use crate::model::node::Node;

use super::{Ask, Reason};

pub(super) fn check(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    if ask
        .group
        .tasks()
        .iter()
        .all(|task| has_driver(node, &task.driver))
    {
        Ok(())
    } else {
        Err(Reason::Drivers)
    }
}

/// A driver counts if the node says that it is there and works; of nodes that say nothing, old ones, an attribute
/// tells.
fn has_driver(node: &Node, driver: &str) -> bool {
    match node.drivers.as_ref().and_then(|drivers| drivers.get(driver)) {
        Some(info) => info.detected && info.healthy,
        None => {
            let attribute = node
                .attributes
                .as_ref()
                .and_then(|all| all.get(&format!("driver.{driver}")));
            matches!(
                attribute.map(String::as_str),
                Some("1" | "t" | "T" | "true" | "TRUE" | "True")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::DriverInfo;

    #[test]
    fn what_a_driver_says_of_itself_comes_before_attributes() {
        let attributes = [
            ("driver.exec", "1"),
            ("driver.docker", "true"),
            ("driver.java", "yes"),
        ];
        let attributes = attributes
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let broken = DriverInfo {
            detected: true,
            ..Default::default()
        };
        let node = Node {
            attributes: Some(attributes),
            drivers: Some([("docker".to_owned(), broken)].into()),
            ..Default::default()
        };
        let has = ["exec", "docker", "java", "qemu"].map(|driver| has_driver(&node, driver));
        assert_eq!(has, [true, false, false, false]);
    }
}
