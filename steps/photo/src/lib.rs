//! The domain: photos, folders, scores, verdicts, and what the steps say to each other.
//!
//! Architecture invariant: no I/O, no clock, no thread. Everything here is a value or a function of values, so the
//! Lambda binaries, the Batch worker, the state machine builder and the command line share one meaning of each word.

mod batch;
mod byte_size;
mod error_name;
mod execution;
mod folder_names;
mod folders;
mod key;
mod manifest;
mod mark;
mod outcome;
mod score;
mod shards;
mod staged;
mod start_input;
pub mod step;
mod step_input;
mod verdict;
mod worker_exit;

pub use batch::BatchPlan;
pub use byte_size::ByteSize;
pub use error_name::ErrorName;
pub use execution::{ExecutionName, InvalidExecutionName};
pub use folders::{Folder, Folders, InvalidFolders};
pub use key::{InvalidPhotoKey, PhotoKey};
pub use manifest::ManifestLine;
pub use mark::Mark;
pub use outcome::{Outcome, OutcomeKind};
pub use score::{InvalidScore, InvalidThresholds, Score, ThresholdOverrides, Thresholds};
pub use shards::{InvalidShards, Shards};
pub use staged::StagedPhoto;
pub use start_input::{InvalidStartInput, Lane, StartInput};
pub use step_input::{InvalidStepInput, read_step_input};
pub use verdict::{Judgement, Reason, Verdict};
pub use worker_exit::WorkerExit;
