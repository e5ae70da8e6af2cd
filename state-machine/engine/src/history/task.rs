use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::payload::Payload;

/// Who runs a task, as the history names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Integration {
    /// `Resource` is the ARN of a Lambda function: events `LambdaFunction...`.
    Lambda,
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
        match resource.strip_prefix("arn:aws:states:::") {
            Some(service) => {
                let (resource_type, resource) = service.rsplit_once(':').unwrap_or((service, ""));
                Self::Service { resource_type: resource_type.into(), resource: resource.into() }
            }
            None => Self::Lambda,
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
        assert_eq!(Integration::of("arn:aws:lambda:us-east-1:0:function:f"), Integration::Lambda);
    }
}
