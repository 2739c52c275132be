//! The places of a policy, each with what the schema says about it.

use std::collections::BTreeSet;

use serde_json::Value;

/// A value of a policy, and the schema that it has to meet.
pub struct Place<'v> {
    /// Where it is in the policy, as a JSON pointer.
    pub pointer: String,
    pub value: &'v Value,
    /// Where the schema says what it has to be.
    pub written: String,
    /// The schema that this leads to by its references.
    pub schema: SchemaAt<'v>,
}

#[derive(Clone)]
pub struct SchemaAt<'v> {
    pub pointer: String,
    pub node: &'v Value,
}

/// All values of a policy, in their order. A value for which the schema has no room is left out.
pub fn places<'v>(schema: &'v Value, policy: &'v Value) -> Vec<Place<'v>> {
    let root = SchemaAt {
        pointer: String::new(),
        node: schema,
    };
    let mut found = Vec::new();
    Walk { root: schema }.collect(root, "", policy, &mut found);
    found
}

struct Walk<'v> {
    root: &'v Value,
}

impl<'v> Walk<'v> {
    fn collect(
        &self,
        schema: SchemaAt<'v>,
        pointer: &str,
        value: &'v Value,
        found: &mut Vec<Place<'v>>,
    ) {
        let written = schema.pointer.clone();
        let schema = self.resolved(schema, value);
        found.push(Place {
            pointer: pointer.to_owned(),
            value,
            written,
            schema: schema.clone(),
        });
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let below = schema.below("properties", key);
                    let below = below.or_else(|| schema.at("additionalProperties"));
                    if let Some(below) = below {
                        self.collect(below, &format!("{pointer}/{key}"), value, found);
                    }
                }
            }
            Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    if let Some(below) = schema.at("items") {
                        self.collect(below, &format!("{pointer}/{at}"), value, found);
                    }
                }
            }
            _ => {}
        }
    }

    /// Follows references, and the way that the schema chooses for lists and others.
    fn resolved(&self, schema: SchemaAt<'v>, value: &Value) -> SchemaAt<'v> {
        if let Some(reference) = schema.node.get("$ref") {
            let pointer = reference.as_str().expect("a text").trim_start_matches('#');
            let node = self.root.pointer(pointer).expect(pointer);
            let pointer = pointer.to_owned();
            return self.resolved(SchemaAt { pointer, node }, value);
        }
        let branch = match value.is_array() {
            true => "then",
            false => "else",
        };
        match schema.node.get("else") {
            Some(_) => self.resolved(schema.at(branch).expect("a branch"), value),
            None => schema,
        }
    }
}

impl<'v> SchemaAt<'v> {
    /// The keys that a mapping may have here, if they are fixed.
    pub fn keys(&self) -> Option<BTreeSet<String>> {
        let properties = self.node.get("properties")?.as_object()?;
        Some(properties.keys().cloned().collect())
    }

    /// Whether any other key is allowed.
    pub fn is_open(&self) -> bool {
        self.node["additionalProperties"] != Value::Bool(false)
    }

    fn at(&self, keyword: &str) -> Option<Self> {
        Some(Self {
            pointer: format!("{}/{keyword}", self.pointer),
            node: self.node.get(keyword)?,
        })
    }

    fn below(&self, keyword: &str, key: &str) -> Option<Self> {
        Some(Self {
            pointer: format!("{}/{keyword}/{key}", self.pointer),
            node: self.node.get(keyword)?.get(key)?,
        })
    }
}
