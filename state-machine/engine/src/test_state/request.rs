use serde::Deserialize;

/// The request of `TestState`, read from the API's JSON. Unknown members are passed over.
///
/// Values that break a constraint of the API can be held here: [`super::test_state`] refuses them with AWS's sentence,
/// all of them at once.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TestStateRequest {
    /// One state, or with [`Self::state_name`] a whole machine; 1 to 1,048,576 characters, required.
    pub definition: Option<String>,
    /// ARN of the execution role, 1 to 256 characters; required for a `Task` state without a mock.
    pub role_arn: Option<String>,
    /// Input of the state as JSON text, at most 262,144 bytes; default `{}`.
    pub input: Option<String>,
    /// `INFO` (the default), `DEBUG` or `TRACE`.
    pub inspection_level: Option<String>,
    /// Whether secrets of an HTTP task's connection are shown; not with a mock.
    pub reveal_secrets: Option<bool>,
    /// Variables as the text of a JSON object, at most 262,144 bytes.
    pub variables: Option<String>,
    /// Name of the state to test in a whole machine, however deep inside; 1 to 80 characters.
    pub state_name: Option<String>,
    /// What the state's work gave; for `Task`, `Map` and `Parallel`.
    pub mock: Option<MockInput>,
    /// The context object as JSON text, at most 262,144 bytes; only with a mock.
    pub context: Option<String>,
    /// Where the tested state stands.
    pub state_configuration: Option<StateConfiguration>,
}

/// What the state's work gave: a result or an error, one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MockInput {
    /// The result as JSON text, at most 262,144 bytes.
    pub result: Option<String>,
    /// The error.
    pub error_output: Option<MockErrorOutput>,
    /// `STRICT` (the default), `PRESENT` or `NONE`: how the result is held against the service's model.
    pub field_validation_mode: Option<String>,
}

/// With what the state's work failed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MockErrorOutput {
    /// Error name, at most 256 characters; required.
    pub error: Option<String>,
    /// Cause, at most 32,768 characters.
    pub cause: Option<String>,
}

/// Where the tested state stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StateConfiguration {
    /// How often the retrier that takes the mocked error was used, from 0.
    pub retrier_retry_count: Option<i64>,
    /// The state inside a `Map` or `Parallel` state that failed, 1 to 80 characters.
    pub error_caused_by_state: Option<String>,
    /// How many iterations of the `Map` state failed, from 0; only with a mock.
    pub map_iteration_failure_count: Option<i64>,
    /// What the `ItemReader` of a Distributed Map read, as it was in its source; at most 262,144 bytes.
    pub map_item_reader_data: Option<String>,
}
