//! The steps' own handlers make as many calls of S3 as the bill says: counted by the model of S3, over the way of photos.

use std::sync::{Arc, Mutex};

use apoyo_bucket::Bucket;
use apoyo_bucket::model::{Call, Fault, S3Model, Script};
use apoyo_classify::{Classify, Look, LookAtPhoto, LookFault};
use apoyo_cost::S3Calls;
use apoyo_delete::Retention;
use apoyo_list::{BatchLane, NothingElseRuns};
use apoyo_photo::step::{ClassifyInput, ListInput, Plan, ReportInput, SettleInput, StageInput, StageOutput};
use apoyo_photo::{
    BatchPlan, ExecutionName, Folders, Lane, ManifestLine, Outcome, Reason, Score, Shards,
    ThresholdOverrides, Thresholds, Verdict,
};
use apoyo_report::ModelFacts;
use futures::future::BoxFuture;
use serde_json::json;

/// Notes every call, and answers it.
#[derive(Debug, Default)]
pub(crate) struct Counted(Mutex<Vec<&'static str>>);

impl Script for Counted {
    fn decide(&self, call: Call) -> BoxFuture<'static, Fault> {
        self.0.lock().unwrap().push(call.operation);
        Box::pin(async { Fault::None })
    }
}

impl Counted {
    pub(crate) fn calls(&self) -> S3Calls {
        let one = |operation: &&str| match *operation {
            "HeadObject" | "GetObject" => S3Calls { reads: 1.0, ..S3Calls::default() },
            "DeleteObject" => S3Calls { deletes: 1.0, ..S3Calls::default() },
            _ => S3Calls { writes: 1.0, ..S3Calls::default() },
        };
        self.0.lock().unwrap().iter().map(one).fold(S3Calls::default(), |sum, call| sum + call)
    }
}

/// What a step does with a bucket, in calls.
async fn counted<T>(model: &S3Model, step: impl AsyncFnOnce(Bucket) -> T) -> (T, S3Calls) {
    let counter = Arc::new(Counted::default());
    let answer = step(model.bucket(counter.clone())).await;
    (answer, counter.calls())
}

/// Says the score that the bytes spell.
pub(crate) struct ReadsNumbers;

