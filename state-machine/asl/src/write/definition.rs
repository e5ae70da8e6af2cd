use serde_json::Value;

use super::object::Object;
use crate::{Definition, Flow, QueryLanguage};

impl Definition {
    /// The definition as JSON.
    pub fn to_json(&self) -> Value {
        let language =
            (self.query_language != QueryLanguage::default()).then(|| self.query_language.as_str());
        Object::default()
            .put("Comment", self.comment.clone())
            .put("QueryLanguage", language)
            .put("Version", self.version.clone())
            .put("TimeoutSeconds", self.timeout_seconds)
            .append(self.flow.written(self.query_language))
            .done()
    }

    /// The definition as text: the same definition is always the same text, indented by two, with a newline at its end.
    pub fn to_pretty_json(&self) -> String {
        format!("{:#}\n", self.to_json())
    }
}

impl Flow {
    pub(super) fn written(&self, machine: QueryLanguage) -> Object {
        let states = self.states.iter().map(|(name, state)| (name.to_string(), state.to_json(machine)));
        Object::default()
            .put("Comment", self.comment.clone())
            .put("StartAt", Some(self.start_at.as_str()))
            .put("States", Some(Value::Object(states.collect())))
    }
}
