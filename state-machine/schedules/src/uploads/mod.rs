//! Uploads that start executions: each one, or many together as a pipe from a queue gathers them.
//!
//! ```text
//! S3 --UploadLog--> upload (on disk here) --forget--> S3's log
//!                     | a batch is full, or its window is over
//!                     v
//!                   batch (on disk, name fixed) --StartExecution--> started: gone
//! ```
//! An upload is taken into this file before the log forgets it, once by its number; a batch is fixed before its
//! execution is asked for. So an upload is in one batch, and a batch is one execution, also through `kill -9`.

mod event;
mod gathering;
mod log;
mod rows;
mod trigger;

pub use gathering::{Gathering, UploadTriggerOptions};
pub use log::{CreationReason, Upload, UploadLog, Uploaded};
pub use trigger::UploadTrigger;
