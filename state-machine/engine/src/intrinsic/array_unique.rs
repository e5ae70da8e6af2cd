use std::collections::HashSet;

use serde_json::Value;

use super::{Outcome, array_of};

/// `States.ArrayUnique(array)`: each element once, where it first stands.
pub(super) fn array_unique(arguments: &[Value]) -> Outcome {
    let mut seen = HashSet::new();
    Ok(array_of(arguments, 0)?.iter().filter(|item| seen.insert(item.to_string())).cloned().collect())
}
