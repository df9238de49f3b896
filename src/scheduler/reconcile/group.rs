//! What one group of a job wants against what there is of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::deployment::{Deployment, DeploymentState};
use crate::model::job::Job;
use crate::model::policy::UpdateStrategy;
use crate::model::task_group::TaskGroup;
use crate::model::time::Duration;
use crate::state::alloc::{ClientStatus, DesiredStatus};
use crate::state::{Alloc, Uuid};

use super::names::NameIndex;
use super::reschedule::next_reschedule_time;
use super::{
    LOST, MIGRATING, NOT_NEEDED, Place, RESCHEDULED, Reconciler, Stop, Taint, UPDATING, UpdateKind, count,
    waits_for_peers,
};

/// A failed allocation is tried again now if that is due within this time, in nanoseconds.
const NOW_WINDOW: i64 = 1_000_000_000;

/// How long a task has at least between the kill signal and being killed, in nanoseconds.
const DEFAULT_KILL_TIMEOUT: i64 = 5_000_000_000;

/// Allocations of a group, by the numbers in their names, those of one number oldest first.
type Allocs = Vec<Arc<Alloc>>;

/// What one group of a job comes to while it is looked at.
struct Group<'a> {
    job: &'a Arc<Job>,
    place: usize,
    group: &'a TaskGroup,
    /// Its part of the deployment.
    state: DeploymentState,
    /// Whether the deployment knew the group before.
    state_exists: bool,
    names: NameIndex,
}

impl Group<'_> {
    fn strategy(&self) -> Option<&UpdateStrategy> {
        self.group.update.as_ref()
    }

    /// Whether new versions replace the old at once, without a deployment.
    fn has_no_strategy(&self) -> bool {
        self.strategy()
            .is_none_or(|update| update.max_parallel.unwrap_or_default() == 0)
    }

    fn count(&self) -> usize {
        usize::try_from(self.group.count()).unwrap_or_default()
    }

    /// Whether canaries are out that nobody has promoted.
    fn is_canary_phase(&self) -> bool {
        self.state.desired_canaries != 0 && !self.state.promoted
    }
}

impl Reconciler<'_, '_> {
    /// Decides about one group; says whether its part of the deployment is complete.
    pub(super) fn group(&mut self, job: &Arc<Job>, place: usize, mut all: Allocs) -> bool {
        let Some(group) = job.groups().get(place) else {
            return true;
        };
        let name = group.name();
        self.desired(name);
        let known = self
            .deployment
            .as_ref()
            .and_then(|deployment| deployment.task_groups.as_ref()?.get(name));
        let mut this = Group {
            job,
            place,
            group,
            state_exists: known.is_some(),
            state: known.cloned().unwrap_or_else(|| new_state(group)),
            names: NameIndex::new(0, []),
        };

        all.sort_by_key(|alloc| (alloc.index, alloc.create_index, alloc.ordinal));
        self.ignore_old_terminal(&this, &mut all);
        let canaries = self.canaries(&this, &mut all);

        let (mut untainted, mut migrate, lost) = self.split_by_taint(&all);
        let (now, later) = self.split_by_reschedule(&mut untainted);
        let lost_later = self.lost_later(&lost);
        let has_lost_later = !lost_later.is_empty();
        let lost_wait_for = self.followups(lost_later);
        let has_later = !later.is_empty();
        self.wait_for_followups(&all, later);

        let numbers = untainted
            .iter()
            .chain(&migrate)
            .chain(&now)
            .map(|alloc| alloc.index);
        this.names = NameIndex::new(group.count(), numbers);
        let stopped = self.stop_surplus(
            &mut this,
            &mut untainted,
            &mut migrate,
            &lost,
            &canaries,
            &lost_wait_for,
        );
        self.desired(name).stop += count(stopped);

        let (in_place, destructive) = self.updates(&this, &untainted);
        if !this.state_exists {
            this.state.desired_total += signed(destructive.len() + in_place);
        }
        if this.is_canary_phase() {
            remove(&mut untainted, &canaries);
        }
        let requires_canary =
            self.place_canaries(&mut this, &canaries, &destructive, &untainted, &migrate, &lost);

        let is_canary_phase = this.is_canary_phase();
        let mut limit = self.limit(&this, &untainted, destructive.len() + migrate.len());
        let missing = if has_lost_later {
            Vec::new()
        } else {
            missing(&mut this, &untainted, &migrate, &now, is_canary_phase)
        };
        if !has_lost_later && !this.state_exists {
            this.state.desired_total += signed(missing.len());
        }

        let may_place = !self.is_paused && !self.is_failed && !is_canary_phase;
        let how_many_missing = missing.len();
        if may_place {
            limit = limit.saturating_sub(missing.len());
            self.desired(name).place += count(missing.len());
            self.result.place.extend(missing);
            self.desired(name).stop += count(now.len());
            for alloc in &now {
                self.stop(alloc.clone(), RESCHEDULED, None);
            }
        } else {
            self.place_replacements_only(name, missing, lost.len(), !now.is_empty());
        }

        let how_many_destructive = destructive.len();
        let replaced = if may_place {
            how_many_destructive.min(limit)
        } else {
            0
        };
        self.desired(name).destructive_update += count(replaced);
        self.desired(name).ignore += count(how_many_destructive - replaced);
        for alloc in destructive.into_iter().take(replaced) {
            self.result.destructive.push(Place {
                stop_previous: Some(UPDATING),
                previous: Some(alloc.clone()),
                ..new_place(place, alloc.index)
            });
        }

        self.desired(name).migrate += count(migrate.len());
        for alloc in &migrate {
            self.stop(alloc.clone(), MIGRATING, None);
            self.result.place.push(Place {
                canary: alloc.is_canary(),
                downgrade_non_canary: is_canary_phase && !alloc.is_canary(),
                min_job_version: alloc.job.version.unwrap_or_default(),
                previous: Some(alloc.clone()),
                ..new_place(place, alloc.index)
            });
        }

        let of_this_version = |alloc: &Arc<Alloc>| {
            alloc.job.version == job.version && alloc.job.create_index == job.create_index
        };
        let had_running = all.iter().any(of_this_version);
        let is_updating = how_many_destructive != 0 || !self.result.in_place.is_empty();
        self.join_deployment(&this, !had_running || is_updating);

        let rest = how_many_destructive + in_place + how_many_missing + migrate.len() + now.len();
        rest == 0 && !has_later && !requires_canary && self.is_group_complete(name)
    }

