//! The photo worker's own binary under the rules of the job definition that is deployed.

use std::path::{Path, PathBuf};

use apoyo_jobs::PhotoWorker;
use serde_json::{Value, json};

use crate::workshop::Workshop;

/// The worker beside this test, or where `APOYO_WORKER` says. Says so where there is none.
fn worker() -> Option<PathBuf> {
    let own = std::env::var_os("APOYO_WORKER").map(PathBuf::from);
    let built = std::env::current_exe().unwrap().parent().unwrap().with_file_name("worker");
    let found = own.into_iter().chain([built]).find(|path| path.is_file());
    if found.is_none() {
        println!("SKIPPED: there is no worker here (cargo build -p apoyo-worker)");
    }
    found
}

/// `RetryStrategy` of the committed template with a lane `batch`.
fn deployed_strategy() -> Value {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/stack/golden");
    let templates = std::fs::read_dir(golden)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let strategy = |text: String| {
        let template: Value = serde_yaml::from_str(&text).ok()?;
        let mut resources = template["Resources"].as_object()?.values();
        let job = resources.find(|resource| resource["Type"] == "AWS::Batch::JobDefinition")?;
        Some(job["Properties"]["RetryStrategy"].clone())
    };
    templates.into_iter().find_map(strategy).unwrap()
}

async fn ended(workshop: &Workshop, worker: PathBuf, variables: &[(&str, &str)]) -> Value {
    let worker = PhotoWorker {
        name: "apoyo-classify".into(),
        command: vec![worker.to_str().unwrap().into()],
        retry_strategy: deployed_strategy(),
        timeout_seconds: 3_600,
        vcpus: 1,
        mebibytes: 512,
        environment: [("APOYO_BUCKET", "apoyo"), ("APOYO_LONGEST_WAIT_SECONDS", "0")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    };
    let (queue, definition) = workshop.jobs.declare_photo_worker(&worker).await.unwrap();
    let environment: Vec<Value> =
        variables.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let request = json!({"jobName": "j", "jobQueue": queue, "jobDefinition": definition,
        "arrayProperties": {"size": 2}, "containerOverrides": {"environment": environment}});
    let reply = workshop.jobs.call("submitjob", request, "r").await.unwrap();
    workshop.ended(&format!("{}:0", reply["jobId"].as_str().unwrap())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_that_is_wrong_is_not_tried_again() {
    let Some(worker) = worker() else { return };
    let workshop = Workshop::open(2).await;
    let ended = ended(&workshop, worker, &[("APOYO_JOB", "{}")]).await;
    assert_eq!([&ended["status"], &ended["container"]["exitCode"]], [&json!("FAILED"), &json!(1)]);
    assert_eq!(ended["attempts"].as_array().unwrap().len(), 1);
    assert!(workshop.output(&ended).contains("APOYO_JOB"), "{}", workshop.output(&ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_s3_that_does_not_answer_is_tried_again_as_often_as_is_deployed() {
    let Some(worker) = worker() else { return };
    let workshop = Workshop::open(2).await;
    let input = r#"{"execution": "x", "staged": "ejecuciones/x/staged/1/manifest.json",
        "classified": "ejecuciones/x/classified", "shards": 2, "thresholds": {}}"#;
    let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_REGION", "us-east-1")];
    let ended = ended(&workshop, worker, &[&[("APOYO_JOB", input)], &keys[..]].concat()).await;
    assert_eq!([&ended["status"], &ended["container"]["exitCode"]], [&json!("FAILED"), &json!(75)]);
    let attempts = deployed_strategy()["Attempts"].as_u64().unwrap();
    assert_eq!(ended["attempts"].as_array().unwrap().len() as u64, attempts);
}
