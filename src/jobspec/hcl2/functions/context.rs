//! What functions need from outside.

use std::cell::Cell;
use std::fmt;

use super::{FunctionError, fail};
use crate::jobspec::inputs::FileResolver;

/// What functions need from outside: files, chance, and how much they may still produce.
pub(crate) struct Context<'a> {
    /// Files, if the host allows them.
    pub(crate) resolver: Option<&'a dyn FileResolver>,
    /// How much may still be made.
    pub(crate) budget: Budget,
    seed: u64,
    drawn: Cell<u64>,
}

impl<'a> Context<'a> {
    /// A context whose chance is all derived from a seed.
    pub(crate) fn new(resolver: Option<&'a dyn FileResolver>, seed: u64) -> Self {
        Self {
            resolver,
            budget: Budget::default(),
            seed,
            drawn: Cell::new(0),
        }
    }

    /// The next random bytes.
    pub(super) fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for half in bytes.chunks_exact_mut(8) {
            let position = self.drawn.get();
            self.drawn.set(position.wrapping_add(1));
            half.copy_from_slice(&mixed(self.seed, position).to_be_bytes());
        }
        bytes
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("files", &self.resolver.is_some())
            .field("budget", &self.budget)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// SplitMix64: the number at a position of the sequence that a seed begins.
fn mixed(seed: u64, position: u64) -> u64 {
    let mut z = seed.wrapping_add(position.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How many bytes of values an evaluation may still make, so that no expression of a few lines fills the memory.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// What one job file may make: far more than any real one needs.
    pub(crate) const LIMIT: u64 = 256 << 20;

    /// Takes so many bytes, or about as much work.
    ///
    /// # Errors
    ///
    /// When there are not as many left; nothing is left then.
    pub(crate) fn spend(&self, bytes: u64) -> Result<(), FunctionError> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.left.set(0);
                fail(Self::EXHAUSTED)
            }
        }
    }

    /// What is said when there is nothing left.
    pub(crate) const EXHAUSTED: &'static str =
        "the expressions of this job file make more data than foreplan allows";
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            left: Cell::new(Self::LIMIT),
        }
    }
}
