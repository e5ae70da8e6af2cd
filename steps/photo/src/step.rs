//! What the state machine hands to each step, and what the step hands back; all JSON in camelCase.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    BatchPlan, ExecutionName, Judgement, Lane, ManifestLine, Outcome, PhotoKey, Shards, StagedPhoto,
    ThresholdOverrides, Thresholds,
};

/// Input of `list`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListInput {
    /// The execution that lists.
    pub execution: ExecutionName,
    /// When it started, RFC 3339, as the context object has it.
    pub started: String,
    /// The execution's input, of any shape that [`crate::StartInput::read`] knows.
    pub input: Value,
}

/// Output of `list`: what the execution will do; every later step gets what it needs of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The execution.
    pub execution: ExecutionName,
    /// When it started, RFC 3339.
    pub started: String,
    /// The photo bucket.
    pub bucket: String,
    /// Key of the manifest.
    pub manifest: String,
    /// Key prefix for the Distributed Map's `ResultWriter`, without a `/` at its end.
    pub results: String,
    /// Lines in the manifest.
    pub photos: u64,
    /// Sum of their sizes, in bytes.
    pub bytes: u64,
    /// `lambda` or `batch`; never `auto`.
    pub lane: Lane,
    /// Whether nothing is to be moved.
    pub dry_run: bool,
    /// What a person asked for in place of the model's thresholds.
    pub thresholds: ThresholdOverrides,
    /// How many photos a child takes.
    pub batch: BatchPlan,
    /// The lane `batch`: key prefix for what staging all photos leaves, without a `/` at its end.
    pub staged: String,
    /// The lane `batch`: key prefix of the shards' files, one for each shard that is done, without a `/` at its end.
    pub classified: String,
    /// The lane `batch`: how many jobs the array job has, [`crate::Shards::MIN`] to [`crate::Shards::MAX`].
    pub shards: Shards,
}

/// Input of `stage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StageInput {
    /// The execution that claims.
    pub execution: ExecutionName,
    /// The photo to claim.
    pub photo: ManifestLine,
    /// Whether to leave it where it is.
    #[serde(default)]
    pub dry_run: bool,
}

/// Output of `stage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "camelCase")]
pub enum StageOutput {
    /// The photo is this execution's.
    Staged {
        /// Where it lies now.
        photo: StagedPhoto,
    },
    /// Another execution has it, or it is gone or replaced since it was listed.
    Taken {
        /// The outcome to record.
        outcome: Outcome,
    },
    /// The step failed after its retries. The step never answers this: the state machine writes it, in the lane
    /// `batch`, in the answer's place.
    Failed {
        /// The outcome to record.
        outcome: Outcome,
    },
}

/// Input of `classify`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassifyInput {
    /// The execution.
    pub execution: ExecutionName,
    /// The photo to look at.
    pub photo: StagedPhoto,
    /// What a person asked for in place of the model's thresholds.
    #[serde(default)]
    pub thresholds: ThresholdOverrides,
}

/// Output of `classify`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Classified {
    /// Verdict, score and reason.
    pub judgement: Judgement,
    /// Name and version of the model.
    pub model: String,
    /// The thresholds that the score was compared with.
    pub thresholds: Thresholds,
    /// Key of the thumbnail, where one could be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
}

/// Input of the Batch worker, as JSON in the variable [`WorkerInput::VARIABLE`] of every job of the array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerInput {
    /// The execution.
    pub execution: ExecutionName,
    /// Key of the `manifest.json` that the `ResultWriter` left when all photos were staged; its succeeded files hold
    /// one [`StageOutput`] a line.
    pub staged: String,
    /// [`Plan::classified`].
    pub classified: String,
    /// [`Plan::shards`].
    pub shards: Shards,
    /// What a person asked for in place of the model's thresholds.
    #[serde(default)]
    pub thresholds: ThresholdOverrides,
}

impl WorkerInput {
    /// The environment variable that holds it.
    pub const VARIABLE: &'static str = "APOYO_JOB";
}

/// One line of a shard's file, `<classified>/<index>.jsonl`: what the worker has to say of one photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ShardLine {
    /// It was judged, and is to be settled.
    Judged {
        /// Where it lies.
        photo: StagedPhoto,
        /// What was said of it.
        classified: Classified,
    },
    /// There is nothing to settle: it was taken, or staging or classifying it failed.
    Ended {
        /// The outcome to record.
        outcome: Outcome,
    },
}

/// Input of `keep` (verdicts keep and review) and of `delete` (verdict discard).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettleInput {
    /// The execution.
    pub execution: ExecutionName,
    /// The photo to move.
    pub photo: StagedPhoto,
    /// What `classify` said of it.
    pub classified: Classified,
    /// Whether to leave it where it is.
    #[serde(default)]
    pub dry_run: bool,
}

/// Input of `report`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportInput {
    /// The plan that `list` made.
    pub plan: Plan,
}

/// Output of `report`: the terms of `listed = kept + review + trash + taken + failed`, and where the reports are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Lines in the manifest.
    pub listed: u64,
    /// Photos in the kept folder.
    pub kept: u64,
    /// Photos in the review folder.
    pub review: u64,
    /// Photos in the trash folder.
    pub trash: u64,
    /// Photos that another execution or a person took.
    pub taken: u64,
    /// Photos whose machinery failed; they wait for a replay.
    pub failed: u64,
    /// `listed` less all of the above: photos without an outcome, or with several. 0 unless something is wrong.
    pub unaccounted: u64,
    /// Keys of the reports.
    pub reports: Vec<PhotoKey>,
}
