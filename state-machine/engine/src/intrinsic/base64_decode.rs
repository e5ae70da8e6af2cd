use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::base64_encode::within_limit;
use super::{Outcome, Refusal, text_of};

/// `States.Base64Decode(text)`: the text whose UTF-8 this is in base 64.
pub(super) fn base64_decode(arguments: &[Value]) -> Outcome {
    let text = text_of(arguments, 0)?;
    within_limit(text)?;
    let bytes =
        STANDARD.decode(text).map_err(|error| Refusal(format!("the text is not base 64: {error}")))?;
    String::from_utf8(bytes).map(Value::from).map_err(|_| Refusal("the bytes are not UTF-8".to_owned()))
}
