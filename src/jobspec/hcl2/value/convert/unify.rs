//! A type for several values together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::Type;
use super::converts;

/// More different types than this have nothing in common: every pair is compared.
const MAX_COMPARED: usize = 256;

/// The type that all of these convert to, if there is one; a value may then still be refused.
///
/// `Dynamic` comes out where one of them is not known yet and the others are objects, maps or tuples: then nothing
/// can be said, and the reference converts all of them to unknown values.
pub(crate) fn unify_by_force(types: &[Type]) -> Option<Type> {
    unify_types(types, true)
}

/// The same, or only by conversions that refuse no value.
pub(super) fn unify_types(types: &[Type], by_force: bool) -> Option<Type> {
    let types = distinct(types);
    let count = |of: fn(&Type) -> bool| types.iter().filter(|each| of(each)).count();
    let dynamic = count(|of| *of == Type::Dynamic);
    let maps = count(|of| matches!(of, Type::Map(_)));
    let objects = count(|of| matches!(of, Type::Object(_)));
    let tuples = count(|of| matches!(of, Type::Tuple(_)));
    let all = |kind: usize| kind > 0 && kind + dynamic == types.len();
    if all(maps) || all(objects) || all(tuples) {
        if dynamic > 0 {
            return Some(Type::Dynamic);
        }
        if maps > 0 {
            return unify_maps(&types, by_force);
        }
        if objects > 0 {
            return unify_objects(&types, by_force);
        }
        return unify_tuples(&types, by_force);
    }
    if objects > 0 && tuples > 0 || types.len() > MAX_COMPARED {
        return None;
    }
    let mut wanted = most_general_first(&types)
        .into_iter()
        .filter_map(|index| types.get(index));
    wanted
        .find(|wanted| all_convert(&types, wanted, by_force))
        .map(|wanted| (*wanted).clone())
}

fn distinct(types: &[Type]) -> Vec<&Type> {
    let mut seen = BTreeSet::new();
    types.iter().filter(|of| seen.insert(*of)).collect()
}

fn all_convert(types: &[&Type], wanted: &Type, by_force: bool) -> bool {
    types
        .iter()
        .all(|given| *given == wanted || converts(given, wanted, by_force))
}

fn unify_maps(types: &[&Type], by_force: bool) -> Option<Type> {
    let elements: Vec<Type> = types.iter().filter_map(|of| of.element().cloned()).collect();
    let wanted = Type::map(unify_types(&elements, by_force)?);
    all_convert(types, &wanted, by_force).then_some(wanted)
}

/// Objects of the same names become an object, others a map.
fn unify_objects(types: &[&Type], by_force: bool) -> Option<Type> {
    let objects = types.iter().filter_map(|of| match of {
        Type::Object(attributes) => Some(attributes),
        _ => None,
    });
    let objects: Vec<&BTreeMap<String, Type>> = objects.collect();
    let (first, others) = objects.split_first()?;
    let to_map = || {
        let attributes: Vec<Type> = objects
            .iter()
            .flat_map(|attributes| attributes.values().cloned())
            .collect();
        let wanted = Type::map(unify_types(&attributes, by_force)?);
        all_convert(types, &wanted, by_force).then_some(wanted)
    };
    if others.iter().any(|other| !other.keys().eq(first.keys())) {
        return to_map();
    }
    let attribute = |name: &String| {
        let across: Vec<Type> = objects
            .iter()
            .filter_map(|attributes| attributes.get(name).cloned())
            .collect();
        Some((name.clone(), unify_types(&across, by_force)?))
    };
    let wanted = Type::Object(first.keys().map(attribute).collect::<Option<_>>()?);
    if all_convert(types, &wanted, by_force) {
        Some(wanted)
    } else {
        to_map()
    }
}

/// Tuples of the same length become a tuple, others a list.
fn unify_tuples(types: &[&Type], by_force: bool) -> Option<Type> {
    let tuples = types.iter().filter_map(|of| match of {
        Type::Tuple(elements) => Some(elements),
        _ => None,
    });
    let tuples: Vec<&Vec<Type>> = tuples.collect();
    let (first, others) = tuples.split_first()?;
    let to_list = || {
        let elements: Vec<Type> = tuples
            .iter()
            .flat_map(|elements| elements.iter().cloned())
            .collect();
        let wanted = Type::list(unify_types(&elements, by_force)?);
        all_convert(types, &wanted, by_force).then_some(wanted)
    };
    if others.iter().any(|other| other.len() != first.len()) {
        return to_list();
    }
    let element = |index: usize| {
        let across: Vec<Type> = tuples
            .iter()
            .filter_map(|elements| elements.get(index).cloned())
            .collect();
        unify_types(&across, by_force)
    };
    let wanted = Type::Tuple((0..first.len()).map(element).collect::<Option<_>>()?);
    if all_convert(types, &wanted, by_force) {
        Some(wanted)
    } else {
        to_list()
    }
}

/// Positions of the types, the more general before the less, as far as they compare.
fn most_general_first(types: &[&Type]) -> Vec<usize> {
    let more_general = |left: usize, right: usize| match (types.get(left), types.get(right)) {
        (Some(left), Some(right)) => generality(left, right) < 0,
        _ => false,
    };
    let positions = 0..types.len();
    let mut above: Vec<usize> = positions
        .clone()
        .map(|index| {
            positions
                .clone()
                .filter(|other| more_general(*other, index))
                .count()
        })
        .collect();
    let mut queue: VecDeque<usize> = positions
        .clone()
        .filter(|index| above.get(*index) == Some(&0))
        .collect();
    let mut order = Vec::new();
    while let Some(index) = queue.pop_front() {
        order.push(index);
        for other in positions.clone().filter(|other| more_general(index, *other)) {
            if let Some(count) = above.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    queue.push_back(other);
                }
            }
        }
    }
    order
}

/// Below zero if the left type is the more general, above if the right one is.
fn generality(left: &Type, right: &Type) -> i8 {
    match (left, right) {
        (Type::Dynamic, Type::Dynamic) => 0,
        (_, Type::Dynamic) => -1,
        (Type::Dynamic, _) => 1,
        (Type::String, Type::Bool | Type::Number) => -1,
        (Type::Bool | Type::Number, Type::String) => 1,
        (Type::List(left), Type::List(right))
        | (Type::Set(left), Type::Set(right))
        | (Type::Map(left), Type::Map(right)) => generality(left, right),
        (Type::Tuple(_) | Type::List(_), Type::Set(_))
        | (Type::List(_), Type::Tuple(_))
        | (Type::Map(_), Type::Object(_)) => -1,
        (Type::Set(_), Type::Tuple(_) | Type::List(_))
        | (Type::Tuple(_), Type::List(_))
        | (Type::Object(_), Type::Map(_)) => 1,
        (Type::Object(left), Type::Object(right)) if left.keys().eq(right.keys()) => {
            both_ways(left.values().zip(right.values()))
        }
        (Type::Tuple(left), Type::Tuple(right)) if left.len() == right.len() => {
            both_ways(left.iter().zip(right))
        }
        _ => 0,
    }
}

/// One side is the more general if it is so somewhere and nowhere the other.
fn both_ways<'a>(pairs: impl Iterator<Item = (&'a Type, &'a Type)>) -> i8 {
    let (mut left_wins, mut right_wins) = (false, false);
    for (left, right) in pairs {
        let found = generality(left, right);
        left_wins |= found < 0;
        right_wins |= found > 0;
    }
    i8::from(right_wins) - i8::from(left_wins)
}
