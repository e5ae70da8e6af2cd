//! Uploads that start executions, over a log that outlives its readers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apoyo_engine::{Clock as _, Realm};
use apoyo_schedules::{
    CreationReason, Gathering, Upload, UploadLog, UploadTrigger, UploadTriggerOptions, Uploaded,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::stage::{MACHINE, Stage};

/// A log as S3 keeps it.
struct Log {
    kept: Mutex<BTreeMap<u64, Upload>>,
    changed: watch::Sender<u64>,
    /// Forgets, and fails all the same.
    loses_replies: Mutex<bool>,
}

impl Log {
    fn new() -> Arc<Self> {
        let kept = Mutex::default();
        Arc::new(Self { kept, changed: watch::Sender::new(0), loses_replies: Mutex::default() })
    }

    fn upload(&self, stage: &Stage, key: &str, reason: CreationReason) {
        let number = *self.changed.borrow() + 1;
        let upload = Upload {
            bucket: "apoyo".to_owned(),
            key: key.to_owned(),
            size: 7,
            etag: "e".to_owned(),
            sequencer: format!("{number:018X}"),
            reason,
            at: stage.clock.now(),
        };
        self.kept.lock().unwrap().insert(number, upload);
        self.changed.send_replace(number);
    }

    fn put(&self, stage: &Stage, key: &str) {
        self.upload(stage, key, CreationReason::PutObject);
    }

    async fn is_empty(&self) {
        while !self.kept.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl UploadLog for Log {
    async fn next(&self, limit: usize) -> Result<Vec<Uploaded>, String> {
        let mut changed = self.changed.subscribe();
        loop {
            changed.borrow_and_update();
            let all: Vec<_> = {
                let kept = self.kept.lock().unwrap();
                let all = kept.iter().take(limit);
                all.map(|(number, upload)| Uploaded { number: *number, upload: upload.clone() }).collect()
            };
            if !all.is_empty() {
                return Ok(all);
            }
            changed.changed().await.unwrap();
        }
    }

    async fn forget(&self, numbers: &[u64]) -> Result<(), String> {
        self.kept.lock().unwrap().retain(|number, _| !numbers.contains(number));
        if *self.loses_replies.lock().unwrap() { Err("the reply was lost".to_owned()) } else { Ok(()) }
    }
}

const BATCHED: Gathering = Gathering::Batched { window: Duration::from_mins(5), size: 3 };

fn trigger(stage: &Stage, path: &Path, gathering: Gathering) -> UploadTrigger {
    let options = UploadTriggerOptions {
        bucket: "apoyo".to_owned(),
        prefix: "sin procesar/".to_owned(),
        state_machine_arn: MACHINE.to_owned(),
        gathering,
    };
    UploadTrigger::open(path, options, (Arc::new(stage.clock.clone()), Realm::default())).unwrap()
}

/// The keys that each execution was told of.
fn keys(stage: &Stage) -> Vec<Vec<String>> {
    let key = |event: &Value| event.pointer("/detail/object/key").unwrap().as_str().unwrap().to_owned();
    let inputs = stage.executions.inputs();
    let inputs = inputs.iter().map(|input| serde_json::from_str::<Value>(input).unwrap());
    let mut keys: Vec<Vec<_>> = inputs
        .map(|input| match input {
            Value::Array(events) => events.iter().map(key).collect(),
            event => vec![key(&event)],
        })
        .collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn many_uploads_are_one_execution_when_they_are_enough_or_their_window_is_over() {
    let stage = Stage::new();
    let (log, path) = (Log::new(), stage.path("uploads.sqlite"));
    for key in ["sin procesar/a", "sin procesar/b", "sin procesar/c", "sin procesar/ñ d", "other/e"] {
        log.put(&stage, key);
    }
    log.upload(&stage, "sin procesar/put back", CreationReason::CopyObject);
    let running = tokio::spawn(trigger(&stage, &path, BATCHED).run(log.clone(), stage.starter()));
    stage.executions.wait_for(1).await;
    assert_eq!(keys(&stage), [["sin procesar/a", "sin procesar/b", "sin procesar/c"]]);
    assert_eq!(stage.clock.next_deadline().await, stage.clock.now() + jiff::SignedDuration::from_mins(5));
    stage.clock.advance_to_next_sleeper().await;
    stage.executions.wait_for(2).await;
    assert_eq!(keys(&stage)[1], ["sin procesar/ñ d"]);
    log.is_empty().await;
    running.abort();
}

#[tokio::test]
async fn each_upload_is_an_execution_of_its_own_event_where_it_is_to_be() {
    let stage = Stage::new();
    let (log, path) = (Log::new(), stage.path("uploads.sqlite"));
    log.put(&stage, "sin procesar/a b+ñ.jpg");
    log.upload(&stage, "sin procesar/big.jpg", CreationReason::CompleteMultipartUpload);
    let running = tokio::spawn(trigger(&stage, &path, Gathering::Direct).run(log.clone(), stage.starter()));
    stage.executions.wait_for(2).await;
    assert_eq!(keys(&stage), [["sin procesar/a b+ñ.jpg"], ["sin procesar/big.jpg"]]);
    let inputs = stage.executions.inputs();
    let event = inputs.iter().find(|input| input.contains("a b+ñ")).unwrap();
    let event: Value = serde_json::from_str(event).unwrap();
    assert_eq!((&event["source"], &event["detail-type"]), (&json!("aws.s3"), &json!("Object Created")));
    assert_eq!(event["resources"], json!(["arn:aws:s3:::apoyo"]));
    let detail = &event["detail"];
    assert_eq!((&detail["version"], &detail["bucket"]), (&json!("0"), &json!({"name": "apoyo"})));
    let object =
        json!({"key": "sin procesar/a b+ñ.jpg", "size": 7, "etag": "e", "sequencer": "000000000000000001"});
    assert_eq!((&detail["object"], &detail["reason"]), (&object, &json!("PutObject")));
    assert!(detail["request-id"].is_string() && detail["requester"] == "000000000000");
    running.abort();
}

#[tokio::test]
async fn a_batch_that_cannot_start_is_tried_again_as_it_is() {
    let stage = Stage::new();
    let (log, path) = (Log::new(), stage.path("uploads.sqlite"));
    stage.executions.fail(Some("StateMachineDoesNotExist"));
    for key in ["sin procesar/a", "sin procesar/b", "sin procesar/c"] {
        log.put(&stage, key);
    }
    let running = tokio::spawn(trigger(&stage, &path, BATCHED).run(log.clone(), stage.starter()));
    stage.executions.wait_for(1).await;
    stage.clock.next_deadline().await;
    log.put(&stage, "sin procesar/late");
    log.is_empty().await;
    running.abort();
    let _ = running.await;
    stage.executions.fail(None);
    stage.clock.advance_time_by(Duration::from_secs(10));
    let running = tokio::spawn(trigger(&stage, &path, BATCHED).run(log.clone(), stage.starter()));
    stage.executions.wait_for(2).await;
    assert_eq!(keys(&stage), [["sin procesar/a", "sin procesar/b", "sin procesar/c"]]);
    running.abort();
}

#[tokio::test]
async fn whenever_it_is_killed_each_upload_is_in_one_execution() {
    let stage = Stage::new();
    let (log, path) = (Log::new(), stage.path("uploads.sqlite"));
    let mut uploads = 0;
    for steps in 0..60 {
        *log.loses_replies.lock().unwrap() = steps % 5 == 4;
        log.put(&stage, &format!("sin procesar/{steps:03}"));
        uploads += 1;
        let running = tokio::spawn(trigger(&stage, &path, BATCHED).run(log.clone(), stage.starter()));
        // As many turns as it takes to be at another place each time; work on other threads is waited for by abort.
        for _ in 0..steps {
            tokio::task::yield_now().await;
        }
        running.abort();
        let _ = running.await;
        stage.clock.advance_time_by(Duration::from_secs(7));
        wait_until_closed(&path).await;
    }
    *log.loses_replies.lock().unwrap() = false;
    let running = tokio::spawn(trigger(&stage, &path, BATCHED).run(log.clone(), stage.starter()));
    log.is_empty().await;
    stage.clock.advance_time_by(Duration::from_mins(5));
    while keys(&stage).concat().len() < uploads {
        tokio::task::yield_now().await;
    }
    let mut all = keys(&stage).concat();
    all.sort();
    let expected: Vec<_> = (0..60).map(|n| format!("sin procesar/{n:03}")).collect();
    assert_eq!(all, expected);
    running.abort();
}

/// A thread of the killed one may still be at its file; the next process would wait for that too.
async fn wait_until_closed(path: &Path) {
    while rusqlite_is_locked(path) {
        tokio::task::yield_now().await;
    }
}

fn rusqlite_is_locked(path: &Path) -> bool {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE").unwrap();
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT;").is_err()
}
