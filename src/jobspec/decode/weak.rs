//! From values to members of objects, with the conversions that job files are used to.
//!
//! `count = "3"`, `leader = 1` and `datacenters = "dc1"` all mean something: numbers, strings and truth values
//! are taken for each other, one value for a list of one, and a list of maps for one map. Some stanzas are
//! decoded without any of that ([`Typing::Strict`]), some without durations as text.
//!
//! Which member a value goes to, and what happens when one does not fit, is decided elsewhere.

use std::fmt;

use super::names::decoder_name;
use super::resolve::fold;
use super::value::{Data, Entries, Value};
use crate::diagnostic::Span;
use crate::jobspec::messages as words;
use crate::jobspec::places::PlacesRecorder;
use crate::model::object::{Field, Kind, ListMut, MapMut, Member, Object, ObjectType, Presence, Slot};
use crate::model::time::{Duration, Time};
use crate::notation::duration::parse_duration;
use crate::notation::number::{parse_bool, parse_float, parse_int, parse_uint};

/// What is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typing {
    /// Plain values are taken for each other.
    Weak,
    /// And text is read as a length of time where one is asked for.
    WeakWithDurations,
    /// Nothing but numbers.
    Strict,
}

/// The path to a value, as error texts show it.
#[derive(Clone, Copy)]
pub(super) struct Name<'n> {
    parent: Option<&'n Name<'n>>,
    step: Step<'n>,
}

