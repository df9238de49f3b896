//! Families of one or two jobs, without any state.

use foreplan::canonical;
use foreplan::model::job::Job;
use foreplan::model::json;
use foreplan::model::object::Shape;
use serde_json::Value;

pub(crate) fn answer(family: &str, input: &Value) -> Option<Value> {
    match family {
        "client" => Some(client(input)),
        _ => None,
    }
}

fn client(input: &Value) -> Value {
    let mut job = Job::default();
    json::decode_into(&mut job, input).unwrap();
    canonical::client(&mut job);
    serde_json::to_value(json::encode(&job, Shape::Submitted)).unwrap()
}
