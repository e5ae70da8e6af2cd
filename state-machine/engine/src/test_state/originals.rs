use std::sync::Arc;

use serde_json::Value;

use crate::payload::Payload;

/// Texts of values as a request has them.
///
/// The service gives a value that nothing has changed back as it was written, and writes what it made itself without
/// white space; published examples and recordings show both.
#[derive(Default)]
pub(super) struct Originals(Vec<(Payload, String)>);

impl Originals {
    pub(super) fn add(&mut self, value: &Payload, text: &str) {
        self.0.push((Arc::clone(value), text.to_owned()));
    }

    /// A value as text.
    pub(super) fn text(&self, value: &Payload) -> String {
        let original = self.0.iter().find(|(known, _)| Arc::ptr_eq(known, value));
        original.map_or_else(|| value.to_string(), |(_, text)| text.clone())
    }
}

/// A list as the service writes the items of a `Map` state.
pub(super) fn list_text<'v>(items: impl IntoIterator<Item = &'v Value>) -> String {
    let items: Vec<String> = items.into_iter().map(Value::to_string).collect();
    format!("[{}]", items.join(", "))
}
