use jsonata_core::value::JValue;
use rand::RngExt;

use super::{Outcome, with_rng};

/// `$uuid()`: a random (version 4) UUID.
#[expect(clippy::unnecessary_wraps, reason = "the evaluator's signature for functions")]
pub(super) fn uuid(_args: &[JValue]) -> Outcome {
    let bytes = with_rng(RngExt::random::<[u8; 16]>);
    Ok(JValue::string(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()))
}
