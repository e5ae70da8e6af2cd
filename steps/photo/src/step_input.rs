use serde::de::DeserializeOwned;
use serde_json::Value;

/// A step's input that does not have the shape which the state machine gives it.
#[derive(Debug, thiserror::Error)]
#[error("input field {path}: {source}")]
pub struct InvalidStepInput {
    /// Path of the field, as in `photo.key`; `.` for the whole input.
    pub path: String,
    /// What is wrong with it.
    #[source]
    pub source: serde_json::Error,
}

/// Reads a step's input, naming the field that is wrong.
///
/// # Errors
/// When a field is missing or has a value of the wrong kind.
pub fn read_step_input<T: DeserializeOwned>(input: Value) -> Result<T, InvalidStepInput> {
    serde_path_to_error::deserialize(input)
        .map_err(|error| InvalidStepInput { path: error.path().to_string(), source: error.into_inner() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::StageInput;

    #[test]
    fn a_wrong_field_is_named() {
        let input = serde_json::json!({"execution": "x", "photo": {"key": "", "size": 1, "etag": "e"}});
        let refused = read_step_input::<StageInput>(input).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "input field photo.key: photo key is empty, at least 1 byte is needed"
        );
    }
}
