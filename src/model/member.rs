//! The types that members of API objects have, and how each is viewed and written.

use std::collections::BTreeMap;

use super::object::{
    Empty, Field, Kind, List, ListMut, Map, MapMut, Member, MemberType, Slot, View, Walk, same_text,
};
use super::time::{Duration, Time};

/// Members that hold one plain value: type, kind, view and slot.
macro_rules! plain_members {
    ($($Type:ty, $kind:expr, |$value:ident| $view:expr, $Slot:ident;)+) => {$(
        impl Member for $Type {
            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }
            fn slot(&mut self) -> Slot<'_> {
                Slot::$Slot(self)
            }
            fn clear(&mut self) {
                *self = Self::default();
            }
            fn set_null(&mut self) {}
        }

        impl MemberType for $Type {
            const KIND: Kind = $kind;
        }
    )+};
}

plain_members! {
    bool, Kind::Bool, |v| View::Bool(*v), Bool;
    i64, Kind::Int(64), |v| View::Int(*v), Int;
    i8, Kind::Int(8), |v| View::Int(i64::from(*v)), Int8;
    u64, Kind::Uint(64), |v| View::Uint(*v), Uint;
    u8, Kind::Uint(8), |v| View::Uint(u64::from(*v)), Uint8;
    f64, Kind::Float, |v| View::Float(*v), Float;
    Duration, Kind::Duration, |v| View::Duration(*v), Duration;
    Time, Kind::Time, |v| View::Time(*v), Time;
}

impl Member for String {
    fn view(&self) -> View<'_> {
        View::Str(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Str(self)
    }
    fn clear(&mut self) {
        self.clear();
    }
    fn set_null(&mut self) {}
}

impl MemberType for String {
    const KIND: Kind = Kind::Str;

    fn same(&self, other: &Self) -> bool {
        same_text(self, other)
    }
}

/// Any JSON value; unset is JSON's null.
impl Member for serde_json::Value {
    fn view(&self) -> View<'_> {
        View::Json(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Json(self)
    }
    fn clear(&mut self) {
        *self = Self::Null;
    }
    fn set_null(&mut self) {
        *self = Self::Null;
    }
}

impl MemberType for serde_json::Value {
    const KIND: Kind = Kind::Json;
}

/// Bytes that may be unset, base64 text in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Member for Bytes {
    fn view(&self) -> View<'_> {
        View::Bytes(&self.0)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Bytes(&mut self.0)
    }
    fn clear(&mut self) {
        self.0.clear();
    }
    fn set_null(&mut self) {}
}

impl MemberType for Bytes {
    const KIND: Kind = Kind::Bytes;
}

/// A member that may be unset.
impl<T: MemberType> Member for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Member::view)
    }
    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_default().slot()
    }
    fn clear(&mut self) {
        *self = None;
    }
    fn set_null(&mut self) {
        *self = None;
    }
    fn is_empty(&self) -> bool {
        self.as_ref()
            .is_none_or(|inner| matches!(inner.view(), View::List(_) | View::Map(_)) && inner.is_empty())
    }
}

impl<T: MemberType> MemberType for Option<T> {
    const KIND: Kind = T::KIND;
    const IS_OPTIONAL: bool = true;
    const HAS_OPTIONAL_ITEMS: bool = T::HAS_OPTIONAL_ITEMS;

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(value), Some(other)) => value.same(other),
            (None, None) => true,
            _ => false,
        }
    }

    fn is_copy_of(&self, new: &Self, empty: Empty) -> bool {
        let is_empty = |value: &&T| value.empty_collection() == Some(true);
        let is_nulled = |value: &&T| empty == Empty::Null && is_empty(value);
        match (self, new.as_ref().filter(|new| !is_nulled(new))) {
            (Some(value), Some(new)) => value.is_copy_of(new, empty),
            (None, None) => empty != Empty::Made || T::default().empty_collection().is_none(),
            (Some(value), None) => empty == Empty::Made && is_empty(&value),
            (None, Some(_)) => false,
        }
    }

    fn inside<W: Walk>(&mut self, field: &'static Field, walk: &mut W) {
        if let Some(value) = self {
            value.inside(field, walk);
        }
    }
}

