//! The policies of jobs and groups: update, migrate, restart, reschedule.

use super::faults::Frame;
use super::stanza::{Block, NotObject, Shape, Single, Stanza};
use super::weak::Typing;

/// The `update` stanza.
pub(super) const fn update(frames: &'static [Frame]) -> Block {
    Block {
        key: "update",
        member: "Update",
        frames,
        shape: Shape::Single(Single {
            stanza: &UPDATE,
            too_many: "only one 'update' block allowed",
            ..Single::PLAIN
        }),
    }
}

static UPDATE: Stanza = Stanza {
    name: "an update stanza",
    keys: &[
        "stagger",
        "max_parallel",
        "health_check",
        "min_healthy_time",
        "healthy_deadline",
        "progress_deadline",
        "auto_revert",
        "auto_promote",
        "canary",
    ],
    not_object: NotObject::NotMap,
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};

/// The `migrate` stanza.
pub(super) const fn migrate(frames: &'static [Frame]) -> Block {
    Block {
        key: "migrate",
        member: "Migrate",
        frames,
        shape: Shape::Single(Single {
            stanza: &MIGRATE,
            too_many: "only one 'migrate' block allowed",
            ..Single::PLAIN
        }),
    }
}

static MIGRATE: Stanza = Stanza {
    name: "a migrate stanza",
    keys: &[
        "max_parallel",
        "health_check",
        "min_healthy_time",
        "healthy_deadline",
    ],
    not_object: NotObject::NotMap,
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};

/// The `restart` stanza.
pub(super) const fn restart(frames: &'static [Frame]) -> Block {
    Block {
        key: "restart",
        member: "RestartPolicy",
        frames,
        shape: Shape::Single(Single {
            stanza: &RESTART,
            too_many: "only one 'restart' block allowed",
            ..Single::PLAIN
        }),
    }
}

static RESTART: Stanza = Stanza {
    name: "a restart stanza",
    keys: &["attempts", "interval", "delay", "mode"],
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};

/// The `reschedule` stanza, whose member has one name in a job and another in a group.
pub(super) const fn reschedule(member: &'static str, frames: &'static [Frame]) -> Block {
    Block {
        key: "reschedule",
        member,
        frames,
        shape: Shape::Single(Single {
            stanza: &RESCHEDULE,
            too_many: "only one 'reschedule' block allowed",
            ..Single::PLAIN
        }),
    }
}

static RESCHEDULE: Stanza = Stanza {
    name: "a reschedule stanza",
    keys: &[
        "attempts",
        "interval",
        "unlimited",
        "delay",
        "max_delay",
        "delay_function",
    ],
    typing: Typing::WeakWithDurations,
    ..Stanza::PLAIN
};
