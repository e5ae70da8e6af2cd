//! The Lambda binaries of the photo state machine, as they are deployed, over the embedded S3.
//!
//! They are looked for in `APOYO_STEPS`, else where cargo puts them:
//! `cargo build -p apoyo-list -p apoyo-stage -p apoyo-classify -p apoyo-keep -p apoyo-delete -p apoyo-report`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use apoyo_engine::{FunctionError, InvokeFunction, ManualClock, TokioClock};
use apoyo_functions::{Event, FunctionSet, Functions, Isolated};
use apoyo_photo::Verdict;
use apoyo_runtime_api::BucketOnLoopback;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::{error_of, surroundings};

const PHOTO: &[u8] = b"no photo at all";

struct Steps {
    functions: FunctionSet,
    bucket: BucketOnLoopback,
    _folder: TempDir,
}

/// The binaries; says so where they are not built.
fn binaries() -> Option<PathBuf> {
    let built = || Some(std::env::current_exe().ok()?.parent()?.parent()?.to_owned());
    let folder = std::env::var_os("APOYO_STEPS").map(PathBuf::from).or_else(built)?;
    let steps = ["list", "stage", "classify", "keep", "delete", "report"];
    if let Some(missing) = steps.into_iter().find(|step| !folder.join(format!("apoyo-{step}")).exists()) {
        println!(
            "SKIPPED: {} has no apoyo-{missing}: cargo build -p apoyo-{missing} and the others",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

impl Steps {
    async fn start() -> Option<Self> {
        let binaries = binaries()?;
        let bucket = BucketOnLoopback::open().await.unwrap();
        let environment = [("APOYO_BUCKET", bucket.name()), ("RUST_LOG", "info")];
        let isolated = Isolated {
            binaries,
            environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            state_machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:triage".to_owned(),
        };
        let folder = tempfile::tempdir().unwrap();
        let mut around = surroundings(folder.path().to_owned(), Arc::new(TokioClock));
        let endpoint = bucket.variables().into_iter().find(|(name, _)| *name == "AWS_ENDPOINT_URL");
        around.endpoint = endpoint.unwrap().1;
        let functions = FunctionSet::start(isolated.functions().unwrap(), None, around).unwrap();
        Some(Self { functions, bucket, _folder: folder })
    }

    async fn run(&self, step: &str, event: &Value) -> Result<Value, FunctionError> {
        InvokeFunction::invoke(&self.functions, step, event).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_does_its_work_as_a_process() {
    let Some(steps) = Steps::start().await else { return };
    let bucket = &steps.bucket;
    let plan = steps.run("list", &bucket.event_for_list(PHOTO).await.unwrap()).await.unwrap();
    assert_eq!((&plan["photos"], &plan["bytes"]), (&json!(1), &json!(PHOTO.len())));
    let staged = steps.run("stage", &bucket.event_for_stage(PHOTO).await.unwrap()).await.unwrap();
    assert!(staged.to_string().contains("procesando/"), "{staged}");
    let judged = steps.run("classify", &bucket.event_for_classify(PHOTO).await.unwrap()).await.unwrap();
    assert_eq!(judged["judgement"]["verdict"], "review", "what is no photo is for a person");
    let kept = bucket.event_for_settling(PHOTO, Verdict::Keep).await.unwrap();
    assert_eq!(steps.run("keep", &kept).await.unwrap()["outcome"], "kept");
    let discarded = bucket.event_for_settling(b"another", Verdict::Discard).await.unwrap();
    assert_eq!(steps.run("delete", &discarded).await.unwrap()["outcome"], "trash");
    let report = steps.run("report", &bucket.event_for_report(PHOTO).await.unwrap()).await;
    assert!(report.is_ok_and(|totals| totals.is_object()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_refuses_its_event_fails_by_name_and_stays() {
    let Some(steps) = Steps::start().await else { return };
    for _ in 0..2 {
        let Err(FunctionError::Function(document)) = steps.run("keep", &json!({"execution": "x"})).await
        else {
            panic!("it did not fail")
        };
        assert_eq!(document["errorType"], "Apoyo.InvalidInput", "{document}");
    }
    let invoked = steps.functions.invoke("keep", Event::new("{}")).await.unwrap();
    let log = String::from_utf8_lossy(&invoked.log_tail).into_owned();
    assert!(!log.contains("Init Duration"), "one process served all three: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_without_its_variables_cannot_start_and_says_why_in_its_log() {
    let Some(binaries) = binaries() else { return };
    let isolated = Isolated { binaries, environment: [].into(), state_machine_arn: "a".to_owned() };
    let folder = tempfile::tempdir().unwrap();
    let around = surroundings(folder.path().to_owned(), Arc::new(TokioClock));
    let functions = FunctionSet::start(isolated.functions().unwrap(), None, around).unwrap();
    let invoked = functions.invoke("keep", Event::new("{}")).await.unwrap();
    let document: Value = serde_json::from_slice(invoked.answer.payload()).unwrap();
    assert_eq!(document["errorType"], "Runtime.ExitError");
    let log = String::from_utf8_lossy(&invoked.log_tail).into_owned();
    assert!(log.contains("environment variable APOYO_BUCKET is not set"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_whose_s3_never_answers_is_ended_by_its_time_limit() {
    let Some(binaries) = binaries() else { return };
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = ManualClock::default();
    let folder = tempfile::tempdir().unwrap();
    let mut around = surroundings(folder.path().to_owned(), Arc::new(clock.clone()));
    around.endpoint = format!("http://{}", silent.local_addr().unwrap());
    let config =
        json!({"keep": {"bootstrap": binaries.join("apoyo-keep"), "environment": {"APOYO_BUCKET": "fotos"}}});
    let declared = Functions::declared(&serde_json::from_value(config).unwrap(), folder.path()).unwrap();
    let functions = FunctionSet::start(declared, None, around).unwrap();
    let bucket = BucketOnLoopback::open().await.unwrap();
    let event = bucket.event_for_settling(PHOTO, Verdict::Keep).await.unwrap();
    let settling = tokio::spawn(async move { functions.invoke("keep", Event::new(event.to_string())).await });
    let (_held, _) = silent.accept().await.unwrap();
    clock.advance_time_by(Duration::from_secs(3));
    assert_eq!(error_of(&settling.await.unwrap().unwrap())["errorType"], "Sandbox.Timedout");
}

#[tokio::test]
async fn a_folder_without_a_binary_is_refused_with_function_and_path() {
    let folder = tempfile::tempdir().unwrap();
    let binaries = folder.path().to_owned();
    let isolated = Isolated { binaries, environment: [].into(), state_machine_arn: "a".to_owned() };
    let refused = isolated.functions().unwrap_err().to_string();
    assert!(
        refused.starts_with("function list: field bootstrap: /")
            && refused.contains("apoyo-list: No such file"),
        "{refused}"
    );
}
