//! An execution whose photos are staged, and the workers that classify a shard of it.

use std::sync::Arc;
use std::time::Duration;

use apoyo_bucket::model::{NoFaults, S3Model, Script};
use apoyo_bucket::{Bucket, Environment};
use apoyo_classify::{Look, LookAtPhoto, LookFault};
use apoyo_photo::step::{ShardLine, StageOutput, WorkerInput};
use apoyo_photo::{
    Folders, Outcome, OutcomeKind, Reason, Score, Shards, StagedPhoto, ThresholdOverrides, Thresholds,
};
use apoyo_worker::{AttemptEnd, Job, Pace, ReadAhead, TokioClock, Worker};
use futures::future::pending;
use serde_json::json;

pub(crate) const MANIFEST: &str = "ejecuciones/x/staged/run/manifest.json";
pub(crate) const FILES: [&str; 2] =
    ["ejecuciones/x/staged/run/SUCCEEDED_0.jsonl", "ejecuciones/x/staged/run/SUCCEEDED_1.jsonl"];
pub(crate) const SHARDS: u64 = 2;

/// Says the score that the bytes spell.
pub(crate) struct ReadsNumbers;

impl LookAtPhoto for ReadsNumbers {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let number = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<f64>().ok());
        Ok(match number {
            Some(number) => Ok(Look { score: score(number), thumbnail: b"small".to_vec() }),
            None => Err(Reason::Damaged { detail: "no number".into() }),
        })
    }

    fn model(&self) -> &'static str {
        "numbers@1"
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds::new(score(0.8), score(0.2)).unwrap()
    }
}

fn score(value: f64) -> Score {
    value.try_into().unwrap()
}

/// A bucket in which so many photos are staged; of every seven one is taken, and one failed to be staged.
pub(crate) fn staged(photos: usize) -> S3Model {
    let model = S3Model::new();
    let outputs: Vec<_> = (0..photos).map(|number| output(&model, number)).collect();
    write_staged(&model, &outputs);
    model
}

fn output(model: &S3Model, number: usize) -> StageOutput {
    match number % 7 {
        5 => StageOutput::Taken { outcome: outcome(number, OutcomeKind::Taken) },
        6 => StageOutput::Failed { outcome: outcome(number, OutcomeKind::Failed) },
        _ => StageOutput::Staged { photo: photo(model, number) },
    }
}

/// A photo of which the bytes say its score, and one in five of which no bytes can be read.
pub(crate) fn photo(model: &S3Model, number: usize) -> StagedPhoto {
    let key = format!("procesando/línea 4/{number}.jpg");
    let bytes = if number % 5 == 4 { format!("no photo {number}") } else { format!("0.{number}") };
    let object = model.put(&key, bytes.as_bytes());
    StagedPhoto {
        key: key.parse().unwrap(),
        from: listed(number).parse().unwrap(),
        sub_path: format!("línea 4/{number}.jpg"),
        size: bytes.len() as u64,
        etag: object.etag,
        content: None,
    }
}

pub(crate) fn listed(number: usize) -> String {
    format!("sin procesar/línea 4/{number}.jpg")
}

fn outcome(number: usize, kind: OutcomeKind) -> Outcome {
    Outcome {
        outcome: kind,
        key: listed(number).parse().unwrap(),
        to: None,
        size: 3,
        score: None,
        reason: None,
        thumbnail: None,
        error: None,
        cause: Some("for the scene".into()),
    }
}

/// Leaves what a `ResultWriter` leaves: two files and their manifest.
pub(crate) fn write_staged(model: &S3Model, outputs: &[StageOutput]) {
    let (first, second) = outputs.split_at(outputs.len() / 2);
    let files = [first, second].map(|part| {
        part.iter().map(|output| serde_json::to_string(output).unwrap() + "\n").collect::<String>()
    });
    write_files(model, &files);
}

pub(crate) fn write_files(model: &S3Model, files: &[String; 2]) {
    let of = |at: usize| json!({"Key": FILES[at], "Size": files[at].len()});
    let manifest = json!({
        "DestinationBucket": "fotos",
        "MapRunArn": "arn:aws:states:eu-west-1:123456789012:mapRun:triage/Stage:run",
        "ResultFiles": {"FAILED": [], "PENDING": [], "SUCCEEDED": [of(0), of(1)]},
    });
    model.put(MANIFEST, manifest.to_string().as_bytes());
    for (key, text) in FILES.iter().zip(files) {
        model.put(key, text.as_bytes());
    }
}

