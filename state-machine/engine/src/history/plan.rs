use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::payload::{Payload, maybe_payload};

/// What entering a state decided, where that must not be decided again when the record is folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum EntryPlan {
    /// Nothing: the state's work comes next.
    #[default]
    Work,
    /// A `Wait` state waits until then.
    WaitUntil(Timestamp),
    /// A `Fail` state fails with this.
    Fail(Failure),
    /// A field could not be computed: its name and why the state fails.
    Broken(String, Failure),
}

/// Who redrives an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedrivenBy {
    /// Whoever called `RedriveExecution`.
    Caller {
        /// The token by which a repeated call is known.
        client_token: Option<Arc<str>>,
    },
    /// The Map Run that it is a child of.
    MapRun {
        /// How often that was redriven, this time included.
        redrive_count: u32,
    },
}

/// What a Map Run does, with every expression of the `Map` state already evaluated.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MapRunPlan {
    /// The items, where the state has no `ItemReader`.
    #[serde(with = "maybe_payload")]
    pub items: Option<Payload>,
    /// `Arguments` of the `ItemReader`.
    #[serde(with = "maybe_payload")]
    pub reader_arguments: Option<Payload>,
    /// `ReaderConfig.MaxItems`.
    pub max_items: Option<u64>,
    /// Most child executions at once; 0 for the most that the engine allows.
    pub max_concurrency: u64,
    /// `ToleratedFailureCount`, default 0.
    pub tolerated_failure_count: Option<u64>,
    /// `ToleratedFailurePercentage`, 0 to 100.
    pub tolerated_failure_percentage: Option<f64>,
    /// `ItemBatcher.MaxItemsPerBatch`.
    pub max_items_per_batch: Option<u64>,
    /// `ItemBatcher.MaxInputBytesPerBatch`.
    pub max_input_bytes_per_batch: Option<u64>,
    /// `ItemBatcher.BatchInput`.
    #[serde(with = "maybe_payload")]
    pub batch_input: Option<Payload>,
    /// Whether items travel in batches: whether the state has an `ItemBatcher`.
    pub batched: bool,
    /// Where results are written.
    pub result_target: Option<ResultTarget>,
}

/// `Arguments` of the `ResultWriter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultTarget {
    /// Bucket of the result files.
    pub bucket: String,
    /// Their key prefix, with or without a `/` at its end; may be empty.
    pub prefix: String,
}
