use apoyo_engine::{BatchRunner, RunJobs, TaskRouter};
use apoyo_local::s3::EmbeddedS3;
use apoyo_services::Endpoints;

use crate::services::{Callees, OwnFunctions};

/// Tasks of AWS Batch that need more than a call.
const SUBMIT_JOB: &str = "arn:aws:states:::batch:submitJob";

/// What tasks call here: functions, jobs, the cloud's own services, and other services where the environment names them.
pub(super) fn tasks<F: OwnFunctions>(
    (functions, jobs): (F, impl RunJobs),
    s3: &EmbeddedS3,
    endpoints: Endpoints,
) -> TaskRouter {
    TaskRouter::default()
        .route(SUBMIT_JOB, BatchRunner::new(jobs))
        .route("", Callees::new(functions, endpoints.service("s3", s3.endpoint())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use apoyo_engine::{FunctionError, InvokeFunction, JobError, Status, SubmittedJob, TokioClock};
    use apoyo_local::cloud::{CloudOptions, EmbeddedCloud};
    use apoyo_services::Reach;
    use async_trait::async_trait;
    use aws_config::{Region, SdkConfig};
    use serde_json::{Value, json};
    use tempfile::TempDir;

    use super::*;

    /// One function, `double`.
    struct Double;

    #[async_trait]
    impl InvokeFunction for Double {
        async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
            match (function, payload.as_i64()) {
                ("double", Some(number)) => Ok((2 * number).into()),
                _ => Err(FunctionError::Service {
                    name: "Lambda.ResourceNotFoundException".to_owned(),
                    message: format!("Function not found: {function}"),
                }),
            }
        }
    }

    impl OwnFunctions for Double {
        fn has(&self, name: &str) -> bool {
            name == "double"
        }
    }

    /// Nobody submits any.
    struct NoJobs;

    #[async_trait]
    impl RunJobs for NoJobs {
        async fn submit(&self, _: &Value, _: &str) -> Result<SubmittedJob, JobError> {
            unreachable!()
        }

        async fn wait(&self, _: &str) -> Result<Value, JobError> {
            unreachable!()
        }

        async fn terminate(&self, _: &str, _: &str) -> Result<(), JobError> {
            unreachable!()
        }
    }

    /// A cloud in a folder, in an environment that names the cloud's own address for every service.
    struct Stage {
        cloud: EmbeddedCloud,
        folder: TempDir,
    }

    impl Stage {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let options = CloudOptions::new(folder.path(), 1).clock(Arc::new(TokioClock));
            let s3 = EmbeddedCloud::open_s3(&options).unwrap();
            let environment = SdkConfig::builder().endpoint_url("http://localhost:4566");
            let environment = environment.region(Region::new("us-east-1")).build();
            let named = Endpoints::of(environment, Reach::NamedOnly).not_at(([127, 0, 0, 1], 4566).into());
            let tasks = Arc::new(tasks((Double, NoJobs), &s3, named));
            let cloud = EmbeddedCloud::open(&options, s3, tasks).await.unwrap();
            Self { cloud, folder }
        }

        /// Output of the one task of a machine, else error and cause.
        async fn run(&self, resource: &str, arguments: Value) -> Result<Value, (String, String)> {
            let task = json!({"Type": "Task", "Resource": resource, "Arguments": arguments, "End": true});
            let definition = json!({"QueryLanguage": "JSONata", "StartAt": "T", "States": {"T": task}});
            let name = format!("m{}", self.cloud.engine().list_state_machines().len());
            let machine = json!({"name": name, "roleArn": "arn:aws:iam::000000000000:role/r", "definition": definition.to_string()});
            let api = self.cloud.step_functions();
            let machine = api.call("CreateStateMachine", machine).await.unwrap();
            let start = json!({"stateMachineArn": machine["stateMachineArn"]});
            let started = api.call("StartExecution", start).await.unwrap();
            let arn = started["executionArn"].as_str().unwrap().into();
            let ended = self.cloud.engine().wait_for_end(&arn).await.unwrap();
            let failure = ended.failure.unwrap_or_default();
            match ended.status {
                Status::Succeeded => Ok((*ended.output.unwrap()).clone()),
                _ => Err((failure.error.unwrap_or_default(), failure.cause.unwrap_or_default())),
            }
        }
    }

    #[tokio::test]
    async fn a_machine_of_anybody_puts_and_reads_objects_of_the_cloud() {
        let stage = Stage::new().await;
        let call = |action: &str| format!("arn:aws:states:::aws-sdk:s3:{action}");
        stage.run(&call("createBucket"), json!({"Bucket": "mine"})).await.unwrap();
        let object = json!({"Bucket": "mine", "Key": "a/b.txt", "Body": "ñ"});
        stage.run(&call("putObject"), object).await.unwrap();
        assert_eq!(std::fs::read_to_string(stage.folder.path().join("mine/a/b.txt")).unwrap(), "ñ");
        let read = stage.run(&call("getObject"), json!({"Bucket": "mine", "Key": "a/b.txt"})).await;
        assert_eq!(read.unwrap()["Body"], "ñ");
        let (error, _) =
            stage.run(&call("getObject"), json!({"Bucket": "mine", "Key": "none"})).await.unwrap_err();
        assert_eq!(error, "S3.NoSuchKeyException");
    }

    #[tokio::test]
    async fn a_function_that_is_not_there_is_not_found_by_any_integration() {
        let stage = Stage::new().await;
        let arn = |name: &str| format!("arn:aws:lambda:us-east-1:000000000000:function:{name}");
        let invoke = |name: &str| json!({"FunctionName": name, "Payload": 4});
        let optimised = "arn:aws:states:::lambda:invoke";
        assert_eq!(stage.run(optimised, invoke("double")).await.unwrap()["Payload"], 8);
        assert_eq!(stage.run(&arn("double"), json!(4)).await, Ok(json!(8)));
        for (resource, arguments) in [
            (optimised, invoke("none")),
            ("arn:aws:states:::aws-sdk:lambda:invoke", json!({"FunctionName": arn("none")})),
            (arn("none").as_str(), json!(4)),
        ] {
            let (error, cause) = stage.run(resource, arguments).await.unwrap_err();
            assert_eq!(error, "Lambda.ResourceNotFoundException", "{resource}");
            assert!(cause.starts_with("Function not found: none (Service: "), "{cause}");
        }
    }

    #[tokio::test]
    async fn a_service_that_only_the_clouds_own_address_is_named_for_is_not_asked_of_it() {
        let stage = Stage::new().await;
        for (resource, service, arguments) in [
            ("arn:aws:states:::sqs:sendMessage", "sqs", json!({"QueueUrl": "q", "MessageBody": "m"})),
            ("arn:aws:states:::sns:publish", "sns", json!({"TopicArn": "t", "Message": "m"})),
            ("arn:aws:states:::events:putEvents", "eventbridge", json!({"Entries": []})),
            ("arn:aws:states:::aws-sdk:dynamodb:listTables", "dynamodb", json!({})),
        ] {
            let (error, cause) = stage.run(resource, arguments).await.unwrap_err();
            assert_eq!(error, "States.Runtime", "{resource}");
            let words = format!("is this process itself, which has no {service}: set AWS_ENDPOINT_URL_");
            assert!(cause.contains(&words), "{cause}");
        }
    }
}
