//! What blocked evaluations wait for.

use std::collections::BTreeMap;

use crate::model::evaluation::Evaluation;

/// What a blocked evaluation waits for, once that is no longer what the evaluation itself says: it was tried again
/// in vain, or room has appeared and it waits for its turn. Clients do not see this record; to them the
/// evaluation has not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The evaluation.
    pub evaluation: String,
    /// Whether room has appeared for it.
    pub is_unblocked: bool,
    /// Whether any room may be of use, whatever the class of the node.
    pub escaped: bool,
    /// Which computed classes of nodes were found fit or unfit.
    pub classes: BTreeMap<String, bool>,
}

impl Blocked {
    /// What a blocked evaluation waits for when it is new.
    #[must_use]
    pub fn of(evaluation: &Evaluation) -> Self {
        Blocked {
            evaluation: evaluation.id.clone(),
            is_unblocked: false,
            escaped: evaluation.escaped_computed_class,
            classes: evaluation.class_eligibility.clone().unwrap_or_default(),
        }
    }

    /// Whether room on a node of this class may be of use. A class that was never looked at may be.
    #[must_use]
    pub fn wants(&self, class: &str) -> bool {
        self.escaped || self.classes.get(class) != Some(&false)
    }
}
