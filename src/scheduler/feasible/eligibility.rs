//! Which classes of nodes are fit for a job, found out once for each class.

use std::collections::BTreeMap;

use crate::model::constraint::Constraint;
use crate::model::job::Job;
use crate::model::node::Node;
use crate::model::task_group::TaskGroup;
use crate::state::class::{ClassId, Classes};

use super::target::escapes_class;
use super::{Ask, OF_GROUP, OF_JOB, Reason, run};

/// What is known of classes, for one evaluation.
#[derive(Debug, Clone, Default)]
pub struct Eligibility {
    job_escapes: bool,
    group_escapes: BTreeMap<String, bool>,
    of_job: BTreeMap<ClassId, bool>,
    of_group: BTreeMap<(String, ClassId), bool>,
}

impl Eligibility {
    /// Nothing is known yet, but whether constraints look at what is unique to nodes.
    #[must_use]
    pub fn new(job: &Job) -> Self {
        let groups = job.groups().iter();
        Eligibility {
            job_escapes: escapes(job.constraints.iter().flatten()),
            group_escapes: groups
                .map(|group| (group.name().to_owned(), group_escapes(group)))
                .collect(),
            ..Default::default()
        }
    }

    /// Whether classes say little, as constraints look at what is unique to nodes.
    #[must_use]
    pub fn has_escaped(&self) -> bool {
        self.job_escapes || self.group_escapes.values().any(|escapes| *escapes)
    }

    /// Whether classes say nothing about nodes for this group.
    #[must_use]
    pub fn escapes(&self, ask: &Ask<'_>) -> bool {
        self.job_escapes
            || self
                .group_escapes
                .get(ask.group.name())
                .copied()
                .unwrap_or_default()
    }

    /// Whether a node may be used. What was found out about its class is used, and remembered.
    ///
    /// # Errors
    ///
    /// Why it may not: [`Reason::Class`] if another node of its class told.
    pub fn check(&mut self, ask: &Ask<'_>, node: &Node, class: ClassId) -> Result<(), Reason> {
        let name = ask.group.name();
        let known = if self.job_escapes {
            None
        } else {
            self.of_job.get(&class).copied()
        };
        match known {
            Some(false) => return Err(Reason::Class),
            Some(true) => {}
            None => {
                let outcome = run(OF_JOB, ask, node);
                if !self.job_escapes {
                    self.of_job.insert(class, outcome.is_ok());
                }
                outcome?;
            }
        }
        let group_escapes = self.group_escapes.get(name).copied().unwrap_or_default();
        let key = (name.to_owned(), class);
        match self.of_group.get(&key).copied().filter(|_| !group_escapes) {
            Some(false) => Err(Reason::Class),
            Some(true) => Ok(()),
            None => {
                let outcome = run(OF_GROUP, ask, node);
                if !group_escapes {
                    self.of_group.insert(key, outcome.is_ok());
                }
                outcome
            }
        }
    }

    /// Which classes were found fit, by name, for blocked evaluations.
    #[must_use]
    pub fn classes(&self, names: &Classes) -> BTreeMap<String, bool> {
        let mut classes = BTreeMap::new();
        for ((_, class), fit) in &self.of_group {
            *classes.entry(names.name(*class).to_owned()).or_insert(false) |= fit;
        }
        for (class, fit) in &self.of_job {
            let known = classes.entry(names.name(*class).to_owned()).or_insert(*fit);
            *known &= fit;
        }
        classes
    }
}

fn group_escapes(group: &TaskGroup) -> bool {
    let of_tasks = group
        .tasks()
        .iter()
        .flat_map(|task| task.constraints.iter().flatten());
    escapes(group.constraints.iter().flatten().chain(of_tasks))
}

fn escapes<'a>(mut constraints: impl Iterator<Item = &'a Constraint>) -> bool {
    constraints.any(|constraint| escapes_class(&constraint.l_target) || escapes_class(&constraint.r_target))
}
