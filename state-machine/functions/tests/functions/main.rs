//! Functions as processes: what comes of an invocation, who it runs in, and Lambda's API over HTTP.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod commands;
mod concurrency;
mod environments;
mod events;
mod http;
mod measure;
mod outcomes;
mod outlive;
mod own;
mod stage;
mod steps;
mod surroundings;
mod tools;