    /// Of a batch job, what earlier versions left behind is not looked at.
    fn ignore_old_terminal(&mut self, this: &Group<'_>, all: &mut Allocs) {
        if !self.input.batch {
            return;
        }
        let before = all.len();
        all.retain(|alloc| {
            let is_older =
                alloc.job.version < this.job.version || alloc.job.create_index < this.job.create_index;
            !(is_older && alloc.is_terminal())
        });
        self.desired(this.group.name()).ignore += count(before - all.len());
    }

    /// Stops canaries of deployments that did not succeed and takes them out of `all`; returns the canaries of
    /// this deployment.
    fn canaries(&mut self, this: &Group<'_>, all: &mut Allocs) -> Allocs {
        let failed = self
            .deployment
            .as_ref()
            .filter(|deployment| deployment.status == "failed");
        let unpromoted = self.old_deployment.iter().chain(failed).flat_map(states);
        let unwanted = unpromoted
            .filter(|state| !state.promoted)
            .flat_map(placed_canaries)
            .collect();
        let unwanted = take(all, &unwanted);
        self.desired(this.group.name()).stop += count(unwanted.len());
        for alloc in unwanted {
            self.stop(alloc, NOT_NEEDED, None);
        }

        let Some(deployment) = &self.deployment else {
            return Vec::new();
        };
        let ids: BTreeSet<Uuid> = states(deployment).flat_map(placed_canaries).collect();
        let canaries: Allocs = all
            .iter()
            .filter(|alloc| ids.contains(&alloc.id))
            .cloned()
            .collect();
        let (untainted, migrate, lost) = self.split_by_taint(&canaries);
        remove(all, &migrate);
        remove(all, &lost);
        for alloc in migrate {
            self.stop(alloc, MIGRATING, None);
        }
        for alloc in lost {
            self.stop(alloc, LOST, Some(ClientStatus::Lost));
        }
        untainted
    }

