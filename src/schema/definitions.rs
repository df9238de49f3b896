//! JSON Schema of objects, from the tables of their members.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::set;
use super::title::title;
use crate::model::job::Job;
use crate::model::object::{Described, Field, Kind, Literal, ObjectType, Presence, Shape, Values};

/// In what kind of document definitions stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A schema of its own: under `$defs`.
    Schema,
    /// OpenAPI: under `components/schemas`.
    OpenApi,
}

/// Which shapes of objects stand in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// What clients submit only: every object goes by its own name.
    Submitted,
    /// Both: what a job is made of goes by its own name as the server answers it, and by that name behind
    /// `Submitted` as clients submit it.
    Both,
}

/// The definitions that a document needs, by name: what is referred to, and what that is made of.
#[derive(Debug)]
pub struct Definitions {
    place: Place,
    /// The objects of which both shapes are there.
    twofold: BTreeSet<&'static str>,
    definitions: BTreeMap<String, Value>,
}

impl Definitions {
    /// None yet.
    #[must_use]
    pub fn new(place: Place, sides: Sides) -> Self {
        let mut twofold = BTreeSet::new();
        if sides == Sides::Both {
            collect(Job::TYPE, &mut twofold);
        }
        Definitions {
            place,
            twofold,
            definitions: BTreeMap::new(),
        }
    }

    /// All of them.
    #[must_use]
    pub fn finish(self) -> Value {
        self.definitions.into_iter().collect::<Map<_, _>>().into()
    }

    /// A reference to an object in one of its shapes.
    pub fn reference(&mut self, object: &'static ObjectType, shape: Shape) -> Value {
        let is_submitted = shape == Shape::Submitted && self.twofold.contains(object.name);
        let name = format!("{}{}", if is_submitted { "Submitted" } else { "" }, object.name);
        let at = match self.place {
            Place::Schema => "#/$defs",
            Place::OpenApi => "#/components/schemas",
        };
        let reference = json!({ "$ref": format!("{at}/{name}") });
        if !self.definitions.contains_key(&name) {
            // Something stands there before its members are looked at: one of them may be of the same type.
            self.definitions.insert(name.clone(), Value::Null);
            let definition = self.object(object, shape);
            self.definitions.insert(name, definition);
        }
        reference
    }

