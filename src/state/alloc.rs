//! An allocation as the state keeps it: small, and expanded to the API's object when it is read.
//!
//! There may be millions. So identifiers are bytes, the job is shared, names and resources are made from the
//! job's group when they are asked for, and what most allocations do not have is boxed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::allocation::{
    AllocDeploymentStatus, AllocState, AllocatedCpuResources, AllocatedDeviceResource,
    AllocatedMemoryResources, AllocatedPortMapping, AllocatedResources, AllocatedSharedResources,
    AllocatedTaskResources, Allocation, DesiredTransition, RescheduleEvent, RescheduleTracker, SharedJob,
};
use crate::model::job::Job;
use crate::model::network::NetworkResource;
use crate::model::resources::Resources;
use crate::model::task_group::TaskGroup;
use crate::model::task_state::TaskState;

use super::capacity::Capacity;
use super::id::Uuid;
use super::metrics::Metrics;
use super::node::NodeIdentity;

/// What the servers want of an allocation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DesiredStatus {
    /// That it runs.
    #[default]
    Run,
    /// That it stops.
    Stop,
    /// That it makes room for another one.
    Evict,
}

impl DesiredStatus {
    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DesiredStatus::Run => "run",
            DesiredStatus::Stop => "stop",
            DesiredStatus::Evict => "evict",
        }
    }

    /// From the API's word; anything unknown is to run.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "stop" => DesiredStatus::Stop,
            "evict" => DesiredStatus::Evict,
            _ => DesiredStatus::Run,
        }
    }
}

/// What an allocation's node reports of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClientStatus {
    /// Not started yet.
    #[default]
    Pending,
    /// Running.
    Running,
    /// All tasks ended well.
    Complete,
    /// A task failed.
    Failed,
    /// The node is gone.
    Lost,
}

impl ClientStatus {
    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ClientStatus::Pending => "pending",
            ClientStatus::Running => "running",
            ClientStatus::Complete => "complete",
            ClientStatus::Failed => "failed",
            ClientStatus::Lost => "lost",
        }
    }

    /// From the API's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "pending" | "" => ClientStatus::Pending,
            "running" => ClientStatus::Running,
            "complete" => ClientStatus::Complete,
            "failed" => ClientStatus::Failed,
            "lost" => ClientStatus::Lost,
            _ => return None,
        })
    }

    /// Whether the node has ended the allocation.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(
            self,
            ClientStatus::Complete | ClientStatus::Failed | ClientStatus::Lost
        )
    }
}

/// A task group placed on a node.
#[derive(Debug, Clone)]
pub struct Alloc {
    /// Its identifier.
    pub id: Uuid,
    /// The evaluation that last wrote it.
    pub eval_id: Uuid,
    /// Its job, in the version it is of.
    pub job: Arc<Job>,
    /// The place of its group in that job.
    pub group: u32,
    /// The number in its name.
    pub index: u32,
    /// Its node.
    pub node: Arc<NodeIdentity>,
    /// What it takes of the node.
    pub used: Capacity,
    /// The ports it has, if it asked for any.
    pub network: Option<Arc<NetworkGrant>>,
    /// How its node was chosen.
    pub metrics: Arc<Metrics>,
    /// What the servers want of it.
    pub desired_status: DesiredStatus,
    /// What its node reports.
    pub client_status: ClientStatus,
    /// The deployment it is part of, nil if none.
    pub deployment_id: Uuid,
    /// The index at which it was made.
    pub create_index: u64,
    /// Its place among those made at that index; with it, the name of its record.
    pub ordinal: u32,
    /// The index at which it last changed.
    pub modify_index: u64,
    /// The index at which the servers last changed it.
    pub alloc_modify_index: u64,
    /// When it was made, in unix nanoseconds.
    pub create_time: i64,
    /// When it last changed, in unix nanoseconds.
    pub modify_time: i64,
    /// What most allocations do not have.
    pub rare: Option<Box<Rare>>,
}

