use serde_json::Value;

use super::{Outcome, Refusal, text_of};

/// `States.StringToJson(text)`: the value whose JSON text this is; null for white space.
pub(super) fn string_to_json(arguments: &[Value]) -> Outcome {
    let text = text_of(arguments, 0)?;
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|error| Refusal(format!("the text is not JSON: {error}")))
}
