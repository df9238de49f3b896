//! Functions of lists, tuples, maps and objects.

use std::collections::{BTreeMap, BTreeSet};

use super::super::value::convert::{convert, unify_by_force};
use super::super::value::order::{Sorted, equals};
use super::super::value::{Number, Type, Value};
use super::arguments::{at, elements, elements_of, integer, integer_of, number, text};
use super::{
    Context, Function, Kind, Outcome, any, fail, fail_at, function, number as number_parameter, parameter,
    string,
};

pub(super) static COLLECTIONS: &[Function] = &[
    function(
        "chunklist",
        &[parameter("list", Kind::ListOfAny), number_parameter("size")],
        chunk,
    ),
    function("coalesce", &[], coalesce).and_more(any("vals").or_null()),
    function("coalescelist", &[], coalesce_lists).and_more(any("vals").or_null()),
    function(
        "compact",
        &[parameter("list", Kind::ListOfStrings)],
        |arguments, _| {
            let list = elements(arguments, 0).iter();
            let filled = list.filter(|element| element.as_str().is_some_and(|text| !text.is_empty()));
            Ok(Value::list_of_strings(filled.cloned().collect()))
        },
    ),
    function("concat", &[], concat).and_more(any("seqs")),
    function("contains", &[any("list"), any("value")], contains),
    function("distinct", &[parameter("list", Kind::ListOfAny)], distinct),
    function("element", &[any("list"), number_parameter("index")], element),
    function("flatten", &[any("list")], |arguments, _| {
        let mut flat = Vec::new();
        flatten(at(arguments, 0), &mut flat).or_else(fail)?;
        Ok(Value::Tuple(flat))
    }),
    function("index", &[any("collection"), any("key")], index),
    function("keys", &[any("inputMap")], keys),
    function("length", &[any("collection")], length),
    function(
        "lookup",
        &[any("inputMap"), string("key"), any("default")],
        lookup,
    ),
    function("merge", &[], merge).and_more(any("maps").or_null()),
    function("range", &[], range).and_more(number_parameter("params")),
    function(
        "slice",
        &[
            any("list"),
            number_parameter("start_index"),
            number_parameter("end_index"),
        ],
        slice,
    ),
    function("values", &[any("values")], values),
    function(
        "zipmap",
        &[parameter("keys", Kind::ListOfStrings), any("values")],
        zip,
    ),
];

const NO_COLLECTION: &str = "collection must be a list, a map or a tuple";

fn chunk(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let list = at(arguments, 0);
    let of = list.type_of();
    let items = elements(arguments, 0);
    if items.is_empty() {
        return Ok(Value::List(of, Vec::new()));
    }
    let size = integer(arguments, 1).or_else(|words| fail(format!("invalid index: {words}")))?;
    let chunks = match usize::try_from(size) {
        Err(_) if size < 0 => return fail("the size argument must be positive"),
        // No size, one chunk.
        Ok(0) | Err(_) => vec![list.clone()],
        Ok(size) => items
            .chunks(size)
            .map(|chunk| Value::list(chunk.to_vec()))
            .collect(),
    };
    Ok(Value::List(of, chunks))
}

fn coalesce(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let types: Vec<Type> = arguments.iter().map(Value::type_of).collect();
    let Some(of) = unify_by_force(&types) else {
        return fail("all arguments must have the same type");
    };
    match arguments.iter().find(|value| !value.is_null()) {
        Some(value) => convert(value, &of).or_else(|error| fail(error.to_string())),
        None => fail("no non-null arguments"),
    }
}

fn coalesce_lists(arguments: &[Value], _: &Context<'_>) -> Outcome {
    if arguments.is_empty() {
        return fail("at least one argument is required");
    }
    if !arguments
        .iter()
        .all(|value| matches!(value.type_of(), Type::List(_) | Type::Tuple(_)))
    {
        return fail("coalescelist arguments must be lists or tuples");
    }
    let filled = arguments
        .iter()
        .find(|value| elements_of(value).is_some_and(|elements| !elements.is_empty()));
    filled.map_or_else(|| fail("no non-null arguments"), |list| Ok(list.clone()))
}

