//! Which of the fit nodes is the best for a group's next allocation.
//!
//! A [`Ranking`] looks at every ready node once and remembers what came of it; after that only nodes that the
//! plan touched are looked at again. A file each holds a kind of score: `binpack`, `affinity`, `spread`; `counts`
//! says why the others were no use. The best of all nodes is found, where the reference looks at a random few; ties
//! go to the node that came first.

mod affinity;
pub mod binpack;
mod counts;
mod device;
mod network;
mod preempt;
mod property;
mod spread;
mod tournament;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::model::allocation::AllocatedDeviceResource;
use crate::model::job::Job;
use crate::model::network::NetworkResource;
use crate::model::node::Node;
use crate::model::task_group::TaskGroup;
use crate::notation::number::parse_uint_in;
use crate::state::alloc::NetworkOffer;
use crate::state::capacity::{Capacity, Dimension};
use crate::state::metrics::{Metrics, NodeScore, Scorer, Scores};
use crate::state::{Alloc, JobKey, NodeEntry, NodeRow, State};

use super::feasible::{Ask, Eligibility, Reason, network_of};
use super::proposed::{Change, ChangeKind, Proposed};
use super::random::Random;

pub use binpack::Algorithm;
pub use device::NoDevice;
pub use network::NoNetwork;

use counts::Counts;
use preempt::Preemptor;
use property::PropertyUse;
use spread::Spreads;
use tournament::{OUT, Tournament};

/// How many of the best nodes metrics name.
const BEST_NODES: usize = 5;

/// What a node has too little of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exhausted {
    /// Processor, memory or disk.
    Dimension(Dimension),
    /// Ports or bandwidth.
    Network(NoNetwork),
    /// Devices.
    Devices(NoDevice),
}

/// The words of the reference's metrics.
impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exhausted::Dimension(dimension) => f.write_str(dimension.as_str()),
            Exhausted::Network(none) => write!(f, "network: {none}"),
            Exhausted::Devices(none) => write!(f, "devices: {none}"),
        }
    }
}

/// What came of looking at a node.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It may not be used.
    Filtered(Reason),
    /// It has no room.
    Exhausted(Exhausted),
    /// It has no room, and nobody there is unimportant enough to make it. Metrics do not count it.
    Kept(Exhausted),
    /// It can be used, and this is what speaks for it.
    Scored(Scores),
}

/// A node that is looked at.
#[derive(Debug, Clone)]
struct Candidate {
    row: NodeRow,
    /// What its class or the node itself says for good; `None` if it is fit.
    unfit: Option<Reason>,
    affinity: Option<f64>,
    /// Allocations of the job that would be on it.
    of_job: u32,
    /// Those of the group.
    of_group: u32,
    verdict: Verdict,
    /// Who must make room.
    victims: Vec<Arc<Alloc>>,
}

/// A node that was chosen, and what an allocation gets there.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The node.
    pub row: NodeRow,
    /// Ports and bandwidth.
    pub offers: Vec<NetworkOffer>,
    /// Devices, by task.
    pub devices: BTreeMap<String, Vec<AllocatedDeviceResource>>,
    /// Who must make room.
    pub victims: Vec<Arc<Alloc>>,
}

/// Whose rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stack {
    /// Those of services and batch jobs.
    Service,
    /// Those of system jobs: each node is looked at for itself, so that nothing speaks for or against one but how
    /// full it is, and `distinct_hosts` says nothing.
    System,
}

/// By what nodes are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whose rules hold.
    pub stack: Stack,
    /// Whether full nodes are better, or empty ones.
    pub algorithm: Algorithm,
    /// Whether less important allocations may have to make room.
    pub preempts: bool,
}

/// The nodes that a group's next allocation could go to, best first.
pub struct Ranking {
    stack: Stack,
    preemptor: Option<Preemptor>,
    job: Arc<Job>,
    group: usize,
    algorithm: Algorithm,
    ask_used: Capacity,
    asks_for_network: bool,
    asks_for_devices: bool,
    has_affinities: bool,
    distinct_hosts: Option<DistinctHosts>,
    distinct_properties: Vec<(PropertyUse, Result<u64, Reason>)>,
    spreads: Spreads,
    candidates: Vec<Candidate>,
    places: BTreeMap<NodeRow, usize>,
    tree: Tournament,
    counts: Counts,
    nodes_available: BTreeMap<String, i64>,
    /// Whether metrics name the reasons of nodes as they are: constraints look at what is unique to nodes, or the
    /// reasons have been replaced by the class.
    keeps_reasons: bool,
    /// How much of the plan so far was looked at.
    seen: usize,
}