impl LookAtPhoto for ReadsNumbers {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let number = std::str::from_utf8(bytes).unwrap().parse::<f64>().unwrap();
        Ok(Ok(Look { score: score(number), thumbnail: b"small".to_vec() }))
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

fn execution() -> ExecutionName {
    "x".parse().unwrap()
}

/// Stages and classifies a photo with these bytes, counting; returns what is to be settled.
async fn judged(model: &S3Model, bytes: &str) -> SettleInput {
    let key = format!("sin procesar/{bytes}.jpg");
    let object = model.put(&key, bytes.as_bytes());
    let (key, size) = (key.parse().unwrap(), object.bytes.len() as u64);
    let photo = ManifestLine { key, size, etag: object.etag, owner: None, content: None };
    let input = StageInput { execution: execution(), photo, dry_run: false };
    let folders = Folders::default();
    let (staged, calls) =
        counted(model, async |bucket| apoyo_stage::handle(&bucket, &folders, &input).await.unwrap()).await;
    assert_eq!(calls, S3Calls::STAGE, "stage");
    let StageOutput::Staged { photo } = staged else { panic!("{staged:?}") };
    let thresholds = ThresholdOverrides::default();
    let input = ClassifyInput { execution: execution(), photo, thresholds };
    let classify = Classify::new(ReadsNumbers, 1_000);
    let (classified, calls) =
        counted(model, async |bucket| classify.handle(&bucket, &folders, &input).await.unwrap()).await;
    assert_eq!(calls, S3Calls::CLASSIFY, "classify");
    SettleInput { execution: execution(), photo: input.photo, classified, dry_run: false }
}

#[tokio::test]
async fn a_photo_that_is_kept_makes_the_calls_of_two_safe_moves_and_a_look() {
    let model = S3Model::new();
    let input = judged(&model, "0.9").await;
    assert_eq!(input.classified.judgement.verdict, Verdict::Keep);
    let (_, calls) = counted(&model, async |bucket| {
        apoyo_keep::handle(&bucket, &Folders::default(), &input).await.unwrap()
    })
    .await;
    assert_eq!(calls, S3Calls::SETTLE);
}

#[tokio::test]
async fn a_photo_that_is_discarded_makes_those_of_its_retention() {
    for (retention, expected) in
        [(Retention::default(), S3Calls::SETTLE), (Retention::None, S3Calls::DESTROY)]
    {
        let model = S3Model::new();
        let input = judged(&model, "0.1").await;
        let (_, calls) = counted(&model, async |bucket| {
            apoyo_delete::handle(&bucket, &Folders::default(), retention, &input).await.unwrap()
        })
        .await;
        assert_eq!(calls, expected, "{retention:?}");
    }
}

#[tokio::test]
async fn a_listing_makes_the_calls_of_its_pages() {
    for photos in [0_u64, 3, 1_000, 1_001] {
        let model = S3Model::new();
        for number in 0..photos {
            model.put(&format!("sin procesar/{number}.jpg"), b"x");
        }
        let config = apoyo_list::Config {
            bucket: "fotos".into(),
            folders: Folders::default(),
            batch_lane: BatchLane::Absent,
        };
        let started = "2026-11-21T08:00:00Z".into();
        let input = ListInput { execution: execution(), started, input: json!({}) };
        let (answer, calls) = counted(&model, async |bucket| {
            apoyo_list::handle(&bucket, &NothingElseRuns, &config, &input).await.map(drop)
        })
        .await;
        answer.unwrap();
        assert_eq!(
            calls,
            S3Calls::list(photos, 100.0 * f64::from(u32::try_from(photos).unwrap())),
            "{photos}"
        );
    }
}

#[tokio::test]
async fn a_report_makes_the_calls_of_its_thumbnails() {
    let model = S3Model::new();
    let mut outcomes = Vec::new();
    for bytes in ["0.9", "0.1", "0.5"] {
        let input = judged(&model, bytes).await;
        outcomes.push(apoyo_bucket::outcome_of(&input, None));
    }
    results(&model, &outcomes);
    let config = apoyo_report::Config {
        folders: Folders::default(),
        model: ModelFacts { name: "numbers@1".into(), thresholds: ReadsNumbers.thresholds() },
    };
    let finished = "2026-11-21T08:03:12Z".parse().unwrap();
    let input = ReportInput { plan: plan() };
    let (totals, calls) = counted(&model, async |bucket| {
        apoyo_report::handle(&bucket, &config, finished, &input).await.unwrap()
    })
    .await;
    assert_eq!((totals.listed, totals.unaccounted), (3, 0));
    assert_eq!(calls, S3Calls::report([2, 1], 100.0));
}

/// The manifest lists each photo; the results are those of one child.
fn results(model: &S3Model, outcomes: &[Outcome]) {
    let line = |outcome: &Outcome| {
        json!({"key": outcome.key, "size": outcome.size, "etag": "\"e\""}).to_string() + "\n"
    };
    let lines: String = outcomes.iter().map(line).collect();
    model.put("ejecuciones/x/manifest.jsonl", lines.as_bytes());
    let child = json!([{"Output": serde_json::to_string(outcomes).unwrap(), "Status": "SUCCEEDED"}]);
    let file = "ejecuciones/x/results/run/SUCCEEDED_0.json";
    model.put(file, child.to_string().as_bytes());
    let manifest =
        json!({"ResultFiles": {"SUCCEEDED": [{"Key": file, "Size": 1}], "FAILED": [], "PENDING": []}});
    model.put("ejecuciones/x/results/run/manifest.json", manifest.to_string().as_bytes());
}

fn plan() -> Plan {
    Plan {
        execution: execution(),
        started: "2026-11-21T08:00:00Z".into(),
        bucket: "fotos".into(),
        manifest: "ejecuciones/x/manifest.jsonl".into(),
        results: "ejecuciones/x/results".into(),
        photos: 0,
        bytes: 0,
        lane: Lane::Lambda,
        dry_run: false,
        thresholds: ThresholdOverrides::default(),
        batch: BatchPlan { max_items: 40 },
        staged: String::new(),
        classified: String::new(),
        shards: Shards::for_photos(0, 0),
    }
}
