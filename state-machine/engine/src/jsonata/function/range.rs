use jsonata_core::value::JValue;

use super::{Outcome, number_of, refused};

/// Most items that AWS lets a range have.
const MOST_ITEMS: f64 = 1_000.0;

/// `$range(first, last, step)`: the numbers from the first to at most the last.
pub(super) fn range(args: &[JValue]) -> Outcome {
    let first = number_of("range", args, 0)?;
    let last = number_of("range", args, 1)?;
    let step = number_of("range", args, 2)?;
    if step == 0.0 {
        return Err(refused("the step of $range is 0, it must be another number"));
    }
    let count = ((last - first) / step).floor() + 1.0;
    if count > MOST_ITEMS {
        return Err(refused(format!("$range would have {count} items, at most {MOST_ITEMS} are allowed")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 1,000, and a cast saturates"
    )]
    let count = count as u32;
    Ok(JValue::array((0..count).map(|at| JValue::from_f64(first + f64::from(at) * step)).collect()))
}
