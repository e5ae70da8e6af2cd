use serde_json::{Map, Value};

use crate::{Dynamic, Template};

/// A JSON object being written, field by field.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn put(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    pub(super) fn template(self, name: &str, template: Option<&Template>) -> Self {
        self.put(name, template.map(Template::to_json))
    }

    pub(super) fn list(self, name: &str, list: Vec<Value>) -> Self {
        self.put(name, (!list.is_empty()).then_some(list))
    }

    /// A field that is written, or computed by itself or by its twin.
    pub(super) fn dynamic<T: Clone + Into<Value>>(
        self,
        names: (&str, &str),
        value: Option<&Dynamic<T>>,
    ) -> Self {
        match value {
            None => self,
            Some(Dynamic::Value(value)) => self.put(names.0, Some(value.clone())),
            Some(Dynamic::Expression(expression)) => self.put(names.0, Some(expression.to_string())),
            Some(Dynamic::Path(path)) => self.put(names.1, Some(path.to_string())),
        }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }

    pub(super) fn append(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// The word of a value in its table of words.
pub(super) fn word<T: PartialEq>(words: &[(&'static str, T)], value: Option<&T>) -> Option<&'static str> {
    words.iter().find(|(_, known)| Some(known) == value).map(|(word, _)| *word)
}
