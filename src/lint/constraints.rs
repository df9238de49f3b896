//! The constraints of a job, and which nodes meet them.

use crate::diagnostic::JsonPath;
use crate::model::constraint::Constraint;
use crate::model::node::Node;
use crate::scheduler::feasible::is_met;

use super::subject::{GroupAt, Subject, list};

/// Constraints of one stanza beyond these are not looked at, so that many groups of a job with many take no time that
/// grows with both.
const MOST: usize = 100;

/// A constraint and where it is.
#[derive(Clone)]
pub(super) struct ConstraintAt<'a> {
    pub(super) constraint: &'a Constraint,
    pub(super) at: JsonPath,
}

impl ConstraintAt<'_> {
    /// The constraint as people write it.
    pub(super) fn words(&self) -> String {
        words(self.constraint)
    }
}

/// A constraint as people write it.
pub(super) fn words(constraint: &Constraint) -> String {
    let Constraint {
        l_target,
        operand,
        r_target,
    } = constraint;
    match operand.as_str() {
        "is_set" | "is_not_set" => format!("{l_target} {operand}"),
        _ => format!("{l_target} {operand} {r_target}"),
    }
}

/// Whether it is about the allocations of a node rather than the node.
pub(super) fn is_distinct(constraint: &Constraint) -> bool {
    matches!(
        constraint.operand.as_str(),
        "distinct_hosts" | "distinct_property"
    )
}

fn at<'a>(constraints: &'a Option<Vec<Constraint>>, owner: &JsonPath) -> Vec<ConstraintAt<'a>> {
    let at = owner.member("Constraints");
    let constraints = list(constraints).iter().enumerate().take(MOST);
    constraints
        .map(|(index, constraint)| ConstraintAt {
            constraint,
            at: at.index(index),
        })
        .collect()
}

impl<'a> Subject<'a> {
    /// The constraints of the job itself.
    pub(super) fn job_constraints(&self) -> Vec<ConstraintAt<'a>> {
        at(&self.job.constraints, &JsonPath::root())
    }

    /// All constraints that a node of a group must meet: those of the job, the group and its tasks.
    pub(super) fn constraints_of(&self, group: &GroupAt<'a>) -> Vec<ConstraintAt<'a>> {
        let mut all = self.job_constraints();
        all.extend(group.constraints());
        all
    }

    /// All constraints of the job, its groups and tasks.
    pub(super) fn constraints(&self) -> Vec<ConstraintAt<'a>> {
        let mut all = self.job_constraints();
        all.extend(self.groups().flat_map(|group| group.constraints()));
        all
    }

    /// The nodes of the fleet that are ready and in the job's datacenters; `None` if no fleet is known.
    pub(super) fn nodes_in_reach(&self) -> Option<Vec<&'a Node>> {
        let datacenters = list(&self.job.datacenters);
        let in_reach = |node: &&'a Node| node.is_ready() && datacenters.contains(&node.datacenter);
        Some(self.nodes?.iter().copied().filter(in_reach).collect())
    }

    /// Those of them that meet the constraints of a group.
    pub(super) fn nodes_for(&self, group: &GroupAt<'a>) -> Option<Vec<&'a Node>> {
        let constraints = self.constraints_of(group);
        let mut nodes = self.nodes_in_reach()?;
        nodes.retain(|node| constraints.iter().all(|asked| is_met(asked.constraint, node)));
        Some(nodes)
    }
}

impl<'a> GroupAt<'a> {
    /// The constraints of the group and its tasks.
    pub(super) fn constraints(&self) -> Vec<ConstraintAt<'a>> {
        let mut all = at(&self.group.constraints, &self.at);
        all.extend(self.tasks().flat_map(|task| at(&task.task.constraints, &task.at)));
        all
    }
}
