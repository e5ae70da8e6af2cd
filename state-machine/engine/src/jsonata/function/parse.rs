use jsonata_core::value::JValue;

use super::{Outcome, refused, text_of};

/// `$parse(text)`: the value of a JSON text.
pub(super) fn parse(args: &[JValue]) -> Outcome {
    if matches!(args.first(), Some(JValue::Undefined)) {
        return Ok(JValue::Undefined);
    }
    let text = text_of("parse", args, 0)?;
    JValue::from_json_str(text)
        .map_err(|error| refused(format!("the argument of $parse is not JSON: {error}")))
}
