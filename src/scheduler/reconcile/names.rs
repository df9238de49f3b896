//! Which numbers in the names of a group's allocations are taken.

use std::collections::BTreeSet;

/// The numbers in the names of a group's allocations.
#[derive(Debug, Clone)]
pub(super) struct NameIndex {
    count: u32,
    taken: BTreeSet<u32>,
}

impl NameIndex {
    /// The numbers of the allocations that there are, for a group that wants `count`.
    pub(super) fn new(count: i64, taken: impl IntoIterator<Item = u32>) -> Self {
        NameIndex {
            count: u32::try_from(count.max(0)).unwrap_or(u32::MAX),
            taken: taken.into_iter().collect(),
        }
    }

    /// Gives a number back.
    pub(super) fn unset(&mut self, number: u32) {
        self.taken.remove(&number);
    }

    /// Takes the highest numbers out, and returns them.
    pub(super) fn highest(&mut self, how_many: usize) -> BTreeSet<u32> {
        (0..how_many).map_while(|_| self.taken.pop_last()).collect()
    }

    /// The next free numbers, lowest first. When all below the count are taken, begins again at 0.
    pub(super) fn next(&mut self, how_many: usize) -> Vec<u32> {
        let mut next = self.free(how_many);
        let missing = how_many - next.len();
        next.extend((0..).take(missing));
        self.taken.extend(&next);
        next
    }

    /// Numbers for canaries: first those of allocations that will be replaced, then free ones, then those past
    /// the count; never one that a canary has.
    pub(super) fn next_canaries(
        &mut self,
        how_many: usize,
        canaries: &BTreeSet<u32>,
        replaced: &BTreeSet<u32>,
    ) -> Vec<u32> {
        let below_count = |number: &&u32| **number < self.count;
        let mut next: Vec<u32> = replaced
            .difference(canaries)
            .filter(below_count)
            .take(how_many)
            .copied()
            .collect();
        self.taken.extend(&next);
        let free = self.free(usize::MAX);
        let missing = how_many - next.len();
        next.extend(
            free.into_iter()
                .filter(|number| !canaries.contains(number))
                .take(missing),
        );
        let missing = how_many - next.len();
        next.extend((self.count..).take(missing));
        self.taken.extend(&next);
        next
    }

    /// At most so many of the free numbers below the count, lowest first.
    fn free(&self, how_many: usize) -> Vec<u32> {
        (0..self.count)
            .filter(|number| !self.taken.contains(number))
            .take(how_many)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_first_and_numbers_come_twice_rather_than_not_at_all() {
        let mut names = NameIndex::new(4, [0, 2]);
        assert_eq!(names.next(1), [1]);
        assert_eq!(names.next(3), [3, 0, 1]);
        assert_eq!(NameIndex::new(0, []).next(2), [0, 1]);
    }

    #[test]
    fn the_highest_go_first() {
        let mut names = NameIndex::new(2, [0, 1, 5, 9]);
        assert_eq!(names.highest(2), BTreeSet::from([5, 9]));
        names.unset(1);
        assert_eq!(names.highest(9), BTreeSet::from([0]));
    }

    #[test]
    fn canaries_take_the_names_of_what_they_will_replace() {
        let canaries = |how_many, have: &[u32], replaced: &[u32]| {
            let set = |numbers: &[u32]| numbers.iter().copied().collect();
            NameIndex::new(3, [0, 1, 2]).next_canaries(how_many, &set(have), &set(replaced))
        };
        assert_eq!(canaries(2, &[], &[1, 2]), [1, 2]);
        assert_eq!(canaries(2, &[1], &[1, 2]), [2, 3]);
        assert_eq!(canaries(2, &[], &[7]), [3, 4]);
    }
}
