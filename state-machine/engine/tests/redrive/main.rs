//! `RedriveExecution`: what did not succeed goes on where it did not, and nothing that succeeded is done again.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html> and
//! <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html>.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod law;
mod map_runs;
mod map_runs_again;
mod parts;
mod refusals;
mod shop;
#[path = "../stage/mod.rs"]
mod stage;
mod states;
mod tokens;
mod whole;
