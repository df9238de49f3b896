//! How an API object describes itself.
//!
//! Every object of the API is declared once, by the [`object!`](crate::model::object!) macro: a plain struct
//! whose members carry, beside their type and documentation, what the rest of the engine has to know of them
//! (name in the API, key in a job file, default, place in a diff). From that one list come the JSON encoding
//! and decoding, the job file decoder and printer, the diff, the schema and the documentation.
//!
//! Code that knows the type uses the struct's members. Code that treats all objects alike walks them:
//! [`Object`] hands out its members by number, [`Member::view`] shows what one holds and [`Member::slot`]
//! says how to write into it. Nothing in here knows JSON or HCL.

use std::any::Any;

use super::time::{Duration, Time};

/// An API object whose members can be walked without knowing its type.
pub trait Object: Any + Send + Sync {
    /// The description shared by all objects of this type.
    fn object_type(&self) -> &'static ObjectType;
    /// The member that `object_type().fields[index]` describes, `None` past the last one.
    fn member(&self, index: usize) -> Option<&dyn Member>;
    /// The same member, to be written.
    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Member>;
    /// This object as a value of its own type, for those who know which one it is.
    fn as_any(&self) -> &dyn Any;
    /// The same, to be written.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

/// An [`Object`] whose type is known at compile time.
pub trait Described: Object + Default {
    /// The description of this type.
    const TYPE: &'static ObjectType;
}

/// What is known of all objects of one type.
#[derive(Debug)]
pub struct ObjectType {
    /// The type's name in the API and in the reference's error texts, such as `TaskGroup`.
    pub name: &'static str,
    /// What it is, in a sentence or two for people.
    pub doc: &'static str,
    /// Its members, in the order in which the API prints them.
    pub fields: &'static [Field],
    /// Whether members that are empty are left out when the API prints the object.
    pub omit_empty: bool,
}

impl ObjectType {
    /// The place of the member with this API name: as it is, or else without regard to ASCII case, which is
    /// how Go's JSON decoder finds it. `near` is where the caller expects it and only saves time.
    #[must_use]
    pub fn position(&self, name: &str, near: usize) -> Option<usize> {
        let (head, tail) = self.fields.split_at(near.min(self.fields.len()));
        let exact = tail
            .iter()
            .position(|field| field.name == name)
            .map(|found| found + head.len());
        exact
            .or_else(|| head.iter().position(|field| field.name == name))
            .or_else(|| self.fields.iter().position(|field| folds_to(field.name, name)))
    }

    /// The description of the member with exactly this API name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Whether `given` is `name` in another case. Like Go, two letters outside ASCII fold onto ASCII ones:
/// the Kelvin sign onto `k` and the long s onto `s`.
fn folds_to(name: &str, given: &str) -> bool {
    if name.len() == given.len() {
        return name.eq_ignore_ascii_case(given);
    }
    let fold = |c: char| match c {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        c => c.to_ascii_lowercase(),
    };
    !given.is_ascii() && given.chars().map(fold).eq(name.chars().map(fold))
}

/// What is known of one member of an object: one row of its table.
#[derive(Debug)]
pub struct Field {
    /// Name in the API's JSON.
    pub name: &'static str,
    /// What it means, with its unit, for people.
    pub doc: &'static str,
    /// What it can hold.
    pub kind: Kind,
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
        hcl: Hcl::None,
        presence: Presence::Always,
        nullable: false,
        omit_empty: Omit::Never,
        default: Literal::None,
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

