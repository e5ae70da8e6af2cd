//! The store in memory keeps what every store keeps.
#![expect(clippy::unwrap_used, reason = "test code")]

#[path = "store/laws.rs"]
mod laws;

use apoyo_engine::MemoryStore;

#[tokio::test]
async fn histories_come_back_as_they_were() {
    laws::histories_come_back_as_they_were(&MemoryStore::default()).await;
}

#[tokio::test]
async fn an_execution_ends_with_its_last_event() {
    laws::an_execution_ends_with_its_last_event(&MemoryStore::default()).await;
}

#[tokio::test]
async fn children_are_found_until_their_map_run_succeeds() {
    laws::children_are_found_until_their_map_run_succeeds(&MemoryStore::for_restarts()).await;
}

#[tokio::test]
async fn an_execution_that_is_redriven_runs_again() {
    laws::an_execution_that_is_redriven_runs_again(&MemoryStore::for_restarts()).await;
}
