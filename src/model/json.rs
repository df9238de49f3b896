//! API objects as JSON, in both directions, from the tables of their members.
//!
//! Encoding prints every member of the shape that is asked for, null where it is unset, by name as the reference
//! does. Decoding follows Go's decoder: names match without regard to case, unknown names are ignored, null
//! leaves a plain value alone, a name that comes twice is decoded twice into the same member. What a value of
//! the wrong kind is called in an error text is not decided here; see `api::json`.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::object::{ListMut, Map, MapMut, Member, Object, ObjectType, Presence, Shape, Slot, View};
use super::time::{Duration, Time};

/// Base64 as Go reads it: the bits that are left over at the end may be anything.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// An object in one of its shapes, ready for any serializer.
#[must_use]
pub fn encode(object: &dyn Object, shape: Shape) -> Encoded<'_> {
    Encoded { object, shape }
}

/// An object and the shape to print it in; made by [`encode`].
#[derive(Clone, Copy)]
pub struct Encoded<'a> {
    object: &'a dyn Object,
    shape: Shape,
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let object_type = self.object.object_type();
        let mut map = serializer.serialize_map(None)?;
        for &index in object_type.print_order {
            let Some(field) = object_type
                .fields
                .get(index)
                .filter(|field| field.is_in(self.shape))
            else {
                continue;
            };
            let Some(member) = self.object.member(index) else {
                continue;
            };
            let is_left_out = match field.presence {
                Presence::Newer => matches!(member.view(), View::Null | View::Str("")),
                _ => (object_type.omit_empty || field.omits_empty(self.shape)) && member.is_empty(),
            };
            if is_left_out {
                continue;
            }
            map.serialize_entry(
                field.name,
                &EncodedView {
                    view: member.view(),
                    shape: self.shape,
                },
            )?;
        }
        map.end()
    }
}

struct EncodedView<'a> {
    view: View<'a>,
    shape: Shape,
}

impl Serialize for EncodedView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = self.shape;
        match self.view {
            View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(value),
            View::Int(value) => serializer.serialize_i64(value),
            View::Uint(value) => serializer.serialize_u64(value),
            View::Float(value) => serializer.serialize_f64(value),
            View::Str(value) => serializer.serialize_str(value),
            View::Duration(value) => serializer.serialize_i64(value.nanoseconds()),
            View::Time(value) if value.is_zero() => serializer.serialize_unit(),
            View::Time(value) => serializer.collect_str(&value),
            View::Bytes(value) => serializer.serialize_str(&BASE64.encode(value)),
            View::Json(value) => value.serialize(serializer),
            View::Object(object) => encode(object, shape).serialize(serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for member in (0..list.len()).filter_map(|index| list.item(index)) {
                    seq.serialize_element(&EncodedView {
                        view: member.view(),
                        shape,
                    })?;
                }
                seq.end()
            }
            View::Map(map) => serialize_map(map, shape, serializer),
        }
    }
}

fn serialize_map<S: Serializer>(map: &dyn Map, shape: Shape, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(Some(map.len()))?;
    let mut failed = None;
    map.each(&mut |key, member| {
        failed = out
            .serialize_entry(
                key,
                &EncodedView {
                    view: member.view(),
                    shape,
                },
            )
            .err();
        failed.is_none()
    });
    match failed {
        Some(error) => Err(error),
        None => out.end(),
    }
}

/// How deep JSON may be nested, and job files in their own way: deeper input is refused.
///
/// Go's decoder stops at 10,000; what a job needs is a dozen, and a driver's configuration not much more.
pub const MAX_DEPTH: usize = 1_000;

/// Decodes the first JSON value of `text` into an object: what it names is overwritten, the rest stays.
///
/// # Errors
///
/// When the text is not JSON, is nested deeper than [`MAX_DEPTH`], or a value is of the wrong kind or out of
/// range for its member.
pub fn decode_slice(object: &mut dyn Object, text: &[u8]) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    // The seeds below count the depth themselves.
    deserializer.disable_recursion_limit();
    decode_into(object, &mut deserializer)
}

/// Decodes into an object from any deserializer: what the input names is overwritten, the rest stays.
///
/// # Errors
///
/// When the input is nested too deep, or a value is of the wrong kind or out of range for its member.
pub fn decode_into<'de, D: Deserializer<'de>>(
    object: &mut dyn Object,
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_any(ObjectVisitor(object, MAX_DEPTH))
}

/// One level less, or the error that there is none left.
fn deeper<E: de::Error>(depth: usize) -> Result<usize, E> {
    depth
        .checked_sub(1)
        .ok_or_else(|| E::custom(format_args!("nested deeper than {MAX_DEPTH} levels")))
}