    /// Splits allocations into those that their nodes leave alone, that must move, and that are gone.
    fn split_by_taint(&self, allocs: &[Arc<Alloc>]) -> (Allocs, Allocs, Allocs) {
        let (mut untainted, mut migrate, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for alloc in allocs {
            let set = match self.taint(alloc) {
                Taint::None => &mut untainted,
                Taint::Migrate => &mut migrate,
                Taint::Lost => &mut lost,
            };
            set.push(alloc.clone());
        }
        (untainted, migrate, lost)
    }

    /// Takes out of `untainted` what is over; returns what is replaced now, and with the time what is later.
    fn split_by_reschedule(&self, untainted: &mut Allocs) -> (Allocs, Vec<(i64, Uuid)>) {
        let (mut now, mut later) = (Vec::new(), Vec::new());
        untainted.retain(|alloc| {
            if alloc.rare.as_ref().is_some_and(|rare| !rare.next.is_nil()) {
                return false;
            }
            match standing(alloc, self.input.batch) {
                Standing::Kept => return true,
                Standing::Over => return false,
                Standing::MayBeReplaced => {}
            }
            match self.retry(alloc) {
                Retry::Now => now.push(alloc.clone()),
                Retry::Later(due) => later.push((due, alloc.id)),
                Retry::Never => {}
            }
            now.last().is_none_or(|last: &Arc<Alloc>| last.id != alloc.id)
        });
        (now, later)
    }

    /// Whether an allocation is to be replaced.
    fn retry(&self, alloc: &Alloc) -> Retry {
        let rare = alloc.rare.as_deref();
        let transition = rare.map(|rare| &rare.desired_transition);
        let is_deploying = self.deployment.as_ref().is_some_and(|deployment| {
            deployment.id == alloc.deployment_id.to_text() && deployment.is_active()
        });
        if is_deploying && transition.and_then(|transition| transition.reschedule) != Some(true) {
            return Retry::Never;
        }
        let is_forced = transition.and_then(|transition| transition.force_reschedule) == Some(true);
        let followup = rare.map_or(Uuid::NIL, |rare| rare.followup_eval);
        match next_reschedule_time(alloc) {
            _ if is_forced => Retry::Now,
            Some((due, true))
                if followup == self.input.eval_id || due.saturating_sub(self.input.now) <= NOW_WINDOW =>
            {
                Retry::Now
            }
            Some((due, true)) if followup.is_nil() => Retry::Later(due),
            _ => Retry::Never,
        }
    }

    /// Lost allocations whose nodes may still run them for a while, and until when.
    fn lost_later(&self, lost: &[Arc<Alloc>]) -> Vec<(i64, Uuid)> {
        let due = |alloc: &Arc<Alloc>| {
            let group = alloc.task_group()?;
            let wait = group
                .stop_after_client_disconnect
                .filter(|wait| *wait != Duration::ZERO)?;
            let states = alloc
                .rare
                .as_ref()
                .and_then(|rare| rare.alloc_states.as_deref())
                .unwrap_or_default();
            let lost_at = states
                .iter()
                .find(|state| state.field == 0 && state.value == "lost");
            let lost_at = lost_at.map_or(self.input.now, |state| state.time.unix_nanoseconds());
            let kill = group
                .tasks()
                .iter()
                .filter_map(|task| task.kill_timeout)
                .map(Duration::nanoseconds)
                .max();
            let kill = kill.unwrap_or_default().max(DEFAULT_KILL_TIMEOUT);
            Some(lost_at.saturating_add(wait.nanoseconds()).saturating_add(kill))
        };
        let later = lost.iter().filter_map(|alloc| Some((due(alloc)?, alloc.id)));
        later.filter(|(due, _)| *due > self.input.now).collect()
    }

    /// Has failed allocations wait for evaluations that will replace them.
    fn wait_for_followups(&mut self, all: &[Arc<Alloc>], later: Vec<(i64, Uuid)>) {
        for (id, eval_id) in self.followups(later) {
            if let Some(alloc) = all.iter().find(|alloc| alloc.id == id) {
                let mut updated = Alloc::clone(alloc);
                updated.rare_mut().followup_eval = eval_id;
                self.result.attribute_updates.push(updated);
            }
        }
    }

    /// Stops lost allocations and those beyond the count: names of canaries first, then moving ones, then the
    /// highest numbers. Takes them out of the sets and returns how many there were.
    fn stop_surplus(
        &mut self,
        this: &mut Group<'_>,
        untainted: &mut Allocs,
        migrate: &mut Allocs,
        lost: &[Arc<Alloc>],
        canaries: &[Arc<Alloc>],
        lost_wait_for: &BTreeMap<Uuid, Uuid>,
    ) -> usize {
        for alloc in lost {
            let followup_eval = lost_wait_for.get(&alloc.id).copied().unwrap_or(Uuid::NIL);
            let client_status = Some(ClientStatus::Lost);
            self.result.stop.push(Stop {
                alloc: alloc.clone(),
                description: LOST,
                client_status,
                followup_eval,
            });
        }
        let is_canary_phase = this.is_canary_phase();
        let canary_ids = ids(canaries);
        let is_considered = |alloc: &Arc<Alloc>| !(is_canary_phase && canary_ids.contains(&alloc.id));
        let considered = untainted.iter().filter(|alloc| is_considered(alloc)).count();
        let surplus = (considered + migrate.len()).saturating_sub(this.count());
        if surplus == 0 {
            return lost.len();
        }

        // In the order in which they go: each rule picks from what the ones before left.
        let mut gone: Allocs = Vec::new();
        let live: Allocs = untainted
            .iter()
            .filter(|alloc| is_considered(alloc) && !alloc.is_terminal())
            .cloned()
            .collect();
        let canary_numbers: BTreeSet<u32> = canaries.iter().map(|alloc| alloc.index).collect();
        if !is_canary_phase {
            let doubles = live
                .iter()
                .filter(|a| !canary_ids.contains(&a.id) && canary_numbers.contains(&a.index));
            gone.extend(doubles.take(surplus).cloned());
        }
        if gone.len() < surplus && !migrate.is_empty() {
            let numbers = migrate.iter().map(|alloc| alloc.index);
            let highest = NameIndex::new(this.group.count(), numbers).highest(surplus - gone.len());
            let moving = migrate.iter().filter(|alloc| highest.contains(&alloc.index));
            let moving: Allocs = moving.take(surplus - gone.len()).cloned().collect();
            for alloc in &moving {
                this.names.unset(alloc.index);
            }
            gone.extend(moving);
        }
        if gone.len() < surplus {
            let highest = this.names.highest(surplus - gone.len());
            let left = |gone: &Allocs| {
                let gone = ids(gone);
                live.iter()
                    .filter(move |alloc| !gone.contains(&alloc.id))
                    .cloned()
                    .collect::<Allocs>()
            };
            let of_highest = left(&gone)
                .into_iter()
                .filter(|alloc| highest.contains(&alloc.index));
            let of_highest: Allocs = of_highest.take(surplus - gone.len()).collect();
            gone.extend(of_highest);
            let others: Allocs = left(&gone).into_iter().take(surplus - gone.len()).collect();
            gone.extend(others);
        }
        remove(untainted, &gone);
        remove(migrate, &gone);
        let stopped = lost.len() + gone.len();
        for alloc in gone {
            self.stop(alloc, NOT_NEEDED, None);
        }
        stopped
    }

    /// Asks how the job's version treats each allocation: how many go on changed, and which are replaced.
    fn updates(&mut self, this: &Group<'_>, untainted: &[Arc<Alloc>]) -> (usize, Allocs) {
        let (mut in_place, mut destructive, mut ignored) = (0, Vec::new(), 0);
        for alloc in untainted {
            match (self.update)(alloc, this.place) {
                UpdateKind::Ignore => ignored += 1,
                UpdateKind::Destructive => destructive.push(alloc.clone()),
                UpdateKind::InPlace(updated) => {
                    in_place += 1;
                    self.result.in_place.push(*updated);
                }
            }
        }
        let desired = self.desired(this.group.name());
        desired.ignore += ignored;
        desired.in_place_update += count(in_place);
        (in_place, destructive)
    }

    /// Places canaries if the change asks for some; says whether it does.
    fn place_canaries(
        &mut self,
        this: &mut Group<'_>,
        canaries: &[Arc<Alloc>],
        destructive: &[Arc<Alloc>],
        untainted: &[Arc<Alloc>],
        migrate: &[Arc<Alloc>],
        lost: &[Arc<Alloc>],
    ) -> bool {
        let wanted = this
            .strategy()
            .and_then(|update| update.canary)
            .unwrap_or_default();
        let missing = usize::try_from(wanted)
            .unwrap_or_default()
            .saturating_sub(canaries.len());
        let replaces_all = untainted.is_empty() && !(migrate.is_empty() && lost.is_empty());
        if (destructive.is_empty() && !replaces_all) || missing == 0 || this.state.promoted {
            return false;
        }
        this.state.desired_canaries = wanted;
        if !self.is_paused && !self.is_failed {
            self.desired(this.group.name()).canary += count(missing);
            let numbers = |allocs: &[Arc<Alloc>]| allocs.iter().map(|alloc| alloc.index).collect();
            for index in this
                .names
                .next_canaries(missing, &numbers(canaries), &numbers(destructive))
            {
                self.result.place.push(Place {
                    canary: true,
                    ..new_place(this.place, index)
                });
            }
        }
        true
    }

    /// How many allocations may be replaced in this pass.
    fn limit(&self, this: &Group<'_>, untainted: &[Arc<Alloc>], leaving: usize) -> usize {
        if this.has_no_strategy() || leaving == 0 {
            return this.count();
        }
        if self.is_paused || self.is_failed || this.is_canary_phase() {
            return 0;
        }
        let parallel = this
            .strategy()
            .and_then(|update| update.max_parallel)
            .unwrap_or_default();
        let mut limit = usize::try_from(parallel).unwrap_or_default();
        if let Some(deployment) = &self.deployment {
            for alloc in untainted
                .iter()
                .filter(|alloc| alloc.deployment_id.to_text() == deployment.id)
            {
                match alloc.healthy() {
                    Some(false) => return 0,
                    Some(true) => {}
                    None => limit = limit.saturating_sub(1),
                }
            }
        }
        limit
    }

    /// While a deployment may not place: what is lost is replaced nevertheless, and what failed outside of it.
    fn place_replacements_only(&mut self, group: &str, missing: Vec<Place>, lost: usize, has_failed: bool) {
        let allowed = lost.min(missing.len());
        self.desired(group).place += count(allowed);
        self.result.place.extend(missing.iter().take(allowed).cloned());
        if !has_failed {
            return;
        }
        for place in missing.into_iter().filter(|place| place.reschedule) {
            let Some(previous) = place.previous.clone() else {
                continue;
            };
            let deployment = self.deployment.as_ref();
            let is_part =
                deployment.is_some_and(|deployment| deployment.id == previous.deployment_id.to_text());
            if self.is_failed && is_part {
                continue;
            }
            self.result.place.push(place);
            self.stop(previous, RESCHEDULED, None);
            let desired = self.desired(group);
            desired.place += 1;
            desired.stop += 1;
        }
    }

    /// Makes the group part of the deployment of this version, if what is done to it makes one.
    fn join_deployment(&mut self, this: &Group<'_>, is_change: bool) {
        if this.state_exists || this.has_no_strategy() || this.state.desired_total == 0 || !is_change {
            if this.state_exists
                && let Some(deployment) = &mut self.deployment
            {
                let groups = deployment.task_groups.get_or_insert_default();
                groups.insert(this.group.name().to_owned(), this.state.clone());
            }
            return;
        }
        if self.deployment.is_none() {
            self.result.deployment = Some(new_deployment(this.job, self.random.uuid()));
            self.deployment = self.result.deployment.clone();
        }
        let of_result = self.result.deployment.as_mut();
        for deployment in self.deployment.as_mut().into_iter().chain(of_result) {
            let groups = deployment.task_groups.get_or_insert_default();
            groups.insert(this.group.name().to_owned(), this.state.clone());
        }
    }

    /// Whether the deployment, if there is one, has as many healthy allocations of the group as it wants.
    fn is_group_complete(&self, group: &str) -> bool {
        let state = self
            .deployment
            .as_ref()
            .and_then(|deployment| deployment.task_groups.as_ref()?.get(group));
        state.is_none_or(|state| {
            state.healthy_allocs >= state.desired_total.max(state.desired_canaries)
                && (state.desired_canaries <= 0 || state.promoted)
        })
    }
}

/// What an allocation counts for.
enum Standing {
    /// It counts, whatever its node says.
    Kept,
    /// It is over and does not count.
    Over,
    /// It counts, unless it is replaced.
    MayBeReplaced,
}

fn standing(alloc: &Alloc, batch: bool) -> Standing {
    let is_stopped = alloc.desired_status != DesiredStatus::Run;
    match (batch, alloc.client_status) {
        // What a batch job has done is not done again.
        (true, _) if is_stopped && ran_successfully(alloc) => Standing::Kept,
        (_, _) if is_stopped => Standing::Over,
        (true, ClientStatus::Failed) => Standing::MayBeReplaced,
        (true, _) => Standing::Kept,
        (false, ClientStatus::Complete | ClientStatus::Lost) => Standing::Over,
        (false, _) => Standing::MayBeReplaced,
    }
}

fn ran_successfully(alloc: &Alloc) -> bool {
    let states = alloc.rare.as_ref().and_then(|rare| rare.task_states.as_ref());
    states.is_some_and(|states| {
        !states.is_empty()
            && states
                .values()
                .all(|state| state.state == "dead" && !state.failed)
    })
}

enum Retry {
    Now,
    Later(i64),
    Never,
}

/// Allocations that are missing: replacements of failed ones, then as many as the count lacks.
fn missing(
    this: &mut Group<'_>,
    untainted: &[Arc<Alloc>],
    migrate: &[Arc<Alloc>],
    failed: &[Arc<Alloc>],
    is_canary_phase: bool,
) -> Vec<Place> {
    let replacement = |alloc: &Arc<Alloc>| Place {
        previous: Some(alloc.clone()),
        reschedule: true,
        canary: alloc.is_canary(),
        downgrade_non_canary: is_canary_phase && !alloc.is_canary(),
        min_job_version: alloc.job.version.unwrap_or_default(),
        ..new_place(this.place, alloc.index)
    };
    let mut missing: Vec<Place> = failed.iter().map(replacement).collect();
    let existing = untainted.len() + migrate.len() + failed.len();
    let numbers = this.names.next(this.count().saturating_sub(existing));
    missing.extend(numbers.into_iter().map(|index| Place {
        downgrade_non_canary: is_canary_phase,
        ..new_place(this.place, index)
    }));
    missing
}

fn new_place(group: usize, index: u32) -> Place {
    Place {
        group,
        index,
        canary: false,
        previous: None,
        reschedule: false,
        stop_previous: None,
        downgrade_non_canary: false,
        min_job_version: 0,
    }
}

/// A group's part of a deployment that does not know it yet.
fn new_state(group: &TaskGroup) -> DeploymentState {
    match &group.update {
        Some(update) if update.max_parallel.unwrap_or_default() != 0 => DeploymentState {
            auto_revert: update.auto_revert == Some(true),
            auto_promote: update.auto_promote == Some(true),
            progress_deadline: update.progress_deadline.unwrap_or_default(),
            ..Default::default()
        },
        _ => DeploymentState::default(),
    }
}

fn new_deployment(job: &Job, id: Uuid) -> Deployment {
    let (status, description) = if waits_for_peers(job) {
        ("pending", "Deployment is pending, waiting for peer region")
    } else {
        ("running", "Deployment is running")
    };
    Deployment {
        id: id.to_string(),
        namespace: job.namespace().to_owned(),
        job_id: job.id().to_owned(),
        job_version: job.version.unwrap_or_default(),
        job_modify_index: job.modify_index.unwrap_or_default(),
        job_spec_modify_index: job.job_modify_index.unwrap_or_default(),
        job_create_index: job.create_index.unwrap_or_default(),
        is_multiregion: job.is_multiregion(),
        task_groups: Some(BTreeMap::new()),
        status: status.to_owned(),
        status_description: description.to_owned(),
        create_index: 0,
        modify_index: 0,
    }
}

fn states(deployment: &Deployment) -> impl Iterator<Item = &DeploymentState> {
    deployment.task_groups.iter().flatten().map(|(_, state)| state)
}

fn placed_canaries(state: &DeploymentState) -> impl Iterator<Item = Uuid> + '_ {
    state
        .placed_canaries
        .iter()
        .flatten()
        .filter_map(|id| id.parse().ok())
}

fn ids(allocs: &[Arc<Alloc>]) -> BTreeSet<Uuid> {
    allocs.iter().map(|alloc| alloc.id).collect()
}

/// Takes `others` out of `allocs`.
fn remove(allocs: &mut Allocs, others: &[Arc<Alloc>]) {
    if !others.is_empty() {
        let others = ids(others);
        allocs.retain(|alloc| !others.contains(&alloc.id));
    }
}

/// Takes those of these identifiers out of `allocs` and returns them.
fn take(allocs: &mut Allocs, ids: &BTreeSet<Uuid>) -> Allocs {
    let (taken, rest) = std::mem::take(allocs)
        .into_iter()
        .partition(|alloc| ids.contains(&alloc.id));
    *allocs = rest;
    taken
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
