//! Lambda functions: by their own ARN, by `lambda:invoke` and by `aws-sdk:lambda:invoke`.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>; the forms of results were recorded.

mod function;
mod invocation;
mod refusal;

use async_trait::async_trait;
use serde_json::{Value, json};

pub use function::{FunctionError, InvokeFunction};

use function::name_of;
use invocation::{Dialect, Invocation, InvocationKind, dialect_of};
use refusal::failure_of;

use super::reply::with_metadata;
use super::{TaskRequest, TaskRunner};
use crate::failure::Failure;

/// Runs `arn:aws:states:::lambda:invoke`, `arn:aws:states:::aws-sdk:lambda:invoke` and tasks whose resource is a function's
/// ARN.
///
/// An invocation of type `Event` is made like any other, and its result passed over: the task ends when the function has,
/// where at AWS it ends before. One of type `DryRun` invokes nothing.
pub struct LambdaRunner<F>(pub F);

#[async_trait]
impl<F: InvokeFunction> TaskRunner for LambdaRunner<F> {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let invocation = Invocation::of(&task)?;
        let answer = match invocation.kind {
            InvocationKind::DryRun => json!({"ExecutedVersion": invocation.version, "StatusCode": 204}),
            InvocationKind::Event => {
                match self.invoke(&invocation).await {
                    Err(error @ FunctionError::Service { .. }) => {
                        return Err(failure_of(error, invocation.dialect, &task.token));
                    }
                    Ok(_) | Err(FunctionError::Function(_)) => {}
                }
                json!({"Payload": "", "StatusCode": 202})
            }
            InvocationKind::RequestResponse => {
                let result = self.invoke(&invocation).await;
                let result = match (result, invocation.dialect) {
                    // The SDK takes an error of the function for a reply.
                    (Err(FunctionError::Function(document)), Dialect::Sdk) => {
                        return Ok(with_function_error(&invocation, &document));
                    }
                    (result, dialect) => result.map_err(|error| failure_of(error, dialect, &task.token))?,
                };
                answer(&invocation, result)
            }
        };
        Ok(match invocation.dialect {
            Dialect::Optimised => with_metadata(answer, &task.token),
            Dialect::Direct | Dialect::Sdk => answer,
        })
    }
}

/// Name of the function that a task of a [`LambdaRunner`] invokes; none where its arguments name none.
pub fn function_of(task: &TaskRequest) -> Option<&str> {
    let named = match dialect_of(task).ok()? {
        Dialect::Direct => &task.resource,
        Dialect::Optimised | Dialect::Sdk => task.arguments.get("FunctionName")?.as_str()?,
    };
    Some(name_of(named))
}

impl<F: InvokeFunction> LambdaRunner<F> {
    async fn invoke(&self, invocation: &Invocation<'_>) -> Result<Value, FunctionError> {
        self.0.invoke(name_of(invocation.function), &invocation.payload).await
    }
}

/// The result of a function, as the integration gives it.
fn answer(invocation: &Invocation<'_>, result: Value) -> Value {
    let payload = match invocation.dialect {
        Dialect::Direct => return result,
        Dialect::Optimised => result,
        // The SDK gives the body as it came: JSON text.
        Dialect::Sdk => result.to_string().into(),
    };
    let mut answer = json!({"ExecutedVersion": invocation.version, "Payload": payload, "StatusCode": 200});
    if invocation.is_log_wanted {
        // Functions log to this process, so the tail of their own log is empty.
        answer["LogResult"] = "".into();
    }
    answer
}

fn with_function_error(invocation: &Invocation<'_>, document: &Value) -> Value {
    let mut answer = answer(invocation, document.clone());
    answer["FunctionError"] = "Unhandled".into();
    answer
}
