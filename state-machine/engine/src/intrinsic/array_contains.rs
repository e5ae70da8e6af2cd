use serde_json::Value;

use super::{Outcome, array_of};

/// `States.ArrayContains(array, value)`: whether the value is in the list.
pub(super) fn array_contains(arguments: &[Value]) -> Outcome {
    let wanted = &arguments[1];
    let is_it = |item: &Value| match (item.as_f64(), wanted.as_f64()) {
        (Some(item), Some(wanted)) => item.total_cmp(&wanted).is_eq(),
        _ => item == wanted,
    };
    Ok(array_of(arguments, 0)?.iter().any(is_it).into())
}
