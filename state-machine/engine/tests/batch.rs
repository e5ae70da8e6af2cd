//! `batch:submitJob`: the job's life is the task's, and no job is submitted twice or forgotten.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use apoyo_engine::{BatchRunner, Failure, JobError, RunJobs, Status, SubmittedJob, TaskRunner};
use async_trait::async_trait;
use serde_json::{Value, json};
use stage::{Stage, machine, seconds};
use tokio::sync::watch;

/// Jobs that end when a test says so.
#[derive(Clone)]
struct Jobs(Arc<State>);

struct State {
    /// Body and token of every submission.
    submitted: Mutex<Vec<(Value, String)>>,
    terminated: Mutex<Vec<String>>,
    /// Descriptions of those that have ended, by id.
    ended: watch::Sender<BTreeMap<String, Value>>,
    /// Whether submissions are answered.
    open: watch::Sender<bool>,
    refusal: Mutex<Option<JobError>>,
}

impl Jobs {
    fn new() -> Self {
        Self(Arc::new(State {
            submitted: Mutex::default(),
            terminated: Mutex::default(),
            ended: watch::Sender::default(),
            open: watch::Sender::new(true),
            refusal: Mutex::default(),
        }))
    }

    fn end(&self, id: &str, status: &str) {
        let description = json!({"jobId": id, "jobName": "classify", "status": status, "createdAt": 7,
            "arrayProperties": {"size": 2, "statusSummary": {"SUCCEEDED": 2}},
            "tags": {"team": "lines"}, "container": {"exitCode": 0, "environment": []}});
        self.0.ended.send_modify(|ended| drop(ended.insert(id.to_owned(), description)));
    }

    fn ids(&self) -> usize {
        self.0.submitted.lock().unwrap().len()
    }

    fn terminated(&self) -> Vec<String> {
        self.0.terminated.lock().unwrap().clone()
    }

    fn request(&self) -> Value {
        self.0.submitted.lock().unwrap()[0].0.clone()
    }
}

#[async_trait]
impl RunJobs for Jobs {
    async fn submit(&self, request: &Value, client_token: &str) -> Result<SubmittedJob, JobError> {
        self.0.open.subscribe().wait_for(|is_open| *is_open).await.unwrap();
        if let Some(refusal) = self.0.refusal.lock().unwrap().take() {
            return Err(refusal);
        }
        let mut submitted = self.0.submitted.lock().unwrap();
        submitted.push((request.clone(), client_token.to_owned()));
        let job_id = format!("job-{}", submitted.len());
        let job_arn = format!("arn:aws:batch:us-east-1:000000000000:job/{job_id}");
        Ok(SubmittedJob { job_arn, job_id, job_name: request["jobName"].as_str().unwrap().to_owned() })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        let mut ended = self.0.ended.subscribe();
        let found = ended.wait_for(|ended| ended.contains_key(job_id)).await.unwrap();
        Ok(found[job_id].clone())
    }

    async fn terminate(&self, job_id: &str, reason: &str) -> Result<(), JobError> {
        assert!(!reason.is_empty());
        self.0.terminated.lock().unwrap().push(job_id.to_owned());
        Ok(())
    }
}

fn stage(jobs: &Jobs) -> Stage {
    Stage::with_tasks(Arc::new(BatchRunner::new(jobs.clone())))
}

fn job(call: &str, more: &Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": format!("arn:aws:states:::batch:{call}"), "Next": "Done",
        "Arguments": {"JobName": "classify", "JobQueue": "queue", "JobDefinition": "worker:3",
            "ArrayProperties": {"Size": 2}, "Tags": {"team": "lines"}, "Parameters": {"codec": "mp4"},
            "ContainerOverrides": {"Environment": [{"Name": "SHARDS", "Value": "2"}]}}});
    state.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine(&json!({"Classify": state, "Done": {"Type": "Succeed"}}))
}

const SYNC: &str = "submitJob.sync";

#[tokio::test]
async fn a_job_that_succeeds_gives_its_description_in_the_names_of_step_functions() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    let execution = stage.start(&job(SYNC, &json!({})), &json!({})).await;
    stage.settle().await;
    assert_eq!(stage.types(&execution).await.last().unwrap(), "TaskSubmitted");
    jobs.end("job-1", "SUCCEEDED");
    let ended = stage.finish(&execution).await;
    let description = json!({"JobId": "job-1", "JobName": "classify", "Status": "SUCCEEDED", "CreatedAt": 7,
        "ArrayProperties": {"Size": 2, "StatusSummary": {"SUCCEEDED": 2}},
        "Tags": {"team": "lines"}, "Container": {"ExitCode": 0, "Environment": []}});
    assert_eq!(ended.output.as_deref(), Some(&description));
    assert!(jobs.terminated().is_empty());
}

