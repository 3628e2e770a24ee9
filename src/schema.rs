//! JSON Schemas (draft 7) of input files and JSON output. The former are generated from the tables of keys that the
//! readers use, the latter from the output types.

mod files;

use crate::args::SchemaName;
use crate::print;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};
use task_router_engine::{json, plan};

/// The address of the schemas, one file each.
const HOME: &str = "https://raw.githubusercontent.com/task-router/task-router/main/docs/schemas/";
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

impl SchemaName {
    /// Its published address, as in modelines and `$id`.
    pub fn url(self) -> String {
        format!("{HOME}{}.json", self.name())
    }

    /// The schema.
    pub fn schema(self) -> Value {
        let mut whole = json!({"$schema": DRAFT, "$id": self.url()});
        let own = match self {
            Self::Agent => files::agent(),
            Self::Team => files::team(),
            Self::Fixtures => files::fixtures(),
            Self::Config => files::config(),
            Self::Decision => of_types(json::schema),
            Self::Plan => of_types(plan::json::schema),
            Self::Report => of_types(print::json::schema),
        };
        if let (Value::Object(whole), Value::Object(own)) = (&mut whole, own) {
            whole.extend(own);
        }
        whole
    }
}

/// A schema with the definitions that it refers to.
fn of_types(schema: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let mut schema = schema(&mut generator);
    schema.insert("definitions".to_owned(), Value::Object(generator.take_definitions(true)));
    schema.to_value()
}
