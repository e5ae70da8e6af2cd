use serde_json::Value;

use super::{Outcome, text_of};

/// `States.StringSplit(text, delimiters)`: the parts between any of the delimiters' characters; empty parts are left out.
pub(super) fn string_split(arguments: &[Value]) -> Outcome {
    let (text, delimiters) = (text_of(arguments, 0)?, text_of(arguments, 1)?);
    let parts = text.split(|c| delimiters.contains(c)).filter(|part| !part.is_empty());
    Ok(parts.map(Value::from).collect())
}