/// What most allocations do not have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rare {
    /// Why the servers want what they want.
    pub desired_description: String,
    /// Why it has its client status.
    pub client_description: String,
    /// What the next evaluation is to do with it.
    pub desired_transition: DesiredTransition,
    /// The state of each task.
    pub task_states: Option<BTreeMap<String, TaskState>>,
    /// Earlier client statuses, oldest first.
    pub alloc_states: Option<Vec<AllocState>>,
    /// The allocation that it replaces.
    pub previous: Uuid,
    /// The allocation that replaces it.
    pub next: Uuid,
    /// Whether it is healthy in the deployment's eyes.
    pub deployment_status: Option<AllocDeploymentStatus>,
    /// The times it was rescheduled.
    pub reschedule_tracker: Option<RescheduleTracker>,
    /// The evaluation that will replace it later.
    pub followup_eval: Uuid,
    /// The allocations that had to make room for it.
    pub preempted: Vec<Uuid>,
    /// The allocation that it had to make room for.
    pub preempted_by: Uuid,
    /// Devices, by task.
    pub devices: BTreeMap<String, Vec<AllocatedDeviceResource>>,
    /// What it got, where that is not what its group asks for.
    pub granted: Option<AllocatedResources>,
}

/// The ports and the bandwidth that an allocation got.
#[derive(Debug, Clone)]
pub struct NetworkGrant {
    /// The job whose asks are answered: the version it was placed with. An update in place keeps its ports.
    pub job: Arc<Job>,
    /// The place of the group in that job.
    pub group: u32,
    /// One for the group's network and one for each task that has one.
    pub offers: Box<[NetworkOffer]>,
}

/// What was given for one ask.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkOffer {
    /// The task whose network it is, by its place in the group; none for the group's network.
    pub task: Option<u32>,
    /// The node's device, empty for the group's network.
    pub device: Arc<str>,
    /// The address that is printed.
    pub ip: Arc<str>,
    /// The bandwidth that counts, in megabits per second.
    pub mbits: i64,
    /// The ports with their addresses: first the reserved ones, then the dynamic ones, in the order of the ask.
    pub ports: Box<[(Arc<str>, u16)]>,
}

impl Alloc {
    /// Its group.
    #[must_use]
    pub fn task_group(&self) -> Option<&TaskGroup> {
        self.job.groups().get(self.group as usize)
    }

    /// Its group's name.
    #[must_use]
    pub fn group_name(&self) -> &str {
        self.task_group().map(TaskGroup::name).unwrap_or_default()
    }