/// Lists of one type give a list, everything else a tuple.
fn concat(arguments: &[Value], _: &Context<'_>) -> Outcome {
    if arguments.is_empty() {
        return fail("at least one argument is required");
    }
    if let Some(of) = common_list_type(arguments) {
        let mut joined = Vec::new();
        for (index, list) in arguments.iter().enumerate() {
            let list = convert(list, &of).or_else(|error| fail_at(index, error.to_string()))?;
            joined.extend(elements_of(&list).unwrap_or_default().iter().cloned());
        }
        if joined.is_empty() {
            return Ok(Value::List(
                of.element().cloned().unwrap_or(Type::Dynamic),
                joined,
            ));
        }
        return Ok(Value::list(joined));
    }
    let mut joined = Vec::new();
    for (index, value) in arguments.iter().enumerate() {
        match value {
            Value::List(_, elements) | Value::Tuple(elements) => joined.extend(elements.iter().cloned()),
            other => {
                let given = other.type_of().friendly_name();
                return fail_at(
                    index,
                    format!("all arguments must be lists or tuples; got {given}"),
                );
            }
        }
    }
    Ok(Value::Tuple(joined))
}

fn common_list_type(arguments: &[Value]) -> Option<Type> {
    let types: Vec<Type> = arguments.iter().map(Value::type_of).collect();
    let lists = types.iter().all(|of| matches!(of, Type::List(_)));
    if lists { unify_by_force(&types) } else { None }
}

fn contains(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let Some(list) = elements_of(at(arguments, 0)) else {
        return fail("argument must be list, tuple, or set");
    };
    let wanted = at(arguments, 1);
    Ok(Value::Bool(
        list.iter().any(|element| equals(wanted, element) == Some(true)),
    ))
}

fn distinct(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let Value::List(of, list) = at(arguments, 0) else {
        return Ok(at(arguments, 0).clone());
    };
    let mut seen = BTreeSet::new();
    let once = list.iter().filter(|element| seen.insert(Sorted(element)));
    Ok(Value::List(of.clone(), once.cloned().collect()))
}

fn element(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let list = match at(arguments, 0) {
        Value::List(_, elements) | Value::Tuple(elements) => Ok(elements),
        other => Err(other),
    };
    if number(arguments, 1) < Number::from(0_i64) {
        return fail("cannot use element function with a negative index");
    }
    let list = list.or_else(|other| {
        fail(format!(
            "cannot read elements from {}",
            other.type_of().friendly_name()
        ))
    })?;
    let index = integer(arguments, 1).or_else(|words| fail(format!("invalid index: {words}")))?;
    let index = usize::try_from(index).unwrap_or(0);
    match list.get(index.checked_rem(list.len()).unwrap_or(0)) {
        Some(element) => Ok(element.clone()),
        None => fail("cannot use element function with an empty list"),
    }
}

fn flatten(value: &Value, flat: &mut Vec<Value>) -> Result<(), String> {
    let Some(elements) = elements_of(value) else {
        return Err("can only flatten lists, sets and tuples".to_owned());
    };
    for element in elements {
        match element {
            Value::List(..) | Value::Set(..) | Value::Tuple(_) => flatten(element, flat)?,
            Value::Null(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                return Err("panic in function implementation: value is null".to_owned());
            }
            other => flat.push(other.clone()),
        }
    }
    Ok(())
}

fn index(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let key = at(arguments, 1);
    let found = match at(arguments, 0) {
        Value::Tuple(elements) => {
            if key.as_number().is_none() {
                return fail("key for tuple must be number");
            }
            let position =
                integer_of(key).or_else(|words| fail(format!("invalid key for tuple: {words}")))?;
            let found = usize::try_from(position)
                .ok()
                .and_then(|position| elements.get(position));
            if found.is_none() {
                return fail(format!("key must be between 0 and {} inclusive", elements.len()));
            }
            found
        }
        Value::List(_, elements) => {
            if key.as_number().is_none() {
                return fail("key for list must be number");
            }
            let position = integer_of(key)
                .ok()
                .and_then(|position| usize::try_from(position).ok());
            position.and_then(|position| elements.get(position))
        }
        Value::Map(_, elements) => match key.as_str() {
            Some(key) => elements.get(key),
            None => return fail("key for map must be string"),
        },
        _ => return fail(NO_COLLECTION),
    };
    found.map_or_else(|| fail("invalid index"), |element| Ok(element.clone()))
}

