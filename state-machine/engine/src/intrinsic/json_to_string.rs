use serde_json::Value;

use super::Outcome;

/// `States.JsonToString(value)`: the value as JSON text without white space.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every function")]
pub(super) fn json_to_string(arguments: &[Value]) -> Outcome {
    Ok(arguments[0].to_string().into())
}
