use async_trait::async_trait;
use serde_json::Value;

/// Invokes Lambda functions, by name.
#[async_trait]
pub trait InvokeFunction: Send + Sync + 'static {
    /// Runs a function and waits for its result.
    ///
    /// # Errors
    /// The function's error document, or why it could not be invoked.
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError>;
}

/// What went wrong in an invocation.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FunctionError {
    /// The function itself failed, with this error document: `errorType`, `errorMessage` and what else it says.
    #[error("function failed: {0}")]
    Function(Value),
    /// Lambda refused or could not run it: an error name of the service, as in `Lambda.TooManyRequestsException`.
    #[error("{name}: {message}")]
    Service {
        /// The name.
        name: String,
        /// What the service says.
        message: String,
    },
}

/// Name of a function, from its name, its ARN or its ARN with a version.
pub(super) fn name_of(function: &str) -> &str {
    match function.split_once(":function:") {
        Some((_, name)) => name.split(':').next().unwrap_or(name),
        None => function.split(':').next().unwrap_or(function),
    }
}

/// The version that runs: a number at the end of the function's name or in `Qualifier`; what is under another name is not
/// known here, and is the latest.
pub(super) fn version_of<'f>(function: &'f str, qualifier: Option<&'f str>) -> &'f str {
    let at_its_end = function.rsplit_once(':').map(|(_, end)| end);
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    qualifier.or(at_its_end).filter(is_number).unwrap_or("$LATEST")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_name_arn_and_version() {
        for function in ["classify", "classify:7", "arn:aws:lambda:us-east-1:0:function:classify:$LATEST"] {
            assert_eq!(name_of(function), "classify");
        }
    }

    #[test]
    fn a_version_is_a_number() {
        let table = [
            ("classify", None, "$LATEST"),
            ("classify:7", None, "7"),
            ("classify", Some("7"), "7"),
            ("classify", Some("live"), "$LATEST"),
            ("arn:aws:lambda:us-east-1:0:function:classify", None, "$LATEST"),
            ("arn:aws:lambda:us-east-1:0:function:classify:12", None, "12"),
        ];
        for (function, qualifier, version) in table {
            assert_eq!(version_of(function, qualifier), version, "{function} {qualifier:?}");
        }
    }
}
