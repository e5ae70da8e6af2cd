use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::{Expression, Location, PathExpression, QueryLanguage, Template};

impl Fields<'_> {
    /// A payload template.
    pub(crate) fn template(&self, name: &str) -> Option<Template> {
        let value = self.get(name)?;
        Some(self.fill(value, &self.location.field(name)))
    }

    /// `Assign`: an object whose keys are names of variables.
    pub(crate) fn assign(&self) -> Option<Template> {
        let fields = self.object("Assign")?;
        for name in fields.names() {
            let bare = name.strip_suffix(".$").unwrap_or(name);
            if let Some(reason) = why_not_a_variable(bare) {
                fields.refuse_field::<()>(name, format!("'{bare}' is not the name of a variable: {reason}"));
            }
        }
        self.template("Assign")
    }

    fn fill(&self, value: &Value, place: &Location) -> Template {
        match value {
            Value::Object(members) => self.fill_object(members, place),
            Value::Array(items) => Template::of_items(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.fill(item, &place.element(index)))
                    .collect(),
            ),
            Value::String(text)
                if self.language() == QueryLanguage::Jsonata && Expression::is_meant_by(text) =>
            {
                match text.parse::<Expression>() {
                    Ok(expression) => Template::Expression(expression),
                    Err(fault) => self.recorded(fault.to_string(), place),
                }
            }
            literal => Template::Literal(literal.clone()),
        }
    }

    fn fill_object(&self, members: &Map<String, Value>, place: &Location) -> Template {
        let mut filled = IndexMap::with_capacity(members.len());
        for (key, value) in members {
            let (key, template) = match (self.language(), key.strip_suffix(".$")) {
                (QueryLanguage::JsonPath, Some(bare)) => (bare, self.fill_path(key, value, place)),
                _ => (key.as_str(), self.fill(value, &place.field(key))),
            };
            if filled.insert(key.to_owned(), template).is_some() {
                self.recorded(format!("The keys '{key}' and '{key}.$' are the same field"), place);
            }
        }
        Template::of_members(filled)
    }

    fn fill_path(&self, key: &str, value: &Value, place: &Location) -> Template {
        match value.as_str().map(str::parse::<PathExpression>) {
            Some(Ok(path)) => Template::Path(path),
            _ => self.recorded(
                format!(
                    "The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call"
                ),
                place,
            ),
        }
    }

    fn recorded(&self, message: String, place: &Location) -> Template {
        self.add(crate::DiagnosticCode::SchemaValidationFailed, message, place.clone());
        Template::Literal(Value::Null)
    }
}

/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html>, "Variable name syntax".
fn why_not_a_variable(name: &str) -> Option<&'static str> {
    let mut characters = name.chars();
    match characters.next() {
        None => Some("it is empty"),
        Some(first) if !first.is_alphabetic() && first != '_' => Some("it must begin with a letter or \"_\""),
        _ if name.chars().count() > 80 => Some("it has more than 80 characters"),
        _ if name == "states" => Some("it is reserved"),
        _ if !characters.all(|c| c.is_alphanumeric() || c == '_') => {
            Some("only letters, digits and \"_\" are allowed")
        }
        _ => None,
    }
}
