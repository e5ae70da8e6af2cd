use serde_json::Value;

/// Why a function has no value, for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refusal(pub(super) String);

/// What a function gives.
pub(super) type Outcome = Result<Value, Refusal>;

/// The argument at this position as a list.
pub(super) fn array_of(arguments: &[Value], at: usize) -> Result<&Vec<Value>, Refusal> {
    arguments.get(at).and_then(Value::as_array).ok_or_else(|| wrong(arguments, at, "an array"))
}

/// The argument at this position as text.
pub(super) fn text_of(arguments: &[Value], at: usize) -> Result<&str, Refusal> {
    arguments.get(at).and_then(Value::as_str).ok_or_else(|| wrong(arguments, at, "a string"))
}

/// The argument at this position as a whole number, rounded where it has a fraction.
pub(super) fn integer_of(arguments: &[Value], at: usize) -> Result<i64, Refusal> {
    let number = arguments.get(at).filter(|value| value.is_number());
    let whole = number.and_then(|number| number.as_i64().or_else(|| rounded(number.as_f64()?)));
    whole.ok_or_else(|| wrong(arguments, at, "a number"))
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn rounded(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= EXACT).then(|| number.round() as i64)
}

fn wrong(arguments: &[Value], at: usize, wanted: &str) -> Refusal {
    let found = arguments.get(at).unwrap_or(&Value::Null);
    Refusal(format!("argument {} must be {wanted}, it is {found}", at + 1))
}
