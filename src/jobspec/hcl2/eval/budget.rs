//! How much may be computed.
//!
//! A short text can ask for a lot: loops in loops double, and so does `"${local.a}${local.a}"` from local to local.
//! What an evaluation does and what it builds is paid from one budget; when it is empty, everything ends with one
//! fault.

use std::cell::Cell;

/// What a run may spend in all, unless the host says otherwise: about as many bytes of values, or expressions
/// times [`EXPRESSION`].
pub(crate) const DEFAULT: u64 = 512 << 20;
/// The price of looking at an expression once.
pub(super) const EXPRESSION: u64 = 64;

/// What is left to spend.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Cell<Option<u64>>,
    told: Cell<bool>,
}

impl Budget {
    /// So much.
    pub(crate) fn new(amount: u64) -> Self {
        Budget {
            left: Cell::new(Some(amount)),
            told: Cell::new(false),
        }
    }

    /// Takes so much. False if there is not enough, now and ever after.
    pub(crate) fn spend(&self, amount: u64) -> bool {
        let left = self.left.get().and_then(|left| left.checked_sub(amount));
        self.left.set(left);
        left.is_some()
    }

    /// Whether somebody asked for more than there was.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get().is_none()
    }

    /// Whether nobody has been told yet that there is nothing left: one fault is enough.
    pub(super) fn is_news(&self) -> bool {
        !self.told.replace(true)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_budget_stays_empty() {
        let budget = Budget::new(10);
        assert!(budget.spend(10));
        assert!(!budget.is_exhausted());
        assert!(!budget.spend(1));
        assert!(budget.is_exhausted());
        assert!(!budget.spend(0));
    }

    #[test]
    fn the_end_is_told_once() {
        let budget = Budget::new(0);
        assert!(budget.is_news());
        assert!(!budget.is_news());
    }
}
