//! Prints the types of the API's objects for TypeScript, from the tables of their members.
//!
//! `cargo xtask npm` puts them behind the hand-written `index.d.ts`. What is sent may leave members out, so what is
//! reachable from a job has optional members; what only the server makes has them all.

use std::collections::BTreeMap;

use foreplan::model::object::{Described, Field, Kind, ObjectType, Values};
use foreplan::model::{allocation, deployment, evaluation, job, node, request, summary};

fn main() {
    let mut submitted = BTreeMap::new();
    collect(job::Job::TYPE, &mut submitted);
    let mut answered = BTreeMap::new();
    for root in [
        node::Node::TYPE,
        node::NodeListStub::TYPE,
        allocation::Allocation::TYPE,
        allocation::AllocListStub::TYPE,
        evaluation::Evaluation::TYPE,
        deployment::Deployment::TYPE,
        summary::JobListStub::TYPE,
        request::JobPlanResponse::TYPE,
        request::JobRegisterResponse::TYPE,
        request::JobValidateResponse::TYPE,
    ] {
        collect(root, &mut answered);
    }
    submitted.values().for_each(|object| print(object, true));
    answered
        .values()
        .filter(|object| !submitted.contains_key(object.name))
        .for_each(|object| print(object, false));
}

/// Finds the types that `object` is made of.
fn collect(object: &'static ObjectType, found: &mut BTreeMap<&'static str, &'static ObjectType>) {
    if found.insert(object.name, object).is_some() {
        return;
    }
    for field in object.fields {
        if let Some(inner) = inner(&field.kind) {
            collect(inner, found);
        }
    }
}

fn inner(kind: &Kind) -> Option<&'static ObjectType> {
    match kind {
        Kind::Object(object) => Some(object()),
        Kind::List(kind) | Kind::Map(kind) => inner(kind),
        _ => None,
    }
}

fn print(object: &ObjectType, optional: bool) {
    println!(
        "\n/** {} */\nexport interface {} {{",
        object.doc.trim(),
        object.name
    );
    for field in object.fields {
        let may_be_null = optional || field.is_null_stored();
        let mark = if optional || object.omit_empty { "?" } else { "" };
        let null = if may_be_null { " | null" } else { "" };
        println!(
            "  /** {} */\n  {}{mark}: {}{null};",
            field.doc.trim(),
            field.name,
            type_of(field, optional)
        );
    }
    println!("}}");
}

/// The type of a member: what is sent may be another text than the known ones, what is answered may not.
fn type_of(field: &Field, is_sent: bool) -> String {
    let texts = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| format!("'{text}' | "))
            .collect::<String>()
    };
    match field.values {
        Values::Any => name_of(&field.kind, field.optional_items),
        Values::Only(known) if !is_sent => format!("{}''", texts(known)),
        // An intersection keeps the compiler from forgetting the others.
        Values::Only(known) | Values::Known(known) => format!("{}(string & {{}})", texts(known)),
    }
}

fn name_of(kind: &Kind, optional_items: bool) -> String {
    let item = |kind| match name_of(kind, false) {
        name if optional_items => format!("({name} | null)"),
        name => name,
    };
    match kind {
        Kind::Bool => "boolean".to_owned(),
        Kind::Int(_) | Kind::Uint(_) | Kind::Float | Kind::Duration => "number".to_owned(),
        Kind::Str | Kind::Time | Kind::Bytes => "string".to_owned(),
        Kind::Json => "unknown".to_owned(),
        Kind::Object(object) => object().name.to_owned(),
        Kind::List(kind) => format!("{}[]", item(kind)),
        Kind::Map(kind) => format!("Record<string, {}>", item(kind)),
    }
}
