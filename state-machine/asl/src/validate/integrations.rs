use crate::{Pattern, Resource, ResourceKind};

/// An optimised integration of a service, and what its tasks can wait for.
struct Integration {
    /// Its word in a resource.
    service: &'static str,
    /// Its calls; any where empty, for services with many that this crate does not list.
    actions: &'static [&'static str],
    /// What a task can wait for beyond the reply.
    waits: Waits,
}

/// What a task of an integration can wait for beyond the reply.
#[derive(Clone, Copy)]
enum Waits {
    Nothing,
    Job,
    Token,
    JobOrToken,
}

/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html> and its page for each service.
const INTEGRATIONS: [Integration; 22] = [
    integration("apigateway", &["invoke"], Waits::Token),
    integration(
        "athena",
        &["getQueryExecution", "getQueryResults", "startQueryExecution", "stopQueryExecution"],
        Waits::Job,
    ),
    integration("batch", &["submitJob"], Waits::Job),
    integration("bedrock", &[], Waits::JobOrToken),
    integration("codebuild", &[], Waits::Job),
    integration("databrew", &["startJobRun"], Waits::Job),
    integration("dynamodb", &["deleteItem", "getItem", "putItem", "updateItem"], Waits::Nothing),
    integration("ecs", &["runTask"], Waits::JobOrToken),
    integration("eks", &[], Waits::JobOrToken),
    integration("elasticmapreduce", &[], Waits::Job),
    integration("emr-containers", &[], Waits::Job),
    integration("emr-serverless", &[], Waits::Job),
    integration("events", &["putEvents"], Waits::Token),
    integration("glue", &["startJobRun"], Waits::Job),
    integration("http", &["invoke"], Waits::Nothing),
    integration("lambda", &["invoke"], Waits::Token),
    integration("mediaconvert", &["createJob"], Waits::Job),
    integration("mediapackagev2", &[], Waits::Job),
    integration("sagemaker", &[], Waits::Job),
    integration("sns", &["publish"], Waits::Token),
    integration("sqs", &["sendMessage"], Waits::Token),
    integration("states", &["startExecution"], Waits::JobOrToken),
];

const fn integration(service: &'static str, actions: &'static [&'static str], waits: Waits) -> Integration {
    Integration { service, actions, waits }
}

/// Whether the service knows what a task calls, and the call can be waited for as the task wants.
///
/// The calls of the SDKs are thousands; of them only what is waited for is known here.
pub(super) fn is_recognized(resource: &Resource) -> bool {
    match resource.kind() {
        ResourceKind::Optimised { service, action, pattern } => INTEGRATIONS
            .iter()
            .find(|it| it.service == service)
            .is_some_and(|it| it.has(action) && it.can_wait(service, pattern)),
        ResourceKind::AwsSdk { action, pattern, .. } => {
            let is_call = !action.is_empty() && !action.contains('.');
            is_call && matches!(pattern, Pattern::RequestResponse | Pattern::WaitForTaskToken)
        }
        ResourceKind::Function(_) | ResourceKind::Activity(_) | ResourceKind::Other(_) => true,
    }
}

impl Integration {
    fn has(&self, action: &str) -> bool {
        let is_call = !action.is_empty() && !action.contains('.');
        is_call && (self.actions.is_empty() || self.actions.contains(&action))
    }

    fn can_wait(&self, service: &str, pattern: Pattern) -> bool {
        match pattern {
            Pattern::RequestResponse => true,
            Pattern::Sync => matches!(self.waits, Waits::Job | Waits::JobOrToken),
            // The parsed output is that of an execution.
            Pattern::Sync2 => service == "states",
            Pattern::WaitForTaskToken => matches!(self.waits, Waits::Token | Waits::JobOrToken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_knows_is_recognized() {
        for call in [
            "lambda:invoke",
            "lambda:invoke.waitForTaskToken",
            "states:startExecution.sync:2",
            "batch:submitJob.sync",
            "sagemaker:createTrainingJob.sync",
            "ecs:runTask.waitForTaskToken",
            "http:invoke",
            "aws-sdk:s3:getObject",
            "aws-sdk:anything:doSomething.waitForTaskToken",
        ] {
            assert!(is_recognized(&format!("arn:aws:states:::{call}").parse().unwrap()), "{call}");
        }
        for other in
            ["arn:aws:lambda:us-east-1:0:function:f", "${Function}", "arn:aws:states:us-east-1:0:activity:a"]
        {
            assert!(is_recognized(&other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn other_calls_and_what_cannot_be_waited_for_are_not() {
        for call in [
            "dynamodb:query",
            "dynamodb:getItem.waitForTaskToken",
            "sqs:sendMessage.sync",
            "lambda:invoke.sync",
            "lambda:invoke.waitForToken",
            "batch:submitJob.sync:2",
            "batch:submitJob.waitForTaskToken",
            "http:invoke.waitForTaskToken",
            "aws-sdk:s3:getObject.sync",
            "aws-sdk:s3",
            "nothing:here",
        ] {
            assert!(!is_recognized(&format!("arn:aws:states:::{call}").parse().unwrap()), "{call}");
        }
    }
}
