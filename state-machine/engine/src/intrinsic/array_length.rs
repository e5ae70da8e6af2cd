use serde_json::Value;

use super::{Outcome, array_of};

/// `States.ArrayLength(array)`.
pub(super) fn array_length(arguments: &[Value]) -> Outcome {
    Ok(array_of(arguments, 0)?.len().into())
}
