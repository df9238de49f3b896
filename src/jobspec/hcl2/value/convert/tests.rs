use super::super::{Number, Type, Value};
use super::unify::unify_types;
use super::{convert, unify_by_force};

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

fn tuple(elements: &[Value]) -> Value {
    Value::Tuple(elements.to_vec())
}

fn object(members: &[(&str, Value)]) -> Value {
    Value::Object(
        members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn words(value: &Value, wanted: &Type) -> String {
    convert(value, wanted).unwrap_err().0
}

#[test]
fn primitives_convert_through_text() {
    assert_eq!(convert(&number("1.50"), &Type::String), Ok(Value::string("1.5")));
    assert_eq!(convert(&Value::string("1e3"), &Type::Number), Ok(number("1000")));
    assert_eq!(convert(&Value::string("1"), &Type::Bool), Ok(Value::Bool(true)));
    assert_eq!(
        convert(&Value::Bool(false), &Type::String),
        Ok(Value::string("false"))
    );
}

#[test]
fn refused_values_say_what_is_required() {
    assert_eq!(
        words(&Value::string("three"), &Type::Number),
        "a number is required"
    );
    assert_eq!(
        words(&Value::string("TRUE"), &Type::Bool),
        "a bool is required; to convert from string, use lowercase \"true\""
    );
    assert_eq!(words(&Value::string("yes"), &Type::Bool), "a bool is required");
    assert_eq!(words(&number("1"), &Type::Bool), "bool required");
    assert_eq!(
        words(&Value::string("a"), &Type::list(Type::String)),
        "list of string required"
    );
    assert_eq!(
        words(&tuple(&[tuple(&[])]), &Type::list(Type::String)),
        "element 0: string required"
    );
    assert_eq!(
        words(
            &tuple(&[Value::string("a"), tuple(&[])]),
            &Type::list(Type::Dynamic)
        ),
        "all list elements must have the same type"
    );
    let wanted = Type::Object(
        [("a", Type::String), ("b", Type::Number)]
            .map(|(n, t)| (n.to_owned(), t))
            .into(),
    );
    assert_eq!(
        words(&object(&[]), &wanted),
        "attributes \"a\" and \"b\" are required"
    );
    assert_eq!(
        words(&object(&[("a", number("1")), ("b", Value::Bool(true))]), &wanted),
        "attribute \"b\": number required"
    );
}

#[test]
fn tuples_become_lists_of_their_common_type() {
    let mixed = tuple(&[number("1"), Value::string("x"), Value::NULL]);
    let list = convert(&mixed, &Type::list(Type::Dynamic)).unwrap();
    let expected = vec![Value::string("1"), Value::string("x"), Value::Null(Type::String)];
    assert_eq!(list, Value::List(Type::String, expected));
    let set = convert(
        &tuple(&[number("2"), number("1"), number("2")]),
        &Type::set(Type::String),
    )
    .unwrap();
    assert_eq!(
        set,
        Value::Set(Type::String, vec![Value::string("1"), Value::string("2")])
    );
    assert_eq!(
        convert(&tuple(&[]), &Type::list(Type::Number)),
        Ok(Value::List(Type::Number, vec![]))
    );
}

#[test]
fn objects_become_maps_and_drop_what_an_object_type_lacks() {
    let given = object(&[("a", number("1")), ("b", Value::string("x"))]);
    let Ok(Value::Map(Type::String, map)) = convert(&given, &Type::map(Type::Dynamic)) else {
        panic!()
    };
    assert_eq!(map["a"], Value::string("1"));
    let smaller = Type::Object([("a".to_owned(), Type::String)].into());
    assert_eq!(
        convert(&given, &smaller),
        Ok(object(&[("a", Value::string("1"))]))
    );
    let map = Value::Map(Type::String, [("b".to_owned(), Value::string("x"))].into());
    assert_eq!(
        words(&map, &smaller),
        "map has no element for required attribute \"a\""
    );
}

#[test]
fn common_types() {
    let unify = |types: &[Type]| unify_types(types, false);
    assert_eq!(unify(&[Type::Number, Type::String]), Some(Type::String));
    assert_eq!(unify(&[Type::Number, Type::Bool]), None);
    assert_eq!(unify(&[]), None);
    let one = |of: Type| Type::Tuple(vec![of]);
    assert_eq!(
        unify(&[one(Type::Number), one(Type::String)]),
        Some(one(Type::String))
    );
    assert_eq!(
        unify(&[one(Type::Number), Type::Tuple(vec![])]),
        Some(Type::list(Type::Number))
    );
    assert_eq!(
        unify(&[one(Type::Number), Type::list(Type::String)]),
        Some(Type::list(Type::String))
    );
    assert_eq!(unify(&[Type::Object([].into()), Type::Tuple(vec![])]), None);
    assert_eq!(unify_by_force(&[Type::Dynamic, Type::Number]), Some(Type::Number));
    assert_eq!(unify(&[Type::Dynamic, one(Type::Number)]), Some(Type::Dynamic));
}

#[test]
fn nulls_and_unknowns_take_the_type() {
    assert_eq!(
        convert(&Value::NULL, &Type::Number),
        Ok(Value::Null(Type::Number))
    );
    assert_eq!(
        convert(&Value::UNKNOWN, &Type::String),
        Ok(Value::Unknown(Type::String))
    );
}