    /// Its name: `job.group[index]`.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.job.id(), self.group_name(), self.index)
    }

    /// Whether the servers want it gone.
    #[must_use]
    pub fn is_server_terminal(&self) -> bool {
        self.desired_status != DesiredStatus::Run
    }

    /// Whether the servers want it gone or its node has ended it.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.is_server_terminal() || self.client_status.is_terminal()
    }

    /// Whether it is a canary of its deployment.
    #[must_use]
    pub fn is_canary(&self) -> bool {
        self.deployment_status().is_some_and(|status| status.canary)
    }

    /// Healthy or not in its deployment's eyes; `None` while that is open.
    #[must_use]
    pub fn healthy(&self) -> Option<bool> {
        self.deployment_status()?.healthy
    }

    /// Whether somebody has said that it may be replaced.
    #[must_use]
    pub fn may_be_rescheduled(&self) -> bool {
        self.rare
            .as_ref()
            .is_some_and(|rare| rare.desired_transition.reschedule == Some(true))
    }

    pub(super) fn deployment_status(&self) -> Option<&AllocDeploymentStatus> {
        self.rare.as_ref()?.deployment_status.as_ref()
    }

    /// The times it was rescheduled, oldest first.
    #[must_use]
    pub fn reschedule_events(&self) -> Option<&[RescheduleEvent]> {
        self.rare.as_ref()?.reschedule_tracker.as_ref()?.events.as_deref()
    }

    /// What most allocations do not have, made if it is not there.
    pub fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Each port it has, with its address.
    pub fn ports(&self) -> impl Iterator<Item = (&Arc<str>, u16)> {
        self.offers()
            .iter()
            .flat_map(|offer| offer.ports.iter().map(|(ip, port)| (ip, *port)))
    }

    /// The ports it has, by label.
    #[must_use]
    pub fn labelled_ports(&self) -> BTreeMap<String, u16> {
        let mut labelled = BTreeMap::new();
        for offer in self.offers() {
            let task = offer.task.map(|task| task as usize);
            let network = self.network_of(task).unwrap_or_default();
            let ports = network
                .reserved_ports
                .into_iter()
                .chain(network.dynamic_ports)
                .flatten();
            labelled.extend(
                ports
                    .map(|port| port.label)
                    .zip(offer.ports.iter().map(|(_, port)| *port)),
            );
        }
        labelled
    }

    /// The bandwidth it takes, by device.
    pub fn bandwidth(&self) -> impl Iterator<Item = (&Arc<str>, i64)> {
        self.offers().iter().map(|offer| (&offer.device, offer.mbits))
    }

    fn offers(&self) -> &[NetworkOffer] {
        self.network
            .as_ref()
            .map(|grant| &*grant.offers)
            .unwrap_or_default()
    }

    /// What it got, in the API's form.
    #[must_use]
    pub fn allocated_resources(&self) -> AllocatedResources {
        let rare = self.rare.as_deref();
        if let Some(granted) = rare.and_then(|rare| rare.granted.as_ref()) {
            return granted.clone();
        }
        let Some(group) = self.task_group() else {
            return AllocatedResources::default();
        };
        let tasks = group.tasks().iter().enumerate().map(|(place, task)| {
            let ask = task.resources.as_ref();
            let devices = rare
                .and_then(|rare| rare.devices.get(&task.name))
                .filter(|devices| !devices.is_empty());
            let got = AllocatedTaskResources {
                cpu: AllocatedCpuResources {
                    cpu_shares: ask.and_then(|ask| ask.cpu).unwrap_or_default(),
                },
                memory: AllocatedMemoryResources {
                    memory_mb: ask.and_then(|ask| ask.memory_mb).unwrap_or_default(),
                },
                networks: self.network_of(Some(place)).map(|network| vec![network]),
                devices: devices.cloned(),
            };
            (task.name.clone(), got)
        });
        let lifecycles = group
            .tasks()
            .iter()
            .map(|task| (task.name.clone(), task.lifecycle.clone()));
        AllocatedResources {
            tasks: Some(tasks.collect()),
            task_lifecycles: Some(lifecycles.collect()),
            shared: AllocatedSharedResources {
                networks: self.network_of(None).map(|network| vec![network]),
                disk_mb: group
                    .ephemeral_disk
                    .as_ref()
                    .and_then(|disk| disk.size_mb)
                    .unwrap_or_default(),
                ports: self.shared_ports(),
            },
        }
    }

    /// The network of a task, or of the group, with the ports it got.
    fn network_of(&self, task: Option<usize>) -> Option<NetworkResource> {
        let grant = self.network.as_ref()?;
        let offer = grant
            .offers
            .iter()
            .find(|offer| offer.task.map(|task| task as usize) == task)?;
        let group = grant.job.groups().get(grant.group as usize)?;
        let asks = match task {
            None => group.networks.as_deref(),
            Some(task) => group.tasks().get(task)?.resources.as_ref()?.networks.as_deref(),
        };
        let mut network = asks?.first()?.clone();
        network.device = offer.device.as_ref().to_owned();
        network.ip = offer.ip.as_ref().to_owned();
        network.cidr.clear();
        let reserved = network.reserved_ports.iter_mut().flatten();
        let dynamic = network.dynamic_ports.iter_mut().flatten();
        for (port, (_, value)) in reserved.chain(dynamic).zip(&offer.ports) {
            port.value = i64::from(*value);
            if port.to == -1 {
                port.to = port.value;
            }
        }
        Some(network)
    }

    /// The ports of the group's network with their addresses.
    fn shared_ports(&self) -> Option<Vec<AllocatedPortMapping>> {
        let offer = self.offers().iter().find(|offer| offer.task.is_none())?;
        let network = self.network_of(None)?;
        let reserved = network.reserved_ports.into_iter().flatten();
        let ports = reserved.chain(network.dynamic_ports.into_iter().flatten());
        let mappings: Vec<_> = ports
            .zip(&offer.ports)
            .map(|(port, (ip, _))| AllocatedPortMapping {
                label: port.label,
                value: port.value,
                to: port.to,
                host_ip: ip.as_ref().to_owned(),
            })
            .collect();
        (!mappings.is_empty()).then_some(mappings)
    }

    /// The API's object.
    #[must_use]
    pub fn to_wire(&self) -> Allocation {
        let allocated = self.allocated_resources();
        let (resources, shared_resources, task_resources) = old_resources(&allocated);
        let rare = self.rare.as_deref().cloned().unwrap_or_default();
        let texts = |ids: &[Uuid]| (!ids.is_empty()).then(|| ids.iter().map(Uuid::to_string).collect());
        Allocation {
            id: self.id.to_text(),
            namespace: self.job.namespace().to_owned(),
            eval_id: self.eval_id.to_text(),
            name: self.name(),
            node_id: self.node.id.clone(),
            node_name: self.node.name.clone(),
            job_id: self.job.id().to_owned(),
            job: Some(SharedJob(self.job.clone())),
            task_group: self.group_name().to_owned(),
            resources: Some(resources),
            shared_resources: Some(shared_resources),
            task_resources: Some(task_resources),
            allocated_resources: Some(allocated),
            metrics: Some(self.metrics.to_wire()),
            desired_status: self.desired_status.as_str().to_owned(),
            desired_description: rare.desired_description,
            desired_transition: rare.desired_transition,
            client_status: self.client_status.as_str().to_owned(),
            client_description: rare.client_description,
            task_states: rare.task_states,
            alloc_states: rare.alloc_states,
            previous_allocation: rare.previous.to_text(),
            next_allocation: rare.next.to_text(),
            deployment_id: self.deployment_id.to_text(),
            deployment_status: rare.deployment_status,
            reschedule_tracker: rare.reschedule_tracker,
            followup_eval_id: rare.followup_eval.to_text(),
            preempted_allocations: texts(&rare.preempted),
            preempted_by_allocation: rare.preempted_by.to_text(),
            create_index: self.create_index,
            modify_index: self.modify_index,
            alloc_modify_index: self.alloc_modify_index,
            create_time: self.create_time,
            modify_time: self.modify_time,
        }
    }
}

