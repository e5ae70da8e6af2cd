//! The worker of the lane `batch`: one job of an AWS Batch array, which classifies one shard of an execution's photos.
//!
//! ```text
//!  staged/<run>/manifest.json, *.jsonl           photos            classified/<i>.jsonl
//!          |  its own lines                        |                     ^ once, whole
//!          v                                       v                     |
//!        Shard --waiting--> ShardRun --GetPhoto--> Classify --> lines ---+
//!          ^                                 (the Lambda's own handler)  |
//!          '------------------ progress/<i>-<part>.jsonl <---------------'
//! ```
//!
//! A shard is done when its file is there. Everything before may be lost, and may be done twice, by an attempt that goes
//! on where another was killed or by two at once: each photo is in the file exactly once.
//!
//! Architecture invariant: what decodes hostile bytes can neither move nor delete a photo. The bounds of [`Worker`]
//! (`GetPhoto`, `PutRecord`, `ReadRecord`, `StreamRecord`) are all that the job's role is granted.

mod clock;
mod error;
mod health;
mod job;
mod patience;
mod progress;
mod read_ahead;
mod shard;
mod shard_file;
mod shard_run;
mod staged_files;
mod tally;
mod work;
mod worker;

pub use clock::{Clock, TokioClock};
pub use error::WorkerError;
pub use job::{InvalidJob, Job};
pub use progress::Pace;
pub use read_ahead::ReadAhead;
pub use tally::Tally;
pub use work::work;
pub use worker::{AttemptEnd, Worker};
