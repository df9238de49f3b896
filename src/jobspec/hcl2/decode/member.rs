//! Values into members.

use std::fmt::Write as _;

use super::Decoder;
use super::evaluator::Expr;
use super::messages::{self as words, Words};
use crate::jobspec::hcl2::value::{Number, Type, Value, convert};
use crate::model::object::{Kind, Member, Slot, View};
use crate::model::time::Duration;
use crate::notation::duration::parse_duration;

impl<'a> Decoder<'a> {
    /// Puts the value of an expression into a member.
    pub(super) fn put(&mut self, member: &mut dyn Member, kind: &Kind, expr: &Expr<'a>) {
        let value = self.value(expr);
        if let Err(message) = put(member, kind, value) {
            self.misfit(expr, message);
        }
    }
}

/// Puts a value into a member.
pub(super) fn put(member: &mut dyn Member, kind: &Kind, value: Value) -> Result<(), Words> {
    if matches!(kind, Kind::Duration) {
        return duration(member, value);
    }
    let value = convert::convert(&value, &wanted(kind)).map_err(|error| error.to_string());
    let stored = value.and_then(|value| store(member, kind, &value));
    stored.map_err(|error| words::unsuitable(&error))
}

/// The type of values that members of this kind are made of.
fn wanted(kind: &Kind) -> Type {
    match kind {
        Kind::Bool => Type::Bool,
        Kind::Int(_) | Kind::Uint(_) | Kind::Float | Kind::Duration => Type::Number,
        Kind::List(of) => Type::list(wanted(of)),
        Kind::Map(of) => Type::map(wanted(of)),
        Kind::Str | Kind::Time | Kind::Bytes | Kind::Json | Kind::Object(_) => Type::String,
    }
}

/// Writes a value of the member's type into it.
fn store(member: &mut dyn Member, kind: &Kind, value: &Value) -> Result<(), String> {
    let is_collection = matches!(kind, Kind::List(_) | Kind::Map(_));
    match value {
        Value::Null(_) => return unset(member, kind),
        Value::Unknown(_) if is_collection => return Err(words::UNKNOWN.to_owned()),
        _ => {}
    }
    // Where a fault is forgotten, plain members that could not be read are seen to be zero, and collections unset.
    let written = write(member.slot(), kind, value);
    if written.is_err() && is_collection {
        member.clear();
    }
    written
}

