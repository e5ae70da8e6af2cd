use async_trait::async_trait;
use serde_json::{Value, json};

use super::reply::with_metadata;
use super::{TaskRequest, TaskRunner};
use crate::failure::{Failure, error_name};

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

/// Runs `arn:aws:states:::lambda:invoke` and tasks whose resource is a function's ARN.
pub struct LambdaRunner<F>(pub F);

#[async_trait]
impl<F: InvokeFunction> TaskRunner for LambdaRunner<F> {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        if !is_optimised(&task.resource) {
            return self.invoke(&task.resource, &task.arguments).await;
        }
        let Some(function) = task.arguments.get("FunctionName").and_then(Value::as_str) else {
            return Err(Failure::new(
                error_name::RUNTIME,
                format!(
                    "the field 'FunctionName' of the arguments of state '{}' must be a string",
                    task.state
                ),
            ));
        };
        let empty = json!({});
        // A function that is invoked with nothing gets an empty object.
        let payload = task.arguments.get("Payload").filter(|payload| !payload.is_null()).unwrap_or(&empty);
        let result = self.invoke(function, payload).await?;
        let answer = json!({"ExecutedVersion": "$LATEST", "Payload": result, "StatusCode": 200});
        let mut answer = with_metadata(answer, &task.token);
        if task.arguments.get("LogType").and_then(Value::as_str) == Some("Tail") {
            // Functions log to this process, so the tail of their own log is empty.
            answer["LogResult"] = "".into();
        }
        Ok(answer)
    }
}

impl<F: InvokeFunction> LambdaRunner<F> {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, Failure> {
        self.0.invoke(name_of(function), payload).await.map_err(failure_of)
    }
}

fn is_optimised(resource: &str) -> bool {
    resource.strip_suffix(".waitForTaskToken").unwrap_or(resource).ends_with(":states:::lambda:invoke")
}

/// Name of a function, from its name, its ARN or its ARN with a version.
fn name_of(function: &str) -> &str {
    match function.split_once(":function:") {
        Some((_, name)) => name.split(':').next().unwrap_or(name),
        None => function.split(':').next().unwrap_or(function),
    }
}

/// A function's failure has the name that the function gave: its `errorType`.
fn failure_of(error: FunctionError) -> Failure {
    match error {
        FunctionError::Function(document) => {
            let name =
                document.get("errorType").and_then(Value::as_str).unwrap_or("Lambda.Unknown").to_owned();
            Failure::new(name, document.to_string())
        }
        FunctionError::Service { name, message } => Failure::new(name, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lambda_failure_surfaces_as_its_own_error_type() {
        let document = json!({"errorType": "Apoyo.Transient", "errorMessage": "503"});
        let failure = failure_of(FunctionError::Function(document.clone()));
        assert_eq!(failure, Failure::new("Apoyo.Transient", document.to_string()));
    }

    #[test]
    fn a_function_is_found_by_name_arn_and_version() {
        for function in ["classify", "classify:7", "arn:aws:lambda:us-east-1:0:function:classify:$LATEST"] {
            assert_eq!(name_of(function), "classify");
        }
    }
}
