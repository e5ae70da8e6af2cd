//! The step that says what an execution will do: it reads the input, lists the photos and writes the manifest.

mod asked;
mod config;
mod error;
mod handler;
mod lane;
mod leftovers;
mod manifest;
mod metric;
mod oldest_waiting;
mod running;
mod survey;
mod waiting;
mod walk;

pub use config::{BatchLane, Config};
pub use error::ListError;
pub use handler::{Listed, handle};
pub use lane::{BATCH_FROM_BYTES, BATCH_FROM_PHOTOS};
pub use metric::oldest_waiting_line;
pub use oldest_waiting::OldestWaiting;
pub use running::{
    InvalidStateMachineArn, NothingElseRuns, RunningExecutions, StateMachineArn, StepFunctions,
    UnknownWhetherRunning,
};
pub use survey::{Survey, survey};
