use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Outcome, Refusal, text_of};

/// Longest text that the base 64 functions and `States.Hash` take, in characters.
const LIMIT: usize = 10_000;

/// `States.Base64Encode(text)`: the text's UTF-8 in base 64.
pub(super) fn base64_encode(arguments: &[Value]) -> Outcome {
    let text = text_of(arguments, 0)?;
    within_limit(text)?;
    Ok(STANDARD.encode(text).into())
}

pub(super) fn within_limit(text: &str) -> Result<(), Refusal> {
    match text.chars().count() {
        0..=LIMIT => Ok(()),
        count => Err(Refusal(format!("the text has {count} characters, at most {LIMIT} are allowed"))),
    }
}
