//! The one endpoint, as its clients see it.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod clients;
mod doors;
mod sdk;
mod signatures;
mod stage;