fn write(slot: Slot<'_>, kind: &Kind, value: &Value) -> Result<(), String> {
    match (slot, value) {
        (_, Value::Unknown(_)) => return Err(words::UNKNOWN.to_owned()),
        (Slot::Bool(slot), Value::Bool(value)) => *slot = *value,
        (Slot::Str(slot), Value::String(text)) => text.as_ref().clone_into(slot),
        (Slot::Int(slot), Value::Number(number)) => *slot = whole(number)?,
        (Slot::Int8(slot), Value::Number(number)) => {
            let small = number.to_i64().and_then(|value| i8::try_from(value).ok());
            *slot = small.ok_or_else(|| words::not_whole(i64::from(i8::MIN), i64::from(i8::MAX)))?;
        }
        (Slot::Uint(slot), Value::Number(number)) => {
            *slot = number
                .to_u64_as_go()
                .ok_or_else(|| words::not_natural(u64::MAX))?;
        }
        (Slot::Uint8(slot), Value::Number(number)) => {
            let small = number.to_u64_as_go().and_then(|value| u8::try_from(value).ok());
            *slot = small.ok_or_else(|| words::not_natural(u64::from(u8::MAX)))?;
        }
        (Slot::Duration(slot), Value::Number(number)) => *slot = Duration::from_nanoseconds(whole(number)?),
        (Slot::List(list), Value::List(_, values)) => {
            if let Kind::List(of) = kind {
                values
                    .iter()
                    .try_for_each(|value| store(list.push(), of, value))?;
            }
        }
        (Slot::Map(map), Value::Map(_, values)) => {
            if let Kind::Map(of) = kind {
                values
                    .iter()
                    .try_for_each(|(key, value)| store(map.entry(key), of, value))?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn whole(number: &Number) -> Result<i64, String> {
    number
        .to_i64()
        .ok_or_else(|| words::not_whole(i64::MIN, i64::MAX))
}

/// Null leaves a member unset, if it can be; it is no value for a plain one.
fn unset(member: &mut dyn Member, kind: &Kind) -> Result<(), String> {
    let can_be_unset = matches!(member.view(), View::Null) || matches!(kind, Kind::List(_) | Kind::Map(_));
    if can_be_unset {
        Ok(())
    } else {
        Err(words::NULL.to_owned())
    }
}

/// A length of time is text or a number of nanoseconds.
fn duration(member: &mut dyn Member, value: Value) -> Result<(), Words> {
    let number = match value {
        Value::String(text) => match parse_duration(&text) {
            Ok(nanoseconds) => Value::from(nanoseconds),
            Err(error) => return Err(words::unsuitable_duration(&error.to_string())),
        },
        // The reference looks into what is not there, and crashes.
        Value::Null(Type::String) | Value::Unknown(Type::String) => return Err(words::no_duration()),
        other => other,
    };
    let of = number.type_of();
    if of != Type::Number {
        return Err(words::unsuitable(&format!(
            "expected a string but found {}",
            go_type(&of)
        )));
    }
    store(member, &Kind::Duration, &number).map_err(|error| words::unsuitable(&error))
}

/// A type as Go prints the reference's own.
fn go_type(of: &Type) -> String {
    let mut out = String::from("{");
    match of {
        Type::Dynamic => out.push_str("{{}}"),
        Type::Bool => out.push_str(&primitive(b'B')),
        Type::Number => out.push_str(&primitive(b'N')),
        Type::String => out.push_str(&primitive(b'S')),
        Type::List(of) | Type::Set(of) | Type::Map(of) => {
            let _ = write!(out, "{{{{}} {}}}", go_type(of));
        }
        Type::Tuple(types) => {
            let types: Vec<String> = types.iter().map(go_type).collect();
            let _ = write!(out, "{{{{}} [{}]}}", types.join(" "));
        }
        Type::Object(types) => {
            let member = |(name, of): (&String, &Type)| format!("{name}:{}", go_type(of));
            let types: Vec<String> = types.iter().map(member).collect();
            let _ = write!(out, "{{{{}} map[{}] map[]}}", types.join(" "));
        }
    }
    out.push('}');
    out
}

fn primitive(kind: u8) -> String {
    format!("{{{{}} %!s(cty.primitiveTypeKind={kind})}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_print_as_go_prints_them() {
        let list = Type::list(Type::Bool);
        assert_eq!(go_type(&Type::Dynamic), "{{{}}}");
        assert_eq!(go_type(&list), "{{{} {{{} %!s(cty.primitiveTypeKind=66)}}}}");
        assert_eq!(
            go_type(&Type::Tuple(vec![Type::String])),
            "{{{} [{{{} %!s(cty.primitiveTypeKind=83)}}]}}"
        );
    }

    #[test]
    fn null_unsets_what_can_be_unset() {
        let null = Value::NULL;
        let mut set = Some(3_i64);
        set.clear();
        assert!(store(&mut set, &Kind::Int(64), &null).is_ok());
        assert!(store(&mut 3_i64, &Kind::Int(64), &null).is_err());
        assert!(store(&mut None::<Vec<String>>, &Kind::List(&Kind::Str), &null).is_ok());
    }

    #[test]
    fn numbers_must_fit() {
        let store = |number: i64| {
            let mut small = 0_u8;
            store(&mut small, &Kind::Uint(8), &Value::from(number)).map(|()| small)
        };
        assert_eq!(store(255), Ok(255));
        assert_eq!(
            store(-1).unwrap_err(),
            "value must be a whole number, between 0 and 255 inclusive"
        );
    }

    #[test]
    fn lengths_of_time_are_text_or_nanoseconds() {
        let read = |value: Value| {
            let mut length = None::<Duration>;
            duration(&mut length, value).map(|()| length.map(Duration::nanoseconds))
        };
        assert_eq!(read(Value::string("1s")), Ok(Some(1_000_000_000)));
        assert_eq!(read(Value::from(5_i64)), Ok(Some(5)));
        assert!(read(Value::NULL).unwrap_err().1.ends_with("found {{{}}}"));
        assert!(read(Value::Null(Type::String)).is_err());
    }
}
