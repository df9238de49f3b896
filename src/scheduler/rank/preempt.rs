//! Which allocations of less important jobs must make room on a node so that another one fits.
//!
//! Only those are asked whose priority is lower by ten at least, the least important first; among equals those
//! that come closest to what is needed, and rather those of groups of which not too many have to go already. In a
//! last pass those are spared that turned out not to be needed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::device::NodeDeviceResource;
use crate::model::job::Job;
use crate::model::network::NetworkResource;
use crate::model::resources::RequestedDevice;
use crate::scheduler::feasible::device_matches;
use crate::scheduler::proposed::Proposed;
use crate::state::node::NetworkUse;
use crate::state::{Alloc, Capacity};

/// By how much more important a job must be than those that make room for it.
const PRIORITY_GAP: i64 = 10;
/// The distance added for each allocation of a group that has to go beyond what the group's `migrate` allows at
/// a time.
const MAX_PARALLEL_PENALTY: f64 = 50.0;

/// Finds who must make room for a job.
#[derive(Debug, Clone)]
pub(super) struct Preemptor {
    job: Arc<Job>,
    priority: i64,
}

/// What an allocation has of one device of its node's network.
struct Share {
    device: String,
    mbits: i64,
    reserved: Vec<i64>,
}

impl Preemptor {
    pub(super) fn new(job: &Arc<Job>) -> Self {
        Preemptor {
            job: job.clone(),
            priority: job.priority.unwrap_or_default(),
        }
    }

    /// Whether an allocation is of another job.
    fn is_other(&self, alloc: &Alloc) -> bool {
        (alloc.job.id(), alloc.job.namespace()) != (self.job.id(), self.job.namespace())
    }

    /// Whether an allocation may have to make room.
    fn may_go(&self, alloc: &Alloc) -> bool {
        self.is_other(alloc) && self.priority - priority_of(alloc) >= PRIORITY_GAP
    }

