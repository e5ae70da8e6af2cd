use serde_json::{Map, Value};

use super::{Outcome, Refusal};

/// `States.JsonMerge(first, second, false)`: the members of both objects, the second's where both have one.
///
/// The third argument asks for a deep merge, which the service does not have.
pub(super) fn json_merge(arguments: &[Value]) -> Outcome {
    if arguments[2] != Value::Bool(false) {
        return Err(Refusal(format!("argument 3 is {}, only false (shallow) is allowed", arguments[2])));
    }
    let mut merged = object(arguments, 0)?.clone();
    merged.extend(object(arguments, 1)?.clone());
    Ok(Value::Object(merged))
}

fn object(arguments: &[Value], at: usize) -> Result<&Map<String, Value>, Refusal> {
    let refused = || Refusal(format!("argument {} must be an object, it is {}", at + 1, arguments[at]));
    arguments[at].as_object().ok_or_else(refused)
}
