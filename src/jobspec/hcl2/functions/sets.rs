//! Functions of sets.

use std::collections::BTreeSet;

use super::super::value::convert::{convert, unify_by_force};
use super::super::value::order::Sorted;
use super::super::value::{Type, Value};
use super::arguments::{cost, elements_of};
use super::{Context, Function, FunctionError, Kind, Outcome, any, fail, fail_at, function, parameter};

pub(super) static SETS: &[Function] = &[
    function(
        "setintersection",
        &[parameter("first_set", Kind::SetOfAny)],
        |arguments, _| {
            combined(arguments, |left, right| {
                left.intersection(&right).copied().collect()
            })
        },
    )
    .and_more(parameter("other_sets", Kind::SetOfAny)),
    function("setproduct", &[], product).and_more(any("sets")),
    function(
        "setunion",
        &[parameter("first_set", Kind::SetOfAny)],
        |arguments, _| combined(arguments, |left, right| left.union(&right).copied().collect()),
    )
    .and_more(parameter("other_sets", Kind::SetOfAny)),
];

type Elements<'a> = BTreeSet<Sorted<'a>>;

fn combined(arguments: &[Value], combine: for<'a> fn(Elements<'a>, Elements<'a>) -> Elements<'a>) -> Outcome {
    // Empty sets that could be of any type take that of the others.
    let typed = |value: &Value| match value {
        Value::Set(Type::Dynamic, elements) if elements.is_empty() => None,
        Value::Set(of, _) => Some(of.clone()),
        _ => None,
    };
    let types: Vec<Type> = arguments.iter().filter_map(typed).collect();
    let of = if types.is_empty() {
        Some(Type::Dynamic)
    } else {
        unify_by_force(&types)
    };
    let Some(of) = of else {
        return fail("given sets must all have compatible element types");
    };
    let wanted = Type::set(of.clone());
    let sets = arguments
        .iter()
        .enumerate()
        .map(|(index, value)| convert(value, &wanted).or_else(|error| fail_at(index, error.to_string())));
    let sets: Vec<Value> = sets.collect::<Result<_, FunctionError>>()?;
    let elements = sets
        .iter()
        .map(|set| elements_of(set).unwrap_or_default().iter().map(Sorted).collect());
    let combined = elements.reduce(combine).unwrap_or_default();
    match Value::set(combined.into_iter().map(|element| element.0.clone()).collect()) {
        Value::Set(_, elements) => Ok(Value::Set(of, elements)),
        other => Ok(other),
    }
}

/// All ways to take one element of each: a list if all arguments have an order, otherwise a set.
fn product(arguments: &[Value], context: &Context<'_>) -> Outcome {
    if arguments.len() < 2 {
        return fail("at least two arguments are required");
    }
    let mut types = Vec::new();
    let mut ordered = true;
    for (index, value) in arguments.iter().enumerate() {
        types.push(match value {
            Value::Set(of, _) => {
                ordered = false;
                of.clone()
            }
            Value::List(of, _) => of.clone(),
            Value::Tuple(elements) if elements.is_empty() => Type::Dynamic,
            Value::Tuple(elements) => {
                let elements: Vec<Type> = elements.iter().map(Value::type_of).collect();
                match unify_by_force(&elements) {
                    Some(of) => of,
                    None => return fail_at(index, "all elements must be of the same type"),
                }
            }
            _ => return fail_at(index, "a set or a list is required"),
        });
    }
    let mut sides = Vec::new();
    let mut total: u64 = 1;
    for ((index, value), of) in arguments.iter().enumerate().zip(&types) {
        let elements = elements_of(value).unwrap_or_default().iter().enumerate();
        let side = elements.map(|(position, element)| {
            convert(element, of).or_else(|_| {
                let name = of.friendly_name();
                fail(format!(
                    "failed to convert argVals[{index}][{position}] to {name}; this is a bug in cty"
                ))
            })
        });
        let side: Vec<Value> = side.collect::<Result<_, FunctionError>>()?;
        let size = side.iter().map(Value::size).max().unwrap_or(0);
        total = total.saturating_mul(cost(side.len()));
        sides.push((side, size));
    }
    let each: u64 = sides.iter().map(|(_, size)| size).sum();
    context.budget.spend(total.saturating_mul(each))?;
    // One row without elements to begin with, unless one side has none to add.
    let mut rows: Vec<Vec<Value>> = if total == 0 { Vec::new() } else { vec![Vec::new()] };
    for (side, _) in &sides {
        let longer = |row: &Vec<Value>| {
            let row = row.clone();
            side.iter()
                .map(move |element| row.iter().chain([element]).cloned().collect())
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    let rows: Vec<Value> = rows.into_iter().map(Value::Tuple).collect();
    let of = Type::Tuple(types);
    Ok(match (rows.is_empty(), ordered) {
        (true, true) => Value::List(of, rows),
        (true, false) => Value::Set(of, rows),
        (false, true) => Value::list(rows),
        (false, false) => Value::set(rows),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::value::{Type, Value};
    use super::super::tests::{call, fails, fails_at, list, n, s, set, tuple};

    #[test]
    fn unions_are_of_a_common_type() {
        assert_eq!(
            call("setunion", &[set(&[n("1"), n("2")]), set(&[s("2"), s("x")])]),
            set(&[s("1"), s("2"), s("x")])
        );
        let empty = Value::Set(Type::Dynamic, vec![]);
        assert_eq!(call("setunion", &[empty.clone(), set(&[n("1")])]), set(&[n("1")]));
        assert_eq!(
            fails("setunion", &[set(&[n("1")]), set(&[Value::Bool(true)])]),
            "given sets must all have compatible element types"
        );
    }

    #[test]
    fn intersections_hold_what_is_in_all() {
        let sets = [
            set(&[s("a"), s("b"), s("c")]),
            set(&[s("c"), s("b")]),
            set(&[s("b")]),
        ];
        assert_eq!(call("setintersection", &sets), set(&[s("b")]));
        assert_eq!(
            call("setintersection", &[set(&[n("1")]), set(&[n("2")])]),
            Value::Set(Type::Number, vec![])
        );
    }

    #[test]
    fn products() {
        let pairs = call(
            "setproduct",
            &[tuple(&[s("a"), s("b")]), tuple(&[n("1"), s("2")])],
        );
        let pair = |left: &str, right: &str| tuple(&[s(left), s(right)]);
        assert_eq!(
            pairs,
            list(&[pair("a", "1"), pair("a", "2"), pair("b", "1"), pair("b", "2")])
        );
        assert_eq!(
            fails("setproduct", &[tuple(&[])]),
            "at least two arguments are required"
        );
        assert_eq!(
            fails_at("setproduct", &[tuple(&[]), s("a")]),
            (1, "a set or a list is required".to_owned())
        );
    }

    #[test]
    fn a_product_too_large_is_refused() {
        let side = tuple(&vec![n("1"); 1000]);
        assert!(fails("setproduct", &vec![side; 5]).contains("more data"));
    }
}