    /// Those that may have to make room, by priority, the least important first.
    fn by_priority<'a>(
        &self,
        allocs: impl Iterator<Item = &'a Arc<Alloc>>,
    ) -> BTreeMap<i64, Vec<&'a Arc<Alloc>>> {
        let mut groups: BTreeMap<i64, Vec<_>> = BTreeMap::new();
        for alloc in allocs.filter(|alloc| self.may_go(alloc)) {
            groups.entry(priority_of(alloc)).or_default().push(alloc);
        }
        groups
    }

    /// For processor, memory and disk: who must make room on a node of this `capacity` where `allocs` are. Nobody
    /// if that does not help.
    pub(super) fn for_capacity(
        &self,
        ask: Capacity,
        capacity: Capacity,
        allocs: &[&Arc<Alloc>],
        proposed: &Proposed<'_>,
    ) -> Vec<Arc<Alloc>> {
        // As in the reference, what the job itself has on the node does not count here.
        let others = allocs.iter().copied().filter(|alloc| self.is_other(alloc));
        let free = others.clone().fold(capacity, |free, alloc| free.less(alloc.used));
        let mut available = free;
        let mut needed = ask;
        let mut chosen: Vec<&Arc<Alloc>> = Vec::new();
        'search: for mut group in self.by_priority(others).into_values() {
            while let Some(place) = closest(&group, |alloc| {
                distance(needed, alloc.used) + penalty(alloc, proposed)
            }) {
                let alloc = group.swap_remove(place);
                available = available.plus(alloc.used);
                needed = needed.less(alloc.used);
                chosen.push(alloc);
                if available.exceeded_by(ask).is_none() {
                    break 'search;
                }
            }
        }
        if available.exceeded_by(ask).is_some() {
            return Vec::new();
        }
        farthest_first(&mut chosen, |alloc| distance(ask, alloc.used));
        let mut available = free;
        up_to(&chosen, |alloc| {
            available = available.plus(alloc.used);
            available.exceeded_by(ask).is_none()
        })
    }

    /// For ports and bandwidth of one ask. Nobody if that does not help. `total_mbits` says how much bandwidth a
    /// device of the node has.
    pub(super) fn for_network(
        &self,
        ask: &NetworkResource,
        taken: &NetworkUse,
        total_mbits: impl Fn(&str) -> i64,
        allocs: &[&Arc<Alloc>],
        proposed: &Proposed<'_>,
    ) -> Vec<Arc<Alloc>> {
        let needed = ask.mbits.unwrap_or_default();
        let mut by_device: BTreeMap<String, Vec<(&Arc<Alloc>, Share)>> = BTreeMap::new();
        // Ports of those that stay.
        let mut kept: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let others = allocs.iter().filter(|alloc| self.is_other(alloc));
        for (alloc, share) in others.filter_map(|alloc| Some((*alloc, share(alloc)?))) {
            if self.may_go(alloc) {
                by_device
                    .entry(share.device.clone())
                    .or_default()
                    .push((alloc, share));
            } else {
                kept.entry(share.device).or_default().extend(share.reserved);
            }
        }
        'devices: for (device, shares) in by_device {
            let total = total_mbits(&device);
            if total < needed {
                continue;
            }
            let free = total - taken.mbits(&device);
            let mut gained = 0;
            let mut chosen: Vec<&Arc<Alloc>> = Vec::new();
            // Who holds two of the ports is named twice, as in the reference.
            for port in ask.reserved_ports.iter().flatten() {
                let holder = shares
                    .iter()
                    .rev()
                    .find(|(_, share)| share.reserved.contains(&port.value));
                match holder {
                    Some((alloc, share)) => {
                        gained += share.mbits;
                        chosen.push(alloc);
                    }
                    None if kept.get(&device).is_some_and(|kept| kept.contains(&port.value)) => {
                        continue 'devices;
                    }
                    None => {}
                }
            }
            let mbits: BTreeMap<_, _> = shares
                .iter()
                .map(|(alloc, share)| (alloc.id, share.mbits))
                .collect();
            let mbits_of = |alloc: &Arc<Alloc>| mbits.get(&alloc.id).copied().unwrap_or_default();
            let rest = shares.iter().map(|(alloc, _)| *alloc);
            let rest = rest.filter(|alloc| !chosen.iter().any(|other| other.id == alloc.id));
            for mut group in self
                .by_priority(rest.collect::<Vec<_>>().into_iter())
                .into_values()
            {
                let cost =
                    |alloc: &Arc<Alloc>| mbits_distance(needed, mbits_of(alloc)) + penalty(alloc, proposed);
                group.sort_by(|one, other| cost(one).total_cmp(&cost(other)));
                let mut group = group.into_iter();
                while gained + free < needed
                    && let Some(alloc) = group.next()
                {
                    gained += mbits_of(alloc);
                    chosen.push(alloc);
                }
            }
            if gained + free < needed {
                continue;
            }
            farthest_first(&mut chosen, |alloc| mbits_distance(needed, mbits_of(alloc)));
            let mut available = free;
            return up_to(&chosen, |alloc| {
                available += mbits_of(alloc);
                // Without any bandwidth nothing can be spared: it is for ports that they go.
                available != 0 && needed != 0 && available >= needed
            });
        }
        Vec::new()
    }

    /// For the devices of one ask: of the makes that fit, those whose users are the least important. `free` says
    /// how many instances of a make nobody has. Nobody if that does not help.
    pub(super) fn for_devices(
        &self,
        ask: &RequestedDevice,
        makes: &[NodeDeviceResource],
        free: impl Fn(&NodeDeviceResource) -> u64,
        allocs: &[&Arc<Alloc>],
    ) -> Vec<Arc<Alloc>> {
        let needed = ask.count.unwrap_or_default();
        let mut best: Option<(i64, Vec<Arc<Alloc>>)> = None;
        for make in makes.iter().filter(|make| device_matches(make, ask)) {
            let used: Vec<(&Arc<Alloc>, u64)> = allocs
                .iter()
                .map(|alloc| (*alloc, instances_of(make, alloc)))
                .filter(|(_, count)| *count > 0)
                .collect();
            let count_of = |alloc: &Arc<Alloc>| {
                let own = used.iter().find(|(other, _)| other.id == alloc.id);
                own.map_or(0, |(_, count)| *count)
            };
            let mut count = free(make);
            let mut chosen = Vec::new();
            for alloc in self
                .by_priority(used.iter().map(|(alloc, _)| *alloc))
                .into_values()
                .flatten()
            {
                count += count_of(alloc);
                chosen.push(alloc);
                if count >= needed {
                    break;
                }
            }
            if chosen.is_empty() || count < needed {
                continue;
            }
            chosen.sort_by_key(|alloc| std::cmp::Reverse(count_of(alloc)));
            let mut count = 0;
            let victims = up_to(&chosen, |alloc| {
                count += count_of(alloc);
                count >= needed
            });
            let mut priorities: Vec<i64> = victims.iter().map(|alloc| priority_of(alloc)).collect();
            priorities.sort_unstable();
            priorities.dedup();
            let price = priorities.iter().sum();
            if best.as_ref().is_none_or(|(other, _)| price < *other) {
                best = Some((price, victims));
            }
        }
        best.map(|(_, victims)| victims).unwrap_or_default()
    }
}

