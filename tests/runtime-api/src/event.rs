use std::io;

use apoyo_bucket::Bucket;
use apoyo_photo::step::{Classified, ClassifyInput, Plan, ReportInput, SettleInput, StageInput, StageOutput};
use apoyo_photo::{
    BatchPlan, ExecutionName, Folders, Judgement, Lane, ManifestLine, Shards, StagedPhoto,
    ThresholdOverrides, Thresholds, Verdict,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::BucketOnLoopback;

/// The execution of every event here.
const EXECUTION: &str = "x";

/// Below the waiting folder; with a space and an accent, as real ones have them.
const SUB_PATH: &str = "línea 4/torre 7.jpg";

/// Events that steps succeed on; each puts into the bucket what its step finds there.
impl BucketOnLoopback {
    /// For `list`: one photo waits.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn event_for_list(&self, photo: &[u8]) -> io::Result<Value> {
        self.waiting(photo).await?;
        Ok(json!({"execution": EXECUTION, "started": "2026-11-21T08:00:00Z", "input": {}}))
    }

    /// For `stage`: the photo waits.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn event_for_stage(&self, photo: &[u8]) -> io::Result<Value> {
        let photo = self.waiting(photo).await?;
        written(&StageInput { execution: execution()?, photo, dry_run: false })
    }

    /// For `classify`: the photo is claimed.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn event_for_classify(&self, photo: &[u8]) -> io::Result<Value> {
        let photo = self.staged(photo).await?;
        let thresholds = ThresholdOverrides::default();
        written(&ClassifyInput { execution: execution()?, photo, thresholds })
    }

    /// For `keep`, verdict keep, and for `delete`, verdict discard: the photo is claimed.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn event_for_settling(&self, photo: &[u8], verdict: Verdict) -> io::Result<Value> {
        let score = |value: f64| value.try_into().map_err(io::Error::other);
        let thresholds = Thresholds::new(score(0.8)?, score(0.2)?).map_err(io::Error::other)?;
        let value = if verdict == Verdict::Discard { 0.1 } else { 0.9 };
        let judgement = Judgement { verdict, score: Some(score(value)?), reason: None };
        let classified = Classified { judgement, model: "trial@1".to_owned(), thresholds, thumbnail: None };
        let photo = self.staged(photo).await?;
        written(&SettleInput { execution: execution()?, photo, classified, dry_run: false })
    }

    /// For `report`: a manifest of one photo that has no outcome yet.
    ///
    /// # Errors
    /// When S3 refuses it.
    pub async fn event_for_report(&self, photo: &[u8]) -> io::Result<Value> {
        let line = self.waiting(photo).await?;
        let (name, folder) = (execution()?, "ejecuciones/x");
        let manifest = format!("{folder}/manifest.jsonl");
        self.put(&manifest, format!("{}\n", written(&line)?).as_bytes()).await?;
        let plan = Plan {
            execution: name,
            started: "2026-11-21T08:00:00Z".to_owned(),
            bucket: self.name().to_owned(),
            manifest,
            results: format!("{folder}/results"),
            photos: 1,
            bytes: line.size,
            lane: Lane::Lambda,
            dry_run: false,
            thresholds: ThresholdOverrides::default(),
            batch: BatchPlan { max_items: 40 },
            staged: format!("{folder}/staged"),
            classified: format!("{folder}/classified"),
            shards: Shards::for_photos(1, line.size),
        };
        written(&ReportInput { plan })
    }

    async fn waiting(&self, photo: &[u8]) -> io::Result<ManifestLine> {
        let key = format!("sin procesar/{SUB_PATH}");
        let etag = self.put(&key, photo).await?;
        let key = key.parse().map_err(io::Error::other)?;
        Ok(ManifestLine { key, size: photo.len() as u64, etag, owner: None, content: None })
    }

    /// Claimed as the real step claims.
    async fn staged(&self, photo: &[u8]) -> io::Result<StagedPhoto> {
        let input = StageInput { execution: execution()?, photo: self.waiting(photo).await?, dry_run: false };
        let bucket = Bucket::new(self.client(), self.name());
        let staged = apoyo_stage::handle(&bucket, &Folders::default(), &input).await;
        match staged.map_err(io::Error::other)? {
            StageOutput::Staged { photo } => Ok(photo),
            other => Err(io::Error::other(format!("the photo was not claimed: {other:?}"))),
        }
    }
}

fn execution() -> io::Result<ExecutionName> {
    EXECUTION.parse().map_err(io::Error::other)
}

fn written(value: &impl Serialize) -> io::Result<Value> {
    serde_json::to_value(value).map_err(io::Error::other)
}
