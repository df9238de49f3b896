//! Why nodes cannot be used, in words.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::job::Job;
use crate::model::network::Port;
use crate::model::task_group::TaskGroup;
use crate::scheduler::feasible::{Ask, Reason, check};
use crate::scheduler::rank::{Exhausted, NoDevice, NoNetwork, Verdict};
use crate::state::capacity::Dimension;
use crate::state::{Capacity, NodeEntry, State};

/// What keeps the nodes that were looked at from being used by a group.
pub(super) struct Reasons<'a> {
    job: &'a Job,
    group: &'a TaskGroup,
    state: &'a State,
    ask: Capacity,
    looked_at: usize,
    /// How many nodes, by the sentence about them.
    by_reason: BTreeMap<String, usize>,
    /// The most of each dimension that is free on a node that lacks it, and which node that is.
    most_free: BTreeMap<Dimension, (i64, String)>,
    lacking: BTreeMap<Dimension, usize>,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(job: &'a Job, group: &'a TaskGroup, state: &'a State) -> Self {
        Reasons {
            job,
            group,
            state,
            ask: Capacity::of_group(group),
            looked_at: 0,
            by_reason: BTreeMap::new(),
            most_free: BTreeMap::new(),
            lacking: BTreeMap::new(),
        }
    }

    /// Takes note of a node, of which `used` would be used; returns what keeps it from being used.
    pub(super) fn add(&mut self, entry: &NodeEntry, verdict: &Verdict, used: Capacity) -> Option<String> {
        self.looked_at += 1;
        let reason = match verdict {
            Verdict::Scored(_) => return None,
            Verdict::Filtered(reason) => self.filtered(entry, reason),
            Verdict::Exhausted(Exhausted::Dimension(dimension))
            | Verdict::Kept(Exhausted::Dimension(dimension)) => {
                return Some(self.lacks(entry, *dimension, entry.capacity.less(used)));
            }
            Verdict::Exhausted(Exhausted::Network(none)) | Verdict::Kept(Exhausted::Network(none)) => {
                self.network(none)
            }
            Verdict::Exhausted(Exhausted::Devices(none)) | Verdict::Kept(Exhausted::Devices(none)) => {
                match none {
                    NoDevice::None => "it has no devices".to_owned(),
                    NoDevice::ZeroAsked => "a task asks for zero devices".to_owned(),
                    NoDevice::NoMatch => "too few of the devices that are asked for are free".to_owned(),
                }
            }
        };
        *self.by_reason.entry(reason.clone()).or_default() += 1;
        Some(reason)
    }

    fn filtered(&self, entry: &NodeEntry, reason: &Reason) -> String {
        match reason {
            // The class was the reason; here people are told what is wrong with it.
            Reason::Class => match check(&Ask::new(self.job, self.group), &entry.node) {
                Err(reason) if reason != Reason::Class => self.filtered(entry, &reason),
                _ => "other nodes of its kind are unfit".to_owned(),
            },
            Reason::Constraint(target, operand, value) => {
                let is = crate::scheduler::feasible::resolve(target, &entry.node);
                let is = is.map_or("not set".to_owned(), |is| format!("{is:?}"));
                let operand = if operand.is_empty() { "=" } else { operand };
                match (operand, value.as_str()) {
                    ("is_set" | "is_not_set", _) => {
                        format!("the constraint {target} {operand} does not hold")
                    }
                    _ => format!("the constraint {target} {operand} {value} does not hold: it is {is}"),
                }
            }
            Reason::Drivers => {
                let drivers: BTreeSet<&str> = self
                    .group
                    .tasks()
                    .iter()
                    .map(|task| task.driver.as_str())
                    .collect();
                let drivers: Vec<&str> = drivers.into_iter().collect();
                let needs = if drivers.len() == 1 { "driver" } else { "drivers" };
                format!(
                    "the task {needs} {} must be there and healthy",
                    drivers.join(", ")
                )
            }
            Reason::HostVolumes => {
                "a host volume that is asked for is missing or can only be read".to_owned()
            }
            Reason::Devices => "it does not have the devices that are asked for".to_owned(),
            Reason::Network => {
                let network = self.group.networks.as_ref().and_then(|networks| networks.first());
                let mode = network
                    .map(|network| network.mode.as_str())
                    .filter(|mode| !mode.is_empty());
                format!("it has no network of mode {}", mode.unwrap_or("host"))
            }
            Reason::HostNetwork(network, port) => {
                format!("it has no host network {network:?} for port {port:?}")
            }
            Reason::DistinctHosts => {
                "it has an allocation of this job already, and they must not share one".to_owned()
            }
            Reason::DistinctProperty(attribute, value, times) => {
                format!("{attribute} = {value} is in use by {times} allocations already")
            }
            Reason::MissingProperty(attribute) => format!("it has no {attribute}"),
            Reason::BadPropertyCount(number, _) => format!("distinct_property {number:?} is no number"),
        }
    }

    fn network(&self, none: &NoNetwork) -> String {
        match none {
            NoNetwork::None => "it has no network".to_owned(),
            NoNetwork::NoAddress(network) => format!("it has no address in the host network {network:?}"),
            NoNetwork::Bandwidth => "its bandwidth is used up".to_owned(),
            NoNetwork::Collision(label, port) => {
                let is_own = self.static_ports().any(|own| own.value == *port);
                let hint = if is_own && self.group.count() > 1 {
                    "; a static port lets one allocation of the group onto each node"
                } else {
                    ""
                };
                format!("port {port} ({label}) is taken{hint}")
            }
            NoNetwork::OutOfRange(port) => format!("{port} is no port"),
            NoNetwork::NoDynamicPort => "no dynamic port is free".to_owned(),
        }
    }

    fn static_ports(&self) -> impl Iterator<Item = &Port> {
        let of_tasks = self
            .group
            .tasks()
            .iter()
            .filter_map(|task| task.resources.as_ref()?.networks.as_ref());
        let networks = self.group.networks.iter().chain(of_tasks).flatten();
        networks.flat_map(|network| network.reserved_ports.iter().flatten())
    }

    fn lacks(&mut self, entry: &NodeEntry, dimension: Dimension, free: Capacity) -> String {
        let (free, ask) = (amount(dimension, free), amount(dimension, self.ask));
        *self.lacking.entry(dimension).or_default() += 1;
        let most = self
            .most_free
            .entry(dimension)
            .or_insert_with(|| (free, entry.node.name.clone()));
        if free > most.0 {
            *most = (free, entry.node.name.clone());
        }
        let (name, unit) = words(dimension);
        format!(
            "{name}: {} {unit} asked for, {} {unit} free",
            grouped(ask),
            grouped(free.max(0))
        )
    }

    /// What keeps nodes from being used, the most frequent first.
    pub(super) fn sentences(&self) -> Vec<String> {
        if self.looked_at == 0 {
            return self.nothing_to_look_at();
        }
        let nodes = |how_many: usize| match (how_many, self.looked_at) {
            (1, 1) => "The only node".to_owned(),
            (all, of) if all == of => format!("All {of} nodes"),
            (some, of) => format!("{some} of {of} nodes"),
        };
        let mut sentences: Vec<(usize, String)> = Vec::new();
        for (dimension, how_many) in &self.lacking {
            let (name, unit) = words(*dimension);
            let ask = grouped(amount(*dimension, self.ask));
            let verb = if *how_many == 1 { "has" } else { "have" };
            let mut sentence = format!(
                "{} {verb} too little {name}: {ask} {unit} asked for",
                nodes(*how_many)
            );
            if let Some((free, node)) = self.most_free.get(dimension) {
                sentence.push_str(&format!(
                    ", at most {} {unit} free ({node})",
                    grouped((*free).max(0))
                ));
            }
            sentences.push((*how_many, sentence));
        }
        for (reason, how_many) in &self.by_reason {
            sentences.push((*how_many, format!("{}: {reason}", nodes(*how_many))));
        }
        sentences.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        sentences.into_iter().map(|(_, sentence)| sentence).collect()
    }

    /// Why there is no node to look at.
    fn nothing_to_look_at(&self) -> Vec<String> {
        let wanted: BTreeSet<&str> = self
            .job
            .datacenters
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
        let all: BTreeSet<&str> = self
            .state
            .nodes()
            .map(|entry| entry.node.datacenter.as_str())
            .collect();
        if all.is_empty() {
            return vec!["There are no nodes at all".to_owned()];
        }
        let there = self
            .state
            .nodes()
            .filter(|entry| wanted.contains(entry.node.datacenter.as_str()))
            .count();
        if there > 0 {
            return vec![format!("None of the {there} nodes in {} is ready", list(&wanted))];
        }
        let noun = if wanted.len() == 1 {
            "datacenter"
        } else {
            "datacenters"
        };
        vec![format!(
            "No node is in {noun} {}; there are nodes in {}",
            list(&wanted),
            list(&all)
        )]
    }
}

fn amount(dimension: Dimension, capacity: Capacity) -> i64 {
    match dimension {
        Dimension::Cpu => capacity.cpu_mhz,
        Dimension::Memory => capacity.memory_mb,
        Dimension::Disk => capacity.disk_mb,
    }
}

fn words(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Cpu => ("cpu", "MHz"),
        Dimension::Memory => ("memory", "MB"),
        Dimension::Disk => ("disk", "MB"),
    }
}

/// A number with commas between thousands.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = if number < 0 { "-".to_owned() } else { String::new() };
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-1_234_567, "-1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