/// Over what a `distinct_hosts` constraint reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DistinctHosts {
    Job,
    Group,
}

impl Ranking {
    /// Looks at all ready nodes of the job's datacenters. `carried` is the network that a group before it asked for.
    pub fn new(
        rules: Rules,
        job: &Arc<Job>,
        group: usize,
        carried: Option<&NetworkResource>,
        nodes: &[NodeRow],
        proposed: &Proposed<'_>,
        eligibility: &mut Eligibility,
    ) -> Option<Self> {
        let state = proposed.state();
        let task_group = job.groups().get(group)?;
        let ask = Ask {
            network: network_of(task_group).or(carried),
            ..Ask::new(job, task_group)
        };
        let is_service = rules.stack == Stack::Service;
        let mut ranking = Ranking {
            stack: rules.stack,
            preemptor: rules.preempts.then(|| Preemptor::new(job)),
            job: job.clone(),
            group,
            algorithm: rules.algorithm,
            ask_used: Capacity::of_group(task_group),
            asks_for_network: network::asks_for_network(task_group),
            asks_for_devices: device::asks_for_devices(task_group),
            has_affinities: is_service && affinity::has_affinities(&ask),
            distinct_hosts: distinct_hosts(&ask).filter(|_| is_service),
            distinct_properties: distinct_properties(&ask),
            spreads: if is_service {
                Spreads::new(&ask)
            } else {
                Spreads::default()
            },
            candidates: Vec::with_capacity(nodes.len()),
            places: BTreeMap::new(),
            tree: Tournament::new(Vec::new()),
            counts: Counts::default(),
            nodes_available: available(job, nodes, state),
            keeps_reasons: false,
            seen: 0,
        };
        for (place, row) in nodes.iter().enumerate() {
            let Some(entry) = state.node_at(*row) else {
                continue;
            };
            let unfit = eligibility.check(&ask, &entry.node, entry.class).err();
            let affinity = if unfit.is_none() && is_service {
                affinity::score(&ask, &entry.node)
            } else {
                None
            };
            let verdict = Verdict::Filtered(Reason::Class);
            ranking.candidates.push(Candidate {
                row: *row,
                unfit,
                affinity,
                of_job: 0,
                of_group: 0,
                verdict,
                victims: Vec::new(),
            });
            ranking.places.insert(*row, place);
        }
        ranking.keeps_reasons = eligibility.escapes(&ask);
        ranking.count_existing(state);
        ranking.count_changes(proposed);
        ranking.look_at_all(proposed);
        Some(ranking)
    }

    fn task_group(&self) -> Option<&TaskGroup> {
        self.job.groups().get(self.group)
    }

    /// Counts the allocations of the job that there were before the plan.
    fn count_existing(&mut self, state: &State) {
        let key = JobKey::of(&self.job);
        for alloc in state.allocs_of_job(&key).filter(|alloc| !alloc.is_terminal()) {
            if let Some(row) = state.node_row(&alloc.node.id) {
                self.count(None, row, alloc, state);
            }
        }
    }

    fn count(&mut self, change: Option<ChangeKind>, row: NodeRow, alloc: &Alloc, state: &State) {
        let is_less = change == Some(ChangeKind::Stop);
        let is_of_group = self
            .task_group()
            .is_some_and(|group| group.name() == alloc.group_name());
        if let Some(candidate) = self
            .places
            .get(&row)
            .and_then(|place| self.candidates.get_mut(*place))
        {
            let update = |count: &mut u32| {
                *count = if is_less {
                    count.saturating_sub(1)
                } else {
                    *count + 1
                }
            };
            update(&mut candidate.of_job);
            if is_of_group {
                update(&mut candidate.of_group);
            }
        }
        if let Some(entry) = state.node_at(row) {
            let uses = self.distinct_properties.iter_mut().map(|(use_of, _)| use_of);
            for use_of in uses.chain(self.spreads.uses_mut()) {
                use_of.count(change, alloc, &entry.node);
            }
        }
    }

