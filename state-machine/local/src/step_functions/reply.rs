//! How replies are written.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// An object of those members that are there: AWS leaves out what it has nothing to say of.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

/// A time as AWS JSON writes it: seconds since 1970, to the millisecond.
pub(super) fn seconds(at: Timestamp) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
    let seconds = at.as_millisecond() as f64 / 1_000.0;
    seconds.into()
}