#[derive(Clone, Copy)]
enum Step<'n> {
    Root(&'n str),
    Member(&'static ObjectType, &'static Field),
    Key(&'n str),
    Index(usize),
}

impl<'n> Name<'n> {
    /// A value that is decoded on its own.
    pub(super) fn root(name: &'n str) -> Self {
        Name {
            parent: None,
            step: Step::Root(name),
        }
    }

    fn step(&'n self, step: Step<'n>) -> Self {
        Name {
            parent: Some(self),
            step,
        }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root(name) => f.write_str(name),
            Step::Member(object, field) => {
                let point = if self.parent.is_some() { "." } else { "" };
                write!(f, "{point}{}", decoder_name(object, field))
            }
            Step::Key(key) => write!(f, "[{key}]"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// A value that does not fit its member.
#[derive(Debug, Clone)]
pub(super) struct Misfit {
    pub(super) text: String,
    pub(super) span: Span,
}

/// Puts values into members and collects what does not fit.
pub(super) struct WeakDecoder<'d> {
    pub(super) typing: Typing,
    pub(super) places: &'d mut PlacesRecorder,
    pub(super) misfits: Vec<Misfit>,
}

impl WeakDecoder<'_> {
    fn is_weak(&self) -> bool {
        self.typing != Typing::Strict
    }

    fn misfit(&mut self, text: String, span: Span) {
        self.misfits.push(Misfit { text, span });
    }

    /// Puts a value into the member of an object that has this place in its table.
    pub(super) fn member_at(&mut self, object: &mut dyn Object, index: usize, value: Value<'_>) {
        let object_type = object.object_type();
        if let (Some(field), Some(member)) = (object_type.fields.get(index), object.member_mut(index)) {
            self.places.enter_member(field.name, value.span);
            let name = Name {
                parent: None,
                step: Step::Member(object_type, field),
            };
            self.member(member, &field.kind, field.go_type, value, &name);
            self.places.leave();
        }
    }

    /// Puts a value into a member. `go_type` is what error texts call the member's type, where its kind does
    /// not say it.
    pub(super) fn member(
        &mut self,
        member: &mut dyn Member,
        kind: &Kind,
        go_type: &'static str,
        value: Value<'_>,
        name: &Name<'_>,
    ) {
        match member.slot() {
            Slot::List(list) => self.list(list, kind, go_type, value, name),
            Slot::Map(map) => self.map(map, kind, value, name),
            Slot::Object(object) => match &value.data {
                Data::Map(entries) => self.object(object, entries, Some(name)),
                other => {
                    let text = words::expected_map(name, other.go_kind());
                    self.misfit(text, value.span);
                }
            },
            Slot::Json(slot) => {
                self.record_json(&value);
                *slot = value.data.into_json();
            }
            Slot::Bytes(bytes) => self.bytes(bytes, value, name),
            plain => {
                let span = value.span;
                if let Err(text) = self.plain(plain, kind, go_type, value.data, name) {
                    self.misfit(text, span);
                }
            }
        }
    }

    fn plain(
        &self,
        slot: Slot<'_>,
        kind: &Kind,
        go_type: &'static str,
        data: Data<'_>,
        name: &Name<'_>,
    ) -> Result<(), String> {
        let slot = match (slot, data) {
            (Slot::Str(slot), Data::Str(text)) => {
                *slot = text.into_owned();
                return Ok(());
            }
            (slot, data) => (slot, data),
        };
        let weak = self.is_weak();
        let unconvertible =
            |data: &Data<'_>| words::unconvertible(name, go_type_of(kind, go_type), data.go_type());
        match slot {
            (Slot::Str(slot), data) => {
                *slot = match data {
                    Data::Bool(value) if weak => if value { "1" } else { "0" }.to_owned(),
                    Data::Int(value) if weak => value.to_string(),
                    Data::Float(value) if weak => value.to_string(),
                    other => return Err(unconvertible(&other)),
                };
            }
            (Slot::Bool(slot), data) => {
                *slot = match data {
                    Data::Bool(value) => value,
                    Data::Int(value) if weak => value != 0,
                    Data::Float(value) if weak => value != 0.0,
                    Data::Str(text) if weak && text.is_empty() => false,
                    Data::Str(text) if weak => {
                        parse_bool(&text).map_err(|error| words::unparsable(name, "bool", error))?
                    }
                    other => return Err(unconvertible(&other)),
                };
            }
            (Slot::Float(slot), data) => {
                *slot = match data {
                    #[expect(clippy::cast_precision_loss, reason = "a float is what the member holds")]
                    Data::Int(value) => value as f64,
                    Data::Float(value) => value,
                    Data::Bool(value) if weak => f64::from(u8::from(value)),
                    Data::Str(text) if weak => {
                        parse_float(&text).map_err(|error| words::unparsable(name, "float", error))?
                    }
                    other => return Err(unconvertible(&other)),
                };
            }
            (Slot::Uint(slot), data) => *slot = self.unsigned(data, 64, name, &unconvertible)?,
            (Slot::Uint8(slot), data) => {
                // Numbers that are too large wrap around, text that says one does not.
                #[expect(clippy::cast_possible_truncation, reason = "as the reference's do")]
                let value = self.unsigned(data, 8, name, &unconvertible)? as u8;
                *slot = value;
            }
            (Slot::Int(slot), data) => *slot = self.signed(data, 64, name, &unconvertible)?,
            (Slot::Int8(slot), data) => {
                #[expect(clippy::cast_possible_truncation, reason = "as the reference's do")]
                let value = self.signed(data, 8, name, &unconvertible)? as i8;
                *slot = value;
            }
            (Slot::Duration(slot), Data::Str(text)) if self.typing == Typing::WeakWithDurations => {
                let length = parse_duration(&text).map_err(|error| words::no_duration(name, error))?;
                *slot = Duration::from_nanoseconds(length);
            }
            (Slot::Duration(slot), data) => {
                *slot = Duration::from_nanoseconds(self.signed(data, 64, name, &unconvertible)?);
            }
            (Slot::Time(slot), data) => *slot = instant(&data).ok_or_else(|| unconvertible(&data))?,
            // Nothing else is plain.
            (Slot::Bytes(_) | Slot::Json(_) | Slot::Object(_) | Slot::List(_) | Slot::Map(_), _) => {}
        }
        Ok(())
    }

    fn signed(
        &self,
        data: Data<'_>,
        bits: u8,
        name: &Name<'_>,
        unconvertible: &dyn Fn(&Data<'_>) -> String,
    ) -> Result<i64, String> {
        match data {
            Data::Int(value) => Ok(value),
            Data::Float(value) => Ok(truncated(value)),
            Data::Bool(value) if self.is_weak() => Ok(i64::from(value)),
            Data::Str(text) if self.is_weak() => {
                parse_int(&text, bits).map_err(|error| words::unparsable(name, "int", error))
            }
            other => Err(unconvertible(&other)),
        }
    }

    fn unsigned(
        &self,
        data: Data<'_>,
        bits: u8,
        name: &Name<'_>,
        unconvertible: &dyn Fn(&Data<'_>) -> String,
    ) -> Result<u64, String> {
        match data {
            Data::Int(value) if value < 0 && !self.is_weak() => Err(words::overflows_unsigned(name, value)),
            Data::Int(value) => Ok(value.cast_unsigned()),
            Data::Float(value) if value >= TWO_TO_63 => {
                Ok(truncated(value - TWO_TO_63).cast_unsigned() ^ (1 << 63))
            }
            Data::Float(value) => Ok(truncated(value).cast_unsigned()),
            Data::Bool(value) if self.is_weak() => Ok(u64::from(value)),
            Data::Str(text) if self.is_weak() => {
                parse_uint(&text, bits).map_err(|error| words::unparsable(name, "uint", error))
            }
            other => Err(unconvertible(&other)),
        }
    }

    fn list(
        &mut self,
        list: &mut dyn ListMut,
        kind: &Kind,
        go_type: &'static str,
        value: Value<'_>,
        name: &Name<'_>,
    ) {
        let Kind::List(element_kind) = kind else {
            return;
        };
        let span = value.span;
        list.clear();
        let mut push = |this: &mut Self, index: usize, value: Value<'_>| {
            this.places.enter_index(index, value.span);
            let name = name.step(Step::Index(index));
            this.member(list.push(), element_kind, go_type, value, &name);
            this.places.leave();
        };
        match value.data {
            Data::List(values) => {
                for (index, value) in values.into_iter().enumerate() {
                    push(self, index, value);
                }
            }
            Data::Maps(maps) => {
                for (index, entries) in maps.into_iter().enumerate() {
                    let span = entries.span;
                    let data = Data::Map(entries);
                    push(self, index, Value { data, span });
                }
            }
            other if !self.is_weak() => self.misfit(words::expected_list(name, other.go_kind()), span),
            Data::Map(entries) if entries.list.is_empty() => {}
            data => push(self, 0, Value { data, span }),
        }
    }

    fn bytes(&mut self, bytes: &mut Vec<u8>, value: Value<'_>, name: &Name<'_>) {
        let mut list: Vec<u8> = Vec::new();
        match value.data {
            Data::Str(text) if self.is_weak() => list.extend_from_slice(text.as_bytes()),
            _ => self.list(&mut list, &Kind::List(&Kind::Uint(8)), "", value, name),
        }
        *bytes = list;
    }

    /// Adds the entries of a map, or of all maps in a list up to the first with something that does not fit.
    fn map(&mut self, map: &mut dyn MapMut, kind: &Kind, value: Value<'_>, name: &Name<'_>) {
        match value.data {
            Data::Map(entries) => self.entries(map, kind, entries, name),
            Data::Maps(maps) if self.is_weak() => {
                let before = self.misfits.len();
                for (index, entries) in maps.into_iter().enumerate() {
                    self.entries(map, kind, entries, &name.step(Step::Index(index)));
                    if self.misfits.len() > before {
                        return;
                    }
                }
            }
            Data::List(list) if self.is_weak() => {
                let before = self.misfits.len();
                for (index, value) in list.into_iter().enumerate() {
                    self.map(map, kind, value, &name.step(Step::Index(index)));
                    if self.misfits.len() > before {
                        return;
                    }
                }
            }
            other => self.misfit(words::expected_map(name, other.go_kind()), value.span),
        }
    }

    /// Adds entries to a map; one that is there already is replaced.
    pub(super) fn entries(
        &mut self,
        map: &mut dyn MapMut,
        kind: &Kind,
        entries: Entries<'_>,
        name: &Name<'_>,
    ) {
        let Kind::Map(member_kind) = kind else {
            return;
        };
        for (key, value) in entries.list {
            let member = map.entry(&key);
            member.clear();
            self.places.enter_key(&key, value.span);
            self.member(member, member_kind, "", value, &name.step(Step::Key(&key)));
            self.places.leave();
        }
    }

    /// Puts the entries of a map into the members of an object.
    pub(super) fn object(&mut self, object: &mut dyn Object, entries: &Entries<'_>, name: Option<&Name<'_>>) {
        let object_type = object.object_type();
        for (index, field) in object_type.fields.iter().enumerate() {
            if matches!(field.presence, Presence::Stored | Presence::Newer) {
                continue;
            }
            let field_name = decoder_name(object_type, field);
            let exact = entries.list.iter().find(|(key, _)| key == field_name);
            let found = exact.or_else(|| entries.list.iter().find(|(key, _)| fold(key) == fold(field_name)));
            if let (Some((_, value)), Some(member)) = (found, object.member_mut(index)) {
                self.places.enter_member(field.name, value.span);
                let name = Name {
                    parent: name,
                    step: Step::Member(object_type, field),
                };
                self.member(member, &field.kind, field.go_type, value.clone(), &name);
                self.places.leave();
            }
        }
    }

    fn record_json(&mut self, value: &Value<'_>) {
        match &value.data {
            Data::List(list) => {
                for (index, value) in list.iter().enumerate() {
                    self.places.enter_index(index, value.span);
                    self.record_json(value);
                    self.places.leave();
                }
            }
            Data::Maps(maps) => {
                for (index, entries) in maps.iter().enumerate() {
                    self.places.enter_index(index, entries.span);
                    self.record_entries(entries);
                    self.places.leave();
                }
            }
            Data::Map(entries) => self.record_entries(entries),
            _ => {}
        }
    }

    fn record_entries(&mut self, entries: &Entries<'_>) {
        for (key, value) in &entries.list {
            self.places.enter_key(key, value.span);
            self.record_json(value);
            self.places.leave();
        }
    }
}

/// What error texts call the type of a plain member.
fn go_type_of(kind: &Kind, go_type: &'static str) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Int(8) => "int8",
        Kind::Uint(8) => "uint8",
        Kind::Int(_) if go_type.is_empty() => "int",
        Kind::Uint(_) if go_type.is_empty() => "uint",
        Kind::Float => "float64",
        Kind::Str if go_type.is_empty() => "string",
        Kind::Duration => "time.Duration",
        Kind::List(element) => go_type_of(element, go_type),
        _ => go_type,
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// A float without its fraction, as the reference's processor has it: what does not fit is the least integer.
fn truncated(value: f64) -> i64 {
    if (-TWO_TO_63..TWO_TO_63).contains(&value) {
        #[expect(clippy::cast_possible_truncation, reason = "it fits but for its fraction")]
        let whole = value as i64;
        whole
    } else {
        i64::MIN
    }
}

fn instant(data: &Data<'_>) -> Option<Time> {
    match data {
        Data::Str(text) => Time::parse(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{error, group, group_error, job};

    #[test]
    fn plain_values_are_taken_for_each_other() {
        for (body, priority) in [
            ("50", 50),
            ("\"0x32\"", 50),
            ("1.9", 1),
            ("-1.9", -1),
            ("true", 1),
            ("1e30", i64::MIN),
        ] {
            assert_eq!(
                job(&format!("priority = {body}")).priority,
                Some(priority),
                "{body}"
            );
        }
        for (body, text) in [
            ("1", "1"),
            ("1.50", "1.5"),
            ("1e21", "1000000000000000000000"),
            ("true", "1"),
            ("false", "0"),
        ] {
            assert_eq!(
                job(&format!("region = {body}")).region.as_deref(),
                Some(text),
                "{body}"
            );
        }
        for (body, value) in [("\"T\"", true), ("\"\"", false), ("2", true), ("0.0", false)] {
            assert_eq!(
                job(&format!("all_at_once = {body}")).all_at_once,
                Some(value),
                "{body}"
            );
        }
        for (body, list) in [
            ("\"a\"", vec!["a"]),
            ("[1, true]", vec!["1", "1"]),
            ("[]", vec![]),
            ("5", vec!["5"]),
        ] {
            assert_eq!(
                job(&format!("datacenters = {body}")).datacenters.unwrap(),
                list,
                "{body}"
            );
        }
        // Numbers too large for their member wrap around.
        assert_eq!(
            job("affinity { weight = 300 }").affinities.unwrap()[0].weight,
            Some(44)
        );
        assert_eq!(
            job("spread { target \"a\" { percent = -1 } }").spreads.unwrap()[0]
                .spread_target
                .as_ref()
                .unwrap()[0]
                .percent,
            255
        );
    }

    #[test]
    fn durations_are_text_or_nanoseconds() {
        for (body, nanoseconds) in [("\"1.5s\"", 1_500_000_000), ("5", 5), ("2.7", 2), ("true", 1)] {
            let delay = group(&format!("shutdown_delay = {body}")).shutdown_delay.unwrap();
            assert_eq!(delay.nanoseconds(), nanoseconds, "{body}");
        }
        for (body, words) in [
            (
                "\"5\"",
                "error decoding 'shutdown_delay': time: missing unit in duration \"5\"",
            ),
            (
                "[]",
                "'shutdown_delay' expected type 'time.Duration', got unconvertible type '[]interface {}'",
            ),
        ] {
            let error = group_error(&format!("shutdown_delay = {body}"));
            assert_eq!(error, format!("1 error(s) decoding:\n\n* {words}"));
        }
    }

    #[test]
    fn all_that_does_not_fit_is_listed_in_order() {
        assert_eq!(
            error("type = []\npriority = \"x\"\ndatacenters = [[1], \"a\", { b = 1 }]\nall_at_once = {}"),
            "5 error(s) decoding:\n\n\
             * 'Datacenters[0]' expected type 'string', got unconvertible type '[]interface {}'\n\
             * 'Datacenters[2]' expected type 'string', got unconvertible type 'map[string]interface {}'\n\
             * 'Type' expected type 'string', got unconvertible type '[]interface {}'\n\
             * 'all_at_once' expected type 'bool', got unconvertible type '[]map[string]interface {}'\n\
             * cannot parse 'Priority' as int: strconv.ParseInt: parsing \"x\": invalid syntax"
        );
        assert_eq!(
            error("multiregion { region \"a\" { meta = 1 count = 99999999999 } }"),
            "multiregion -> regions -> 1 error(s) decoding:\n\n* 'Meta' expected a map, got 'int'"
        );
        assert_eq!(
            error("affinity { weight = \"200\" }"),
            "affinity -> 1 error(s) decoding:\n\n* cannot parse 'Weight' as int: strconv.ParseInt: parsing \"200\": value out of range"
        );
    }
}
