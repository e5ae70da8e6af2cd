use serde_json::Value;

use super::{Outcome, Refusal, integer_of};

/// `States.MathAdd(a, b)`: their sum; each is rounded to a whole number of 32 bits.
pub(super) fn math_add(arguments: &[Value]) -> Outcome {
    let term = |at| {
        let number = integer_of(arguments, at)?;
        i32::try_from(number).map_err(|_| {
            Refusal(format!("argument {} is {number}, -2147483648 to 2147483647 is allowed", at + 1))
        })
    };
    Ok((i64::from(term(0)?) + i64::from(term(1)?)).into())
}
