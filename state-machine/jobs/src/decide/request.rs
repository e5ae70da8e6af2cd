use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;

/// A request as its type.
///
/// # Errors
/// When a member has another type; the message names it.
pub(crate) fn read<T: DeserializeOwned>(request: &Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(request).map_err(|error| {
        let place = error.path().to_string();
        Refusal::executing(format!("{place}: {}", error.into_inner()))
    })
}

/// The value of a member that must be there.
pub(crate) fn required<T>(value: Option<T>, name: &str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::executing(format!("{name} should not be null or empty")))
}

/// A name of a queue, a definition or an environment: up to 128 letters, digits, hyphens and underscores.
pub(crate) fn resource_name(text: Option<String>, what: &str) -> Result<String, Refusal> {
    let text = required(text.filter(|text| !text.is_empty()), what)?;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if text.len() <= 128 && text.chars().all(is_allowed) {
        return Ok(text);
    }
    Err(Refusal::executing(format!(
        "{what} {text:?} should match valid pattern: 1 to 128 letters, numbers, hyphens and underscores"
    )))
}
