//! Whether a group may run on a node at all, whatever room there is.
//!
//! Checks are named values in two lists: what the job asks of a node, and what the group asks. Most of them look
//! only at what nodes of one computed class have in common, so that their outcome is remembered by class. Each
//! returns a [`Reason`]: the counters of metrics, the eligibility of blocked evaluations and our explanations are
//! all read from it.

mod attribute;
mod constraint;
mod device;
mod driver;
mod eligibility;
mod network;
mod target;
mod volume;

use std::fmt;

use crate::model::job::Job;
use crate::model::node::Node;
use crate::model::task_group::TaskGroup;

pub use constraint::{is_met, matches};
pub use device::{device_affinity, device_matches};
pub use eligibility::Eligibility;
pub use target::resolve;

/// What asks for a node: a group of a job.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The job.
    pub job: &'a Job,
    /// The group.
    pub group: &'a TaskGroup,
}

/// Why a node may not be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Another node of its class was found unfit.
    Class,
    /// It does not fulfil a constraint: target, operand, value.
    Constraint(String, String, String),
    /// A task driver is missing, or does not work.
    Drivers,
    /// A host volume is missing, or can only be read.
    HostVolumes,
    /// A device is missing.
    Devices,
    /// It has no network of the mode that is asked for.
    Network,
    /// It has no host network of this name, which a port asks for.
    HostNetwork(String, String),
    /// It has an allocation of the job or the group already.
    DistinctHosts,
    /// Too many allocations have the same value: attribute, value, how many.
    DistinctProperty(String, String, u64),
    /// It lacks the attribute whose values are to be distinct.
    MissingProperty(String),
    /// The number of a `distinct_property` constraint is none: the number, what is wrong with it.
    BadPropertyCount(String, String),
}

/// The words of the reference's metrics.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Class => f.write_str("computed class ineligible"),
            Reason::Constraint(target, operand, value) => write!(f, "{target} {operand} {value}"),
            Reason::Drivers => f.write_str("missing drivers"),
            Reason::HostVolumes => f.write_str("missing compatible host volumes"),
            Reason::Devices => f.write_str("missing devices"),
            Reason::Network => f.write_str("missing network"),
            Reason::HostNetwork(network, port) => {
                write!(f, "missing host network {network:?} for port {port:?}")
            }
            Reason::DistinctHosts => f.write_str("distinct_hosts"),
            Reason::DistinctProperty(attribute, value, times) => {
                write!(f, "distinct_property: {attribute}={value} used by {times} allocs")
            }
            Reason::MissingProperty(attribute) => write!(f, "missing property {attribute:?}"),
            Reason::BadPropertyCount(number, error) => {
                write!(f, "failed to convert RTarget {number:?} to uint64: {error}")
            }
        }
    }
}

/// One check.
type Check = fn(&Ask<'_>, &Node) -> Result<(), Reason>;

/// What the job asks of a node.
const OF_JOB: &[Check] = &[constraint::job];

/// What the group asks of a node, in the order in which the reference looks.
const OF_GROUP: &[Check] = &[
    driver::check,
    constraint::group,
    volume::check,
    device::check,
    network::check,
];

fn run(checks: &[Check], ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    checks.iter().try_for_each(|check| check(ask, node))
}

/// Looks at a node for the first time, or always where what is asked is unique to nodes.
///
/// # Errors
///
/// The first reason why it may not be used.
pub fn check(ask: &Ask<'_>, node: &Node) -> Result<(), Reason> {
    run(OF_JOB, ask, node).and_then(|()| run(OF_GROUP, ask, node))
}