#[tokio::test]
async fn its_events_are_those_of_a_run_a_job_integration() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    jobs.end("job-1", "SUCCEEDED");
    let ended = stage.run(&job(SYNC, &json!({"TimeoutSeconds": 60})), &json!({})).await;
    let shown: Vec<Value> =
        stage.history(&ended.execution_arn).await.iter().map(apoyo_engine::HistoryEvent::to_api).collect();
    let types: Vec<&str> = shown[2..6].iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
    let scheduled = &shown[2]["taskScheduledEventDetails"];
    assert_eq!((&scheduled["resourceType"], &scheduled["resource"]), (&json!("batch"), &json!(SYNC)));
    assert_eq!((&scheduled["region"], &scheduled["timeoutInSeconds"]), (&json!("us-east-1"), &json!(60)));
    let parameters: Value = serde_json::from_str(scheduled["parameters"].as_str().unwrap()).unwrap();
    assert_eq!(parameters["ArrayProperties"], json!({"Size": 2}));
    let submitted = &shown[4]["taskSubmittedEventDetails"];
    assert_eq!((&submitted["resourceType"], &submitted["resource"]), (&json!("batch"), &json!(SYNC)));
    assert_eq!(submitted["outputDetails"], json!({"truncated": false}));
    let reply: Value = serde_json::from_str(submitted["output"].as_str().unwrap()).unwrap();
    assert_eq!((&reply["JobId"], &reply["JobName"]), (&json!("job-1"), &json!("classify")));
    assert_eq!(reply["SdkHttpMetadata"]["HttpStatusCode"], 200);
    assert_eq!((&shown[5]["id"], &shown[5]["previousEventId"]), (&json!(6), &json!(5)));
}

#[tokio::test]
async fn the_request_has_the_names_of_batch_and_the_mark_of_step_functions() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    jobs.end("job-1", "SUCCEEDED");
    stage.run(&job(SYNC, &json!({})), &json!({})).await;
    let mark = json!({"name": "MANAGED_BY_AWS", "value": "STARTED_BY_STEP_FUNCTIONS"});
    let request = json!({"jobName": "classify", "jobQueue": "queue", "jobDefinition": "worker:3",
        "arrayProperties": {"size": 2}, "tags": {"team": "lines"}, "parameters": {"codec": "mp4"},
        "containerOverrides": {"environment": [{"name": "SHARDS", "value": "2"}, mark]}});
    assert_eq!(jobs.request(), request);
}

#[tokio::test]
async fn a_job_for_eks_keeps_its_overrides_as_they_are() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    jobs.end("job-1", "SUCCEEDED");
    let pod = json!({"PodProperties": {"Containers": [{"Name": "worker", "Resources": {"Limits": {"memory": "1Gi"}}}]}});
    let arguments =
        json!({"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "EksPropertiesOverride": pod});
    stage.run(&job(SYNC, &json!({"Arguments": arguments})), &json!({})).await;
    let pod = json!({"podProperties": {"containers": [{"name": "worker", "resources": {"limits": {"memory": "1Gi"}}}]}});
    let request =
        json!({"jobName": "j", "jobQueue": "q", "jobDefinition": "d", "eksPropertiesOverride": pod});
    assert_eq!(jobs.request(), request);
}

#[tokio::test]
async fn a_job_that_fails_fails_its_task_with_its_description_as_cause() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    jobs.end("job-1", "FAILED");
    let ended = stage.run(&job(SYNC, &json!({})), &json!({})).await;
    let failure = ended.failure.unwrap();
    assert_eq!(failure.name(), "States.TaskFailed");
    let cause: Value = serde_json::from_str(&failure.cause.unwrap()).unwrap();
    assert_eq!((&cause["JobId"], &cause["Status"]), (&json!("job-1"), &json!("FAILED")));
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types[types.len() - 3..], ["TaskSubmitted", "TaskFailed", "ExecutionFailed"]);
}

