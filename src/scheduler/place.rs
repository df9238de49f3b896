//! Puts missing allocations on nodes, one after another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::allocation::{AllocDeploymentStatus, RescheduleTracker};
use crate::model::deployment::Deployment;
use crate::model::evaluation::Evaluation;
use crate::model::job::{JOB_TYPE_BATCH, Job};
use crate::model::network::NetworkResource;
use crate::model::scheduler_config::ALGORITHM_SPREAD;
use crate::state::alloc::{ClientStatus, DesiredStatus, NetworkGrant, Rare};
use crate::state::metrics::Metrics;
use crate::state::{Alloc, Capacity, JobKey, NodeRow, State, Uuid};

use super::Context;
use super::feasible::{Eligibility, network_of};
use super::plan::{Plan, Stop};
use super::proposed::Proposed;
use super::random::Random;
use super::rank::{Algorithm, Choice, Ranking, Rules, Stack, Verdict};
use super::reconcile::reschedule::events_of_replacement;
use super::reconcile::{Place, UpdateKind};
use super::update_kind::tasks_updated;

/// What came of looking at each node for a group that could not be placed.
#[derive(Debug, Clone)]
pub struct NodeVerdicts {
    /// The group.
    pub group: String,
    /// Each node that was looked at: its row, and what came of it.
    pub nodes: Vec<(NodeRow, Verdict)>,
}

/// What came of placing an allocation on one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It is placed.
    Placed,
    /// The node may not be used.
    Filtered,
    /// The node has no room, and is the first of the group's that has none.
    Failed,
    /// The node has no room, as another before.
    FailedAgain,
    /// The node is not among those that are ready.
    Gone,
}

/// By what rankings are kept: the version of the job, the place of the group in it, and whether others must make
/// room.
fn key_of(job: &Job, group: usize, preempts: bool) -> (u64, usize, bool) {
    (job.version.unwrap_or_default(), group, preempts)
}

/// Puts allocations on nodes for one evaluation.
pub(super) struct Placer<'a> {
    context: &'a Context<'a>,
    eval_id: Uuid,
    stack: Stack,
    algorithm: Algorithm,
    /// Whether the job's type may make others make room.
    may_preempt: bool,
    proposed: Proposed<'a>,
    nodes: Vec<NodeRow>,
    rankings: BTreeMap<(u64, usize, bool), Ranking>,
    carried_network: Option<NetworkResource>,
    failures: BTreeMap<String, Metrics>,
    verdicts: Vec<NodeVerdicts>,
    deployment_id: Uuid,
    has_deployment: bool,
    random: Random,
}

