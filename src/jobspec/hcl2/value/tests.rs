use super::{Number, Type, Value};

fn number(value: i64) -> Value {
    Value::from(value)
}

#[test]
fn strings_are_composed() {
    assert_eq!(Value::string("e\u{301}").as_str(), Some("é"));
}

#[test]
fn an_untyped_null_takes_the_type_of_its_list() {
    let list = Value::list(vec![Value::NULL, Value::string("a")]);
    assert_eq!(list.type_of(), Type::list(Type::String));
    assert_eq!(list.children().next(), Some(&Value::Null(Type::String)));
}

#[test]
fn sets_of_primitives_go_by_value() {
    let set = Value::set(vec![number(10), number(9), number(10), number(-1)]);
    let Value::Set(of, elements) = set else { panic!() };
    assert_eq!(of, Type::Number);
    assert_eq!(elements, [number(-1), number(9), number(10)]);
}

#[test]
fn sets_of_others_go_by_their_text() {
    let tuple = |n: i64| Value::Tuple(vec![number(n)]);
    let Value::Set(_, elements) = Value::set(vec![tuple(9), tuple(10), tuple(9)]) else {
        panic!()
    };
    assert_eq!(elements, [tuple(10), tuple(9)]);
}

#[test]
fn equal_up_to_what_is_not_known() {
    use super::order::equals;
    let unknown = || Value::Unknown(Type::Number);
    assert_eq!(equals(&number(1), &Value::string("1")), Some(false));
    assert_eq!(equals(&number(1), &unknown()), None);
    assert_eq!(equals(&Value::string("1"), &unknown()), Some(false));
    assert_eq!(equals(&Value::NULL, &Value::Null(Type::String)), Some(true));
    let pair = |second: Value| Value::Tuple(vec![number(1), second]);
    assert_eq!(equals(&pair(number(2)), &pair(number(2))), Some(true));
    assert_eq!(equals(&pair(number(2)), &pair(unknown())), None);
    assert_eq!(
        equals(&Value::Number(Number::parse("1.0").unwrap()), &number(1)),
        Some(true)
    );
}

#[test]
fn names_of_types() {
    let any = Type::list(Type::Dynamic);
    assert_eq!(any.friendly_name(), "list of dynamic");
    assert_eq!(any.friendly_name_for_constraint(), "list of any single type");
    assert_eq!(
        Type::map(Type::list(Type::String)).friendly_name(),
        "map of list of string"
    );
}

#[test]
fn depth_counts_levels() {
    let deep = (0..10).fold(Value::NULL, |inner, _| Value::Tuple(vec![inner]));
    assert!(deep.depth_exceeds(9));
    assert!(!deep.depth_exceeds(10));
}
