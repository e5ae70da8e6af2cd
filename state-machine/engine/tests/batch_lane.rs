//! The lane `batch` of the committed photo state machine: staged photos go through an array job and come back as one dataset.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::sync::{Arc, Mutex, OnceLock};

use apoyo_engine::{
    BatchRunner, FunctionError, InvokeFunction, JobError, LambdaRunner, MemoryObjects, RunJobs, Status,
    SubmittedJob, TaskRouter,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use stage::Stage;

const DEFINITION: &str = include_str!("../../triage/triage.asl.json");
const PHOTOS: [&str; 5] = ["discard", "keep", "lost", "review", "taken"];
const SHARDS: usize = 2;

/// Steps that answer by the photo's name.
struct Steps;

#[async_trait]
impl InvokeFunction for Steps {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        let photo = &payload["photo"];
        let key = photo["key"].as_str().or(photo["from"].as_str()).unwrap_or_default();
        let outcome = |outcome: &str| json!({"outcome": outcome, "key": key, "size": photo["size"]});
        Ok(match function {
            "${ListFunctionArn}" => {
                json!({"execution": payload["execution"], "photos": PHOTOS.len(), "bucket": "b",
                "lane": "batch", "manifest": "e/manifest.jsonl", "results": "e/results", "staged": "e/staged",
                "classified": "e/classified", "shards": SHARDS, "batch": {"maxItems": 2}, "dryRun": false,
                "thresholds": {}})
            }
            "${StageFunctionArn}" if key == "taken" => json!({"claim": "taken", "outcome": outcome("taken")}),
            "${StageFunctionArn}" if key == "lost" => {
                return Err(FunctionError::Function(
                    json!({"errorType": "Apoyo.Internal", "errorMessage": "no"}),
                ));
            }
            "${StageFunctionArn}" => {
                json!({"claim": "staged", "photo": {"from": key, "size": photo["size"]}})
            }
            "${KeepFunctionArn}" if key == "keep" => outcome("kept"),
            "${KeepFunctionArn}" => outcome("review"),
            "${DeleteFunctionArn}" => outcome("trash"),
            "${ReportFunctionArn}" => json!({"listed": PHOTOS.len(), "unaccounted": 0, "failed": 0}),
            other => panic!("{other}"),
        })
    }
}

/// The worker: every job of the array classifies its share of what was staged, by name.
#[derive(Clone, Default)]
struct Workers {
    objects: Arc<OnceLock<Arc<MemoryObjects>>>,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Workers {
    fn objects(&self) -> &MemoryObjects {
        self.objects.get().unwrap()
    }

    fn json(&self, key: &str) -> Value {
        serde_json::from_slice(&self.objects().bytes("b", key).unwrap()).unwrap()
    }

    fn lines(&self, key: &str) -> Vec<Value> {
        let bytes = self.objects().bytes("b", key).unwrap();
        std::str::from_utf8(&bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn work(&self, job: &Value) {
        let manifest = self.json(job["staged"].as_str().unwrap());
        let files = manifest["ResultFiles"]["SUCCEEDED"].as_array().unwrap();
        let staged: Vec<Value> =
            files.iter().flat_map(|file| self.lines(file["Key"].as_str().unwrap())).collect();
        assert_eq!(staged.len(), PHOTOS.len(), "a line for every listed photo");
        for shard in 0..SHARDS {
            let own = staged.iter().enumerate().filter(|(at, _)| at % SHARDS == shard);
            let lines: Vec<String> = own.map(|(_, line)| format!("{}\n", judged(line))).collect();
            self.objects().insert(
                "b",
                &format!("{}/{shard}.jsonl", job["classified"].as_str().unwrap()),
                lines.concat(),
            );
        }
    }
}

fn judged(line: &Value) -> Value {
    match line["claim"].as_str() {
        Some("staged") => json!({"photo": line["photo"],
            "classified": {"judgement": {"verdict": line["photo"]["from"]}}}),
        _ => json!({"outcome": line["outcome"]}),
    }
}

#[async_trait]
impl RunJobs for Workers {
    async fn submit(&self, request: &Value, _: &str) -> Result<SubmittedJob, JobError> {
        self.requests.lock().unwrap().push(request.clone());
        let environment = request["containerOverrides"]["environment"].as_array().unwrap();
        let variable = environment.iter().find(|variable| variable["name"] == "APOYO_JOB").unwrap();
        self.work(&serde_json::from_str(variable["value"].as_str().unwrap()).unwrap());
        let job_name = request["jobName"].as_str().unwrap().to_owned();
        Ok(SubmittedJob { job_arn: "arn:aws:batch:us-east-1:0:job/1".into(), job_id: "1".into(), job_name })
    }

    async fn wait(&self, job_id: &str) -> Result<Value, JobError> {
        Ok(json!({"jobId": job_id, "status": "SUCCEEDED", "arrayProperties": {"size": SHARDS}}))
    }

    async fn terminate(&self, _: &str, _: &str) -> Result<(), JobError> {
        unreachable!("the job ends before anyone ends it")
    }
}

#[tokio::test]
async fn every_photo_goes_through_the_array_job_to_one_outcome() {
    let workers = Workers::default();
    let tasks = TaskRouter::default()
        .route("arn:aws:states:::lambda:", LambdaRunner(Steps))
        .route("arn:aws:states:::batch:", BatchRunner::new(workers.clone()));
    let stage = Stage::with_tasks(Arc::new(tasks));
    assert!(workers.objects.set(stage.objects.clone()).is_ok());
    let line = |key: &&str| format!("{{\"key\":\"{key}\",\"size\":7}}\n");
    let manifest = PHOTOS.iter().map(line).collect::<Vec<_>>().concat();
    stage.objects.insert("b", "e/manifest.jsonl", manifest);
    let ended = stage.run(&serde_json::from_str(DEFINITION).unwrap(), &json!({"lane": "batch"})).await;
    assert_eq!(ended.status, Status::Succeeded, "{:?}", ended.failure);

    let request = workers.requests.lock().unwrap()[0].clone();
    assert_eq!(request["arrayProperties"], json!({"size": SHARDS}));
    assert_eq!(
        stage.types(&ended.execution_arn).await.iter().filter(|name| *name == "TaskSubmitted").count(),
        1
    );
    let written = stage.objects.keys("b");
    let written =
        written.iter().find(|key| key.starts_with("e/results/") && key.contains("SUCCEEDED_0")).unwrap();
    let children = workers.json(written);
    let outputs = children.as_array().unwrap().iter().map(|child| child["Output"].as_str().unwrap());
    let mut outcomes: Vec<Value> =
        outputs.flat_map(|output| serde_json::from_str::<Vec<Value>>(output).unwrap()).collect();
    outcomes.sort_by_key(|outcome| outcome["key"].to_string());
    let found: Vec<&str> = outcomes.iter().map(|outcome| outcome["outcome"].as_str().unwrap()).collect();
    assert_eq!(found, ["trash", "kept", "failed", "review", "taken"]);
}
