use rand::RngExt;
use serde_json::Value;

use super::{Outcome, Seed};

/// `States.UUID()`: a random (version 4) UUID.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every function")]
pub(super) fn uuid(_arguments: &[Value], seed: Seed) -> Outcome {
    let bytes = seed.rng().random::<[u8; 16]>();
    Ok(::uuid::Builder::from_random_bytes(bytes).into_uuid().to_string().into())
}
