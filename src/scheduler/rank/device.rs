//! Devices: whether a node has enough that are free, and which ones an allocation gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::model::allocation::AllocatedDeviceResource;
use crate::model::device::NodeDeviceResource;
use crate::model::node::Node;
use crate::model::resources::RequestedDevice;
use crate::model::task_group::TaskGroup;
use crate::scheduler::feasible::{device_affinity, device_matches};
use crate::state::Alloc;

/// Why a node cannot give the devices that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoDevice {
    /// It has none.
    None,
    /// None are asked for.
    ZeroAsked,
    /// Not enough of what is asked for is free.
    NoMatch,
}

/// The words of the reference's metrics.
impl fmt::Display for NoDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoDevice::None => "no devices available",
            NoDevice::ZeroAsked => "invalid request of zero devices",
            NoDevice::NoMatch => "no devices match request",
        })
    }
}

/// What was given, by task, and how well it fits the asks' affinities if they have any.
type Given = (BTreeMap<String, Vec<AllocatedDeviceResource>>, Option<f64>);

/// Whether a group asks for any devices.
pub(super) fn asks_for_devices(group: &TaskGroup) -> bool {
    asks(group).next().is_some()
}

fn asks(group: &TaskGroup) -> impl Iterator<Item = (&str, &RequestedDevice)> {
    group.tasks().iter().flat_map(|task| {
        let devices = task
            .resources
            .iter()
            .flat_map(|resources| resources.devices.iter().flatten());
        devices.map(|ask| (task.name.as_str(), ask))
    })
}

/// Gives a group the devices it asks for on a node, of those that none of `allocs` has. Where there are too few,
/// `make_room` names who must go; it gets the ask, and how many of a make are free.
///
/// # Errors
///
/// Why the node cannot, if nobody can make room.
pub(super) fn assign<'a>(
    group: &TaskGroup,
    node: &Node,
    allocs: impl Iterator<Item = &'a Arc<Alloc>>,
    mut make_room: impl FnMut(&RequestedDevice, &dyn Fn(&NodeDeviceResource) -> u64) -> Vec<Arc<Alloc>>,
) -> Result<Given, NoDevice> {
    let makes = makes_of(node);
    let mut taken: BTreeSet<String> = allocs.flat_map(|alloc| devices_of(alloc)).cloned().collect();
    let mut given: BTreeMap<String, Vec<AllocatedDeviceResource>> = BTreeMap::new();
    let (mut fitting, mut all) = (0.0, 0.0);
    for (task, ask) in asks(group) {
        let (offer, weight) = match assign_one(ask, makes, &taken) {
            Ok(given) => given,
            Err(none) => {
                let gone = make_room(ask, &|make| free(make, &taken).count() as u64);
                if gone.is_empty() {
                    return Err(none);
                }
                for id in gone.iter().flat_map(|alloc| devices_of(alloc)) {
                    taken.remove(id);
                }
                assign_one(ask, makes, &taken)?
            }
        };
        taken.extend(offer.device_ids.iter().flatten().cloned());
        given.entry(task.to_owned()).or_default().push(offer);
        let weights = ask.affinities.iter().flatten();
        all += weights
            .map(|affinity| f64::from(affinity.weight.unwrap_or_default()).abs())
            .sum::<f64>();
        fitting += weight;
    }
    Ok((given, (all != 0.0).then(|| fitting / all)))
}

/// The devices of a node, by make.
pub(super) fn makes_of(node: &Node) -> &[NodeDeviceResource] {
    let resources = node.node_resources.as_ref();
    resources
        .and_then(|resources| resources.devices.as_deref())
        .unwrap_or_default()
}

/// The devices that an allocation has.
fn devices_of(alloc: &Alloc) -> impl Iterator<Item = &String> {
    let devices = alloc.rare.iter().flat_map(|rare| rare.devices.values().flatten());
    devices.flat_map(|device| device.device_ids.iter().flatten())
}

/// The healthy devices of a make that nobody has.
fn free<'a>(make: &'a NodeDeviceResource, taken: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
    let instances = make.instances.iter().flatten();
    instances
        .filter(|device| device.healthy && !taken.contains(&device.id))
        .map(|device| &device.id)
}

/// Where nobody makes room.
pub(super) fn nobody(_: &RequestedDevice, _: &dyn Fn(&NodeDeviceResource) -> u64) -> Vec<Arc<Alloc>> {
    Vec::new()
}

/// Devices for one ask: of the make that fits its affinities best.
fn assign_one(
    ask: &RequestedDevice,
    makes: &[NodeDeviceResource],
    taken: &BTreeSet<String>,
) -> Result<(AllocatedDeviceResource, f64), NoDevice> {
    if makes.is_empty() {
        return Err(NoDevice::None);
    }
    let count = usize::try_from(ask.count.unwrap_or_default()).unwrap_or(usize::MAX);
    if count == 0 {
        return Err(NoDevice::ZeroAsked);
    }
    let mut best: Option<(&NodeDeviceResource, f64, Vec<String>)> = None;
    for make in makes {
        let ids: Vec<String> = free(make, taken).cloned().collect();
        if ids.len() < count || !device_matches(make, ask) {
            continue;
        }
        let weight = device_affinity(make, ask);
        if best.as_ref().is_none_or(|(_, other, _)| weight > *other) {
            best = Some((make, weight, ids));
        }
    }
    let (make, weight, mut ids) = best.ok_or(NoDevice::NoMatch)?;
    ids.truncate(count);
    let offer = AllocatedDeviceResource {
        vendor: make.vendor.clone(),
        device_type: make.device_type.clone(),
        name: make.name.clone(),
        device_ids: Some(ids),
    };
    Ok((offer, weight))
}
