//! What a task asks of a node.

use super::messages as say;
use super::report::{At, Findings};
use super::{constraint, list};
use crate::model::resources::{RequestedDevice, Resources};
use crate::notation::quote::quoted;

pub(super) fn resources(resources: &Resources, at: &At<'_>, found: &mut Findings) {
    found.apart(|found| least(resources, at, found));
    if resources.disk_mb.is_some_and(|disk| disk > 0) {
        found.add(say::disk_of_task(), &at.member("DiskMB"));
    }
    for (index, device) in list(&resources.devices).iter().enumerate() {
        let heading = || say::device_failed(index + 1);
        let at = &at.member("Devices");
        found.under(heading, |found| self::device(device, &at.index(index), found));
    }
}

/// The least that a task must ask for.
fn least(resources: &Resources, at: &At<'_>, found: &mut Findings) {
    let (cpu, memory) = (
        resources.cpu.unwrap_or_default(),
        resources.memory_mb.unwrap_or_default(),
    );
    if cpu < 20 {
        found.add(say::small_cpu(cpu), &at.member("CPU"));
    }
    if memory < 10 {
        found.add(say::small_memory(memory), &at.member("MemoryMB"));
    }
    for (index, network) in list(&resources.networks).iter().enumerate() {
        let mbits = network.mbits.unwrap_or_default();
        let at = &at.member("Networks");
        if mbits < 1 {
            let at = &at.index(index);
            let heading = || say::network_failed(index);
            found.under(heading, |found| {
                found.add(say::small_bandwidth(mbits), &at.member("MBits"))
            });
        }
    }
}

fn device(device: &RequestedDevice, at: &At<'_>, found: &mut Findings) {
    if device.name.is_empty() {
        found.add(say::device_without_name(), &at.member("Name"));
    }
    for (index, constraint) in list(&device.constraints).iter().enumerate() {
        let at = &at.member("Constraints");
        let at = &at.index(index);
        let number = index + 1;
        match constraint.operand.as_str() {
            operand @ ("distinct_hosts" | "distinct_property") => {
                found.add(
                    say::operand_of_device(number, quoted(operand)),
                    &at.member("Operand"),
                );
            }
            _ => found.under(
                || say::constraint_failed(number),
                |found| constraint::constraint(constraint, at, found),
            ),
        }
    }
    for (index, affinity) in list(&device.affinities).iter().enumerate() {
        let heading = || say::affinity_failed(index + 1);
        let at = &at.member("Affinities");
        found.under(heading, |found| {
            constraint::affinity(affinity, &at.index(index), found)
        });
    }
}