impl Alloc {
    /// The state's form of the API's object. The job and the node are given, as they are shared.
    #[must_use]
    pub fn from_wire(wire: &Allocation, job: Arc<Job>, node: Arc<NodeIdentity>) -> Self {
        let id = |text: &str| text.parse().unwrap_or(Uuid::NIL);
        let group = job
            .groups()
            .iter()
            .position(|group| group.name() == wire.task_group);
        let network = wire
            .allocated_resources
            .as_ref()
            .and_then(|got| grant_of_wire(got, &job, group));
        let devices = wire
            .allocated_resources
            .iter()
            .flat_map(|got| got.tasks.iter().flatten());
        let devices = devices.filter_map(|(task, got)| Some((task.clone(), got.devices.clone()?)));
        let rare = Rare {
            desired_description: wire.desired_description.clone(),
            client_description: wire.client_description.clone(),
            desired_transition: wire.desired_transition.clone(),
            task_states: wire.task_states.clone(),
            alloc_states: wire.alloc_states.clone(),
            previous: id(&wire.previous_allocation),
            next: id(&wire.next_allocation),
            deployment_status: wire.deployment_status.clone(),
            reschedule_tracker: wire.reschedule_tracker.clone(),
            followup_eval: id(&wire.followup_eval_id),
            preempted: wire
                .preempted_allocations
                .iter()
                .flatten()
                .map(|text| id(text))
                .collect(),
            preempted_by: id(&wire.preempted_by_allocation),
            devices: devices.collect(),
            granted: wire.allocated_resources.clone(),
        };
        let number = wire
            .name
            .rsplit_once('[')
            .and_then(|(_, number)| number.strip_suffix(']')?.parse().ok());
        Alloc {
            id: id(&wire.id),
            eval_id: id(&wire.eval_id),
            group: group
                .and_then(|group| u32::try_from(group).ok())
                .unwrap_or(u32::MAX),
            index: number.unwrap_or_default(),
            node,
            used: match &wire.allocated_resources {
                Some(got) => Capacity::of_allocated(got),
                None => group
                    .and_then(|group| job.groups().get(group))
                    .map(Capacity::of_group)
                    .unwrap_or_default(),
            },
            job,
            network,
            metrics: Arc::default(),
            desired_status: DesiredStatus::parse(&wire.desired_status),
            client_status: ClientStatus::parse(&wire.client_status).unwrap_or_default(),
            deployment_id: id(&wire.deployment_id),
            create_index: wire.create_index,
            ordinal: 0,
            modify_index: wire.modify_index,
            alloc_modify_index: wire.alloc_modify_index,
            create_time: wire.create_time,
            modify_time: wire.modify_time,
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
        }
    }
}

