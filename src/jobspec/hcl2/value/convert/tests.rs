use super::super::{Type, Value};
use super::convert;

#[test]
fn equal_types_pass() {
    assert_eq!(convert(&Value::Bool(true), &Type::Bool), Ok(Value::Bool(true)));
}
