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

pub use super::field::{Change, Diff, Empty, Field, Hcl, Kind, Literal, Omit, Presence, Shape, Values};

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
    /// Whether the other object is of the same type and has the same content; null and empty differ.
    fn equals(&self, other: &dyn Object) -> bool;
}

/// An [`Object`] whose type is known at compile time.
pub trait Described: Object + Default {
    /// The description of this type.
    const TYPE: &'static ObjectType;

    /// Hands each member and its row to a walker.
    fn walk<W: Walk>(&mut self, walk: &mut W);
}

/// What goes through the members of objects of known types, for the few that must be fast: its code is made for
/// each type of member, so that what a row says costs nothing where it says nothing.
pub trait Walk {
    /// One member and its row.
    fn member<T: MemberType>(&mut self, field: &'static Field, member: &mut T);
}

/// What is known of all objects of one type.
#[derive(Debug)]
pub struct ObjectType {
    /// The type's name in the API and in the reference's error texts, such as `TaskGroup`.
    pub name: &'static str,
    /// What it is, in a sentence or two for people.
    pub doc: &'static str,
    /// Its members.
    pub fields: &'static [Field],
    /// The places of the members by name: the order in which the API prints them.
    pub print_order: &'static [usize],
    /// Whether members that are empty are left out when the API prints the object.
    pub omit_empty: bool,
    /// The members that tell one object of a list from another; without any, it is all of them.
    pub key: &'static [&'static str],
    /// The members that tell people which object of a list is meant, where there is no key.
    pub known_by: &'static [&'static str],
    /// The order in which a diff lists members that are objects, where it is not that of the table.
    pub diff_order: &'static [&'static str],
    /// Whether a diff never lists plain values that did not change.
    pub diff_terse: bool,
}

impl ObjectType {
    /// The place of the member with this API name: as it is, or else without regard to ASCII case, which is
    /// how Go's JSON decoder finds it. `near` is where the caller expects it and only saves time. What JSON cannot
    /// set ([`Presence::Newer`]) is not found.
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
            .filter(|found| {
                self.fields
                    .get(*found)
                    .is_some_and(|field| field.presence != Presence::Newer)
            })
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
    /// Whether they can be unset.
    const IS_OPTIONAL: bool = false;
    /// Whether what is in them, if they are lists or maps, can be unset.
    const HAS_OPTIONAL_ITEMS: bool = false;

    /// Whether both are equal, as `==` says; text without content costs no call.
    fn same(&self, other: &Self) -> bool {
        self == other
    }

    /// Whether this is what the copy of the server's store makes of `new`, where `empty` says what becomes of
    /// empty lists and maps. The server's own notes do not count.
    fn is_copy_of(&self, new: &Self, empty: Empty) -> bool {
        let _ = empty;
        self.same(new)
    }

    /// Whether it is an empty list or map; nothing if it is neither.
    fn empty_collection(&self) -> Option<bool> {
        None
    }

    /// Hands what is inside of it to a walker: the members of an object, and those of a list or map as if each had
    /// this row.
    fn inside<W: Walk>(&mut self, field: &'static Field, walk: &mut W) {
        let _ = (field, walk);
    }
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

/// Whether two texts are equal.
///
/// Text without content points nowhere, and some processors take fifty times as long to compare nothing at nowhere.
#[inline]
pub(super) fn same_text(a: &str, b: &str) -> bool {
    a.len() == b.len() && (a.is_empty() || a == b)
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
    /// Whether both show the same; null and empty differ.
    #[must_use]
    pub fn equals(&self, other: &View<'_>) -> bool {
        match (*self, *other) {
            (View::Null, View::Null) => true,
            (View::Bool(a), View::Bool(b)) => a == b,
            (View::Int(a), View::Int(b)) => a == b,
            (View::Uint(a), View::Uint(b)) => a == b,
            (View::Float(a), View::Float(b)) => a == b,
            (View::Str(a), View::Str(b)) => same_text(a, b),
            (View::Duration(a), View::Duration(b)) => a == b,
            (View::Time(a), View::Time(b)) => a == b,
            (View::Bytes(a), View::Bytes(b)) => a == b,
            (View::Json(a), View::Json(b)) => a == b,
            (View::Object(a), View::Object(b)) => a.equals(b),
            (View::List(a), View::List(b)) => {
                let same = |index| match (a.item(index), b.item(index)) {
                    (Some(a), Some(b)) => a.view().equals(&b.view()),
                    _ => false,
                };
                a.len() == b.len() && (0..a.len()).all(same)
            }
            (View::Map(a), View::Map(b)) => {
                let mut same = a.len() == b.len();
                a.each(&mut |key, a| {
                    same = same && b.value(key).is_some_and(|b| a.view().equals(&b.view()));
                    same
                });
                same
            }
            _ => false,
        }
    }

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

/// The places of fields in the order of their names, found out at compile time.
#[doc(hidden)]
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "a place past the end stops the compiler, not the program"
)]
pub const fn by_name<const N: usize>(fields: &[Field]) -> [usize; N] {
    let mut places = [0; N];
    let mut sorted = 0;
    while sorted < N {
        let mut at = sorted;
        while at > 0 && comes_before(fields[sorted].name, fields[places[at - 1]].name) {
            places[at] = places[at - 1];
            at -= 1;
        }
        places[at] = sorted;
        sorted += 1;
    }
    places
}

