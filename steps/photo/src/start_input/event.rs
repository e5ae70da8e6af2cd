use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::InvalidStartInput;
use crate::PhotoKey;

/// What an event says of photos.
pub(super) enum EventKeys {
    /// The photos that were created.
    Photos(Vec<PhotoKey>),
    /// The time has come; the event names no photo.
    Tick,
    /// The value is no event.
    NotAnEvent,
}

/// The photos of many events, each once, in the order of their first mention.
pub(super) fn keys_of_all(events: &[Value]) -> Result<Vec<PhotoKey>, InvalidStartInput> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for (index, event) in events.iter().enumerate() {
        match keys_of(event, index)? {
            EventKeys::Photos(found) => keys.extend(found.into_iter().filter(|key| seen.insert(key.clone()))),
            EventKeys::Tick | EventKeys::NotAnEvent => return Err(InvalidStartInput::NotAnEvent { index }),
        }
    }
    Ok(keys)
}

/// The photos of one event: EventBridge's, S3's own notification, or either inside an SQS message.
pub(super) fn keys_of(event: &Value, index: usize) -> Result<EventKeys, InvalidStartInput> {
    if let Some(kind) = event.get("detail-type").and_then(Value::as_str) {
        return match (kind, event.pointer("/detail/object/key").and_then(Value::as_str)) {
            ("Scheduled Event", _) => Ok(EventKeys::Tick),
            // EventBridge carries the key as it is, unlike S3's own notifications.
            ("Object Created", Some(key)) => photos(std::iter::once(key.to_owned()), index),
            _ => Err(InvalidStartInput::NotAnEvent { index }),
        };
    }
    if let Some(records) = event.get("Records").and_then(Value::as_array) {
        return nested(records, index);
    }
    if let Some(body) = event.get("body").and_then(Value::as_str) {
        let inner = serde_json::from_str(body).map_err(|_| InvalidStartInput::NotAnEvent { index })?;
        return keys_of(&inner, index);
    }
    match event.pointer("/s3/object/key").and_then(Value::as_str) {
        Some(key) => photos(std::iter::once(form_decoded(key)), index),
        None => Ok(EventKeys::NotAnEvent),
    }
}

fn nested(records: &[Value], index: usize) -> Result<EventKeys, InvalidStartInput> {
    let mut keys = Vec::new();
    for record in records {
        match keys_of(record, index)? {
            EventKeys::Photos(found) => keys.extend(found),
            EventKeys::Tick | EventKeys::NotAnEvent => return Err(InvalidStartInput::NotAnEvent { index }),
        }
    }
    Ok(EventKeys::Photos(keys))
}

fn photos(keys: impl Iterator<Item = String>, index: usize) -> Result<EventKeys, InvalidStartInput> {
    keys.filter(|key| !key.ends_with('/'))
        .map(|key| key.parse().map_err(|source| InvalidStartInput::EventKey { index, source }))
        .collect::<Result<_, _>>()
        .map(EventKeys::Photos)
}

/// S3's own notifications write a space as `+` and everything else percent-encoded.
fn form_decoded(key: &str) -> String {
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned()
}