    /// Looks at every node.
    fn look_at_all(&mut self, proposed: &Proposed<'_>) {
        self.counts = Counts::default();
        let mut scores = Vec::with_capacity(self.candidates.len());
        for place in 0..self.candidates.len() {
            scores.push(self.look_at(place, proposed));
        }
        self.tree = Tournament::new(scores);
    }

    /// Looks at a node, remembers what came of it, and returns its final score.
    fn look_at(&mut self, place: usize, proposed: &Proposed<'_>) -> f64 {
        let Some(candidate) = self.candidates.get(place) else {
            return OUT;
        };
        let Some(entry) = proposed.state().node_at(candidate.row) else {
            return OUT;
        };
        let (verdict, victims) = self.verdict(candidate, entry, proposed);
        let score = match &verdict {
            Verdict::Scored(scores) => scores.mean(),
            Verdict::Filtered(_) | Verdict::Exhausted(_) | Verdict::Kept(_) => OUT,
        };
        self.counts.add(&entry.node, &verdict);
        if let Some(candidate) = self.candidates.get_mut(place) {
            candidate.verdict = verdict;
            candidate.victims = victims;
        }
        score
    }

    /// What comes of looking at a node, and who must make room there.
    fn verdict(
        &self,
        candidate: &Candidate,
        entry: &NodeEntry,
        proposed: &Proposed<'_>,
    ) -> (Verdict, Vec<Arc<Alloc>>) {
        let mut victims = Vec::new();
        let verdict = self.verdict_with(candidate, entry, proposed, &mut victims);
        (verdict, victims)
    }

    fn verdict_with(
        &self,
        candidate: &Candidate,
        entry: &NodeEntry,
        proposed: &Proposed<'_>,
        victims: &mut Vec<Arc<Alloc>>,
    ) -> Verdict {
        if let Some(reason) = &candidate.unfit {
            return Verdict::Filtered(reason.clone());
        }
        if let Some(reason) = self.not_distinct(candidate, &entry.node) {
            return Verdict::Filtered(reason);
        }
        let Some(group) = self.task_group() else {
            return Verdict::Filtered(Reason::Class);
        };
        let out_of_room = |exhausted| match self.preemptor {
            None => Verdict::Exhausted(exhausted),
            Some(_) => Verdict::Kept(exhausted),
        };
        if self.asks_for_network
            && let Some(network) = proposed.network(candidate.row)
            && let Err(none) = network::assign(group, &entry.node, network, None, |ask, taken| {
                let total = |device: &str| network::total_mbits(&entry.node, device);
                self.make_room(candidate.row, proposed, victims, |preemptor, allocs| {
                    preemptor.for_network(ask, taken, total, allocs, proposed)
                })
            })
        {
            return out_of_room(Exhausted::Network(none));
        }
        let mut scores = Scores::default();
        if self.asks_for_devices {
            let makes = device::makes_of(&entry.node);
            let allocs: Vec<_> = remaining(candidate.row, proposed, victims).collect();
            let given = device::assign(group, &entry.node, allocs.into_iter(), |ask, free| {
                self.make_room(candidate.row, proposed, victims, |preemptor, allocs| {
                    preemptor.for_devices(ask, makes, free, allocs)
                })
            });
            match given {
                Err(none) => return out_of_room(Exhausted::Devices(none)),
                Ok((_, Some(score))) => scores.count(Scorer::Devices, score),
                Ok((_, None)) => {}
            }
        }
        // Who makes room for ports or devices is gone when the node is scored; who does for the rest is not.
        let used = preempt::each_once(victims)
            .fold(proposed.used(candidate.row), |used, alloc| used.less(alloc.used));
        let used = used.plus(self.ask_used);
        if let Some(dimension) = entry.capacity.exceeded_by(used) {
            let gone = self.make_room(candidate.row, proposed, victims, |preemptor, allocs| {
                preemptor.for_capacity(self.ask_used, entry.capacity, allocs, proposed)
            });
            if gone.is_empty() {
                return Verdict::Exhausted(Exhausted::Dimension(dimension));
            }
        }

        scores.count(
            Scorer::Binpack,
            binpack::score(self.algorithm, entry.capacity, used),
        );
        if self.stack == Stack::System {
            return Verdict::Scored(scores);
        }
        if !victims.is_empty() {
            scores.count(Scorer::Preemption, preempt::score(victims));
        }
        match candidate.of_group {
            0 => scores.report(Scorer::JobAntiAffinity, 0.0),
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
            others => {
                scores.count(
                    Scorer::JobAntiAffinity,
                    -(f64::from(others) + 1.0) / group.count() as f64,
                );
            }
        }
        scores.report(Scorer::ReschedulePenalty, 0.0);
        match candidate.affinity {
            Some(score) => scores.count(Scorer::NodeAffinity, score),
            None if !self.has_affinities => scores.report(Scorer::NodeAffinity, 0.0),
            None => {}
        }
        if !self.spreads.is_empty() {
            let score = self.spreads.score(&entry.node);
            if score != 0.0 {
                scores.count(Scorer::Spread, score);
            }
        }
        Verdict::Scored(scores)
    }