#[tokio::test]
async fn a_job_that_batch_refuses_fails_under_the_name_of_its_error_and_can_be_retried() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    let refusal = JobError { code: "ServerException".into(), status: 500, message: "try again later".into() };
    *jobs.0.refusal.lock().unwrap() = Some(refusal);
    jobs.end("job-1", "SUCCEEDED");
    let retry = json!({"Retry": [{"ErrorEquals": ["Batch.ServerException"], "MaxAttempts": 1}]});
    let ended = stage.run(&job(SYNC, &retry), &json!({})).await;
    assert_eq!(ended.status, Status::Succeeded);
    let failed = stage.history(&ended.execution_arn).await.swap_remove(4).to_api();
    assert_eq!(failed["type"], "TaskSubmitFailed");
    let details = &failed["taskSubmitFailedEventDetails"];
    assert_eq!(details["error"], "Batch.ServerException");
    let cause = details["cause"].as_str().unwrap();
    let said =
        "try again later (Service: AWSBatch; Status Code: 500; Error Code: ServerException; Request ID: ";
    assert!(cause.starts_with(said), "{cause}");
    let submitted = jobs.0.submitted.lock().unwrap();
    assert!(submitted[0].1.starts_with(ended.execution_arn.as_str()), "{submitted:?}");
}

#[tokio::test]
async fn a_task_that_is_stopped_or_takes_too_long_terminates_its_job() {
    for is_stopped in [true, false] {
        let jobs = Jobs::new();
        let stage = stage(&jobs);
        let execution = stage.start(&job(SYNC, &json!({"TimeoutSeconds": 60})), &json!({})).await;
        stage.settle().await;
        if is_stopped {
            stage.engine.stop_execution(&execution, Failure::default()).unwrap();
        } else {
            stage.clock.advance_time_by(seconds(60));
        }
        stage.settle().await;
        assert_eq!(jobs.terminated(), ["job-1"]);
        let status = stage.engine.describe_execution(&execution).unwrap().status;
        assert_eq!(status, if is_stopped { Status::Aborted } else { Status::Failed });
    }
}

#[tokio::test]
async fn a_job_whose_submission_is_under_way_when_its_task_is_stopped_is_terminated_too() {
    let jobs = Jobs::new();
    jobs.0.open.send_replace(false);
    let stage = stage(&jobs);
    let execution = stage.start(&job(SYNC, &json!({})), &json!({})).await;
    stage.settle().await;
    stage.engine.stop_execution(&execution, Failure::default()).unwrap();
    stage.settle().await;
    assert!(jobs.terminated().is_empty());
    jobs.0.open.send_replace(true);
    stage.settle().await;
    assert_eq!((jobs.ids(), jobs.terminated()), (1, vec!["job-1".to_owned()]));
}

#[tokio::test]
async fn an_attempt_that_has_submitted_its_job_does_not_submit_it_again() {
    let stage = Stage::new(|_, _| Err(Failure::named("hang")));
    stage.start(&job(SYNC, &json!({})), &json!({})).await;
    stage.settle().await;
    let mut task = stage.script.seen.lock().unwrap()[0].clone();
    let reply = json!({"JobArn": "arn", "JobId": "job-7", "JobName": "classify"});
    task.submitted = Some(Arc::new(reply));
    let jobs = Jobs::new();
    jobs.end("job-7", "SUCCEEDED");
    let result = BatchRunner::new(jobs.clone()).run(task).await.unwrap();
    assert_eq!((&result["JobId"], jobs.ids()), (&json!("job-7"), 0));
}

#[tokio::test]
async fn without_sync_the_reply_of_the_call_is_the_result() {
    let jobs = Jobs::new();
    let stage = stage(&jobs);
    let ended = stage.run(&job("submitJob", &json!({})), &json!({})).await;
    let output = ended.output.unwrap();
    assert_eq!(output["JobId"], "job-1");
    assert_eq!(output["JobArn"], "arn:aws:batch:us-east-1:000000000000:job/job-1");
    let types = stage.types(&ended.execution_arn).await;
    assert_eq!(types[2..5], ["TaskScheduled", "TaskStarted", "TaskSucceeded"]);
}

#[tokio::test]
async fn what_a_job_needs_is_named_and_another_call_is_no_integration() {
    let missing = job(SYNC, &json!({"Arguments": {"JobName": "j", "JobQueue": "q"}}));
    let ended = stage(&Jobs::new()).run(&missing, &json!({})).await;
    let failure = ended.failure.unwrap();
    assert_eq!(failure.name(), "States.Runtime");
    assert!(failure.cause.as_deref().unwrap().contains("'JobDefinition'"), "{failure:?}");
    let other = job("cancelJob", &json!({})).to_string();
    let created = stage(&Jobs::new()).engine.create_state_machine(
        "m",
        apoyo_asl::MachineType::Standard,
        (&other, "arn:aws:iam::000000000000:role/test"),
    );
    let refused = created.unwrap_err().to_string();
    assert!(
        refused.contains("The resource provided arn:aws:states:::batch:cancelJob is not recognized"),
        "{refused}"
    );
}