impl<T: MemberType> Member for Box<T> {
    fn view(&self) -> View<'_> {
        T::view(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        T::slot(self)
    }
    fn clear(&mut self) {
        T::clear(self);
    }
    fn set_null(&mut self) {
        T::set_null(self);
    }
    fn is_empty(&self) -> bool {
        T::is_empty(self)
    }
}

impl<T: MemberType> MemberType for Box<T> {
    const KIND: Kind = T::KIND;
    const IS_OPTIONAL: bool = T::IS_OPTIONAL;
    const HAS_OPTIONAL_ITEMS: bool = T::HAS_OPTIONAL_ITEMS;

    fn is_copy_of(&self, new: &Self, empty: Empty) -> bool {
        T::is_copy_of(self, new, empty)
    }

    fn same(&self, other: &Self) -> bool {
        T::same(self, other)
    }

    fn inside<W: Walk>(&mut self, field: &'static Field, walk: &mut W) {
        T::inside(self, field, walk);
    }
}

/// A list. On its own it is never unset; `Option<Vec<T>>` tells null from `[]`.
impl<T: MemberType> Member for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
    fn clear(&mut self) {
        Vec::clear(self);
    }
    fn set_null(&mut self) {
        Vec::clear(self);
    }
}

impl<T: MemberType> MemberType for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const HAS_OPTIONAL_ITEMS: bool = T::IS_OPTIONAL;

    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(item, other)| item.same(other))
    }

    fn is_copy_of(&self, new: &Self, empty: Empty) -> bool {
        if empty == Empty::Untouched {
            return self.same(new);
        }
        self.len() == new.len()
            && self
                .iter()
                .zip(new)
                .all(|(item, new)| item.is_copy_of(new, empty))
    }

    fn empty_collection(&self) -> Option<bool> {
        Some(self.is_empty())
    }

    fn inside<W: Walk>(&mut self, field: &'static Field, walk: &mut W) {
        for item in self {
            walk.member(field, item);
        }
    }
}

impl<T: MemberType> List for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn item(&self, index: usize) -> Option<&dyn Member> {
        self.get(index).map(|item| item as &dyn Member)
    }
}

impl<T: MemberType> ListMut for Vec<T> {
    fn clear(&mut self) {
        Vec::clear(self);
    }
    fn push(&mut self) -> &mut dyn Member {
        self.push_mut(T::default())
    }
}

/// A map. On its own it is never unset; `Option<BTreeMap<…>>` tells null from `{}`.
impl<T: MemberType> Member for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
    fn set_null(&mut self) {
        BTreeMap::clear(self);
    }
}

impl<T: MemberType> MemberType for BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);
    const HAS_OPTIONAL_ITEMS: bool = T::IS_OPTIONAL;

    fn same(&self, other: &Self) -> bool {
        let mut pairs = self.iter().zip(other);
        self.len() == other.len()
            && pairs.all(|((key, value), (other_key, other))| key == other_key && value.same(other))
    }

    fn is_copy_of(&self, new: &Self, empty: Empty) -> bool {
        let mut pairs = self.iter().zip(new);
        self.len() == new.len()
            && pairs.all(|((key, value), (new_key, new))| key == new_key && value.is_copy_of(new, empty))
    }

    fn empty_collection(&self) -> Option<bool> {
        Some(self.is_empty())
    }

    fn inside<W: Walk>(&mut self, field: &'static Field, walk: &mut W) {
        for value in self.values_mut() {
            walk.member(field, value);
        }
    }
}

impl<T: MemberType> Map for BTreeMap<String, T> {
    fn len(&self) -> usize {
        BTreeMap::len(self)
    }
    fn value(&self, key: &str) -> Option<&dyn Member> {
        self.get(key).map(|value| value as &dyn Member)
    }
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a dyn Member) -> bool) {
        for (key, value) in self {
            if !visit(key, value) {
                return;
            }
        }
    }
}

impl<T: MemberType> MapMut for BTreeMap<String, T> {
    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
    fn entry(&mut self, key: &str) -> &mut dyn Member {
        self.entry(key.to_owned()).or_default()
    }
}
