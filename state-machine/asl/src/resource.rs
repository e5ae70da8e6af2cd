use std::fmt;
use std::str::FromStr;

/// What a task calls: an ARN, or a text with `CloudFormation` substitutions `${Name}` that becomes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Resource(Box<str>);

/// What a resource stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind<'r> {
    /// An integration made for the service: `arn:aws:states:::lambda:invoke`.
    Optimised {
        /// As in `lambda`, `batch`, `s3`, `states`.
        service: &'r str,
        /// As in `invoke`, `submitJob`.
        action: &'r str,
        /// What is waited for.
        pattern: Pattern,
    },
    /// Any operation of the SDK: `arn:aws:states:::aws-sdk:s3:headObject`.
    AwsSdk {
        /// As in `s3`.
        service: &'r str,
        /// As in `headObject`.
        action: &'r str,
        /// What is waited for.
        pattern: Pattern,
    },
    /// A Lambda function, called by its own ARN.
    Function(&'r str),
    /// An activity, by its ARN.
    Activity(&'r str),
    /// Anything else: another service's ARN, or a substitution.
    Other(&'r str),
}

/// What a task waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// The reply of the call.
    RequestResponse,
    /// The end of the job; `.sync`.
    Sync,
    /// The end of the execution, its output parsed; `.sync:2`.
    Sync2,
    /// Someone to send the task's token back; `.waitForTaskToken`.
    WaitForTaskToken,
}

/// Why a text is not a resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
)]
pub struct InvalidResource {
    /// The text found.
    pub text: String,
}

impl Resource {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it stands for.
    pub fn kind(&self) -> ResourceKind<'_> {
        let parts: Vec<&str> = self.0.splitn(7, ':').collect();
        match parts.as_slice() {
            ["arn", _, "states", "", "", "aws-sdk", rest] => {
                let (service, call) = rest.split_once(':').unwrap_or((rest, ""));
                let (action, pattern) = Pattern::split(call);
                ResourceKind::AwsSdk { service, action, pattern }
            }
            ["arn", _, "states", "", "", service, call] => {
                let (action, pattern) = Pattern::split(call);
                ResourceKind::Optimised { service, action, pattern }
            }
            ["arn", _, "lambda", _, _, "function", _] => ResourceKind::Function(&self.0),
            ["arn", _, "states", _, _, "activity", _] => ResourceKind::Activity(&self.0),
            _ => ResourceKind::Other(&self.0),
        }
    }

    /// What a task of it waits for.
    pub fn pattern(&self) -> Pattern {
        match self.kind() {
            ResourceKind::Optimised { pattern, .. } | ResourceKind::AwsSdk { pattern, .. } => pattern,
            ResourceKind::Function(_) | ResourceKind::Activity(_) | ResourceKind::Other(_) => {
                Pattern::RequestResponse
            }
        }
    }
}

impl Pattern {
    /// What a task waits for whose call is written like this: `submitJob.sync`.
    pub fn of(call: &str) -> Self {
        Self::split(call).1
    }

    fn split(call: &str) -> (&str, Self) {
        match call.split_once('.') {
            Some((action, "sync")) => (action, Self::Sync),
            Some((action, "sync:2")) => (action, Self::Sync2),
            Some((action, "waitForTaskToken")) => (action, Self::WaitForTaskToken),
            _ => (call, Self::RequestResponse),
        }
    }
}

impl FromStr for Resource {
    type Err = InvalidResource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_arn = text.starts_with("arn:") && text.splitn(7, ':').count() >= 6;
        if is_arn || text.contains("${") {
            return Ok(Self(text.into()));
        }
        Err(InvalidResource { text: text.to_owned() })
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_knows_service_action_and_pattern() {
        let kind = |text: &'static str| text.parse::<Resource>().unwrap();
        let optimised = |service, action, pattern| ResourceKind::Optimised { service, action, pattern };
        assert_eq!(
            kind("arn:aws:states:::lambda:invoke").kind(),
            optimised("lambda", "invoke", Pattern::RequestResponse)
        );
        assert_eq!(
            kind("arn:aws:states:::batch:submitJob.sync").kind(),
            optimised("batch", "submitJob", Pattern::Sync)
        );
        assert_eq!(
            kind("arn:aws:states:::states:startExecution.sync:2").kind(),
            optimised("states", "startExecution", Pattern::Sync2)
        );
        assert_eq!(
            kind("arn:aws-cn:states:::aws-sdk:s3:headObject.waitForTaskToken").kind(),
            ResourceKind::AwsSdk { service: "s3", action: "headObject", pattern: Pattern::WaitForTaskToken }
        );
        assert!(matches!(
            kind("arn:aws:lambda:eu-west-1:123456789012:function:list:live").kind(),
            ResourceKind::Function(_)
        ));
        assert!(matches!(
            kind("arn:aws:states:eu-west-1:123456789012:activity:look").kind(),
            ResourceKind::Activity(_)
        ));
        assert!(matches!(kind("${ListFunctionArn}").kind(), ResourceKind::Other(_)));
        assert!("list".parse::<Resource>().is_err());
    }
}