    /// Finds who else must make room on a node, and adds them to the `victims`.
    fn make_room(
        &self,
        row: NodeRow,
        proposed: &Proposed<'_>,
        victims: &mut Vec<Arc<Alloc>>,
        find: impl FnOnce(&Preemptor, &[&Arc<Alloc>]) -> Vec<Arc<Alloc>>,
    ) -> Vec<Arc<Alloc>> {
        let Some(preemptor) = &self.preemptor else {
            return Vec::new();
        };
        let allocs: Vec<_> = remaining(row, proposed, victims).collect();
        let found = find(preemptor, &allocs);
        victims.extend(found.iter().cloned());
        found
    }

    /// Why one more allocation on a node would not be distinct.
    fn not_distinct(&self, candidate: &Candidate, node: &Node) -> Option<Reason> {
        let others = match self.distinct_hosts {
            Some(DistinctHosts::Job) => candidate.of_job,
            Some(DistinctHosts::Group) => candidate.of_group,
            None => 0,
        };
        if others > 0 {
            return Some(Reason::DistinctHosts);
        }
        self.distinct_properties.iter().find_map(|(use_of, allowed)| {
            let allowed = match allowed {
                Ok(allowed) => *allowed,
                Err(reason) => return Some(reason.clone()),
            };
            let attribute = &use_of.attribute;
            let Some(value) = property::property(attribute, node) else {
                return Some(Reason::MissingProperty(attribute.clone()));
            };
            let used = use_of.of(value);
            (used >= allowed).then(|| Reason::DistinctProperty(attribute.clone(), value.to_owned(), used))
        })
    }

    /// Counts what the plan changed since the last time; returns the nodes it touched.
    fn count_changes(&mut self, proposed: &Proposed<'_>) -> BTreeSet<NodeRow> {
        let key = JobKey::of(&self.job);
        let mut touched = BTreeSet::new();
        for Change { kind, row, alloc } in proposed.changes().get(self.seen..).unwrap_or_default() {
            touched.insert(*row);
            if JobKey::of(&alloc.job) == key {
                self.count(Some(*kind), *row, alloc, proposed.state());
            }
        }
        self.seen = proposed.changes().len();
        touched
    }

    /// Looks again at what the plan changed since the last time.
    fn catch_up(&mut self, proposed: &Proposed<'_>) {
        let touched = self.count_changes(proposed);
        if touched.is_empty() {
            return;
        }
        // Who has to make room depends on how many have to already, wherever they are.
        let looks_beyond_node = !self.spreads.is_empty()
            || !self.distinct_properties.is_empty()
            || (self.preemptor.is_some() && proposed.preempts());
        let places: Vec<usize> = if looks_beyond_node {
            (0..self.candidates.len()).collect()
        } else {
            touched
                .iter()
                .filter_map(|row| self.places.get(row).copied())
                .collect()
        };
        for place in places {
            let Some(candidate) = self.candidates.get(place) else {
                continue;
            };
            if let Some(entry) = proposed.state().node_at(candidate.row) {
                self.counts.remove(&entry.node, &candidate.verdict);
            }
            let score = self.look_at(place, proposed);
            self.tree.set(place, score);
        }
    }

