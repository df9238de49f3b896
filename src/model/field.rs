//! What a row of an object's table says of a member: its [`Field`].
//!
//! Name, documentation and kind; how a job file writes it; in which shape of the object it exists; its default and
//! what becomes of it when it is empty; how a diff shows it and what a change of it means. Whoever treats all
//! objects alike reads it here, and nothing of the kind is written down twice.

use super::object::ObjectType;

/// What is known of one member of an object: one row of its table.
#[derive(Debug)]
pub struct Field {
    /// Name in the API's JSON.
    pub name: &'static str,
    /// What it means, with its unit, for people.
    pub doc: &'static str,
    /// What it can hold.
    pub kind: Kind,
    /// Which texts it takes.
    pub values: Values,
    /// Whether it can be unset: null in the JSON.
    pub optional: bool,
    /// Whether what is in its list or map can be unset.
    pub optional_items: bool,
    /// How a job file writes it.
    pub hcl: Hcl,
    /// In which shape of the object it exists.
    pub presence: Presence,
    /// Whether the stored form keeps "not set" (null) instead of the zero value.
    pub nullable: bool,
    /// Whether it is left out of the JSON while it is empty.
    pub omit_empty: Omit,
    /// What the client's API layer puts in when it is not set, where that does not depend on anything else.
    pub default: Literal,
    /// What the client's API layer makes of an empty list or map.
    pub client_empty: Empty,
    /// What the server makes of an empty list or map when a job is submitted.
    pub stored_empty: Empty,
    /// What the deep copy of the server's store makes of an empty list or map. Only the first version of a job
    /// goes through it, and every new version when it is compared with the one before.
    pub copied_empty: Empty,
    /// How a job diff shows it.
    pub diff: Diff,
    /// What a change of it means for running allocations.
    pub change: Change,
    /// The type in the reference's error texts where it is not the usual one of its kind.
    pub go_type: &'static str,
}

impl Field {
    /// A row with nothing said: what a declaration leaves out has these values.
    pub const PLAIN: Field = Field {
        name: "",
        doc: "",
        kind: Kind::Bool,
        values: Values::Any,
        optional: false,
        optional_items: false,
        hcl: Hcl::None,
        presence: Presence::Always,
        nullable: false,
        omit_empty: Omit::Never,
        default: Literal::None,
        client_empty: Empty::Kept,
        stored_empty: Empty::Null,
        copied_empty: Empty::Null,
        diff: Diff::Shown,
        change: Change::None,
        go_type: "",
    };

    /// Whether the member is left out of the JSON in this shape while it is empty.
    #[must_use]
    pub fn omits_empty(&self, shape: Shape) -> bool {
        match self.omit_empty {
            Omit::Never => false,
            Omit::Always => true,
            Omit::Submitted => shape == Shape::Submitted,
        }
    }

    /// Whether the server prints null while the member is not set.
    #[must_use]
    pub fn is_null_stored(&self) -> bool {
        match self.kind {
            // The zero value, never, is null.
            Kind::Time => true,
            Kind::Object(_) | Kind::List(_) | Kind::Map(_) | Kind::Bytes => self.optional,
            _ => self.nullable,
        }
    }

    /// Whether the member exists in this shape.
    #[must_use]
    pub fn is_in(&self, shape: Shape) -> bool {
        match self.presence {
            Presence::Always | Presence::Assigned => true,
            Presence::Submitted | Presence::Newer => shape == Shape::Submitted,
            Presence::Stored => shape == Shape::Stored,
        }
    }
}

