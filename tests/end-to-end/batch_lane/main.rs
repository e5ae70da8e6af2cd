//! What the lane `batch` promises, each promise a file, kept by the committed state machine, the six steps and the worker
//! over the embedded S3.
//!
//! ```text
//! Site: Engine --lambda:invoke--> Steps (the handlers)      --> embedded S3
//!              `--batch:submitJob.sync--> ArrayJobs (workers) --'
//! ```

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_dry_run_moves_nothing;
mod a_failed_job_loses_nothing;
mod a_stopped_worker_goes_on;
mod array_jobs;
mod both_lanes_judge_alike;
mod looker;
mod photos;
mod site;
mod steps;