    /// Chooses the best node. Nodes in `penalized` are worth less. Returns the choice, and how it was made.
    pub fn choose(
        &mut self,
        proposed: &Proposed<'_>,
        penalized: &BTreeSet<NodeRow>,
        random: &mut Random,
    ) -> (Option<Choice>, Metrics) {
        self.catch_up(proposed);
        for place in self.places_of(penalized) {
            self.penalize(place);
        }
        let best = self.tree.best();
        let metrics = self.metrics(proposed.state(), best);
        for place in self.places_of(penalized) {
            self.unpenalize(place);
        }
        self.rely_on_classes(proposed.state());
        let choice = best.and_then(|place| {
            let victims = self.candidates.get(place)?.victims.clone();
            self.grant(place, victims, proposed, random)
        });
        (choice, metrics)
    }

    /// Looks at one node only, as if there were no other. Returns what an allocation gets there or why it cannot
    /// go there, and how that was found.
    pub fn choose_at(
        &mut self,
        row: NodeRow,
        proposed: &Proposed<'_>,
        random: &mut Random,
    ) -> Option<(Result<Choice, Verdict>, Metrics)> {
        match self.stack {
            Stack::Service => self.catch_up(proposed),
            // Nobody asks for the best of all.
            Stack::System => drop(self.count_changes(proposed)),
        }
        let place = *self.places.get(&row)?;
        let entry = proposed.state().node_at(row)?;
        let (verdict, victims) = self.verdict(self.candidates.get(place)?, entry, proposed);
        let mut counts = Counts::default();
        counts.add(&entry.node, &verdict);
        let best = match &verdict {
            Verdict::Scored(scores) => vec![NodeScore {
                node: entry.identity.clone(),
                scores: *scores,
            }],
            Verdict::Filtered(_) | Verdict::Exhausted(_) | Verdict::Kept(_) => Vec::new(),
        };
        let best = best.into_boxed_slice();
        let metrics = Metrics {
            counts: Arc::new(counts.to_metric(1, &self.nodes_available)),
            best,
        };
        let choice = match verdict {
            Verdict::Scored(_) => self.grant(place, victims, proposed, random).ok_or(verdict),
            Verdict::Filtered(_) | Verdict::Exhausted(_) | Verdict::Kept(_) => Err(verdict),
        };
        Some((choice, metrics))
    }

    /// The first look at a class finds the reason why it is unfit; after that the class itself is the reason.
    fn rely_on_classes(&mut self, state: &State) {
        if self.keeps_reasons {
            return;
        }
        self.keeps_reasons = true;
        for candidate in &mut self.candidates {
            if candidate
                .unfit
                .as_ref()
                .is_none_or(|reason| *reason == Reason::Class)
            {
                continue;
            }
            candidate.unfit = Some(Reason::Class);
            if let Some(entry) = state.node_at(candidate.row) {
                self.counts.remove(&entry.node, &candidate.verdict);
                candidate.verdict = Verdict::Filtered(Reason::Class);
                self.counts.add(&entry.node, &candidate.verdict);
            }
        }
    }

    fn places_of(&self, rows: &BTreeSet<NodeRow>) -> Vec<usize> {
        rows.iter()
            .filter_map(|row| self.places.get(row).copied())
            .collect()
    }

    fn penalize(&mut self, place: usize) {
        self.change_scores(place, |scores| scores.count(Scorer::ReschedulePenalty, -1.0));
    }

    fn unpenalize(&mut self, place: usize) {
        self.change_scores(place, |scores| scores.report(Scorer::ReschedulePenalty, 0.0));
    }

    fn change_scores(&mut self, place: usize, change: impl Fn(&mut Scores)) {
        if let Some(Candidate {
            verdict: Verdict::Scored(scores),
            ..
        }) = self.candidates.get_mut(place)
        {
            change(scores);
            self.tree.set(place, scores.mean());
        }
    }

    /// What an allocation gets on the node that was chosen.
    fn grant(
        &self,
        place: usize,
        victims: Vec<Arc<Alloc>>,
        proposed: &Proposed<'_>,
        random: &mut Random,
    ) -> Option<Choice> {
        let row = self.candidates.get(place)?.row;
        let node = &proposed.state().node_at(row)?.node;
        let group = self.task_group()?;
        let offers = if self.asks_for_network {
            let mut network = Cow::Borrowed(proposed.network(row)?);
            preempt::each_once(&victims).for_each(|alloc| network.to_mut().remove(alloc));
            network::assign(group, node, &network, Some(random), network::nobody).ok()?
        } else {
            Vec::new()
        };
        let devices = if self.asks_for_devices {
            let allocs = remaining(row, proposed, &victims);
            device::assign(group, node, allocs, device::nobody).ok()?.0
        } else {
            BTreeMap::new()
        };
        Some(Choice {
            row,
            offers,
            devices,
            victims,
        })
    }

