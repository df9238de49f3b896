//! Why one type is not the other, in the reference's words.

use std::collections::BTreeMap;

use super::super::Type;
use super::converts;
use crate::notation::quote::quoted;

/// Says what is wrong with the given type where the other is wanted.
pub(crate) fn mismatch(given: &Type, wanted: &Type) -> String {
    match (given, wanted) {
        (Type::Object(given), Type::Object(wanted)) => between_objects(given, wanted),
        (Type::Tuple(_), Type::List(of)) if **of == Type::Dynamic => same_type("list"),
        (Type::Tuple(_), Type::Set(of)) if **of == Type::Dynamic => same_type("set"),
        (Type::Object(_), Type::Map(of)) if **of == Type::Dynamic => same_type("map"),
        (Type::Tuple(given), Type::List(of) | Type::Set(of)) => {
            let elements = given.iter().enumerate();
            first_element(elements.map(|(index, given)| (index.to_string(), given)), of)
        }
        (Type::Object(given), Type::Map(of)) => first_element(
            given
                .iter()
                .map(|(name, given)| (quoted(name).to_string(), given)),
            of,
        ),
        (Type::List(given) | Type::Set(given), Type::List(wanted)) => elements("list", given, wanted),
        (Type::List(given) | Type::Set(given), Type::Set(wanted)) => elements("set", given, wanted),
        (Type::Map(given), Type::Map(wanted)) => elements("map", given, wanted),
        _ => format!("{} required", wanted.friendly_name_for_constraint()),
    }
}

fn same_type(kind: &str) -> String {
    format!("all {kind} elements must have the same type")
}

fn elements(kind: &str, given: &Type, wanted: &Type) -> String {
    format!("incorrect {kind} element type: {}", mismatch(given, wanted))
}

fn first_element<'a>(mut given: impl Iterator<Item = (String, &'a Type)>, of: &Type) -> String {
    match given.find(|(_, given)| *given != of && !converts(given, of, true)) {
        Some((name, given)) => format!("element {name}: {}", mismatch(given, of)),
        None => format!("all elements must be {}", of.friendly_name_for_constraint()),
    }
}

fn between_objects(given: &BTreeMap<String, Type>, wanted: &BTreeMap<String, Type>) -> String {
    let missing = wanted.keys().filter(|name| !given.contains_key(*name));
    let missing: Vec<String> = missing.map(|name| quoted(name).to_string()).collect();
    match missing.as_slice() {
        [] => {}
        [one] => return format!("attribute {one} is required"),
        [one, two] => return format!("attributes {one} and {two} are required"),
        [most @ .., last] => return format!("attributes {}, and {last} are required", most.join(", ")),
    }
    let pairs = wanted
        .iter()
        .filter_map(|(name, wanted)| given.get(name).map(|given| (name, given, wanted)));
    let pairs: Vec<_> = pairs.filter(|(_, given, wanted)| given != wanted).collect();
    for by_force in [true, false] {
        if let Some((name, given, wanted)) = pairs
            .iter()
            .find(|(_, given, wanted)| !converts(given, wanted, by_force))
        {
            return format!("attribute {}: {}", quoted(name), mismatch(given, wanted));
        }
    }
    "incorrect object attributes".to_owned()
}
