use std::sync::Arc;

use futures::StreamExt;
use serde_json::Value;

use super::given::Given;
use super::{failed, unreadable};
use crate::failure::Failure;
use crate::objects::ByteStream;

/// Largest JSON file that is searched for its items, in bytes: it must be in memory as a whole.
const LARGEST_FILE_BYTES: usize = 256 * 1024 * 1024;

/// The items at `ItemsPointer` of a JSON file: a list, or the members of an object as `Key` and `Value`.
pub(super) async fn read(mut bytes: ByteStream, pointer: &str, source: Arc<str>) -> Result<Given, Failure> {
    let mut whole = Vec::new();
    while let Some(chunk) = bytes.next().await {
        whole.extend_from_slice(&chunk.map_err(unreadable)?);
        if whole.len() > LARGEST_FILE_BYTES {
            return Err(failed(format!(
                "a JSON file with ItemsPointer has at most {LARGEST_FILE_BYTES} bytes"
            )));
        }
    }
    let mut document: Value =
        serde_json::from_slice(&whole).map_err(|error| failed(format!("the file is not JSON: {error}")))?;
    match document.pointer_mut(pointer).map(Value::take) {
        Some(items @ (Value::Array(_) | Value::Object(_))) => Ok(Given::new(items, source)),
        _ => Err(failed(format!("the ItemsPointer {pointer:?} does not lead to a list or an object"))),
    }
}
