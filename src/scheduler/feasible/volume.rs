//! Whether a node has the host volumes that a group asks for.

use std::collections::BTreeSet;

use crate::model::node::Node;

use super::{Ask, Reason};

pub(super) fn check(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    let asks = || {
        ask.group
            .volumes
            .iter()
            .flatten()
            .map(|(_, ask)| ask)
            .filter(|ask| ask.volume_type == "host")
    };
    let sources: BTreeSet<&str> = asks().map(|ask| ask.source.as_str()).collect();
    let volumes = node.host_volumes.as_ref();
    let is_there = |source: &str| volumes.and_then(|volumes| volumes.get(source));
    let all_there = sources.iter().all(|source| is_there(source).is_some());
    let all_writable =
        asks().all(|ask| ask.read_only || is_there(&ask.source).is_none_or(|volume| !volume.read_only));
    if all_there && all_writable {
        Ok(())
    } else {
        Err(Reason::HostVolumes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Job;
    use crate::model::node::ClientHostVolumeConfig;
    use crate::model::task_group::TaskGroup;
    use crate::model::volume::VolumeRequest;

    #[test]
    fn volumes_must_be_there_and_writable_if_they_are_written() {
        let volume = |read_only| ClientHostVolumeConfig {
            read_only,
            ..Default::default()
        };
        let volumes = [("rw".to_owned(), volume(false)), ("ro".to_owned(), volume(true))];
        let node = Node {
            host_volumes: Some(volumes.into()),
            ..Default::default()
        };
        let fits = |source: &str, read_only, volume_type: &str| {
            let ask = VolumeRequest {
                volume_type: volume_type.to_owned(),
                source: source.to_owned(),
                read_only,
                ..Default::default()
            };
            let group = TaskGroup {
                volumes: Some([("v".to_owned(), ask)].into()),
                ..Default::default()
            };
            check(
                &Ask {
                    job: &Job::default(),
                    group: &group,
                },
                &node,
            )
            .is_ok()
        };
        assert!(fits("rw", false, "host") && fits("ro", true, "host") && fits("none", false, "csi"));
        assert!(!fits("ro", false, "host") && !fits("none", true, "host"));
    }
}
