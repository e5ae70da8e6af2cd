//! The step that says what an execution will do: it reads the input, lists the photos and writes the manifest.

mod asked;
mod config;
mod error;
mod handler;
mod leftovers;
mod manifest;
mod running;
mod waiting;

pub use config::{BatchLane, Config};
pub use error::ListError;
pub use handler::handle;
pub use running::{
    InvalidStateMachineArn, NothingElseRuns, RunningExecutions, StateMachineArn, StepFunctions,
    UnknownWhetherRunning,
};
