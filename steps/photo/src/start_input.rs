use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{InvalidPhotoKey, PhotoKey, Score, ThresholdOverrides, start_input::event::EventKeys};

mod event;

/// What an execution is asked to do, whoever started it; every field is optional.
///
/// Read from what a person types in the console (`{}` is enough), from EventBridge Scheduler's input, from one or many
/// S3 "Object Created" events (as EventBridge, SQS, a Pipe or S3 itself delivers them), and from a list of keys.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StartInput {
    /// Take only photos below this path inside the waiting folder; default all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Take only these photos; default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<PhotoKey>>,
    /// Where to classify; default `auto`.
    pub lane: Lane,
    /// Classify and report, move nothing; default false.
    pub dry_run: bool,
    /// Keep from this score on; default the model's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_above: Option<Score>,
    /// Discard below this score; default the model's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discard_below: Option<Score>,
}

/// Where an execution classifies its photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// Chosen by `list` from the number of photos and bytes.
    #[default]
    Auto,
    /// Lambda functions, fanned out over batches of photos.
    Lambda,
    /// One AWS Batch array job over shards of the manifest.
    Batch,
}

/// Why an execution's input cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidStartInput {
    /// The input is no JSON object (nor a list of events).
    #[error("input is {found}, a JSON object such as {{}} or a list of S3 events is needed")]
    NotAnObject {
        /// The JSON type found.
        found: &'static str,
    },
    /// A field is unknown or has a value of the wrong kind; the message names it and what is allowed.
    #[error("input field {path}: {source}")]
    Field {
        /// Path of the field, as in `keys[3]`.
        path: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The thresholds contradict each other.
    #[error("input field {0}")]
    Thresholds(#[from] crate::InvalidThresholds),
    /// An event names a key that is no photo's.
    #[error("event {index}: {source}")]
    EventKey {
        /// Which event, counted from 0.
        index: usize,
        /// What is wrong with the key.
        #[source]
        source: InvalidPhotoKey,
    },
    /// A list element is no S3 event.
    #[error("event {index} is not an S3 \"Object Created\" event")]
    NotAnEvent {
        /// Which event, counted from 0.
        index: usize,
    },
}

impl StartInput {
    /// Reads the input of an execution, of any of the shapes above.
    ///
    /// # Errors
    /// When it has none of the shapes, or a field breaks its rule.
    pub fn read(input: &Value) -> Result<Self, InvalidStartInput> {
        match input {
            Value::Array(events) => Ok(Self { keys: Some(event::keys_of_all(events)?), ..Self::default() }),
            Value::Object(fields) if fields.is_empty() => Ok(Self::default()),
            Value::Object(_) => match event::keys_of(input, 0)? {
                EventKeys::Photos(keys) => Ok(Self { keys: Some(keys), ..Self::default() }),
                EventKeys::Tick => Ok(Self::default()),
                EventKeys::NotAnEvent => Self::read_fields(input),
            },
            other => Err(InvalidStartInput::NotAnObject { found: json_type(other) }),
        }
    }

    /// The thresholds that a person asked for.
    pub fn thresholds(&self) -> ThresholdOverrides {
        ThresholdOverrides { keep_above: self.keep_above, discard_below: self.discard_below }
    }

    fn read_fields(input: &Value) -> Result<Self, InvalidStartInput> {
        let read: Self = serde_path_to_error::deserialize(input).map_err(|error| {
            InvalidStartInput::Field { path: error.path().to_string(), source: error.into_inner() }
        })?;
        if let (Some(keep), Some(discard)) = (read.keep_above, read.discard_below) {
            crate::Thresholds::new(keep, discard)?;
        }
        Ok(read)
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(input: &Value) -> Vec<String> {
        let read = StartInput::read(input).unwrap();
        read.keys.unwrap().into_iter().map(String::from).collect()
    }

    #[test]
    fn an_empty_object_means_everything_that_waits() {
        assert_eq!(StartInput::read(&json!({})).unwrap(), StartInput::default());
    }

    #[test]
    fn a_scheduled_event_means_everything_that_waits() {
        let tick = json!({"version": "0", "id": "53dc4d37", "detail-type": "Scheduled Event", "source": "aws.events",
            "account": "123456789012", "time": "2026-11-21T06:00:00Z", "region": "eu-west-1", "resources": [], "detail": {}});
        assert_eq!(StartInput::read(&tick).unwrap(), StartInput::default());
    }

    #[test]
    fn an_object_created_event_names_its_photo() {
        let created = json!({"version": "0", "detail-type": "Object Created", "source": "aws.s3", "detail": {
            "bucket": {"name": "fotos"}, "object": {"key": "sin procesar/línea 4+5/a.jpg", "size": 7}}});
        assert_eq!(keys(&created), ["sin procesar/línea 4+5/a.jpg"]);
    }

    #[test]
    fn an_s3_notification_has_its_key_url_decoded() {
        let record = json!({"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {"object": {"key": "sin+procesar/l%C3%ADnea%2B4/a.jpg"}}}]});
        assert_eq!(keys(&record), ["sin procesar/línea+4/a.jpg"]);
    }

    #[test]
    fn a_pipe_delivers_many_uploads_as_one_list_without_repeats() {
        let body = |key: &str| {
            json!({"detail-type": "Object Created", "source": "aws.s3", "detail": {"object": {"key": key}}})
                .to_string()
        };
        let messages = json!([{"messageId": "1", "body": body("sin procesar/a.jpg")},
            {"messageId": "2", "body": body("sin procesar/b.jpg")}, {"messageId": "3", "body": body("sin procesar/a.jpg")}]);
        assert_eq!(keys(&messages), ["sin procesar/a.jpg", "sin procesar/b.jpg"]);
    }

    #[test]
    fn a_folder_marker_in_an_event_is_no_photo() {
        let created = json!({"detail-type": "Object Created", "source": "aws.s3", "detail": {"object": {"key": "sin procesar/x/"}}});
        assert_eq!(keys(&created), Vec::<String>::new());
    }

    #[test]
    fn bad_input_is_refused_by_field_value_and_allowed_values() {
        let table = [
            (
                json!({"lane": "ecs"}),
                "input field lane: unknown variant `ecs`, expected one of `auto`, `lambda`, `batch`",
            ),
            (json!({"colour": 1}), "unknown field `colour`, expected one of `folder`, `keys`"),
            (json!({"keys": ["a", ""]}), "input field keys[1]: photo key is empty"),
            (json!({"keepAbove": 2}), "input field keepAbove: score 2 is not between 0 and 1"),
            (json!({"keepAbove": 0.1, "discardBelow": 0.2}), "discardBelow 0.2 is above keepAbove 0.1"),
            (json!("x"), "input is a string"),
            (json!([{"body": "not json"}]), "event 0 is not"),
        ];
        for (input, message) in table {
            let refused = StartInput::read(&input).unwrap_err().to_string();
            assert!(refused.contains(message), "{input}: {refused}");
        }
    }
}
