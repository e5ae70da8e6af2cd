//! What the commands that operate executions promise, each promise a file, kept by the real binary against the real
//! endpoint of `apoyo up`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cloud;
mod executions_are_operated_from_start_to_undo;
mod faults_are_named;
