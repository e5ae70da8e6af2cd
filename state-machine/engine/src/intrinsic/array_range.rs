use serde_json::Value;

use super::{Outcome, Refusal, integer_of};

/// Longest list.
const LIMIT: u64 = 1_000;

/// `States.ArrayRange(first, last, step)`: numbers from the first to the last, both included.
pub(super) fn array_range(arguments: &[Value]) -> Outcome {
    let (first, last) = (integer_of(arguments, 0)?, integer_of(arguments, 1)?);
    let step = integer_of(arguments, 2)?;
    if step == 0 {
        return Err(Refusal("the step is 0, another number is needed".to_owned()));
    }
    if (last > first) != (step > 0) && last != first {
        return Ok(Value::Array(Vec::new()));
    }
    let count = (first.abs_diff(last) / step.unsigned_abs()).saturating_add(1);
    if count > LIMIT {
        return Err(Refusal(format!("the range has {count} elements, at most {LIMIT} are allowed")));
    }
    let numbers = std::iter::successors(Some(first), |number| number.checked_add(step));
    Ok(numbers.take(usize::try_from(count).unwrap_or(0)).collect())
}
