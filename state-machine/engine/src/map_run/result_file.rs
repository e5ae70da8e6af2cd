use apoyo_asl::{OutputType, ResultTransformation, WriterConfig};
use serde_json::{Value, json};

use super::writer::{ChildResult, PendingChild};
use crate::data_flow::time;
use crate::execution::Status;

/// The form of results that stay in the output of their state, where it has no `WriterConfig`.
pub(crate) const OUTPUT_CONFIG: WriterConfig =
    WriterConfig { transformation: Some(ResultTransformation::Compact), output_type: None };

/// What stands for one child in the results, as a `WriterConfig` says; a child that failed is told as with `NONE`.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>.
pub(crate) fn records(result: &ChildResult, config: WriterConfig) -> Vec<Value> {
    let is_whole = result.status != Status::Succeeded;
    match config.transformation {
        Some(ResultTransformation::Compact) if !is_whole => vec![output(result)],
        Some(ResultTransformation::Flatten) if !is_whole => match output(result) {
            Value::Array(items) => items,
            other => vec![other],
        },
        _ => vec![whole(result)],
    }
}

fn output(result: &ChildResult) -> Value {
    result.output.as_deref().cloned().unwrap_or(Value::Null)
}

fn whole(result: &ChildResult) -> Value {
    let mut record = json!({
        "ExecutionArn": result.execution_arn,
        "Input": result.input.to_string(),
        "InputDetails": {"Included": true},
        "Name": result.execution_arn.name(),
        "StartDate": time(result.start),
        "StateMachineArn": result.state_machine_arn,
        "Status": result.status,
        "StopDate": time(result.stop),
    });
    let members = record.as_object_mut().expect("an object was just made");
    if result.status == Status::Succeeded {
        members.insert("RedriveCount".into(), result.redrive_count.into());
        members.insert("RedriveStatus".into(), "NOT_REDRIVABLE".into());
        let reason = "Execution is SUCCEEDED and cannot be redriven";
        members.insert("RedriveStatusReason".into(), reason.into());
    }
    if let Some(output) = &result.output {
        members.insert("Output".into(), output.to_string().into());
        members.insert("OutputDetails".into(), json!({"Included": true}));
    }
    if let Some(failure) = &result.failure {
        members.extend(failure.error.clone().map(|error| ("Error".into(), error.into())));
        members.extend(failure.cause.clone().map(|cause| ("Cause".into(), cause.into())));
    }
    record
}

/// What stands for a child that was not started.
pub(super) fn pending_record(child: &PendingChild) -> Value {
    json!({
        "ExecutionArn": child.execution_arn,
        "Input": child.input.to_string(),
        "InputDetails": {"Included": true},
        "Name": child.execution_arn.name(),
        "StateMachineArn": child.state_machine_arn,
        "Status": "PENDING",
    })
}

/// A result file that is being filled.
pub(super) struct ResultFile {
    output_type: OutputType,
    bytes: Vec<u8>,
}

impl ResultFile {
    pub(super) fn new(config: WriterConfig) -> Self {
        Self { output_type: config.output_type.unwrap_or(OutputType::Json), bytes: Vec::new() }
    }

    pub(super) fn push(&mut self, record: &Value) {
        let between: &[u8] = match (self.output_type, self.bytes.is_empty()) {
            (OutputType::Json, true) => b"[",
            (OutputType::Json, false) => b",",
            (OutputType::Jsonl, true) => b"",
            (OutputType::Jsonl, false) => b"\n",
        };
        self.bytes.extend_from_slice(between);
        serde_json::to_writer(&mut self.bytes, record).expect("JSON is always written to memory");
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of the file; none where nothing was put in.
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.is_empty() {
            return None;
        }
        if self.output_type == OutputType::Json {
            bytes.push(b']');
        }
        Some(bytes)
    }

    pub(super) fn extension(&self) -> &'static str {
        match self.output_type {
            OutputType::Json => "json",
            OutputType::Jsonl => "jsonl",
        }
    }
}
