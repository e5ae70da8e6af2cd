//! The lane `batch`: all photos are staged, one array job classifies them, all are settled.
//!
//! ```text
//! manifest --Stage all--> staged/ --Classify all: one job a shard--> classified/ --Settle all--> results/
//! ```
//!
//! The job's role reads photos and writes records; what decodes hostile bytes can neither move nor delete a photo.

mod classify_all;
mod settle_all;
mod stage_all;

pub(crate) use classify_all::classify_all;
pub(crate) use settle_all::settle_all;
pub(crate) use stage_all::stage_all;
