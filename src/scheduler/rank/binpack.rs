//! How full a node becomes, as a score.

use crate::state::capacity::Capacity;

/// The highest score of this kind; scores are divided by it.
const MAX_FIT: f64 = 18.0;

/// Whether full nodes are better, or empty ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Fill nodes up.
    Binpack,
    /// Keep nodes empty.
    Spread,
}

/// The score of a node that has `capacity`, of which `used` is taken with the new allocation: from 0 to 1.
///
/// Both free shares count by a power of ten, which makes the last bit of room the dearest (Google's "best fit
/// v3").
#[must_use]
pub fn score(algorithm: Algorithm, capacity: Capacity, used: Capacity) -> f64 {
    let total =
        power_of_free(used.cpu_mhz, capacity.cpu_mhz) + power_of_free(used.memory_mb, capacity.memory_mb);
    let fit = match algorithm {
        Algorithm::Binpack => 20.0 - total,
        Algorithm::Spread => total - 2.0,
    };
    // A node without processor or memory makes this no number, and it stays none.
    fit.clamp(0.0, MAX_FIT) / MAX_FIT
}

/// Ten to the power of the share that is free. One implementation for all platforms, so that scores are the same
/// to the last bit.
#[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
fn power_of_free(used: i64, capacity: i64) -> f64 {
    libm::exp10(1.0 - used as f64 / capacity as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity(cpu_mhz: i64, memory_mb: i64) -> Capacity {
        Capacity {
            cpu_mhz,
            memory_mb,
            disk_mb: 0,
        }
    }

    #[test]
    fn full_nodes_score_best_and_empty_ones_not_at_all() {
        let has = capacity(4000, 8192);
        let binpack = |used| score(Algorithm::Binpack, has, used);
        assert_eq!(binpack(capacity(0, 0)), 0.0);
        assert_eq!(binpack(has), 1.0);
        assert_eq!(score(Algorithm::Spread, has, capacity(0, 0)), 1.0);
        assert_eq!(score(Algorithm::Spread, has, has), 0.0);
        // As the reference computed it for 120 MHz and 84 MB (the recording of an allocation's group ports).
        assert!((binpack(capacity(120, 84)) - 0.050_044_246_647_607_57).abs() < 1e-12);
    }
}
