use jsonata_core::evaluator::Evaluator;
use jsonata_core::parser;
use jsonata_core::value::JValue;

use super::{Outcome, entropy, refused};
use crate::data_flow::time;

/// `$now(picture, timezone)`: the time of the step; `$fromMillis` writes it where a picture is given.
pub(super) fn now(args: &[JValue]) -> Outcome {
    if args.is_empty() {
        return Ok(JValue::string(time(entropy().now)));
    }
    let names = ["now", "picture", "timezone"];
    let values = std::iter::once(millis(&[])?).chain(args.iter().cloned());
    let data = names.iter().map(|name| (*name).to_owned()).zip(values).collect();
    let written = parser::parse("$fromMillis(now, picture, timezone)")
        .map_err(|error| refused(error.display_message()))?;
    Evaluator::new().evaluate(&written, &JValue::object(data))
}

/// `$millis()`: the time of the step in milliseconds since 1970.
#[expect(clippy::unnecessary_wraps, reason = "the evaluator's signature for functions")]
#[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
pub(super) fn millis(_args: &[JValue]) -> Outcome {
    Ok(JValue::from_f64(entropy().now.as_millisecond() as f64))
}
