use serde_json::Value;

use super::Outcome;

/// `States.Array(..)`: a list of its arguments.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every function")]
pub(super) fn array(arguments: &[Value]) -> Outcome {
    Ok(arguments.to_vec().into())
}
