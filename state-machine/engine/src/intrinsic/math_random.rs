use rand::RngExt;
use serde_json::Value;

use super::{Outcome, Refusal, Seed, integer_of};

/// `States.MathRandom(from, to, seed?)`: a whole number from the first up to, and without, the second.
pub(super) fn math_random(arguments: &[Value], seed: Seed) -> Outcome {
    let (from, to) = (integer_of(arguments, 0)?, integer_of(arguments, 1)?);
    if from >= to {
        return Err(Refusal(format!("the range from {from} to {to} is empty, the second must be larger")));
    }
    let seed = match arguments.get(2) {
        Some(_) => Seed(integer_of(arguments, 2)?.cast_unsigned()),
        None => seed,
    };
    Ok(seed.rng().random_range(from..to).into())
}
