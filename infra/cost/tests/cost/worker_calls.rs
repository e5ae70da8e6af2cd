//! The worker of the lane `batch` makes as many calls of S3 as the bill says.

use std::sync::Arc;
use std::time::Duration;

use apoyo_bucket::Environment;
use apoyo_bucket::model::S3Model;
use apoyo_cost::S3Calls;
use apoyo_photo::step::{StageOutput, WorkerInput};
use apoyo_photo::{Folders, Shards, StagedPhoto, ThresholdOverrides, WorkerExit};
use apoyo_worker::{Job, Pace, ReadAhead, TokioClock, Worker};
use futures::future::pending;
use serde_json::json;

use crate::counted_calls::{Counted, ReadsNumbers};

const MANIFEST: &str = "ejecuciones/x/staged/run/manifest.json";
const FILE: &str = "ejecuciones/x/staged/run/SUCCEEDED_0.jsonl";

#[tokio::test]
async fn a_shard_makes_four_reads_and_a_write_beside_those_of_its_photos() {
    let model = S3Model::new();
    let lines: String = (0..20).map(|number| staged(&model, number)).collect();
    model.put(FILE, lines.as_bytes());
    let files = json!({"SUCCEEDED": [{"Key": FILE, "Size": lines.len()}], "FAILED": [], "PENDING": []});
    model.put(MANIFEST, json!({"ResultFiles": files}).to_string().as_bytes());
    let counter = Arc::new(Counted::default());
    let worker = Worker::new(job(), model.bucket(counter.clone()), ReadsNumbers, TokioClock::start())
        .with(ReadAhead { photos: 3, bytes: 1_000 }, Pace::default());
    let end = worker.run(pending()).await;
    assert_eq!(end.exit, WorkerExit::Done);
    let photos = f64::from(u32::try_from(end.tally.photos).unwrap());
    assert!(photos > 1.0, "{photos}");
    let shard = S3Calls { reads: 4.0, writes: 1.0, deletes: 0.0 };
    assert_eq!(counter.calls(), shard + S3Calls::CLASSIFY.times(photos));
}

fn staged(model: &S3Model, number: u32) -> String {
    let key = format!("procesando/{number}.jpg");
    let object = model.put(&key, b"0.9");
    let photo = StagedPhoto {
        key: key.parse().unwrap(),
        from: format!("sin procesar/{number}.jpg").parse().unwrap(),
        sub_path: format!("{number}.jpg"),
        size: 3,
        etag: object.etag,
        content: None,
    };
    serde_json::to_string(&StageOutput::Staged { photo }).unwrap() + "\n"
}

fn job() -> Job {
    Job {
        index: 0,
        attempt: 1,
        input: WorkerInput {
            execution: "x".parse().unwrap(),
            staged: MANIFEST.into(),
            classified: "ejecuciones/x/classified".into(),
            shards: Shards::try_from(2).unwrap(),
            thresholds: ThresholdOverrides::default(),
        },
        environment: Environment { bucket: "fotos".into(), folders: Folders::default() },
        max_photo_bytes: 1_000,
        longest_wait: Duration::from_secs(20),
    }
}
