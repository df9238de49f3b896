//! How well a node balances the spreads of a job and a group.

use std::collections::BTreeMap;

use crate::model::constraint::Spread;
use crate::model::node::Node;
use crate::scheduler::feasible::Ask;

use super::property::{PropertyUse, property};

/// The name of the share that is left for values without a target of their own.
const ALL_OTHERS: &str = "*";

/// One spread, and what it wants.
struct Target {
    use_of: PropertyUse,
    weight: f64,
    /// How many allocations each value is to get; empty if all are to get alike.
    desired: BTreeMap<String, f64>,
}

/// The spreads that a group is subject to.
#[derive(Default)]
pub(super) struct Spreads {
    targets: Vec<Target>,
    sum_of_weights: f64,
}

impl Spreads {
    /// Those of the job and those of the group. Of two on the same attribute the job's says what is wanted.
    pub(super) fn new(ask: &Ask<'_>) -> Self {
        let of_job = ask.job.spreads.iter().flatten();
        let of_group = ask.group.spreads.iter().flatten();
        let count = ask.group.count();
        let mut wants: BTreeMap<&str, &Spread> = BTreeMap::new();
        let mut sum_of_weights = 0.0;
        for spread in of_group.clone().chain(of_job.clone()) {
            wants.insert(&spread.attribute, spread);
            sum_of_weights += f64::from(spread.weight.unwrap_or_default());
        }
        let targets = of_job.chain(of_group).map(|spread| {
            let wanted = wants.get(spread.attribute.as_str()).copied().unwrap_or(spread);
            Target {
                use_of: PropertyUse::new(&spread.attribute, Some(ask.group.name())),
                weight: f64::from(wanted.weight.unwrap_or_default()),
                desired: desired(wanted, count),
            }
        });
        Spreads {
            targets: targets.collect(),
            sum_of_weights,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The counts, to be kept up to date.
    pub(super) fn uses_mut(&mut self) -> impl Iterator<Item = &mut PropertyUse> {
        self.targets.iter_mut().map(|target| &mut target.use_of)
    }

    /// The sum over all spreads for one more allocation on a node.
    pub(super) fn score(&self, node: &Node) -> f64 {
        self.targets
            .iter()
            .map(|target| self.boost(target, property(&target.use_of.attribute, node)))
            .sum()
    }

    fn boost(&self, target: &Target, value: Option<&str>) -> f64 {
        let Some(value) = value else { return -1.0 };
        if target.desired.is_empty() {
            return even_boost(&target.use_of, value);
        }
        let Some(desired) = target
            .desired
            .get(value)
            .or_else(|| target.desired.get(ALL_OTHERS))
        else {
            return -1.0;
        };
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let used = (target.use_of.of(value) + 1) as f64;
        (desired - used) / desired * (target.weight / self.sum_of_weights)
    }
}

/// How many allocations of `count` each value is to get.
fn desired(spread: &Spread, count: i64) -> BTreeMap<String, f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let count = count as f64;
    let mut desired = BTreeMap::new();
    let mut sum = 0.0;
    for target in spread.spread_target.iter().flatten() {
        let share = f64::from(target.percent) / 100.0 * count;
        desired.insert(target.value.clone(), share);
        sum += share;
    }
    if sum > 0.0 && sum < count {
        desired.insert(ALL_OTHERS.to_owned(), count - sum);
    }
    desired
}

/// The boost of a value where all are to get alike: values in less use than others come first.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn even_boost(use_of: &PropertyUse, value: &str) -> f64 {
    // Like the reference: the least and the most leave out zeros that come before other values.
    let (mut least, mut most) = (0, 0);
    let mut is_any = false;
    for (_, times) in use_of.all() {
        is_any = true;
        least = if least == 0 || times < least { times } else { least };
        most = if most == 0 || times > most { times } else { most };
    }
    if !is_any {
        return 0.0;
    }
    let own = use_of.of(value);
    let over_least = |number: u64| (number as f64 - least as f64) / least as f64;
    match least {
        0 if own != 0 => -1.0,
        _ if own != least => -over_least(own),
        _ if least == most => -1.0,
        0 => 1.0,
        _ => over_least(most),
    }
}
