//! The part of canonicalization that is the same for all objects, read from the table of their members.
//!
//! Three steps of a job's way fill in what is unset and settle whether something empty is null: the client's
//! API layer, the server when the job is submitted, and the copy that the server's store makes of it. What each
//! does to a member stands in the member's row. What depends on anything else than the row is not here.

use crate::model::object::{Described, Empty, Field, Kind, Literal, MemberType, Presence, Slot, View, Walk};
use crate::model::time::Duration;

/// A step of a job's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The client's API layer: defaults of what is unset.
    Client,
    /// The same of Nomad 1.0, which reads HCL2 job files.
    NewerClient,
    /// Submission: members of the submitted shape go, those that the server assigns begin anew.
    Stored,
    /// The copy in the server's store.
    Copied,
}

impl Step {
    fn is_client(self) -> bool {
        matches!(self, Step::Client | Step::NewerClient)
    }

    /// Nomad 1.0 has no default for the bandwidth of a network, and no options without content.
    fn default(self, field: &Field) -> Literal {
        match (self, field.name) {
            (Step::NewerClient, "MBits") => Literal::None,
            _ => field.default,
        }
    }

    fn empty(self, field: &Field) -> Empty {
        match self {
            Step::NewerClient if field.name == "GetterOptions" => Empty::Null,
            Step::Client | Step::NewerClient => field.client_empty,
            Step::Stored => field.stored_empty,
            Step::Copied => field.copied_empty,
        }
    }
}

/// Takes an object and everything in it through a step.
///
/// Members that exist in the submitted shape only are left to those who know where their content goes, until
/// the step [`Step::Stored`] drops them.
pub(super) fn settle<T: Described>(object: &mut T, mut step: Step) {
    object.walk(&mut step);
}

impl Walk for Step {
    #[inline]
    fn member<T: MemberType>(&mut self, field: &'static Field, member: &mut T) {
        let step = *self;
        match field.presence {
            Presence::Submitted | Presence::Newer if step == Step::Stored => return member.clear(),
            Presence::Newer if step == Step::NewerClient => {}
            Presence::Submitted | Presence::Newer => return,
            Presence::Assigned if step == Step::Stored => member.clear(),
            _ => {}
        }
        if step.is_client() && !matches!(step.default(field), Literal::None) && is_unset(member) {
            write(member.slot(), field.default);
        }
        if step == Step::Stored && !field.nullable && is_scalar(&T::KIND) {
            member.slot();
        }
        match T::KIND {
            Kind::Object(_) => member.inside(field, self),
            Kind::List(of) | Kind::Map(of)
                if settle_emptiness(member, step.empty(field)) && holds_members(of) =>
            {
                member.inside(field, self);
            }
            _ => {}
        }
    }
}

fn is_unset<T: MemberType>(member: &T) -> bool {
    matches!(member.view(), View::Null)
}

/// An object in the stored form whose plain members are all zero.
pub(super) fn zero<T: Described>() -> T {
    let mut object = T::default();
    settle(&mut object, Step::Stored);
    object
}

/// Whether values of this kind have anything to settle.
fn holds_members(kind: &Kind) -> bool {
    matches!(kind, Kind::Object(_) | Kind::List(_) | Kind::Map(_))
}

/// Whether this is a kind of plain values, which the stored form always has.
fn is_scalar(kind: &Kind) -> bool {
    !holds_members(kind) && !matches!(kind, Kind::Bytes | Kind::Json)
}

/// Makes a list or map null or empty as `empty` says. Returns whether it has members to settle.
#[inline]
fn settle_emptiness<T: MemberType>(member: &mut T, empty: Empty) -> bool {
    let is_set = match member.view() {
        _ if empty == Empty::Untouched => return false,
        View::Null => false,
        view if view.is_empty() => true,
        _ => return true,
    };
    match empty {
        Empty::Null if is_set => member.clear(),
        Empty::Made if !is_set => {
            member.slot();
        }
        _ => {}
    }
    false
}

fn write(slot: Slot<'_>, value: Literal) {
    match (slot, value) {
        (Slot::Bool(slot), Literal::Bool(value)) => *slot = value,
        (Slot::Int(slot), Literal::Int(value)) => *slot = value,
        (Slot::Int8(slot), Literal::Int(value)) => *slot = i8::try_from(value).unwrap_or_default(),
        (Slot::Uint(slot), Literal::Int(value)) => *slot = u64::try_from(value).unwrap_or_default(),
        (Slot::Uint8(slot), Literal::Int(value)) => *slot = u8::try_from(value).unwrap_or_default(),
        (Slot::Str(slot), Literal::Str(value)) => value.clone_into(slot),
        (Slot::Duration(slot), Literal::Duration(value)) => *slot = Duration::from_nanoseconds(value),
        // `Literal::Empty`: taking the slot has made the zero value. A test keeps the others from happening.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Job;
    use crate::model::object::ObjectType;

    /// Calls `check` with each row of a type and of the types inside it.
    fn each_row(
        object_type: &'static ObjectType,
        check: &mut dyn FnMut(&'static ObjectType, &'static Field),
    ) {
        fn inner(kind: &Kind) -> Option<&'static ObjectType> {
            match kind {
                Kind::Object(object_type) => Some(object_type()),
                Kind::List(of) | Kind::Map(of) => inner(of),
                _ => None,
            }
        }
        for field in object_type.fields {
            check(object_type, field);
            if let Some(object_type) = inner(&field.kind) {
                each_row(object_type, check);
            }
        }
    }

    #[test]
    fn defaults_are_of_the_kind_of_their_member() {
        each_row(Job::TYPE, &mut |object_type, field| {
            let fits = match field.default {
                Literal::None => true,
                Literal::Bool(_) => matches!(field.kind, Kind::Bool),
                Literal::Int(value) => match field.kind {
                    Kind::Int(8) => i8::try_from(value).is_ok(),
                    Kind::Uint(_) => value >= 0,
                    ref kind => matches!(kind, Kind::Int(64)),
                },
                Literal::Str(_) => matches!(field.kind, Kind::Str),
                Literal::Duration(_) => matches!(field.kind, Kind::Duration),
                Literal::Empty => holds_members(&field.kind),
            };
            assert!(fits, "{}.{}", object_type.name, field.name);
        });
    }

    #[test]
    fn null_and_empty_follow_the_rows() {
        let job = || Job {
            datacenters: Some(Vec::new()),
            spreads: Some(Vec::new()),
            ..Job::default()
        };
        let after = |step| {
            let mut job = job();
            settle(&mut job, step);
            (job.datacenters.is_some(), job.spreads.is_some())
        };
        assert_eq!(after(Step::Client), (true, true));
        assert_eq!(after(Step::Stored), (true, false));
        assert_eq!(after(Step::Copied), (false, true));
    }
}
