use std::sync::Arc;

use apoyo_asl::Pattern;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;

/// Who runs a task, as the history names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Integration {
    /// `Resource` is the ARN of a Lambda function: events `LambdaFunction...`.
    Lambda,
    /// `Resource` is the ARN of an activity: events `Activity...`.
    Activity,
    /// `Resource` is `arn:aws:states:::<resourceType>:<resource>`: events `Task...`.
    Service {
        /// Service, as in `lambda`.
        resource_type: Arc<str>,
        /// Call, as in `invoke` or `submitJob.sync`.
        resource: Arc<str>,
    },
}

impl Integration {
    /// What runs a `Resource` of a definition.
    pub fn of(resource: &str) -> Self {
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        let call = match parts[..] {
            ["arn", _, "states", "", "", call] => call,
            ["arn", _, "states", _, _, name] if name.starts_with("activity:") => return Self::Activity,
            _ => return Self::Lambda,
        };
        // The name of an SDK's service has a colon in it, and so may the name of a call: `startExecution.sync:2`.
        let sdk =
            call.strip_prefix("aws-sdk:").and_then(|call| call.find(':')).map(|at| "aws-sdk:".len() + at);
        let (resource_type, resource) = match sdk.or_else(|| call.find(':')) {
            Some(colon) => (&call[..colon], &call[colon + 1..]),
            None => (call, ""),
        };
        Self::Service { resource_type: resource_type.into(), resource: resource.into() }
    }

    /// What a task of it waits for.
    pub fn pattern(&self) -> Pattern {
        match self {
            Self::Service { resource, .. } => Pattern::of(resource),
            Self::Lambda | Self::Activity => Pattern::RequestResponse,
        }
    }
}

/// A task that was handed to its service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskScheduled {
    /// Who runs it.
    pub integration: Integration,
    /// `Resource` of the state.
    pub resource: Arc<str>,
    /// `Arguments`, or the state's input.
    pub arguments: Payload,
    /// Region of the service.
    pub region: Arc<str>,
    /// `TimeoutSeconds`, where the state has one.
    pub timeout_seconds: Option<u64>,
    /// `HeartbeatSeconds`, where the state has one.
    pub heartbeat_seconds: Option<u64>,
    /// `RoleArn` of `Credentials`, where the state has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<Arc<str>>,
}

/// Which time of a task was over.
///
/// AWS calls both `States.Timeout` where it tells of them (recorded), and lets `States.HeartbeatTimeout` in a retrier or
/// catcher match the second (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeLimit {
    /// `TimeoutSeconds`.
    Timeout,
    /// `HeartbeatSeconds`.
    Heartbeat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integration_is_read_from_the_resource() {
        let service = |resource_type: &str, resource: &str| Integration::Service {
            resource_type: resource_type.into(),
            resource: resource.into(),
        };
        assert_eq!(Integration::of("arn:aws:states:::lambda:invoke"), service("lambda", "invoke"));
        assert_eq!(
            Integration::of("arn:aws:states:::batch:submitJob.sync"),
            service("batch", "submitJob.sync")
        );
        assert_eq!(
            Integration::of("arn:aws:states:::aws-sdk:s3:getObject"),
            service("aws-sdk:s3", "getObject")
        );
        assert_eq!(
            Integration::of("arn:aws-cn:states:::states:startExecution.sync:2"),
            service("states", "startExecution.sync:2")
        );
        assert_eq!(Integration::of("arn:aws:states:us-east-1:0:activity:look"), Integration::Activity);
        assert_eq!(Integration::of("arn:aws:lambda:us-east-1:0:function:f"), Integration::Lambda);
    }

    #[test]
    fn a_pattern_is_read_from_the_call() {
        let pattern = |resource| Integration::of(resource).pattern();
        assert_eq!(pattern("arn:aws:states:::batch:submitJob"), Pattern::RequestResponse);
        assert_eq!(pattern("arn:aws:states:::batch:submitJob.sync"), Pattern::Sync);
        assert_eq!(pattern("arn:aws:states:::states:startExecution.sync:2"), Pattern::Sync2);
        assert_eq!(
            pattern("arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken"),
            Pattern::WaitForTaskToken
        );
    }
}