#[expect(
    clippy::indexing_slicing,
    reason = "a place past the end stops the compiler, not the program"
)]
const fn comes_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
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
        #[derive(Debug, Clone, Default)]
        pub struct $Name {
            $( $(#[doc = $field_doc])+ pub $member: $Type, )*
        }

        const _: () = {
            use $crate::model::object::{Described, Field, Member, MemberType, Kind, Object, ObjectType};
            #[allow(unused_imports)]
            use $crate::model::object::{Change, Diff, Empty, Hcl, Literal, Omit, Presence, Values};

            const FIELDS: &[Field] = &[$(
                Field {
                    name: $field,
                    doc: concat!($($field_doc),+),
                    kind: <$Type as MemberType>::KIND,
                    optional: <$Type as MemberType>::IS_OPTIONAL,
                    optional_items: <$Type as MemberType>::HAS_OPTIONAL_ITEMS,
                    $( $($key: $value,)+ )?
                    ..Field::PLAIN
                },
            )*];

            #[allow(clippy::needless_update)]
            static TYPE: ObjectType = ObjectType {
                $( $($type_key: $type_value,)+ )?
                ..ObjectType {
                    name: $name,
                    doc: concat!($($doc),+),
                    fields: FIELDS,
                    print_order: &PRINT_ORDER,
                    omit_empty: false,
                    key: &[],
                    known_by: &[],
                    diff_order: &[],
                    diff_terse: false,
                }
            };

            const PRINT_ORDER: [usize; FIELDS.len()] = $crate::model::object::by_name(FIELDS);

            type Read = fn(&$Name) -> &dyn Member;
            type Write = fn(&mut $Name) -> &mut dyn Member;
            static ACCESS: &[(Read, Write)] = &[$( (|o| &o.$member, |o| &mut o.$member), )*];

            impl PartialEq for $Name {
                fn eq(&self, other: &Self) -> bool {
                    true $(&& self.$member.same(&other.$member))*
                }
            }

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
                fn equals(&self, other: &dyn Object) -> bool {
                    other.as_any().downcast_ref() == Some(self)
                }
            }

            impl Described for $Name {
                const TYPE: &'static ObjectType = &TYPE;

                fn walk<W: $crate::model::object::Walk>(&mut self, walk: &mut W) {
                    let mut rows = FIELDS.iter();
                    $(
                        if let Some(row) = rows.next() {
                            walk.member(row, &mut self.$member);
                        }
                    )*
                }
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

                fn is_copy_of(&self, new: &Self, _: $crate::model::object::Empty) -> bool {
                    true $(&& ({
                        const FIELD: Field = Field { $( $($key: $value,)+ )? ..Field::PLAIN };
                        let is_note = matches!(FIELD.change, $crate::model::object::Change::Bookkeeping);
                        is_note || self.$member.is_copy_of(&new.$member, FIELD.copied_empty)
                    }))*
                }

                fn inside<W: $crate::model::object::Walk>(&mut self, _: &'static Field, walk: &mut W) {
                    self.walk(walk);
                }
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