fn keys(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let names = |names: &BTreeMap<String, Value>| names.keys().map(Value::string).collect();
    match at(arguments, 0) {
        Value::Object(members) => Ok(Value::Tuple(names(members))),
        Value::Map(_, members) => Ok(Value::list_of_strings(names(members))),
        _ => fail_at(0, "must have map or object type"),
    }
}

fn length(arguments: &[Value], _: &Context<'_>) -> Outcome {
    match at(arguments, 0) {
        Value::Object(_) => fail(NO_COLLECTION),
        value => match value.length() {
            Some(length) => Ok(Value::Number(length.into())),
            None => fail(NO_COLLECTION),
        },
    }
}

fn lookup(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let default = at(arguments, 2);
    match at(arguments, 0) {
        Value::Object(members) => Ok(members.get(text(arguments, 1)).unwrap_or(default).clone()),
        Value::Map(of, members) => {
            let Ok(default) = convert(default, of) else {
                return fail_at(2, "the default value must have the same type as the map elements");
            };
            Ok(members.get(text(arguments, 1)).cloned().unwrap_or(default))
        }
        _ => fail_at(0, "lookup() requires a map as the first argument"),
    }
}

/// Maps of one type give a map, everything else an object. Later members win.
fn merge(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let mut members = BTreeMap::new();
    let mut types = Vec::new();
    for value in arguments {
        match value.type_of() {
            // A null without a type: nothing can be said about the others.
            Type::Dynamic => {
                types.clear();
                break;
            }
            of @ (Type::Map(_) | Type::Object(_)) => types.push(of),
            of => {
                return fail(format!(
                    "arguments must be maps or objects, got \"{}\"",
                    of.friendly_name()
                ));
            }
        }
    }
    for value in arguments {
        if let Value::Map(_, more) | Value::Object(more) = value {
            members.extend(more.iter().map(|(name, member)| (name.clone(), member.clone())));
        }
    }
    match types.split_first() {
        Some((Type::Map(of), others)) if others.iter().all(|other| other.element() == Some(of)) => {
            Ok(Value::Map((**of).clone(), members))
        }
        _ => Ok(Value::Object(members)),
    }
}

