//! The binary that cargo builds for the tests.

use std::path::Path;

use crate::room::Room;
use crate::{cases, tls};

const WORKER: &str = env!("CARGO_BIN_EXE_worker");

fn process() -> Room {
    Room::Process(WORKER.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_classifies_a_shard_as_the_step_does() {
    cases::classifies_a_shard_as_the_step_does(&process()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_stops_on_sigterm_and_goes_on_at_the_next_attempt() {
    cases::stops_on_sigterm_and_goes_on_at_the_next_attempt(&process()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_ends_with_the_codes_that_batch_decides_by() {
    cases::ends_with_the_codes_that_batch_decides_by(&process()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_in_a_read_only_root_without_anything_else_classifies_a_shard() {
    let Some(room) = Room::of_binary(Path::new(WORKER)) else { return };
    let room = room.with_file("etc/ssl/certs/ca-certificates.crt", &tls::authority());
    cases::classifies_a_shard_as_the_step_does(&room).await;
}
