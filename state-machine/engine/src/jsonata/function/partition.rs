use jsonata_core::value::JValue;

use super::{Outcome, number_of, refused, wrong_argument};

/// `$partition(array, size)`: the items in chunks of that size, the last one shorter.
pub(super) fn partition(args: &[JValue]) -> Outcome {
    let items = match args.first() {
        Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(value) => value.as_array().ok_or_else(|| wrong_argument("partition", 0, "an array"))?,
        None => return Err(wrong_argument("partition", 0, "an array")),
    };
    let size = number_of("partition", args, 1)?.trunc();
    if size < 1.0 {
        return Err(refused(format!("the chunk size of $partition is {size}, it must be at least 1")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and a cast saturates"
    )]
    let chunks = items.chunks(size as usize).map(|chunk| JValue::array(chunk.to_vec()));
    Ok(JValue::array(chunks.collect()))
}
