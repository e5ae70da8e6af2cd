//! What Batch of the embedded cloud promises, each promise a file.
//!
//! `Bench` runs jobs whose processes are the test's words, over a journal that may fail and a clock that the test moves;
//! `Workshop` runs real ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod arrays;
mod attempts;
mod bench;
mod crashes;
mod declarations;
mod dependencies;
mod http;
mod journal;
mod scripted_processes;
mod stops;
mod submissions;
mod temporary_journal;
mod tools;
mod worker;
mod workshop;
mod workshop_faults;
mod workshop_restarts;
