use serde::Serialize;

/// The response of `TestState`; written with serde it is the API's JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestStateResponse {
    /// How the state ended.
    pub status: TestStatus,
    /// Its output as JSON text, where it was left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The error, where there was one, caught and retried ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Its cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// How data went through the state; none at the level `INFO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspection_data: Option<InspectionData>,
    /// The state that follows; none at the end of a flow and after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_state: Option<String>,
}

/// How a tested state ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TestStatus {
    /// It was left with an output.
    Succeeded,
    /// It failed, and nobody catches.
    Failed,
    /// It failed, and a retrier tries again; the test does not.
    Retriable,
    /// It failed, and a catcher takes over.
    CaughtError,
}

/// How data went through a state, up to where it failed. Values are JSON texts.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectionData {
    /// The raw input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// After `Arguments` (`JSONata`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_arguments: Option<String>,
    /// After `InputPath` (`JSONPath`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_input_path: Option<String>,
    /// After `Parameters` (`JSONPath`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_parameters: Option<String>,
    /// The raw result of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// After `ResultSelector` (`JSONPath`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_result_selector: Option<String>,
    /// After `ResultPath` (`JSONPath`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_result_path: Option<String>,
    /// What an HTTP task sent; at the level `TRACE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<HttpRequest>,
    /// What came back; at the level `TRACE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<HttpResponse>,
    /// All variables after the state, where there are any: a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<String>,
    /// Who takes the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_details: Option<ErrorDetails>,
    /// The items of a `Map` state, after `ItemsPath` (`JSONPath`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_items_path: Option<String>,
    /// The input of each iteration, after `ItemSelector`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_item_selector: Option<String>,
    /// The input of each child execution, after `ItemBatcher`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_item_batcher: Option<String>,
    /// The items of a Distributed Map, after `ItemsPointer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_items_pointer: Option<String>,
    /// `ToleratedFailureCount`, where the state has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_count: Option<u64>,
    /// `ToleratedFailurePercentage`, where the state has it; 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_percentage: Option<f64>,
    /// `MaxConcurrency`; 0 where the state has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u64>,
}

/// Who takes an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetails {
    /// Position of the catcher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catch_index: Option<usize>,
    /// Position of the retrier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_index: Option<usize>,
    /// How long the retrier waits, in whole seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_backoff_interval_seconds: Option<u64>,
}

/// What an HTTP task sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRequest {
    /// `https` or `http`.
    pub protocol: String,
    /// As in `GET`.
    pub method: String,
    /// With its query.
    pub url: String,
    /// As in `[name: value, other: value]`.
    pub headers: String,
    /// The body, where it had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What came back to an HTTP task.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpResponse {
    /// `https` or `http`.
    pub protocol: String,
    /// As in `200`.
    pub status_code: String,
    /// As in `OK`.
    pub status_message: String,
    /// As in `[name: value, other: value]`.
    pub headers: String,
    /// The body.
    pub body: String,
}