impl<'a> Placer<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        evaluation: &Evaluation,
        stack: Stack,
        proposed: Proposed<'a>,
    ) -> Self {
        let eval_id: Uuid = evaluation.id.parse().unwrap_or_default();
        let preemption = &context.configuration.preemption_config;
        let may_preempt = match (stack, evaluation.eval_type.as_str()) {
            (Stack::System, _) => preemption.system_scheduler_enabled,
            (Stack::Service, JOB_TYPE_BATCH) => preemption.batch_scheduler_enabled,
            (Stack::Service, _) => preemption.service_scheduler_enabled,
        };
        let spreads = context.configuration.scheduler_algorithm == ALGORITHM_SPREAD;
        Placer {
            context,
            eval_id,
            stack,
            algorithm: if spreads {
                Algorithm::Spread
            } else {
                Algorithm::Binpack
            },
            may_preempt,
            proposed,
            nodes: Vec::new(),
            rankings: BTreeMap::new(),
            carried_network: None,
            failures: BTreeMap::new(),
            verdicts: Vec::new(),
            deployment_id: Uuid::NIL,
            has_deployment: false,
            random: context.random("placement", evaluation),
        }
    }

    fn state(&self) -> &'a State {
        self.context.view.state()
    }

    fn rules(&self, preempts: bool) -> Rules {
        Rules {
            stack: self.stack,
            algorithm: self.algorithm,
            preempts,
        }
    }

    /// Whether others make room from the first look at a node on, as they do for system jobs; for services and
    /// batch jobs they only do where nothing else helps.
    fn preempts_at_once(&self) -> bool {
        self.may_preempt && self.stack == Stack::System
    }

    /// How a job treats one of its allocations: whether its tasks changed, and whether what they ask for now
    /// still fits where it is.
    pub(super) fn update_kind(
        &mut self,
        job: &Arc<Job>,
        group: usize,
        alloc: &Arc<Alloc>,
        eligibility: &mut Eligibility,
    ) -> UpdateKind {
        if alloc.job.job_modify_index == job.job_modify_index {
            return UpdateKind::Ignore;
        }
        let Some(task_group) = job.groups().get(group) else {
            return UpdateKind::Destructive;
        };
        if tasks_updated(job, &alloc.job, task_group.name()) {
            return UpdateKind::Destructive;
        }
        if alloc.is_terminal() {
            return UpdateKind::Ignore;
        }
        let Some(row) = self.state().node_row(&alloc.node.id) else {
            return UpdateKind::Destructive;
        };
        let rules = self.rules(self.preempts_at_once());
        let mut without = Proposed::new(self.state());
        without.stop(alloc);
        let ranking = Ranking::new(rules, job, group, None, &[row], &without, eligibility);
        let fits = ranking.is_some_and(|ranking| {
            ranking
                .verdicts()
                .all(|(_, verdict)| matches!(verdict, Verdict::Scored(_)))
        });
        if !fits {
            return UpdateKind::Destructive;
        }
        let mut updated = Alloc::clone(alloc);
        updated.eval_id = self.eval_id;
        updated.job = job.clone();
        updated.group = u32::try_from(group).unwrap_or(u32::MAX);
        updated.used = Capacity::of_group(task_group);
        if let Some(rare) = &mut updated.rare {
            rare.granted = None;
        }
        UpdateKind::InPlace(Box::new(updated))
    }

    /// Takes note of what the plan does before anything is placed.
    pub(super) fn begin(&mut self, job: &Job, plan: &Plan, deployment_id: &str, latest: Option<&Deployment>) {
        let datacenters: BTreeSet<&str> = job.datacenters.iter().flatten().map(String::as_str).collect();
        let state = self.state();
        let ready = state
            .node_entries()
            .filter(|(_, entry)| entry.is_ready && datacenters.contains(entry.node.datacenter.as_str()));
        self.nodes = ready.map(|(row, _)| row).collect();
        for stop in &plan.stops {
            self.proposed.stop(&stop.alloc);
        }
        for updated in &plan.updates {
            if let (Some(old), Some(row)) = (state.alloc(updated.id), state.node_row(&updated.node.id)) {
                self.proposed.replace(row, old, Arc::new(updated.clone()));
            }
        }
        let deployment = plan.deployment.as_ref().or(latest);
        self.has_deployment = deployment.is_some();
        if deployment.is_some_and(Deployment::is_active) {
            self.deployment_id = deployment_id.parse().unwrap_or_default();
        }
    }

    /// Places one allocation, or notes why it cannot be.
    pub(super) fn place(
        &mut self,
        job: &Arc<Job>,
        place: Place,
        eligibility: &mut Eligibility,
        plan: &mut Plan,
    ) {
        let Some(group) = job.groups().get(place.group) else {
            return;
        };
        let name = group.name().to_owned();
        let (job, group, deployment_id) = self.version_for(job, &place, &name);
        if let Some(failed) = self.failures.get_mut(&name) {
            Arc::make_mut(&mut failed.counts).coalesced_failures += 1;
            return;
        }
        let stopped = place.stop_previous.zip(place.previous.as_ref());
        let is_stopped = stopped.is_some_and(|(_, previous)| self.proposed.stop(previous));

        let (choice, metrics) = self.choose(&job, group, &place, eligibility);
        match choice {
            Some(choice) => {
                if let Some((description, previous)) = stopped {
                    let alloc = previous.clone();
                    plan.stops.push(Stop {
                        alloc,
                        description,
                        client_status: None,
                        followup_eval: Uuid::NIL,
                    });
                }
                let alloc = self.allocation(&job, group, &place, choice, metrics, deployment_id, plan);
                plan.placements.push(alloc);
            }
            None => {
                if is_stopped && let Some((_, previous)) = stopped {
                    self.proposed.restore(previous);
                }
                let key = key_of(&job, group, self.may_preempt);
                if let Some(ranking) = self.rankings.get(&key) {
                    let nodes = ranking
                        .verdicts()
                        .map(|(row, verdict)| (row, verdict.clone()))
                        .collect();
                    self.verdicts.push(NodeVerdicts {
                        group: name.clone(),
                        nodes,
                    });
                }
                self.failures.insert(name, metrics);
            }
        }
    }

    /// Places one allocation on one node, or says why it cannot be there.
    pub(super) fn place_at(
        &mut self,
        job: &Arc<Job>,
        place: &Place,
        row: NodeRow,
        eligibility: &mut Eligibility,
        plan: &mut Plan,
    ) -> Attempt {
        let preempts = self.preempts_at_once();
        self.prepare(job, place.group, preempts, eligibility);
        let ranking = self.rankings.get_mut(&key_of(job, place.group, preempts));
        let Some((choice, metrics)) =
            ranking.and_then(|ranking| ranking.choose_at(row, &self.proposed, &mut self.random))
        else {
            return Attempt::Gone;
        };
        let name = job
            .groups()
            .get(place.group)
            .map(|group| group.name().to_owned())
            .unwrap_or_default();
        match choice {
            Ok(choice) => {
                let alloc = self.allocation(job, place.group, place, choice, metrics, Uuid::NIL, plan);
                plan.placements.push(alloc);
                Attempt::Placed
            }
            Err(Verdict::Filtered(_)) => Attempt::Filtered,
            Err(verdict) => {
                match self.verdicts.iter_mut().find(|of_group| of_group.group == name) {
                    Some(of_group) => of_group.nodes.push((row, verdict)),
                    None => self.verdicts.push(NodeVerdicts {
                        group: name.clone(),
                        nodes: vec![(row, verdict)],
                    }),
                }
                if let Some(failed) = self.failures.get_mut(&name) {
                    Arc::make_mut(&mut failed.counts).coalesced_failures += 1;
                    return Attempt::FailedAgain;
                }
                self.failures.insert(name, metrics);
                Attempt::Failed
            }
        }
    }

    /// The version of the job to place: today's, or while canaries are tried the last one that was not a canary.
    fn version_for(&self, job: &Arc<Job>, place: &Place, group: &str) -> (Arc<Job>, usize, Uuid) {
        let today = (job.clone(), place.group, self.deployment_id);
        if !place.downgrade_non_canary {
            return today;
        }
        let key = JobKey::of(job);
        let version = |version| self.state().job_version(&key, version).cloned();
        let mut deployments: Vec<_> = self.state().deployments_of_job(&key).collect();
        deployments.sort_by_key(|deployment| std::cmp::Reverse(deployment.job_version));
        let settled = deployments.into_iter().find(|deployment| {
            let state = deployment
                .task_groups
                .as_ref()
                .and_then(|groups| groups.get(group));
            state.is_some_and(|state| state.promoted || state.desired_canaries == 0)
        });
        let downgraded = match settled {
            Some(deployment) => {
                version(deployment.job_version).map(|job| (job, deployment.id.parse().unwrap_or_default()))
            }
            None => version(place.min_job_version)
                .filter(|job| {
                    job.update
                        .as_ref()
                        .is_none_or(|update| update.max_parallel.unwrap_or_default() == 0)
                })
                .map(|job| (job, Uuid::NIL)),
        };
        let downgraded = downgraded.filter(|(job, _)| job.version >= Some(place.min_job_version));
        let with_group = downgraded.and_then(|(job, deployment)| {
            let place = job.groups().iter().position(|other| other.name() == group)?;
            Some((job, place, deployment))
        });
        with_group.unwrap_or(today)
    }

    fn choose(
        &mut self,
        job: &Arc<Job>,
        group: usize,
        place: &Place,
        eligibility: &mut Eligibility,
    ) -> (Option<Choice>, Metrics) {
        let found = self.choose_with(job, group, place, false, eligibility);
        if found.0.is_some() || !self.may_preempt {
            return found;
        }
        self.choose_with(job, group, place, true, eligibility)
    }

    fn choose_with(
        &mut self,
        job: &Arc<Job>,
        group: usize,
        place: &Place,
        preempts: bool,
        eligibility: &mut Eligibility,
    ) -> (Option<Choice>, Metrics) {
        self.prepare(job, group, preempts, eligibility);
        let (penalized, preferred) = (self.penalized(place), self.preferred(job, group, place));
        let Some(ranking) = self.rankings.get_mut(&key_of(job, group, preempts)) else {
            return (None, Metrics::default());
        };
        // A node that is preferred is looked at before all others, and they are not if it can be used.
        let on_preferred = preferred.and_then(|row| ranking.choose_at(row, &self.proposed, &mut self.random));
        if let Some((Ok(choice), metrics)) = on_preferred {
            return (Some(choice), metrics);
        }
        ranking.choose(&self.proposed, &penalized, &mut self.random)
    }

    /// Looks at the nodes for a group, if that was not done before.
    fn prepare(&mut self, job: &Arc<Job>, group: usize, preempts: bool, eligibility: &mut Eligibility) {
        let key = key_of(job, group, preempts);
        if !self.rankings.contains_key(&key)
            && let Some(ranking) = Ranking::new(
                self.rules(preempts),
                job,
                group,
                self.carried_network.as_ref(),
                &self.nodes,
                &self.proposed,
                eligibility,
            )
        {
            self.rankings.insert(key, ranking);
        }
        if let Some(network) = job.groups().get(group).and_then(network_of) {
            self.carried_network = Some(network.clone());
        }
    }

    /// Nodes on which the allocation that is replaced has failed.
    fn penalized(&self, place: &Place) -> BTreeSet<NodeRow> {
        let Some(previous) = &place.previous else {
            return BTreeSet::new();
        };
        let own = (previous.client_status == ClientStatus::Failed).then_some(&previous.node.id);
        let earlier = previous
            .reschedule_events()
            .unwrap_or_default()
            .iter()
            .map(|event| &event.prev_node_id);
        own.into_iter()
            .chain(earlier)
            .filter_map(|id| self.state().node_row(id))
            .collect()
    }

    /// The node of the allocation that is replaced, if its disk is sticky.
    fn preferred(&self, job: &Job, group: usize, place: &Place) -> Option<NodeRow> {
        let disk = job.groups().get(group)?.ephemeral_disk.as_ref()?;
        let row = self.state().node_row(
            &place
                .previous
                .as_ref()
                .filter(|_| disk.sticky == Some(true))?
                .node
                .id,
        )?;
        self.state()
            .node_at(row)
            .filter(|entry| entry.is_ready)
            .map(|_| row)
    }

    /// Makes the allocation, and makes those go that must make room for it.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of them are what an allocation is made of"
    )]
    fn allocation(
        &mut self,
        job: &Arc<Job>,
        group: usize,
        place: &Place,
        choice: Choice,
        metrics: Metrics,
        deployment_id: Uuid,
        plan: &mut Plan,
    ) -> Alloc {
        let id = self.random.uuid();
        let group_number = u32::try_from(group).unwrap_or(u32::MAX);
        let network = (!choice.offers.is_empty()).then(|| {
            Arc::new(NetworkGrant {
                job: job.clone(),
                group: group_number,
                offers: choice.offers.into(),
            })
        });
        let mut rare = Rare::default();
        let mut is_rare = !choice.devices.is_empty() || !choice.victims.is_empty();
        rare.preempted = choice.victims.iter().map(|victim| victim.id).collect();
        rare.devices = choice.devices;
        if let Some(previous) = &place.previous {
            is_rare = true;
            rare.previous = previous.id;
            if place.reschedule {
                let events = events_of_replacement(previous, self.context.now);
                rare.reschedule_tracker = Some(RescheduleTracker { events: Some(events) });
            }
        }
        if place.canary && self.has_deployment {
            is_rare = true;
            rare.deployment_status = Some(AllocDeploymentStatus {
                canary: true,
                ..Default::default()
            });
        }
        if let Some(desired) = job
            .groups()
            .get(group)
            .and_then(|group| plan.desired_updates.get_mut(group.name()))
        {
            desired.preemptions += choice.victims.len() as u64;
        }
        for victim in choice.victims {
            self.proposed.preempt(&victim);
            plan.preemptions.push((victim, id));
        }
        let alloc = Alloc {
            id,
            eval_id: self.eval_id,
            group: group_number,
            index: place.index,
            node: self
                .state()
                .node_at(choice.row)
                .map(|entry| entry.identity.clone())
                .unwrap_or_default(),
            used: job
                .groups()
                .get(group)
                .map(Capacity::of_group)
                .unwrap_or_default(),
            job: job.clone(),
            network,
            metrics: Arc::new(metrics),
            desired_status: DesiredStatus::Run,
            client_status: ClientStatus::Pending,
            deployment_id,
            create_index: 0,
            ordinal: 0,
            modify_index: 0,
            alloc_modify_index: 0,
            create_time: self.context.now,
            modify_time: self.context.now,
            rare: is_rare.then(|| Box::new(rare)),
        };
        self.proposed.place(choice.row, Arc::new(alloc.clone()));
        alloc
    }

    /// The nodes that can be used, in the order in which they joined.
    pub(super) fn nodes(&self) -> &[NodeRow] {
        &self.nodes
    }

    /// Why groups could not be placed.
    pub(super) fn finish(self) -> (BTreeMap<String, Arc<Metrics>>, Vec<NodeVerdicts>) {
        let failures = self
            .failures
            .into_iter()
            .map(|(group, metrics)| (group, Arc::new(metrics)));
        (failures.collect(), self.verdicts)
    }
}
