//! Chance, derived from what it is for.
//!
//! There is no generator that a dry run would move on: every random number follows from the seed of the engine
//! and the purpose it is drawn for. So a plan draws what the registration after it draws.

use crate::state::Uuid;

/// A stream of random numbers for one purpose.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream for a purpose, which is told from others by all its words.
    #[must_use]
    pub fn new(seed: u64, purpose: &str, words: &[u64]) -> Self {
        let mut state = seed;
        for byte in purpose.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        for word in words {
            state = mix(state ^ *word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        }
        Random(state)
    }

    /// The next 64 random bits (SplitMix64).
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `limit`; 0 if that is 0. Alike for all but limits near 2⁶⁴.
    pub fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A UUID.
    pub fn uuid(&mut self) -> Uuid {
        let high = self.next_u64();
        Uuid::from_random(high, self.next_u64())
    }
}

/// The two halves of a UUID, as words of a purpose.
#[must_use]
pub fn words(id: Uuid) -> [u64; 2] {
    let (high, low) = id.bytes().split_at(8);
    let word = |half: &[u8]| half.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
    [word(high), word(low)]
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_purpose_decides() {
        let draw = |purpose: &str, words: &[u64]| Random::new(7, purpose, words).next_u64();
        assert_eq!(draw("a", &[1, 2]), draw("a", &[1, 2]));
        assert_ne!(draw("a", &[1, 2]), draw("a", &[2, 1]));
        assert_ne!(draw("a", &[]), draw("b", &[]));
        assert_ne!(draw("a", &[0]), draw("a", &[]));
    }

    #[test]
    fn numbers_stay_below_their_limit() {
        let mut random = Random::new(0, "test", &[]);
        assert!((0..1000).all(|_| random.below(10) < 10));
        assert_eq!(random.below(0), 0);
        let low = (0..1000).filter(|_| random.below(2) == 0).count();
        assert!((400..600).contains(&low), "{low}");
    }

    #[test]
    fn a_uuid_is_its_words() {
        let id: Uuid = "00000000-0000-0001-0000-0000000000ff".parse().unwrap();
        assert_eq!(words(id), [1, 255]);
    }
}