    fn object(&mut self, object: &'static ObjectType, shape: Shape) -> Value {
        let fields = || object.fields.iter().filter(|field| field.is_in(shape));
        let properties: Map<_, _> = fields()
            .map(|field| (field.name.to_owned(), self.member(field, shape)))
            .collect();
        let mut schema = json!({
            "title": title(object.name),
            "description": object.doc.trim(),
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        if shape == Shape::Stored && !object.omit_empty {
            let required = fields().filter(|field| !field.omits_empty(shape));
            let required: Value = required.map(|field| field.name).collect();
            set(&mut schema, "required", required);
        }
        schema
    }

    fn member(&mut self, field: &'static Field, shape: Shape) -> Value {
        let is_nullable = match shape {
            Shape::Submitted => true,
            Shape::Stored => field.is_null_stored(),
        };
        let mut schema = self.value(&field.kind, field.optional_items, shape);
        enumerate(&mut schema, field.values, shape);
        if is_nullable {
            allow_null(&mut schema);
        }
        set(&mut schema, "title", title(field.name));
        set(&mut schema, "description", describe(field));
        if shape == Shape::Submitted {
            if let Some(default) = default_of(field) {
                set(&mut schema, "default", default);
            }
            // What a client gives there is dropped, which is what the word means.
            if field.presence == Presence::Assigned {
                set(&mut schema, "readOnly", true);
            }
        }
        schema
    }

    /// What a member of this kind holds when it is set.
    fn value(&mut self, kind: &'static Kind, has_optional_items: bool, shape: Shape) -> Value {
        let mut item = |kind| {
            let mut schema = self.value(kind, false, shape);
            if has_optional_items {
                allow_null(&mut schema);
            }
            schema
        };
        match kind {
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Int(8) => json!({ "type": "integer", "minimum": i8::MIN, "maximum": i8::MAX }),
            Kind::Uint(8) => json!({ "type": "integer", "minimum": 0, "maximum": u8::MAX }),
            Kind::Int(_) | Kind::Duration => json!({ "type": "integer", "format": "int64" }),
            Kind::Uint(_) => json!({ "type": "integer", "format": "uint64", "minimum": 0 }),
            Kind::Float => json!({ "type": "number", "format": "double" }),
            Kind::Str => json!({ "type": "string" }),
            Kind::Time => json!({ "type": "string", "format": "date-time" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Json => json!({}),
            Kind::Object(object) => self.reference(object(), shape),
            Kind::List(kind) => json!({ "type": "array", "items": item(kind) }),
            Kind::Map(kind) => json!({ "type": "object", "additionalProperties": item(kind) }),
        }
    }
}

/// Puts an enumeration into the schema of a text.
fn enumerate(schema: &mut Value, values: Values, shape: Shape) {
    match (values, shape) {
        (Values::Any, _) => {}
        // Not set is empty.
        (Values::Only(texts), Shape::Stored) => {
            let texts: Value = texts.iter().chain(&[""]).copied().collect();
            set(schema, "enum", texts);
        }
        (Values::Only(texts) | Values::Known(texts), _) => {
            *schema = json!({ "anyOf": [{ "enum": texts }, schema.take()] });
        }
    }
}

/// Lets null through where a schema does not yet.
fn allow_null(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(texts) = object.get_mut("enum").and_then(Value::as_array_mut) {
        texts.push(Value::Null);
    }
    if let Some(one_type) = object.get_mut("type") {
        *one_type = json!([one_type.take(), "null"]);
    } else if let Some(choices) = object.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.push(json!({ "type": "null" }));
    } else if object.contains_key("$ref") {
        *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
    }
}

/// What a member means, with the unit of its numbers.
fn describe(field: &Field) -> String {
    let doc = field.doc.trim();
    match field.kind {
        Kind::Duration => format!("{doc} In nanoseconds."),
        _ => doc.to_owned(),
    }
}

/// What clients put in when the member is not set.
fn default_of(field: &Field) -> Option<Value> {
    match (field.default, field.kind) {
        (Literal::None, _) => None,
        (Literal::Bool(value), _) => Some(value.into()),
        (Literal::Int(value) | Literal::Duration(value), _) => Some(value.into()),
        (Literal::Str(value), _) => Some(value.into()),
        (Literal::Empty, Kind::List(_)) => Some(json!([])),
        (Literal::Empty, _) => Some(json!({})),
    }
}

/// The object that members of this kind are or hold.
fn object_in(kind: &Kind) -> Option<&'static ObjectType> {
    match kind {
        Kind::Object(object) => Some(object()),
        Kind::List(kind) | Kind::Map(kind) => object_in(kind),
        _ => None,
    }
}

/// Finds the names of all objects that an object is made of.
fn collect(object: &'static ObjectType, found: &mut BTreeSet<&'static str>) {
    if found.insert(object.name) {
        let inner = object.fields.iter().filter_map(|field| object_in(&field.kind));
        inner.for_each(|inner| collect(inner, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::allocation::Allocation;
    use crate::model::job_diff::JobDiff;
    use crate::model::object::Described;
    use crate::model::service::ServiceCheck;
    use crate::model::task::Task;

    fn of<T: Described>(shape: Shape) -> (Value, Value) {
        let mut definitions = Definitions::new(Place::Schema, Sides::Both);
        let reference = definitions.reference(T::TYPE, shape);
        (reference, definitions.finish())
    }

    #[test]
    fn what_a_job_is_made_of_has_two_shapes() {
        let (reference, submitted) = of::<Task>(Shape::Submitted);
        assert_eq!(reference["$ref"], "#/$defs/SubmittedTask");
        let timeout = &submitted["SubmittedTask"]["properties"]["KillTimeout"];
        assert_eq!(timeout["type"], json!(["integer", "null"]));
        assert_eq!(timeout["default"], 5_000_000_000_u64);
        assert!(submitted["SubmittedTask"]["required"].is_null());

        let (reference, stored) = of::<Task>(Shape::Stored);
        assert_eq!(reference["$ref"], "#/$defs/Task");
        let timeout = &stored["Task"]["properties"]["KillTimeout"];
        assert_eq!(
            (&timeout["type"], &timeout["default"]),
            (&json!("integer"), &Value::Null)
        );
        let required = stored["Task"]["required"].as_array().unwrap();
        assert!(required.contains(&json!("KillTimeout")));
    }

    #[test]
    fn enumerations_hold_only_in_answers() {
        let (_, submitted) = of::<ServiceCheck>(Shape::Submitted);
        let (_, stored) = of::<ServiceCheck>(Shape::Stored);
        let status = |schema: &Value, name: &str| schema[name]["properties"]["InitialStatus"].clone();
        assert_eq!(
            status(&stored, "ServiceCheck")["enum"],
            json!(["passing", "warning", "critical", ""])
        );
        assert_eq!(
            status(&submitted, "SubmittedServiceCheck")["anyOf"],
            json!([{ "enum": ["passing", "warning", "critical"] }, { "type": "string" }, { "type": "null" }])
        );
    }

    #[test]
    fn items_of_lists_and_maps_are_null_only_where_they_can_be() {
        let (_, diff) = of::<JobDiff>(Shape::Stored);
        let properties = &diff["JobDiff"]["properties"];
        assert_eq!(
            properties["Fields"]["items"]["anyOf"][1],
            json!({ "type": "null" })
        );
        assert_eq!(
            properties["TaskGroups"]["items"],
            json!({ "$ref": "#/$defs/TaskGroupDiff" })
        );
        let (_, check) = of::<ServiceCheck>(Shape::Submitted);
        let header = &check["SubmittedServiceCheck"]["properties"]["Header"];
        assert_eq!(header["additionalProperties"]["type"], json!(["array", "null"]));
    }

    #[test]
    fn objects_without_empty_members_require_none() {
        let (_, allocation) = of::<Allocation>(Shape::Stored);
        assert!(allocation["Allocation"]["required"].is_null());
        // The transition itself is never null, what stands in it may be.
        let transition = &allocation["Allocation"]["properties"]["DesiredTransition"];
        assert_eq!(transition["$ref"], "#/$defs/DesiredTransition");
    }
}
