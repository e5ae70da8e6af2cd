//! What `apoyo up` promises, each promise a file, kept by the real binary behind its real endpoint.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod both_lanes_and_processes;
mod cloud;
mod everything_goes_on_after_kill_9;
mod executions;
mod odd_requests_and_photos;
mod one_endpoint_for_all;
mod photos;
mod signed;
mod the_disk_is_full_or_read_only;
mod time_and_uploads_start_executions;
