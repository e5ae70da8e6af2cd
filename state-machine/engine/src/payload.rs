use std::io;
use std::sync::Arc;

use serde_json::Value;

/// JSON that travels between states: shared, never changed, so that a state that hands its input on copies nothing.
pub type Payload = Arc<Value>;

/// Most bytes of UTF-8 that an input, output or result may have, 256 KiB.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>.
pub const PAYLOAD_LIMIT_BYTES: usize = 256 * 1024;

/// Deepest nesting of a payload; a limit of ours, since a machine that wraps its input in a loop would exhaust the stack.
pub(crate) const DEPTH_LIMIT: usize = 1_000;

/// Whether a value is nested deeper than [`DEPTH_LIMIT`].
pub(crate) fn is_too_deep(value: &Value) -> bool {
    is_deeper(value, DEPTH_LIMIT)
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(members) => levels == 0 || members.values().any(|member| is_deeper(member, levels - 1)),
        _ => false,
    }
}

/// Length of a value written as JSON, in bytes.
pub(crate) fn bytes_of(value: &Value) -> usize {
    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).expect("a value without a custom serializer is always written");
    count.0
}

/// Whether a value is longer than [`PAYLOAD_LIMIT_BYTES`].
pub(crate) fn exceeds_limit(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        _ => bytes_of(value) > PAYLOAD_LIMIT_BYTES,
    }
}

/// Serde of a payload that may be absent: as a list of none or one, since a payload may itself be null.
pub(crate) mod maybe_payload {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Payload;

    #[expect(clippy::ref_option, reason = "the shape that serde calls")]
    pub(crate) fn serialize<S: Serializer>(payload: &Option<Payload>, to: S) -> Result<S::Ok, S::Error> {
        payload.as_slice().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Payload>, D::Error> {
        Ok(Vec::<Payload>::deserialize(from)?.pop())
    }
}

struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_of_256_kib_is_the_longest() {
        let text = |bytes: usize| Value::String("x".repeat(bytes - 2));
        assert!(!exceeds_limit(&text(PAYLOAD_LIMIT_BYTES)));
        assert!(exceeds_limit(&text(PAYLOAD_LIMIT_BYTES + 1)));
    }

    #[test]
    fn a_payload_of_1000_levels_is_the_deepest() {
        let nested = |levels: usize| (0..levels).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert!(!is_too_deep(&nested(DEPTH_LIMIT)));
        assert!(is_too_deep(&nested(DEPTH_LIMIT + 1)));
    }

    #[test]
    fn length_is_that_of_utf_8() {
        assert_eq!(bytes_of(&serde_json::json!({"ñ": [1, null]})), r#"{"ñ":[1,null]}"#.len());
    }
}
