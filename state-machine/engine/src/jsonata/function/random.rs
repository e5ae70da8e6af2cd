use jsonata_core::value::JValue;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Outcome, number_of, with_rng};

/// `$random()` or `$random(seed)`: a number from 0 up to, not including, 1; the same for the same seed.
pub(super) fn random(args: &[JValue]) -> Outcome {
    let drawn = match args {
        [] | [JValue::Undefined] => with_rng(RngExt::random::<f64>),
        _ => ChaCha8Rng::seed_from_u64(number_of("random", args, 0)?.to_bits()).random(),
    };
    Ok(JValue::from_f64(drawn))
}
