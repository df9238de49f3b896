//! The job as lints look at it: its groups, tasks and services, each with its path.

use crate::diagnostic::JsonPath;
use crate::model::job::{JOB_TYPE_SERVICE, JOB_TYPE_SYSTEM, Job};
use crate::model::node::Node;
use crate::model::policy::UpdateStrategy;
use crate::model::service::Service;
use crate::model::task::Task;
use crate::model::task_group::TaskGroup;

use super::allow::Allowances;

/// What lints look at.
pub(super) struct Subject<'a> {
    /// The job with every default of the client filled in.
    pub(super) job: &'a Job,
    /// The job as it was given: what nobody wrote is not set.
    pub(super) given: &'a Job,
    /// The nodes it will run on, if they are known.
    pub(super) nodes: Option<&'a [&'a Node]>,
    /// What comments of the job file allow.
    pub(super) allowances: &'a Allowances,
}

/// A group and where it is.
pub(super) struct GroupAt<'a> {
    pub(super) group: &'a TaskGroup,
    /// The group as it was given.
    pub(super) given: Option<&'a TaskGroup>,
    pub(super) at: JsonPath,
}

/// A task and where it is.
pub(super) struct TaskAt<'a> {
    pub(super) group: &'a TaskGroup,
    pub(super) task: &'a Task,
    pub(super) at: JsonPath,
}

/// A service and where it is.
pub(super) struct ServiceAt<'a> {
    pub(super) service: &'a Service,
    pub(super) at: JsonPath,
}

impl<'a> Subject<'a> {
    /// Whether it is a service job: only those have deployments.
    pub(super) fn is_service(&self) -> bool {
        self.job.job_type() == JOB_TYPE_SERVICE
    }

    /// Whether it is a system job, which runs once on every node.
    pub(super) fn is_system(&self) -> bool {
        self.job.job_type() == JOB_TYPE_SYSTEM
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = GroupAt<'a>> {
        let given = self.given.groups();
        let groups = self.job.groups().iter().enumerate();
        groups.map(|(index, group)| GroupAt {
            group,
            given: given.get(index),
            at: JsonPath::root().member("TaskGroups").index(index),
        })
    }

    /// The tasks that somebody wrote: not those that Consul Connect implies.
    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskAt<'a>> {
        self.groups().flat_map(|group| group.tasks())
    }
}

impl<'a> GroupAt<'a> {
    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskAt<'a>> + use<'a> {
        let (group, at) = (self.group, self.at.member("Tasks"));
        let tasks = group.tasks().iter().enumerate();
        tasks
            .filter(|(_, task)| !task.kind.starts_with("connect-"))
            .map(move |(index, task)| TaskAt {
                group,
                task,
                at: at.index(index),
            })
    }

    pub(super) fn services(&self) -> impl Iterator<Item = ServiceAt<'a>> + use<'a> {
        let of = move |services: &'a Option<Vec<Service>>, at: &JsonPath| {
            let at = at.member("Services");
            let services = list(services).iter().enumerate();
            services.map(move |(index, service)| ServiceAt {
                service,
                at: at.index(index),
            })
        };
        let of_tasks = self
            .tasks()
            .flat_map(move |task| of(&task.task.services, &task.at));
        of(&self.group.services, &self.at).chain(of_tasks)
    }

    /// How it is updated, if that is done by a deployment.
    pub(super) fn deployment(&self) -> Option<&'a UpdateStrategy> {
        let update = self.group.update.as_ref()?;
        (update.max_parallel.unwrap_or_default() > 0).then_some(update)
    }

    /// Where the member of its update strategy is that was written for it or for its whole job.
    pub(super) fn update_at(&self, member: &'static str) -> JsonPath {
        let is_own = self.given.is_some_and(|given| given.update.is_some());
        let of = if is_own { self.at.clone() } else { JsonPath::root() };
        of.member("Update").member(member)
    }
}

/// The items of a list, none if it is not set.
pub(super) fn list<T>(member: &Option<Vec<T>>) -> &[T] {
    member.as_deref().unwrap_or_default()
}

/// The text of a member, empty if it is not set.
pub(super) fn text(member: &Option<String>) -> &str {
    member.as_deref().unwrap_or_default()
}

/// A number with its noun.
pub(super) fn counted(number: i64, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}
