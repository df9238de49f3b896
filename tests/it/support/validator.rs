//! Schemas and the values that they are for.

use boon::{Compiler, Draft, SchemaIndex, Schemas, ValidationError};
use serde_json::Value;

/// Where a document stands while it is looked at.
const ADDRESS: &str = "https://example.com/document.json";

/// The schemas in one document.
pub(crate) struct Validator {
    compiler: Compiler,
    schemas: Schemas,
}

impl Validator {
    /// Those of a document, which must be a schema itself: other words in it do not matter.
    pub(crate) fn new(document: &Value) -> Self {
        let mut document = document.clone();
        // Its own identifier would be another address.
        document.as_object_mut().unwrap().remove("$id");
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(ADDRESS, document).unwrap();
        Validator {
            compiler,
            schemas: Schemas::new(),
        }
    }

    /// The schema at a JSON pointer. It is compared with the meta-schema of its dialect.
    pub(crate) fn schema(&mut self, pointer: &str) -> SchemaIndex {
        let address = format!("{ADDRESS}#{pointer}");
        let compiled = self.compiler.compile(&address, &mut self.schemas);
        compiled.unwrap_or_else(|error| panic!("{pointer}: {error:#}"))
    }

    /// What a schema says against a value: the places, and what is wrong there.
    pub(crate) fn faults(&self, schema: SchemaIndex, value: &Value) -> Vec<String> {
        match self.schemas.validate(value, schema) {
            Ok(()) => Vec::new(),
            Err(error) => leaves(&error),
        }
    }
}

fn leaves(error: &ValidationError<'_, '_>) -> Vec<String> {
    if error.causes.is_empty() {
        return vec![format!("{}: {}", error.instance_location, error.kind)];
    }
    error.causes.iter().flat_map(leaves).collect()
}