    /// How the choice was made: the counts, and the best nodes with the chosen one first.
    fn metrics(&mut self, state: &State, chosen: Option<usize>) -> Metrics {
        let mut best: Vec<usize> = chosen.into_iter().collect();
        if let Some(chosen) = chosen {
            let set_aside = self.tree.score(chosen);
            self.tree.set(chosen, OUT);
            let mut aside = vec![(chosen, set_aside)];
            while best.len() < BEST_NODES
                && let Some(next) = self.tree.best()
            {
                best.push(next);
                aside.push((next, self.tree.score(next)));
                self.tree.set(next, OUT);
            }
            for (place, score) in aside {
                self.tree.set(place, score);
            }
        }
        let score_of = |place: &usize| {
            let candidate = self.candidates.get(*place)?;
            let Verdict::Scored(scores) = candidate.verdict else {
                return None;
            };
            Some(NodeScore {
                node: state.node_at(candidate.row)?.identity.clone(),
                scores,
            })
        };
        Metrics {
            counts: Arc::new(
                self.counts
                    .to_metric(self.candidates.len(), &self.nodes_available),
            ),
            best: best.iter().filter_map(score_of).collect(),
        }
    }

    /// What came of looking at each node, in the order of the nodes.
    pub fn verdicts(&self) -> impl Iterator<Item = (NodeRow, &Verdict)> {
        self.candidates
            .iter()
            .map(|candidate| (candidate.row, &candidate.verdict))
    }
}

/// The allocations on a node without those that make room.
fn remaining<'a>(
    row: NodeRow,
    proposed: &'a Proposed<'_>,
    victims: &[Arc<Alloc>],
) -> impl Iterator<Item = &'a Arc<Alloc>> {
    let gone: Vec<_> = victims.iter().map(|alloc| alloc.id).collect();
    proposed
        .allocs_on_node(row)
        .filter(move |alloc| !gone.contains(&alloc.id))
}

/// How many of the nodes stand in each of the job's datacenters.
fn available(job: &Job, nodes: &[NodeRow], state: &State) -> BTreeMap<String, i64> {
    let datacenters = job.datacenters.iter().flatten();
    let mut available: BTreeMap<String, i64> =
        datacenters.map(|datacenter| (datacenter.clone(), 0)).collect();
    for entry in nodes.iter().filter_map(|row| state.node_at(*row)) {
        if let Some(count) = available.get_mut(&entry.node.datacenter) {
            *count += 1;
        }
    }
    available
}

fn distinct_hosts(ask: &Ask<'_>) -> Option<DistinctHosts> {
    let asks = |constraints: &Option<Vec<_>>| {
        let mut constraints = constraints.iter().flatten();
        constraints
            .any(|constraint: &crate::model::constraint::Constraint| constraint.operand == "distinct_hosts")
    };
    if asks(&ask.job.constraints) {
        Some(DistinctHosts::Job)
    } else if asks(&ask.group.constraints) {
        Some(DistinctHosts::Group)
    } else {
        None
    }
}

/// The `distinct_property` constraints of the job and the group, and how many allocations may share a value.
fn distinct_properties(ask: &Ask<'_>) -> Vec<(PropertyUse, Result<u64, Reason>)> {
    let of_job = ask
        .job
        .constraints
        .iter()
        .flatten()
        .map(|constraint| (constraint, None));
    let of_group = ask
        .group
        .constraints
        .iter()
        .flatten()
        .map(|constraint| (constraint, Some(ask.group.name())));
    of_job
        .chain(of_group)
        .filter(|(constraint, _)| constraint.operand == "distinct_property")
        .map(|(constraint, group)| {
            let allowed = match constraint.r_target.as_str() {
                "" => Ok(1),
                number => parse_uint_in(number, 10, 64)
                    .map_err(|error| Reason::BadPropertyCount(number.to_owned(), error.to_string())),
            };
            (PropertyUse::new(&constraint.l_target, group), allowed)
        })
        .collect()
}