    /// Whether the member exists in this shape.
    #[must_use]
    pub fn is_in(&self, shape: Shape) -> bool {
        match self.presence {
            Presence::Always => true,
            Presence::Submitted => shape == Shape::Submitted,
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
}

/// How a job diff shows a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Diff {
    /// A plain value as a field, an object under its member name.
    Shown,
    /// Objects, or lists of them, under this name.
    As(&'static str),
    /// Not at all.
    Hidden,
}

/// What a change of a member means for the allocations that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They go on unchanged or are updated in place.
    None,
    /// They are replaced.
    Destructive,
}

/// Something a member can hold: shown by [`view`](Member::view), written through [`slot`](Member::slot).
pub trait Member: Send + Sync {
    /// What it holds.
    fn view(&self) -> View<'_>;
    /// A place to write a value into. An unset member becomes the zero value first.
    fn slot(&mut self) -> Slot<'_>;
    /// Back to unset if it can be, otherwise to its zero value.
    fn clear(&mut self);
    /// What JSON's `null` does to it: unset where that is possible, otherwise nothing.
    fn set_null(&mut self);
    /// Whether Go's encoder calls it empty and leaves it out where that is asked for: false, zero, without
    /// members, or unset. What was set on purpose, though to zero, is not.
    fn is_empty(&self) -> bool {
        self.view().is_empty()
    }
}

/// A type of members.
pub trait MemberType: Member + Default + Clone + PartialEq + 'static {
    /// What members of this type can hold.
    const KIND: Kind;
}

/// What a member holds.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Nothing: it is not set.
    Null,
    /// True or false.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A float.
    Float(f64),
    /// Text.
    Str(&'a str),
    /// A length of time.
    Duration(Duration),
    /// An instant.
    Time(Time),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Any JSON value.
    Json(&'a serde_json::Value),
    /// An object.
    Object(&'a dyn Object),
    /// A list.
    List(&'a dyn List),
    /// A map.
    Map(&'a dyn Map),
}

/// A place to write a value into.
pub enum Slot<'a> {
    /// True or false.
    Bool(&'a mut bool),
    /// A signed integer.
    Int(&'a mut i64),
    /// A signed integer of 8 bits.
    Int8(&'a mut i8),
    /// An unsigned integer.
    Uint(&'a mut u64),
    /// An unsigned integer of 8 bits.
    Uint8(&'a mut u8),
    /// A float.
    Float(&'a mut f64),
    /// Text.
    Str(&'a mut String),
    /// A length of time.
    Duration(&'a mut Duration),
    /// An instant.
    Time(&'a mut Time),
    /// Bytes.
    Bytes(&'a mut Vec<u8>),
    /// Any JSON value.
    Json(&'a mut serde_json::Value),
    /// An object.
    Object(&'a mut dyn Object),
    /// A list.
    List(&'a mut dyn ListMut),
    /// A map.
    Map(&'a mut dyn MapMut),
}

/// A list of members.
pub trait List {
    /// How many there are.
    fn len(&self) -> usize;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The one at `index`.
    fn item(&self, index: usize) -> Option<&dyn Member>;
}

/// A list that can be written.
pub trait ListMut {
    /// Takes all members out.
    fn clear(&mut self);
    /// Adds a zero value at the end and returns it.
    fn push(&mut self) -> &mut dyn Member;
}

/// A map from text to members, in the order of its keys.
pub trait Map {
    /// How many entries there are.
    fn len(&self) -> usize;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The member with this key.
    fn value(&self, key: &str) -> Option<&dyn Member>;
    /// Calls `visit` for each entry until it returns false.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a dyn Member) -> bool);
}

/// A map that can be written.
pub trait MapMut {
    /// Takes all entries out.
    fn clear(&mut self);
    /// The entry with this key, made with a zero value if it is not there.
    fn entry(&mut self, key: &str) -> &mut dyn Member;
}

impl View<'_> {
    /// Whether it is unset, false, zero, or without members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            View::Null => true,
            View::Bool(value) => !value,
            View::Int(value) => *value == 0,
            View::Uint(value) => *value == 0,
            View::Float(value) => *value == 0.0,
            View::Str(value) => value.is_empty(),
            View::Duration(value) => value.nanoseconds() == 0,
            View::Time(value) => value.is_zero(),
            View::Bytes(value) => value.is_empty(),
            View::Json(value) => value.is_null(),
            View::Object(object) => {
                (0..object.object_type().fields.len()).all(|i| object.member(i).is_none_or(Member::is_empty))
            }
            View::List(list) => list.is_empty(),
            View::Map(map) => map.is_empty(),
        }
    }
}

/// Declares API objects: each a struct, and the table of its members.
///
/// ```text
/// object! {
///     /// A place for temporary files that all tasks of a group share.
///     pub struct EphemeralDisk => "EphemeralDisk" {
///         /// Whether a replacement is placed on the same node if it can be.
///         sticky: Option<bool> => "Sticky" { hcl: Hcl::Key("sticky"), default: Literal::Bool(false) },
///     }
/// }
/// ```
///
/// What a row says in braces are members of [`Field`]; what it leaves out is as in [`Field::PLAIN`].
#[macro_export]
#[doc(hidden)]
macro_rules! object {
    ($(
        $(#[doc = $doc:literal])+
        pub struct $Name:ident => $name:literal $({ $($type_key:ident : $type_value:expr),+ $(,)? })? {
            $(
                $(#[doc = $field_doc:literal])+
                $member:ident : $Type:ty => $field:literal $({ $($key:ident : $value:expr),+ $(,)? })?
            ),* $(,)?
        }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $Name {
            $( $(#[doc = $field_doc])+ pub $member: $Type, )*
        }

        const _: () = {
            use $crate::model::object::{Described, Field, Member, MemberType, Kind, Object, ObjectType};
            #[allow(unused_imports)]
            use $crate::model::object::{Change, Diff, Hcl, Literal, Omit, Presence};

            static FIELDS: &[Field] = &[$(
                Field {
                    name: $field,
                    doc: concat!($($field_doc),+),
                    kind: <$Type as MemberType>::KIND,
                    $( $($key: $value,)+ )?
                    ..Field::PLAIN
                },
            )*];

            #[allow(clippy::needless_update)]
            static TYPE: ObjectType = ObjectType {
                $( $($type_key: $type_value,)+ )?
                ..ObjectType { name: $name, doc: concat!($($doc),+), fields: FIELDS, omit_empty: false }
            };

            type Read = fn(&$Name) -> &dyn Member;
            type Write = fn(&mut $Name) -> &mut dyn Member;
            static ACCESS: &[(Read, Write)] = &[$( (|o| &o.$member, |o| &mut o.$member), )*];

            impl Object for $Name {
                fn object_type(&self) -> &'static ObjectType {
                    &TYPE
                }
                fn member(&self, index: usize) -> Option<&dyn Member> {
                    ACCESS.get(index).map(|(read, _)| read(self))
                }
                fn member_mut(&mut self, index: usize) -> Option<&mut dyn Member> {
                    ACCESS.get(index).map(|(_, write)| write(self))
                }
                fn as_any(&self) -> &dyn std::any::Any {
                    self
                }
                fn as_any_mut(&mut self) -> &mut dyn std::any::Any {
                    self
                }
            }

            impl Described for $Name {
                const TYPE: &'static ObjectType = &TYPE;
            }

            impl Member for $Name {
                fn view(&self) -> $crate::model::object::View<'_> {
                    $crate::model::object::View::Object(self)
                }
                fn slot(&mut self) -> $crate::model::object::Slot<'_> {
                    $crate::model::object::Slot::Object(self)
                }
                fn clear(&mut self) {
                    *self = Self::default();
                }
                fn set_null(&mut self) {}
            }

            impl MemberType for $Name {
                const KIND: Kind = Kind::Object(|| &TYPE);
            }

            impl serde::Serialize for $Name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    $crate::model::json::encode(self, $crate::model::object::Shape::Stored).serialize(serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $Name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let mut object = Self::default();
                    $crate::model::json::decode_into(&mut object, deserializer)?;
                    Ok(object)
                }
            }
        };
    )+};
}
pub use crate::object;