struct ObjectVisitor<'a>(&'a mut dyn Object, usize);

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.0.object_type().name)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let depth = deeper(self.1)?;
        let object_type = self.0.object_type();
        let mut near = 0;
        while let Some(position) = map.next_key_seed(NameSeed(object_type, near))? {
            let Some(member) = position.and_then(|index| self.0.member_mut(index)) else {
                map.next_value::<de::IgnoredAny>()?;
                continue;
            };
            near = position.map_or(near, |index| index + 1);
            map.next_value_seed(MemberSeed(member, depth))?;
        }
        Ok(())
    }
}

/// A member's name: its place in the table, `None` if the object has no such member.
struct NameSeed(&'static ObjectType, usize);

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.position(name, self.1))
    }
}

/// One member: null is told from a value before the member becomes the zero value.
struct MemberSeed<'a>(&'a mut dyn Member, usize);

impl<'de> DeserializeSeed<'de> for MemberSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for MemberSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.set_null();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.set_null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let depth = self.1;
        match self.0.slot() {
            Slot::Object(object) => deserializer.deserialize_any(ObjectVisitor(object, depth)),
            Slot::List(list) => {
                list.clear();
                deserializer.deserialize_any(ListVisitor(list, depth))
            }
            Slot::Map(map) => deserializer.deserialize_any(MapVisitor(map, depth)),
            Slot::Json(value) => {
                *value = ValueSeed(depth).deserialize(deserializer)?;
                Ok(())
            }
            scalar => deserializer.deserialize_any(ScalarVisitor(scalar)),
        }
    }
}

struct ListVisitor<'a>(&'a mut dyn ListMut, usize);

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let depth = deeper(self.1)?;
        while seq.next_element_seed(PushSeed(&mut *self.0, depth))?.is_some() {}
        Ok(())
    }
}

/// The next member of a list, which is added only when there is one.
struct PushSeed<'a>(&'a mut dyn ListMut, usize);

impl<'de> DeserializeSeed<'de> for PushSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        MemberSeed(self.0.push(), self.1).deserialize(deserializer)
    }
}

struct MapVisitor<'a>(&'a mut dyn MapMut, usize);

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let depth = deeper(self.1)?;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let member = self.0.entry(&key);
            member.clear();
            map.next_value_seed(MemberSeed(member, depth))?;
        }
        Ok(())
    }
}

/// Any JSON value, no deeper than so many levels.
struct ValueSeed(usize);

/// A number where anything may stand: Go keeps it as a 64-bit float. Whole ones are integers here, so that equal
/// numbers are equal values and print as Go prints them.
fn number(value: f64) -> Value {
    const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
    if value.trunc() == value && value.abs() <= LARGEST_EXACT && (value != 0.0 || value.is_sign_positive()) {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "that loss is what Go has, too")]
        Ok(number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "that loss is what Go has, too")]
        Ok(number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let depth = deeper(self.0)?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(ValueSeed(depth))? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let depth = deeper(self.0)?;
        let mut members = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            members.insert(key, map.next_value_seed(ValueSeed(depth))?);
        }
        Ok(Value::Object(members))
    }
}

struct ScalarVisitor<'a>(Slot<'a>);

impl ScalarVisitor<'_> {
    /// Writes a whole number, if the member takes one and it is in its range.
    fn number<E: de::Error>(self, value: i128, unexpected: de::Unexpected<'_>) -> Result<(), E> {
        let fits = match self.0 {
            Slot::Int(slot) => i64::try_from(value).map(|value| *slot = value).is_ok(),
            Slot::Int8(slot) => i8::try_from(value).map(|value| *slot = value).is_ok(),
            Slot::Uint(slot) => u64::try_from(value).map(|value| *slot = value).is_ok(),
            Slot::Uint8(slot) => u8::try_from(value).map(|value| *slot = value).is_ok(),
            Slot::Duration(slot) => i64::try_from(value)
                .map(|value| *slot = Duration::from_nanoseconds(value))
                .is_ok(),
            #[expect(clippy::cast_precision_loss, reason = "a float is what the member holds")]
            Slot::Float(slot) => {
                *slot = value as f64;
                true
            }
            _ => return Err(E::invalid_type(unexpected, &self)),
        };
        if fits {
            Ok(())
        } else {
            Err(E::invalid_value(
                unexpected,
                &"a number in the range of this member",
            ))
        }
    }
}

