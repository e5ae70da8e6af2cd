use apoyo_asl::{Pattern, Resource, ResourceKind};
use apoyo_engine::{Failure, TaskRequest, error_name};

use crate::dialect::Dialect;
use crate::model::{Model, Operation, models, named};

/// An operation of a service, as the resource of a task names it.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    /// The word that the SDK integrations have for the service, as in `eventbridge`.
    pub(crate) service: &'static str,
    pub(crate) model: &'static Model,
    /// Name of the operation, as in `PutEvents`.
    pub(crate) name: &'static str,
    pub(crate) operation: &'static Operation,
    pub(crate) dialect: Dialect,
}

impl Call {
    /// The call of a task.
    ///
    /// # Errors
    /// When there is no table of the service, it has no such operation, or the pattern is none of the integration's; the
    /// failure says what there is.
    pub(crate) fn of(task: &TaskRequest) -> Result<Self, Failure> {
        let unknown = |why: String| {
            let cause =
                format!("the resource {:?} of state {:?} cannot be called: {why}", task.resource, task.state);
            Failure::new(error_name::RUNTIME, cause)
        };
        Self::find(&task.resource).map_err(unknown)
    }

    /// The call that a resource is, or why it is none.
    pub(crate) fn find(resource: &str) -> Result<Self, String> {
        let resource: Resource = resource.parse().map_err(|error| format!("{error}"))?;
        let (service, action, pattern, dialect) = match resource.kind() {
            ResourceKind::AwsSdk { service, action, pattern } => (service, action, pattern, Dialect::Sdk),
            ResourceKind::Optimised { service, action, pattern } => {
                let dialect = Dialect::optimised(service, action)?;
                (dialect.service(service), action, pattern, dialect)
            }
            ResourceKind::Function(_) => ("lambda", "invoke", Pattern::RequestResponse, Dialect::Function),
            ResourceKind::Activity(_) | ResourceKind::Other(_) => {
                return Err("it is no integration of a service".to_owned());
            }
        };
        if matches!(pattern, Pattern::Sync | Pattern::Sync2) {
            return Err(format!("{service} has no job to wait for (.sync)"));
        }
        let service = models().find(|known| *known == service).ok_or_else(|| no_table(service))?;
        let model = named(service).ok_or_else(|| no_table(service))?;
        let found = model.operation(action);
        let (name, operation) = found.ok_or_else(|| format!("{service} has no operation {action:?}"))?;
        Ok(Self { service, model, name, operation, dialect })
    }

    /// What the service calls the task: `sqs`, or `aws-sdk:sqs`.
    pub(crate) fn task_name(&self) -> String {
        match self.dialect {
            Dialect::Optimised(optimised) => optimised.service.to_owned(),
            Dialect::Sdk => format!("aws-sdk:{}", self.service),
            Dialect::Function => "lambda".to_owned(),
        }
    }
}

fn no_table(service: &str) -> String {
    let known: Vec<&str> = models().collect();
    format!("there is no service {service:?} here, only {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_an_operation_of_a_service() {
        let name = |resource: &str| Call::find(resource).map(|call| (call.service, call.name));
        assert_eq!(name("arn:aws:states:::events:putEvents"), Ok(("eventbridge", "PutEvents")));
        assert_eq!(name("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), Ok(("sqs", "SendMessage")));
        assert_eq!(name("arn:aws:states:::aws-sdk:s3:listObjectsV2"), Ok(("s3", "ListObjectsV2")));
        assert_eq!(name("arn:aws:states:::dynamodb:getItem"), Ok(("dynamodb", "GetItem")));
    }

    #[test]
    fn what_cannot_be_called_says_why_and_what_there_is() {
        let table = [
            (
                "arn:aws:states:::aws-sdk:polly:speak",
                "there is no service \"polly\" here, only batch, cloudwatchlogs, ",
            ),
            ("arn:aws:states:::aws-sdk:s3:getObjects", "s3 has no operation \"getObjects\""),
            ("arn:aws:states:::aws-sdk:s3:getObject.sync", "s3 has no job to wait for (.sync)"),
            (
                "arn:aws:states:::sqs:receiveMessage",
                "the integrations of sqs are sendMessage, not \"receiveMessage\"",
            ),
            (
                "arn:aws:states:::athena:startQueryExecution",
                "\"athena\" is no integration here, only dynamodb, events, ",
            ),
            ("arn:aws:states:us-east-1:0:activity:f", "it is no integration of a service"),
        ];
        for (resource, why) in table {
            let said = Call::find(resource).map(|call| call.name).unwrap_err();
            assert!(said.starts_with(why), "{resource}: {said}");
        }
    }
}
