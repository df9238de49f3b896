//! The best of many scores, kept while scores change.

/// A tree of matches: each inner place holds the winner of the two below it, so that a changed score costs as
/// many comparisons as the tree is high. Of equal scores the lowest number wins.
#[derive(Debug, Clone)]
pub(super) struct Tournament {
    scores: Vec<f64>,
    /// Winners; the root is at 1, the leaves begin at `width`.
    winners: Vec<u32>,
    width: usize,
}

/// The score of what takes no part.
pub(super) const OUT: f64 = f64::NEG_INFINITY;

const NOBODY: u32 = u32::MAX;

impl Tournament {
    /// A tree over these scores.
    pub(super) fn new(scores: Vec<f64>) -> Self {
        let width = scores.len().next_power_of_two();
        let mut tree = Tournament {
            winners: vec![NOBODY; 2 * width],
            scores,
            width,
        };
        for number in 0..tree.scores.len() {
            if let Some(leaf) = tree.winners.get_mut(width + number) {
                *leaf = u32::try_from(number).unwrap_or(NOBODY);
            }
        }
        for place in (1..width).rev() {
            tree.play(place);
        }
        tree
    }

    /// The one with the best score, `None` if all are out.
    pub(super) fn best(&self) -> Option<usize> {
        let winner = *self.winners.get(1)? as usize;
        (self.score(winner) > OUT).then_some(winner)
    }

    /// A score.
    pub(super) fn score(&self, number: usize) -> f64 {
        self.scores.get(number).copied().unwrap_or(OUT)
    }

    /// Changes a score.
    pub(super) fn set(&mut self, number: usize, score: f64) {
        let Some(slot) = self.scores.get_mut(number) else {
            return;
        };
        *slot = score;
        let mut place = (self.width + number) / 2;
        while place > 0 {
            self.play(place);
            place /= 2;
        }
    }

    fn play(&mut self, place: usize) {
        let at = |place: usize| self.winners.get(place).copied().unwrap_or(NOBODY);
        let (left, right) = (at(2 * place), at(2 * place + 1));
        let winner = if self.score(right as usize) > self.score(left as usize) {
            right
        } else {
            left
        };
        if let Some(slot) = self.winners.get_mut(place) {
            *slot = winner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_known_after_every_change() {
        let mut scores = vec![0.5, 0.25, OUT, 0.75, 0.5];
        let mut tree = Tournament::new(scores.clone());
        let changes = [
            (3, OUT),
            (1, 0.5),
            (0, -1.0),
            (2, 2.0),
            (2, OUT),
            (4, OUT),
            (1, OUT),
            (0, OUT),
        ];
        for (number, score) in changes {
            let best = (0..scores.len())
                .filter(|i| scores[*i] > OUT)
                .rev()
                .max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
            assert_eq!(tree.best(), best, "{scores:?}");
            scores[number] = score;
            tree.set(number, score);
        }
        assert_eq!(tree.best(), None);
        assert_eq!(Tournament::new(Vec::new()).best(), None);
        assert_eq!(Tournament::new(vec![OUT]).best(), None);
    }
}
