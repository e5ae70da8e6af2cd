//! The Step Functions API: what AWS documents of it, operation by operation, and other people's clients over HTTP.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod activities;
mod aliases;
mod configurations;
mod deletion;
mod executions;
mod hostile;
mod http;
mod machines;
mod map_runs;
mod measure;
mod pages;
mod redrive;
mod registry;
mod stage;
mod sync;
mod tags;
mod tools;
mod validation;
mod versions;
