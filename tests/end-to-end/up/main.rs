//! What `apoyo up` promises, each promise a file, kept by the real binary behind its real endpoint.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cloud;
mod everything_goes_on_after_kill_9;
mod one_endpoint_for_all;
