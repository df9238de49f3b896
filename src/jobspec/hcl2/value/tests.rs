use super::Value;

#[test]
fn strings_are_composed() {
    assert_eq!(Value::string("e\u{301}").as_str(), Some("é"));
}