/// How little it costs to make these go, from 0 to 1. Their highest priority counts, and a little how many there
/// are; 0.5 is for a price of 2048.
#[expect(clippy::cast_precision_loss, reason = "priorities are small")]
pub(super) fn score(victims: &[Arc<Alloc>]) -> f64 {
    const RATE: f64 = 0.0048;
    const ORIGIN: f64 = 2048.0;
    let priorities = || victims.iter().map(|alloc| priority_of(alloc));
    let highest = priorities().max().unwrap_or_default().max(0) as f64;
    let price = highest + priorities().sum::<i64>() as f64 / highest;
    1.0 / (1.0 + libm::exp(RATE * (price - ORIGIN)))
}

fn priority_of(alloc: &Alloc) -> i64 {
    alloc.job.priority.unwrap_or_default()
}

/// What an allocation has of the first device of its networks: those of tasks come before the group's.
fn share(alloc: &Alloc) -> Option<Share> {
    let got = alloc.allocated_resources();
    let of_tasks = got
        .tasks
        .iter()
        .flat_map(BTreeMap::values)
        .flat_map(|task| &task.networks);
    let networks: Vec<&NetworkResource> = of_tasks.chain(&got.shared.networks).flatten().collect();
    let device = networks.first()?.device.clone();
    let same = || networks.iter().filter(|network| network.device == device);
    let ports = same().flat_map(|network| network.reserved_ports.iter().flatten());
    Some(Share {
        mbits: same().map(|network| network.mbits.unwrap_or_default()).sum(),
        reserved: ports.map(|port| port.value).collect(),
        device,
    })
}

/// How many instances of a make an allocation has.
fn instances_of(make: &NodeDeviceResource, alloc: &Alloc) -> u64 {
    let devices = alloc.rare.iter().flat_map(|rare| rare.devices.values().flatten());
    let of_make = devices.filter(|device| {
        (&device.vendor, &device.device_type, &device.name) == (&make.vendor, &make.device_type, &make.name)
    });
    of_make
        .map(|device| device.device_ids.iter().flatten().count() as u64)
        .sum()
}

/// How far what an allocation has is from what is needed; a resource that is not needed does not count.
fn distance(needed: Capacity, used: Capacity) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
    let share = |needed: i64, used: i64| {
        if needed > 0 {
            (needed as f64 - used as f64) / needed as f64
        } else {
            0.0
        }
    };
    let memory = share(needed.memory_mb, used.memory_mb);
    let cpu = share(needed.cpu_mhz, used.cpu_mhz);
    let disk = share(needed.disk_mb, used.disk_mb);
    (memory * memory + cpu * cpu + disk * disk).sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
fn mbits_distance(needed: i64, used: i64) -> f64 {
    ((needed - used) as f64 / needed as f64).abs()
}

/// What speaks against an allocation of a group of which as many have to go already as may at a time.
fn penalty(alloc: &Alloc, proposed: &Proposed<'_>) -> f64 {
    let migrate = alloc.task_group().and_then(|group| group.migrate.as_ref());
    let at_a_time = migrate
        .and_then(|migrate| migrate.max_parallel)
        .unwrap_or_default();
    let gone = proposed.preempted(alloc);
    if at_a_time > 0 && gone >= at_a_time {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let beyond = (gone + 1 - at_a_time) as f64;
        beyond * MAX_PARALLEL_PENALTY
    } else {
        0.0
    }
}

/// Each of them once: who is in the way twice is named twice.
pub(super) fn each_once(victims: &[Arc<Alloc>]) -> impl Iterator<Item = &Arc<Alloc>> {
    let is_first = |place: usize, id| {
        let before = victims.iter().take(place);
        before.into_iter().all(|other| other.id != id)
    };
    let numbered = victims.iter().enumerate();
    numbered.filter_map(move |(place, alloc)| is_first(place, alloc.id).then_some(alloc))
}

/// The place of the one with the lowest cost; the first of equals.
fn closest(allocs: &[&Arc<Alloc>], cost: impl Fn(&Arc<Alloc>) -> f64) -> Option<usize> {
    let costs = allocs.iter().map(|alloc| cost(alloc)).enumerate();
    costs
        .reduce(|best, other| if other.1 < best.1 { other } else { best })
        .map(|(place, _)| place)
}

fn farthest_first(allocs: &mut [&Arc<Alloc>], distance: impl Fn(&Arc<Alloc>) -> f64) {
    allocs.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
}

/// The first so many of them that are enough.
fn up_to(allocs: &[&Arc<Alloc>], mut is_enough: impl FnMut(&Arc<Alloc>) -> bool) -> Vec<Arc<Alloc>> {
    let mut kept = Vec::new();
    for alloc in allocs {
        kept.push(Arc::clone(alloc));
        if is_enough(alloc) {
            break;
        }
    }
    kept
}