impl Visitor<'_> for ScalarVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Slot::Bool(_) => "true or false",
            Slot::Int(_) | Slot::Int8(_) | Slot::Uint(_) | Slot::Uint8(_) => "a whole number",
            Slot::Float(_) => "a number",
            Slot::Str(_) => "text",
            Slot::Duration(_) => "a whole number of nanoseconds",
            Slot::Time(_) => "an instant in the form of RFC 3339",
            Slot::Bytes(_) => "base64 text",
            Slot::Json(_) | Slot::Object(_) | Slot::List(_) | Slot::Map(_) => "a value",
        })
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        match self.0 {
            Slot::Bool(slot) => *slot = value,
            _ => return Err(E::invalid_type(de::Unexpected::Bool(value), &self)),
        }
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.number(i128::from(value), de::Unexpected::Signed(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.number(i128::from(value), de::Unexpected::Unsigned(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        match self.0 {
            Slot::Float(slot) => *slot = value,
            _ => return Err(E::invalid_type(de::Unexpected::Float(value), &self)),
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        let unexpected = de::Unexpected::Str(value);
        match self.0 {
            Slot::Str(slot) => value.clone_into(slot),
            Slot::Time(slot) => match Time::parse(value) {
                Some(time) => *slot = time,
                None => {
                    return Err(E::invalid_value(
                        unexpected,
                        &"an instant in the form of RFC 3339",
                    ));
                }
            },
            // Line ends do not count.
            Slot::Bytes(slot) => match BASE64.decode(value.replace(['\r', '\n'], "")) {
                Ok(bytes) => *slot = bytes,
                Err(_) => return Err(E::invalid_value(unexpected, &"base64 text")),
            },
            _ => return Err(E::invalid_type(unexpected, &self)),
        }
        Ok(())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<(), E> {
        match self.0 {
            Slot::Str(slot) => *slot = value,
            _ => return self.visit_str(&value),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Job;

    fn decode(text: &str) -> Result<Job, serde_json::Error> {
        let mut job = Job::default();
        decode_slice(&mut job, text.as_bytes()).map(|()| job)
    }

    #[test]
    fn names_match_in_any_case_and_unknown_ones_are_ignored() {
        let job = decode(r#"{"id": "a", "TASKGROUPS": [{"name": "g"}], "\u212aind": [[[1]]], "Meta": null}"#)
            .unwrap();
        assert_eq!(job.id(), "a");
        assert_eq!(job.groups()[0].name(), "g");
    }

    #[test]
    fn null_unsets_what_can_be_unset_and_leaves_the_rest() {
        let mut job = decode(r#"{"Priority": 3, "Dispatched": true}"#).unwrap();
        decode_slice(&mut job, br#"{"Priority": null, "Dispatched": null}"#).unwrap();
        assert_eq!((job.priority, job.dispatched), (None, true));
    }

    #[test]
    fn numbers_must_fit_their_member() {
        for text in [
            r#"{"Priority": 1.5}"#,
            r#"{"Priority": "1"}"#,
            r#"{"Version": -1}"#,
            r#"{"Affinities": [{"Weight": 128}]}"#,
            r#"{"Priority": 9223372036854775808}"#,
        ] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_in_free_values_are_floats() {
        let mut value = std::collections::BTreeMap::<String, Value>::new();
        let text = br#"{"a": 1, "b": 1.0, "c": 1.5, "d": 9007199254740993, "e": 1e300}"#;
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        MemberSeed(&mut value, 10).deserialize(&mut deserializer).unwrap();
        assert_eq!(value["a"], value["b"]);
        assert_eq!(serde_json::to_string(&value["b"]).unwrap(), "1");
        assert_eq!(serde_json::to_string(&value["c"]).unwrap(), "1.5");
        assert_eq!(value["d"].as_f64(), Some(9_007_199_254_740_992.0));
        assert_eq!(value["e"].as_f64(), Some(1e300));
    }

    #[test]
    fn bytes_are_base64_as_go_reads_it() {
        let payload =
            |text: &str| decode(&format!(r#"{{"Payload": {text:?}}}"#)).map(|job| job.payload.unwrap().0);
        assert_eq!(payload("c2V2\nZW4=").unwrap(), b"seven");
        assert_eq!(payload("c2V2ZW5=").unwrap(), b"seven");
        assert!(payload("c2V2ZW4").is_err());
        assert!(payload("c2V2 ZW4=").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| {
            let task = format!(
                r#"{{"Config": {{"a": {}1{}}}}}"#,
                "[".repeat(depth),
                "]".repeat(depth)
            );
            decode(&format!(r#"{{"TaskGroups": [{{"Tasks": [{task}]}}]}}"#))
        };
        assert!(nested(900).is_ok());
        let error = nested(200_000).unwrap_err().to_string();
        assert!(error.starts_with("nested deeper than 1000 levels"), "{error}");
        assert!(decode(&"[".repeat(100_000)).is_err());
    }
}
