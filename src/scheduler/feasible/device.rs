//! Whether a node has the devices that a group's tasks ask for.

use crate::model::device::{Attribute, NodeDeviceResource};
use crate::model::node::Node;
use crate::model::resources::RequestedDevice;

use super::attribute::{parse, text_value};
use super::constraint::{Found, compare_attributes};
use super::{Ask, Reason};

/// Every ask must find a make of devices of which enough work; asks before it have theirs already.
pub(super) fn check(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    let asks = ask
        .group
        .tasks()
        .iter()
        .filter_map(|task| task.resources.as_ref()?.devices.as_deref())
        .flatten();
    let makes = node
        .node_resources
        .as_ref()
        .and_then(|resources| resources.devices.as_deref());
    let mut left: Vec<(&NodeDeviceResource, u64)> = makes
        .unwrap_or_default()
        .iter()
        .map(|make| (make, healthy(make)))
        .collect();
    for ask in asks {
        let count = ask.count.unwrap_or_default();
        let fitting = left
            .iter_mut()
            .find(|(make, left)| *left > 0 && *left >= count && device_matches(make, ask));
        match fitting {
            Some((_, left)) => *left -= count,
            None => return Err(Reason::Devices),
        }
    }
    Ok(())
}

fn healthy(make: &NodeDeviceResource) -> u64 {
    make.instances
        .iter()
        .flatten()
        .filter(|device| device.healthy)
        .count() as u64
}

/// Whether devices of a make are what is asked for: by name and by constraints.
#[must_use]
pub fn device_matches(make: &NodeDeviceResource, ask: &RequestedDevice) -> bool {
    let mut parts = ask.name.splitn(3, '/');
    let (vendor, device_type, name) = match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("", None, None) => return false,
        (device_type, None, _) => ("", device_type, ""),
        (vendor, Some(device_type), name) => (vendor, device_type, name.unwrap_or_default()),
    };
    let is = |asked: &str, has: &str| asked.is_empty() || asked == has;
    is(vendor, &make.vendor)
        && is(device_type, &make.device_type)
        && is(name, &make.name)
        && ask.constraints.iter().flatten().all(|constraint| {
            let (left, right) = (
                resolve(&constraint.l_target, make),
                resolve(&constraint.r_target, make),
            );
            compare_attributes(&constraint.operand, left.as_ref(), right.as_ref())
        })
}

/// The sum of the weights of the affinities of an ask that devices of a make fit.
#[must_use]
pub fn device_affinity(make: &NodeDeviceResource, ask: &RequestedDevice) -> f64 {
    let affinities = ask.affinities.iter().flatten().filter(|affinity| {
        let (left, right) = (
            resolve(&affinity.l_target, make),
            resolve(&affinity.r_target, make),
        );
        compare_attributes(&affinity.operand, left.as_ref(), right.as_ref())
    });
    affinities
        .map(|affinity| f64::from(affinity.weight.unwrap_or_default()))
        .sum()
}

/// The value of a target on devices of a make: the text itself, read as a value, if it is no `${…}`.
pub(super) fn resolve(target: &str, make: &NodeDeviceResource) -> Found<Attribute> {
    let Some(name) = target.strip_prefix("${") else {
        return Some(parse(target));
    };
    match name {
        "device.model}" => Some(text_value(&make.name)),
        "device.vendor}" => Some(text_value(&make.vendor)),
        "device.type}" => Some(text_value(&make.device_type)),
        _ => {
            let key = name.strip_prefix("device.attr.")?;
            make.attributes
                .as_ref()?
                .get(key.strip_suffix('}').unwrap_or(key))
                .cloned()
        }
    }
}
