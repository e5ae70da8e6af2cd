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
    /// What is there besides: `s3_objects` and `setup_state_machines` as in a recorded case.
    pub(crate) world: Value,
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
        let outcome = Outcome::Output(output);
        Self { name, definition, input, outcome, world: serde_json::json!({}), events: &[] }
    }

    /// A case about an error's name.
    pub(crate) fn fails(name: &'static str, definition: Value, error: &'static str) -> Self {
        let none = || serde_json::json!({});
        let outcome = Outcome::Error(error);
        Self { name, definition, input: none(), outcome, world: none(), events: &[] }
    }

    /// The same, with this around it.
    pub(crate) fn in_world(self, world: Value) -> Self {
        Self { world, ..self }
    }

    /// The same, about the order of events too.
    pub(crate) fn with_events(self, events: &'static [&'static str]) -> Self {
        Self { events, ..self }
    }
}
