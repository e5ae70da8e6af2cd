use serde_json::Value;

/// A machine and what the specification says of it.
pub(crate) struct Published {
    /// What it shows.
    pub(crate) name: &'static str,
    /// Its definition.
    pub(crate) definition: Value,
    /// Its input.
    pub(crate) input: Value,
    /// How it ends.
    pub(crate) outcome: Outcome,
    /// Types of its events in order; empty where the case is not about them.
    pub(crate) events: &'static [&'static str],
}

/// How an execution ends.
pub(crate) enum Outcome {
    /// SUCCEEDED, with this output.
    Output(Value),
    /// FAILED, with this error name.
    Error(&'static str),
}

impl Published {
    /// A case about the output.
    pub(crate) fn gives(name: &'static str, definition: Value, (input, output): (Value, Value)) -> Self {
        Self { name, definition, input, outcome: Outcome::Output(output), events: &[] }
    }

    /// A case about an error's name.
    pub(crate) fn fails(name: &'static str, definition: Value, error: &'static str) -> Self {
        Self { name, definition, input: serde_json::json!({}), outcome: Outcome::Error(error), events: &[] }
    }

    /// The same, about the order of events too.
    pub(crate) fn with_events(self, events: &'static [&'static str]) -> Self {
        Self { events, ..self }
    }
}
