//! What the optimised `lambda:invoke`, and a task whose resource is a function, do beyond calling.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>.

use apoyo_engine::Failure;
use serde_json::{Value, json};

/// The arguments of `Invoke` for a task whose resource is a function's ARN.
pub(crate) fn arguments(arn: &str, input: &Value) -> Value {
    json!({"FunctionName": arn, "Payload": input})
}

/// The result with the function's own as JSON instead of text.
///
/// # Errors
/// The function's failure, under its own name: its `errorType`.
pub(crate) fn parsed(mut result: Value) -> Result<Value, Failure> {
    let payload = result.get("Payload").and_then(Value::as_str).unwrap_or_default();
    let parsed = serde_json::from_str(payload).unwrap_or_else(|_| payload.into());
    if result.get("FunctionError").is_some() {
        return Err(failure(&parsed));
    }
    result["Payload"] = parsed;
    Ok(result)
}

fn failure(document: &Value) -> Failure {
    match document.get("errorType").and_then(Value::as_str) {
        Some(name) => Failure::new(name, document.to_string()),
        None => Failure::new(
            "Lambda.Unknown",
            format!(
                "The cause could not be determined because Lambda did not return an error type. \
                 Returned payload: {document}"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_result_is_json() {
        let result = parsed(json!({"StatusCode": 200, "Payload": "{\"a\": [1]}"})).unwrap();
        assert_eq!(result["Payload"], json!({"a": [1]}));
        assert_eq!(parsed(json!({"StatusCode": 202, "Payload": ""})).unwrap()["Payload"], "");
    }

    #[test]
    fn a_functions_failure_has_its_own_name() {
        let failed =
            |payload: &str| parsed(json!({"FunctionError": "Unhandled", "Payload": payload})).unwrap_err();
        let own = failed("{\"errorType\": \"Apoyo.Transient\", \"errorMessage\": \"503\"}");
        assert_eq!(own.name(), "Apoyo.Transient");
        assert_eq!(
            own.cause.as_deref(),
            Some("{\"errorType\":\"Apoyo.Transient\",\"errorMessage\":\"503\"}")
        );
        assert_eq!(failed("broken").name(), "Lambda.Unknown");
    }
}
