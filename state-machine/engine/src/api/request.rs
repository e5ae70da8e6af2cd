use serde_json::Value;

use super::Error;
use crate::payload::PAYLOAD_LIMIT_BYTES;

/// The input of an execution.
///
/// # Errors
/// When it is not JSON of at most 256 KiB.
pub(super) fn parse_input(input: &str) -> Result<Value, Error> {
    if input.len() > PAYLOAD_LIMIT_BYTES {
        let reason = format!("it has {} bytes, at most {PAYLOAD_LIMIT_BYTES} are allowed", input.len());
        return Err(Error::InvalidInput { reason });
    }
    serde_json::from_str(input).map_err(|error| Error::InvalidInput { reason: error.to_string() })
}

/// What a task that runs outside the engine gave.
///
/// # Errors
/// When it is not JSON of at most 256 KiB.
pub(super) fn parse_output(output: &str) -> Result<Value, Error> {
    if output.len() > PAYLOAD_LIMIT_BYTES {
        let reason = format!("it has {} bytes, at most {PAYLOAD_LIMIT_BYTES} are allowed", output.len());
        return Err(Error::InvalidOutput { reason });
    }
    serde_json::from_str(output).map_err(|error| Error::InvalidOutput { reason: error.to_string() })
}

/// Whether a name is one that `CreateStateMachine`, `CreateActivity` and `StartExecution` take.
///
/// # Errors
/// When it is not.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let is_refused = |c: char| c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c);
    if (1..=80).contains(&name.chars().count()) && !name.chars().any(is_refused) {
        Ok(())
    } else {
        Err(Error::InvalidName { name: name.to_owned() })
    }
}
