use serde_json::Value;

use super::super::reply::{refusal, request_id};
use super::FunctionError;
use super::invocation::Dialect;
use crate::failure::Failure;

/// HTTP status of Lambda's errors; what is not here is 400. Source:
/// <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>.
const STATUS: [(&str, u16); 7] = [
    ("AccessDeniedException", 403),
    ("EC2ThrottledException", 502),
    ("ResourceConflictException", 409),
    ("ResourceNotFoundException", 404),
    ("RequestTooLargeException", 413),
    ("ServiceException", 500),
    ("TooManyRequestsException", 429),
];

/// A function's failure has the name that the function gave: its `errorType`.
pub(super) fn failure_of(error: FunctionError, dialect: Dialect, token: &str) -> Failure {
    match error {
        FunctionError::Function(document) => match document.get("errorType").and_then(Value::as_str) {
            Some(name) => Failure::new(name, document.to_string()),
            None => Failure::new(
                "Lambda.Unknown",
                format!(
                    "The cause could not be determined because Lambda did not return an error type. \
                     Returned payload: {document}"
                ),
            ),
        },
        FunctionError::Service { name, message } => {
            let cause = match name.strip_prefix("Lambda.").filter(|code| code.ends_with("Exception")) {
                Some(code) => refused(&message, (code, dialect), token),
                None => message,
            };
            Failure::new(name, cause)
        }
    }
}

/// What Lambda says, in the words of each integration.
fn refused(message: &str, (code, dialect): (&str, Dialect), token: &str) -> String {
    let status = STATUS.iter().find(|(name, _)| *name == code).map_or(400, |(_, status)| *status);
    match dialect {
        Dialect::Direct | Dialect::Optimised => refusal(message, ("AWSLambda", status, code), token),
        Dialect::Sdk => format!(
            "{message} (Service: Lambda, Status Code: {status}, Request ID: {}) (SDK Attempt Count: 1)",
            request_id(token)
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lambda_failure_surfaces_as_its_own_error_type() {
        let document = json!({"errorType": "Apoyo.Transient", "errorMessage": "503"});
        for dialect in [Dialect::Direct, Dialect::Optimised] {
            let failure = failure_of(FunctionError::Function(document.clone()), dialect, "t");
            assert_eq!(failure, Failure::new("Apoyo.Transient", document.to_string()));
        }
    }

    #[test]
    fn a_failure_without_a_type_is_unknown() {
        let failure = failure_of(FunctionError::Function(json!({"a": 1})), Dialect::Optimised, "t");
        assert_eq!(failure.name(), "Lambda.Unknown");
        assert!(failure.cause.unwrap().ends_with("Returned payload: {\"a\":1}"));
    }

    #[test]
    fn what_lambda_refuses_is_worded_as_each_integration_does() {
        let error = FunctionError::Service {
            name: "Lambda.ResourceNotFoundException".into(),
            message: "Function not found: f".into(),
        };
        let cause = |dialect| failure_of(error.clone(), dialect, "t").cause.unwrap();
        let optimised = "Function not found: f (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ";
        assert!(cause(Dialect::Optimised).starts_with(optimised));
        assert!(
            cause(Dialect::Sdk).starts_with("Function not found: f (Service: Lambda, Status Code: 404, ")
        );
    }
}
