use std::fmt;
use std::future::Future;
use std::str::FromStr;

use apoyo_photo::{ErrorName, ExecutionName};
use aws_sdk_sfn::Client;
use aws_sdk_sfn::error::{DisplayErrorContext, SdkError};
use aws_sdk_sfn::types::ExecutionStatus;

/// The ability to say whether an execution still runs, and so whether what it claimed is still its own. Needs
/// `states:DescribeExecution` on the state machine's executions.
pub trait RunningExecutions {
    /// Whether the execution of this name runs, or waits to be redriven.
    ///
    /// # Errors
    /// When it cannot be told. The caller must then adopt nothing.
    fn is_running(
        &self,
        execution: &ExecutionName,
    ) -> impl Future<Output = Result<bool, UnknownWhetherRunning>> + Send;
}

/// Step Functions did not say whether an execution runs.
#[derive(Debug, thiserror::Error)]
#[error("DescribeExecution of {execution}: {message}")]
pub struct UnknownWhetherRunning {
    /// Which execution.
    pub execution: ExecutionName,
    /// What came back.
    pub message: String,
    /// The name under which the step fails.
    name: ErrorName,
}

impl UnknownWhetherRunning {
    /// The name under which the step fails.
    pub fn name(&self) -> ErrorName {
        self.name
    }
}

/// For one process that runs one execution at a time: whoever else is named has ended.
#[derive(Debug, Clone, Copy, Default)]
pub struct NothingElseRuns;

impl RunningExecutions for NothingElseRuns {
    async fn is_running(&self, _execution: &ExecutionName) -> Result<bool, UnknownWhetherRunning> {
        Ok(false)
    }
}

/// Asks Step Functions.
#[derive(Debug, Clone)]
pub struct StepFunctions {
    client: Client,
    state_machine: StateMachineArn,
}

impl StepFunctions {
    /// Asks through this client about executions of this state machine.
    pub fn new(client: Client, state_machine: StateMachineArn) -> Self {
        Self { client, state_machine }
    }
}

impl RunningExecutions for StepFunctions {
    async fn is_running(&self, execution: &ExecutionName) -> Result<bool, UnknownWhetherRunning> {
        let arn = self.state_machine.execution(execution);
        match self.client.describe_execution().execution_arn(arn).send().await {
            Ok(found) => {
                Ok(matches!(found.status(), ExecutionStatus::Running | ExecutionStatus::PendingRedrive))
            }
            // Step Functions forgets an execution 90 days after its end.
            Err(SdkError::ServiceError(answer)) if answer.err().is_execution_does_not_exist() => Ok(false),
            Err(error) => Err(UnknownWhetherRunning {
                execution: execution.clone(),
                message: DisplayErrorContext(&error).to_string(),
                name: name_of(error.raw_response().map(|raw| raw.status().as_u16()), &error),
            }),
        }
    }
}

fn name_of<E: aws_sdk_sfn::error::ProvideErrorMetadata, R>(
    status: Option<u16>,
    error: &SdkError<E, R>,
) -> ErrorName {
    let code = match error {
        SdkError::ServiceError(answer) => answer.err().code().unwrap_or_default(),
        _ => "",
    };
    match (status, code) {
        (_, "AccessDeniedException") | (Some(401 | 403), _) => ErrorName::AccessDenied,
        (_, "ThrottlingException") | (None | Some(429 | 500..), _) => ErrorName::Transient,
        _ => ErrorName::Internal,
    }
}

/// ARN of the state machine, from which those of its executions follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMachineArn {
    /// `arn:aws:states:eu-west-1:123456789012`
    place: Box<str>,
    name: Box<str>,
}

/// A text that is no ARN of a state machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no ARN of a state machine, as in arn:aws:states:eu-west-1:123456789012:stateMachine:triage"
)]
pub struct InvalidStateMachineArn {
    /// The text found.
    pub text: String,
}

impl StateMachineArn {
    /// The variable that holds it.
    pub const VARIABLE: &'static str = "APOYO_STATE_MACHINE_ARN";

    /// Name of the state machine.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// ARN of one of its executions.
    pub fn execution(&self, name: &ExecutionName) -> String {
        format!("{}:execution:{}:{name}", self.place, self.name)
    }
}

impl fmt::Display for StateMachineArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:stateMachine:{}", self.place, self.name)
    }
}

impl FromStr for StateMachineArn {
    type Err = InvalidStateMachineArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').collect();
        match parts[..] {
            ["arn", partition, "states", region, account, "stateMachine", name] if !name.is_empty() => {
                Ok(Self {
                    place: format!("arn:{partition}:states:{region}:{account}").into(),
                    name: name.into(),
                })
            }
            _ => Err(InvalidStateMachineArn { text: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arn_of_an_execution_follows_from_the_state_machines() {
        let arn: StateMachineArn =
            "arn:aws:states:eu-west-1:123456789012:stateMachine:triage".parse().unwrap();
        let execution = arn.execution(&"x-1".parse().unwrap());
        assert_eq!(execution, "arn:aws:states:eu-west-1:123456789012:execution:triage:x-1");
        assert_eq!(arn.name(), "triage");
        assert_eq!(arn.to_string(), "arn:aws:states:eu-west-1:123456789012:stateMachine:triage");
        assert!("triage".parse::<StateMachineArn>().is_err());
    }
}