pub(crate) fn job(index: u64) -> Job {
    Job {
        index,
        attempt: 1,
        input: WorkerInput {
            execution: "x".parse().unwrap(),
            staged: MANIFEST.into(),
            classified: "ejecuciones/x/classified".into(),
            shards: Shards::try_from(SHARDS).unwrap(),
            thresholds: ThresholdOverrides::default(),
        },
        environment: Environment { bucket: "fotos".into(), folders: Folders::default() },
        max_photo_bytes: 1000,
        longest_wait: Duration::from_secs(20),
    }
}

/// A worker that writes its progress after every second photo, and has three photos under way.
pub(crate) fn worker(
    model: &S3Model,
    job: Job,
    script: Arc<dyn Script>,
) -> Worker<Bucket, ReadsNumbers, TokioClock> {
    let read_ahead = ReadAhead { photos: 3, bytes: 1000 };
    Worker::new(job, model.bucket(script), ReadsNumbers, TokioClock::start())
        .with(read_ahead, Pace { photos: 2, bytes: 1_000_000 })
}

pub(crate) async fn run(model: &S3Model, index: u64) -> AttemptEnd {
    run_past(model, job(index), Arc::new(NoFaults)).await
}

pub(crate) async fn run_past(model: &S3Model, job: Job, script: Arc<dyn Script>) -> AttemptEnd {
    worker(model, job, script).run(pending()).await
}

/// Runs a worker whose process dies where its script never answers.
pub(crate) async fn run_until_dead(model: &S3Model, job: Job, script: Arc<dyn Script>) -> Option<AttemptEnd> {
    let hour = Duration::from_hours(1);
    tokio::time::timeout(hour, run_past(model, job, script)).await.ok()
}

pub(crate) fn file_key(index: u64) -> String {
    format!("ejecuciones/x/classified/{index}.jsonl")
}

/// The text of a shard's file; empty where there is none.
pub(crate) fn file(model: &S3Model, index: u64) -> String {
    model
        .get(&file_key(index))
        .map(|object| String::from_utf8(object.bytes.to_vec()).unwrap())
        .unwrap_or_default()
}

pub(crate) fn lines(model: &S3Model, index: u64) -> Vec<ShardLine> {
    file(model, index).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn key_of(line: &ShardLine) -> &str {
    match line {
        ShardLine::Judged { photo, .. } => photo.from.as_str(),
        ShardLine::Ended { outcome } => outcome.key.as_str(),
    }
}

/// The failed outcomes that were recorded while the photos were looked at, with their error names.
pub(crate) fn failures(model: &S3Model, index: u64) -> Vec<(String, String)> {
    let failure = |line: &ShardLine| match line {
        ShardLine::Ended { outcome } => Some((outcome.key.to_string(), outcome.error.clone()?)),
        ShardLine::Judged { .. } => None,
    };
    lines(model, index).iter().filter_map(failure).collect()
}

/// Every call that touches this key meets a fault, each time or only so often.
#[derive(Debug)]
pub(crate) struct OnKey {
    pub(crate) part: String,
    pub(crate) fault: apoyo_bucket::model::Fault,
    pub(crate) times: std::sync::atomic::AtomicUsize,
}

impl OnKey {
    pub(crate) fn always(part: &str, fault: apoyo_bucket::model::Fault) -> Arc<Self> {
        Self::times(part, fault, usize::MAX)
    }

    pub(crate) fn times(part: &str, fault: apoyo_bucket::model::Fault, times: usize) -> Arc<Self> {
        Arc::new(Self { part: part.into(), fault, times: times.into() })
    }
}

impl Script for OnKey {
    fn decide(
        &self,
        call: apoyo_bucket::model::Call,
    ) -> futures::future::BoxFuture<'static, apoyo_bucket::model::Fault> {
        use std::sync::atomic::Ordering::SeqCst;
        let one_less = |left: usize| left.checked_sub(1);
        let is_met =
            call.key.contains(&self.part) && self.times.fetch_update(SeqCst, SeqCst, one_less).is_ok();
        let fault = if is_met { self.fault } else { apoyo_bucket::model::Fault::None };
        Box::pin(async move { fault })
    }
}