fn range(arguments: &[Value], _: &Context<'_>) -> Outcome {
    const MOST: usize = 1024;
    let (zero, up, down) = (Number::from(0_i64), Number::from(1_i64), Number::from(-1_i64));
    let given: Vec<Number> = arguments.iter().filter_map(Value::as_number).cloned().collect();
    let (start, end, step) = match given.as_slice() {
        [end] if *end < zero => (zero.clone(), end.clone(), down),
        [end] => (zero.clone(), end.clone(), up),
        [start, end] if end < start => (start.clone(), end.clone(), down),
        [start, end] => (start.clone(), end.clone(), up),
        [start, end, step] => (start.clone(), end.clone(), step.clone()),
        _ => return fail("must have one, two, or three arguments"),
    };
    // A step of zero goes on for ever: the reference means to refuse it, and does not.
    let goes_down = step < zero;
    if goes_down && end > start {
        return fail_at(1, "end must be less than start when step is negative");
    }
    if !goes_down && end < start {
        return fail_at(1, "end must be greater than start when step is positive");
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if goes_down { next > end } else { next < end } {
        if numbers.len() >= MOST {
            return fail(format!(
                "more than {MOST} values were generated; either decrease the difference between start and end or \
                 use a smaller step"
            ));
        }
        let following = next.plus(&step).unwrap_or_else(|| end.clone());
        numbers.push(Value::Number(std::mem::replace(&mut next, following)));
    }
    Ok(Value::List(Type::Number, numbers))
}

fn slice(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let (list, of) = match at(arguments, 0) {
        Value::List(of, elements) => (elements, Some(of)),
        Value::Tuple(elements) => (elements, None),
        Value::Set(..) => {
            return fail_at(
                0,
                "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the \
                 ordering of the result is not important",
            );
        }
        _ => return fail_at(0, "must be a list or tuple value"),
    };
    let bound = |index: usize, name: &str| {
        let position = integer(arguments, index)
            .or_else(|words| fail_at(index, format!("invalid {name} index: {words}")))?;
        match usize::try_from(position) {
            Err(_) => fail_at(index, format!("{name} index must not be less than zero")),
            Ok(position) if position > list.len() => fail_at(
                index,
                format!("{name} index must not be greater than the length of the list"),
            ),
            Ok(position) => Ok(position),
        }
    };
    let (start, end) = (bound(1, "start")?, bound(2, "end")?);
    let Some(part) = list.get(start..end) else {
        return fail_at(1, "start index must not be greater than end index");
    };
    Ok(match of {
        Some(of) => Value::List(of.clone(), part.to_vec()),
        None => Value::Tuple(part.to_vec()),
    })
}

fn values(arguments: &[Value], _: &Context<'_>) -> Outcome {
    match at(arguments, 0) {
        Value::Map(of, members) => Ok(Value::List(of.clone(), members.values().cloned().collect())),
        Value::Object(members) => Ok(Value::Tuple(members.values().cloned().collect())),
        _ => fail("values() requires a map as the first argument"),
    }
}

fn zip(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let keys = elements(arguments, 0);
    let (of, values) = match at(arguments, 1) {
        Value::List(of, values) => (Some(of), values),
        Value::Tuple(values) => (None, values),
        _ => return fail("values argument must be a list or tuple value"),
    };
    if keys.len() != values.len() {
        return fail(format!(
            "number of keys ({}) does not match number of values ({})",
            keys.len(),
            values.len()
        ));
    }
    if let Some(index) = keys.iter().position(Value::is_null) {
        return match of {
            None => fail(format!("keys list has null value at index {index}")),
            Some(_) => fail("panic in function implementation: value is null"),
        };
    }
    let pairs = keys.iter().zip(values);
    let members = pairs
        .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), value.clone()))
        .collect();
    Ok(match of {
        Some(of) => Value::Map(of.clone(), members),
        None => Value::Object(members),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::value::{Type, Value};
    use super::super::tests::{call, fails, fails_at, list, n, object, s, tuple};

    #[test]
    fn the_first_that_is_not_null_in_the_type_of_all() {
        assert_eq!(call("coalesce", &[Value::NULL, n("1"), s("x")]), s("1"));
        assert_eq!(fails("coalesce", &[]), "all arguments must have the same type");
        assert_eq!(fails("coalesce", &[Value::NULL]), "no non-null arguments");
        assert_eq!(
            call("coalescelist", &[tuple(&[]), tuple(&[n("1")])]),
            tuple(&[n("1")])
        );
        assert_eq!(fails("coalescelist", &[tuple(&[])]), "no non-null arguments");
        assert_eq!(
            fails("coalescelist", &[s("a")]),
            "coalescelist arguments must be lists or tuples"
        );
    }

    #[test]
    fn lists_of_one_type_concatenate_to_a_list() {
        let joined = call("concat", &[list(&[n("1")]), list(&[s("a")])]);
        assert_eq!(joined, list(&[s("1"), s("a")]));
        assert_eq!(
            call("concat", &[tuple(&[n("1")]), list(&[s("a")])]),
            tuple(&[n("1"), s("a")])
        );
        assert_eq!(
            fails_at("concat", &[tuple(&[]), s("a")]),
            (1, "all arguments must be lists or tuples; got string".to_owned())
        );
    }

    #[test]
    fn positions() {
        let letters = tuple(&[s("x"), s("y")]);
        assert_eq!(call("element", &[letters.clone(), n("3")]), s("y"));
        assert_eq!(
            fails("element", &[tuple(&[]), n("0")]),
            "cannot use element function with an empty list"
        );
        assert_eq!(
            fails("element", &[letters.clone(), n("-1")]),
            "cannot use element function with a negative index"
        );
        assert_eq!(
            fails("element", &[object(&[]), n("0")]),
            "cannot read elements from object"
        );
        assert_eq!(
            fails("index", &[letters.clone(), n("4")]),
            "key must be between 0 and 2 inclusive"
        );
        assert_eq!(fails("index", &[list(&[s("x")]), n("1")]), "invalid index");
        assert_eq!(
            call("slice", &[letters.clone(), n("1"), n("2")]),
            tuple(&[s("y")])
        );
        assert_eq!(
            fails_at("slice", &[letters.clone(), n("2"), n("1")]),
            (1, "start index must not be greater than end index".to_owned())
        );
        assert_eq!(
            fails_at("slice", &[letters, n("0"), n("3")]),
            (
                2,
                "end index must not be greater than the length of the list".to_owned()
            )
        );
    }

    #[test]
    fn flat_and_chunked() {
        let nested = tuple(&[tuple(&[s("a")]), s("b"), tuple(&[tuple(&[s("c")])])]);
        assert_eq!(call("flatten", &[nested]), tuple(&[s("a"), s("b"), s("c")]));
        assert_eq!(
            fails("flatten", &[s("a")]),
            "can only flatten lists, sets and tuples"
        );
        let chunks = call("chunklist", &[list(&[n("1"), n("2"), n("3")]), n("2")]);
        assert_eq!(chunks, list(&[list(&[n("1"), n("2")]), list(&[n("3")])]));
        assert_eq!(
            fails("chunklist", &[list(&[n("1")]), n("-1")]),
            "the size argument must be positive"
        );
    }

    #[test]
    fn each_once() {
        assert_eq!(
            call("distinct", &[list(&[n("3"), n("1"), n("3.0")])]),
            list(&[n("3"), n("1")])
        );
        assert_eq!(
            call("contains", &[tuple(&[n("1"), s("2")]), n("2")]),
            Value::Bool(false)
        );
        assert_eq!(
            call("compact", &[list(&[s("a"), s(""), Value::NULL])]),
            list(&[s("a")])
        );
    }

    #[test]
    fn members_of_maps_and_objects() {
        let object_value = object(&[("b", n("1")), ("a", s("x"))]);
        assert_eq!(
            call("keys", std::slice::from_ref(&object_value)),
            tuple(&[s("a"), s("b")])
        );
        assert_eq!(
            call("values", std::slice::from_ref(&object_value)),
            tuple(&[s("x"), n("1")])
        );
        assert_eq!(call("lookup", &[object_value.clone(), s("q"), n("9")]), n("9"));
        assert_eq!(
            fails("length", &[object_value]),
            "collection must be a list, a map or a tuple"
        );
        let map = Value::Map(Type::Number, [("a".to_owned(), n("1"))].into());
        assert_eq!(call("length", std::slice::from_ref(&map)), n("1"));
        assert_eq!(
            fails_at("lookup", &[map.clone(), s("q"), s("x")]),
            (
                2,
                "the default value must have the same type as the map elements".to_owned()
            )
        );
        assert_eq!(call("merge", &[map.clone(), map.clone()]), map);
        assert_eq!(
            call("merge", &[map.clone(), object(&[])]),
            object(&[("a", n("1"))])
        );
        assert_eq!(call("merge", &[]), object(&[]));
        assert_eq!(
            fails("merge", &[map, s("b")]),
            "arguments must be maps or objects, got \"string\""
        );
    }

    #[test]
    fn zipped() {
        assert_eq!(
            call("zipmap", &[list(&[s("a")]), tuple(&[n("1")])]),
            object(&[("a", n("1"))])
        );
        assert_eq!(
            fails("zipmap", &[list(&[s("a")]), tuple(&[])]),
            "number of keys (1) does not match number of values (0)"
        );
    }

    #[test]
    fn ranges() {
        assert_eq!(call("range", &[n("-2")]), list(&[n("0"), n("-1")]));
        assert_eq!(
            call("range", &[n("1"), n("2"), n("0.5")]),
            list(&[n("1"), n("1.5")])
        );
        assert!(fails("range", &[n("1"), n("2"), n("0")]).starts_with("more than 1024 values"));
        assert_eq!(
            fails_at("range", &[n("1"), n("2"), n("-1")]),
            (1, "end must be less than start when step is negative".to_owned())
        );
    }
}
