//! How well a node fits the affinities of a job, a group and its tasks.

use crate::model::constraint::Affinity;
use crate::model::node::Node;
use crate::scheduler::feasible::{Ask, matches, resolve};

/// All affinities that a group is subject to.
fn affinities<'a>(ask: &Ask<'a>) -> impl Iterator<Item = &'a Affinity> {
    let (job, group) = (ask.job, ask.group);
    let of_tasks = group
        .tasks()
        .iter()
        .flat_map(|task| task.affinities.iter().flatten());
    job.affinities
        .iter()
        .flatten()
        .chain(group.affinities.iter().flatten())
        .chain(of_tasks)
}

/// Whether a group is subject to any affinity.
#[must_use]
pub(super) fn has_affinities(ask: &Ask<'_>) -> bool {
    affinities(ask).next().is_some()
}

/// The weights of the affinities that a node fits over all weights, from -1 to 1; `None` if that is 0.
#[must_use]
pub(super) fn score(ask: &Ask<'_>, node: &Node) -> Option<f64> {
    let (mut fitting, mut all) = (0.0, 0.0);
    for affinity in affinities(ask) {
        let weight = f64::from(affinity.weight.unwrap_or_default());
        all += weight.abs();
        let (left, right) = (
            resolve(&affinity.l_target, node),
            resolve(&affinity.r_target, node),
        );
        if matches(&affinity.operand, left, right) {
            fitting += weight;
        }
    }
    (fitting != 0.0).then(|| fitting / all)
}
