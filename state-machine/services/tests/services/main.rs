//! The integrations, run by the engine: against the embedded S3, against moto, and where nothing is there.
#![expect(clippy::unwrap_used, reason = "test code")]

mod aws;
mod moto;
mod nowhere;
mod recorded;
mod s3;
mod scene;
mod tables;
mod with_moto;