/// The ports of an allocation, as its object lists them.
fn grant_of_wire(
    got: &AllocatedResources,
    job: &Arc<Job>,
    group: Option<usize>,
) -> Option<Arc<NetworkGrant>> {
    let port = |value: i64| u16::try_from(value).unwrap_or_default();
    let offer = |task, network: &NetworkResource| {
        let ip: Arc<str> = network.ip.as_str().into();
        let ports = network
            .reserved_ports
            .iter()
            .chain(&network.dynamic_ports)
            .flatten();
        NetworkOffer {
            task,
            device: network.device.as_str().into(),
            mbits: network.mbits.unwrap_or_default(),
            ports: ports.map(|other| (ip.clone(), port(other.value))).collect(),
            ip,
        }
    };
    let mut offers = Vec::new();
    let shared = got.shared.networks.as_ref().and_then(|networks| networks.first());
    if let Some(network) = shared {
        offers.push(offer(None, network));
    }
    // The list of ports says at which address each is; with it, what tasks have is not looked at.
    if let Some(ports) = got.shared.ports.as_ref().filter(|ports| !ports.is_empty()) {
        let listed = ports
            .iter()
            .map(|other| (Arc::from(other.host_ip.as_str()), port(other.value)));
        let network = shared.map(|network| offer(None, network));
        let network = network.unwrap_or_else(|| offer(None, &NetworkResource::default()));
        offers = vec![NetworkOffer {
            ports: listed.collect(),
            ..network
        }];
    } else {
        let group = group.and_then(|group| job.groups().get(group));
        for (task, got) in got.tasks.iter().flatten() {
            let place = group.and_then(|group| group.tasks().iter().position(|other| other.name == *task));
            let place = place.and_then(|place| u32::try_from(place).ok());
            if let Some(network) = got.networks.as_ref().and_then(|networks| networks.first()) {
                offers.push(offer(Some(place.unwrap_or(u32::MAX)), network));
            }
        }
    }
    let group = group
        .and_then(|group| u32::try_from(group).ok())
        .unwrap_or(u32::MAX);
    (!offers.is_empty()).then(|| {
        Arc::new(NetworkGrant {
            job: job.clone(),
            group,
            offers: offers.into(),
        })
    })
}

/// The name of an allocation.
#[must_use]
pub fn name(job: &str, group: &str, index: u32) -> String {
    format!("{job}.{group}[{index}]")
}

/// What an allocation got, in the form of old clients: in all, shared, and by task.
fn old_resources(allocated: &AllocatedResources) -> (Resources, Resources, BTreeMap<String, Resources>) {
    let resources = |cpu, memory_mb, disk_mb, networks: &Option<Vec<NetworkResource>>| Resources {
        cpu: Some(cpu),
        memory_mb: Some(memory_mb),
        disk_mb: Some(disk_mb),
        iops: Some(0),
        networks: networks.clone(),
        devices: None,
    };
    let shared = resources(0, 0, allocated.shared.disk_mb, &allocated.shared.networks);
    let mut all = shared.clone();
    let mut tasks = BTreeMap::new();
    for (name, task) in allocated.tasks.iter().flatten() {
        let (cpu, memory_mb) = (task.cpu.cpu_shares, task.memory.memory_mb);
        all.cpu = all.cpu.map(|sum| sum.saturating_add(cpu));
        all.memory_mb = all.memory_mb.map(|sum| sum.saturating_add(memory_mb));
        if let Some(networks) = &task.networks {
            all.networks
                .get_or_insert_default()
                .extend(networks.iter().cloned());
        }
        tasks.insert(name.clone(), resources(cpu, memory_mb, 0, &task.networks));
    }
    (all, shared, tasks)
}
