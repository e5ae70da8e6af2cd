//! The one endpoint, as its clients see it.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod clients;
mod doors;
mod signatures;
mod stage;