/// What a member can hold, without regard to whether it may be unset.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// True or false.
    Bool,
    /// A signed integer of so many bits.
    Int(u8),
    /// An unsigned integer of so many bits.
    Uint(u8),
    /// A 64-bit float.
    Float,
    /// Text.
    Str,
    /// A length of time, in nanoseconds.
    Duration,
    /// An instant.
    Time,
    /// Bytes, base64 in JSON.
    Bytes,
    /// Any JSON value, for instance a driver's configuration.
    Json,
    /// Another object.
    Object(fn() -> &'static ObjectType),
    /// A list of members of one kind.
    List(&'static Kind),
    /// A map from text to members of one kind.
    Map(&'static Kind),
}

/// Which texts a member takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Any.
    Any,
    /// These, or none at all.
    Only(&'static [&'static str]),
    /// Any; these are the ones everybody knows.
    Known(&'static [&'static str]),
}

impl Values {
    /// The texts that are known.
    #[must_use]
    pub fn known(self) -> &'static [&'static str] {
        match self {
            Values::Any => &[],
            Values::Only(texts) | Values::Known(texts) => texts,
        }
    }
}

/// How a job file (HCL) writes a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hcl {
    /// Not at all.
    None,
    /// The label of the block.
    Label,
    /// An argument or a block of this name.
    Key(&'static str),
    /// By a spelling of its own that the decoder of the block knows (`distinct_hosts = true`, the `port` blocks
    /// of a network).
    Special,
}

/// In which shape of its object a member exists.
///
/// The reference has two families of types with the same JSON names: the client's, in which nearly everything
/// may be unset, and the server's, in which a default has replaced what was unset. They differ in a handful of
/// members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In both.
    Always,
    /// Only in what clients submit; canonicalization moves it elsewhere or drops it.
    Submitted,
    /// Only in what the server stores.
    Stored,
    /// In both, but only the server gives it a value: what a client submits is dropped.
    Assigned,
    /// Only in what an HCL2 job file parses to, and printed only where it is set: Nomad 1.0, whose files those are,
    /// has it and 0.12 does not. Neither JSON nor HCL1 can set it, and canonicalization drops it.
    Newer,
}

/// Which of the two shapes of an object is meant; see [`Presence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As a client submits it and as a job file parses.
    Submitted,
    /// As the server keeps and prints it.
    Stored,
}

/// When a member is left out of the JSON while it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omit {
    /// Never.
    Never,
    /// Always.
    Always,
    /// In the submitted shape only.
    Submitted,
}

/// A constant in a table of fields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// No constant: the member stays as it is.
    None,
    /// True or false.
    Bool(bool),
    /// A number.
    Int(i64),
    /// Text.
    Str(&'static str),
    /// A length of time in nanoseconds.
    Duration(i64),
    /// Something without content: an empty list or map, or an object with the defaults of its own members.
    Empty,
}

/// What becomes of a list or map that has no members.
///
/// Null and empty are two things in the API, and the reference turns one into the other here and there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Null stays null and empty stays empty.
    Kept,
    /// It becomes null.
    Null,
    /// It stays, and null becomes empty.
    Made,
    /// Nothing becomes of it nor of anything inside it: it is not looked at.
    Untouched,
}

/// How a job diff shows a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diff {
    /// A plain value as a field, a map of plain values as a field for each key; objects and lists not at all.
    Shown,
    /// Not at all.
    Hidden,
    /// A plain value, only where both versions of the object exist: as a number.
    InBoth,
    /// The same, a duration as people write it.
    InBothAsText,
    /// A list of texts as one field, with commas between them.
    Joined,
    /// Objects, lists or maps under this name. An object is shown where anything in it differs.
    As(&'static str),
    /// The same, but shown only where one of its fields differs, which also says whether it is new.
    Plain(&'static str),
    /// Like [`Diff::Plain`], without this field.
    PlainWithout(&'static str, &'static str),
    /// Like [`Diff::Plain`], compared with zero values where the object around it is new.
    PlainFromZero(&'static str),
}

/// What a change of a member means for the allocations that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They go on unchanged or are updated in place.
    None,
    /// They are replaced.
    Destructive,
    /// It is the server's own note: the job has not changed at all.
    Bookkeeping,
}
