//! The worker against the model of S3, with a looker that reads the score from the bytes, and tokio's paused time: a wait
//! is over when nothing else can go on.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod faults;
mod kills;
mod resumes;
mod scene;
mod staged;
mod stops;
