//! `apoyo asl run`: one execution in an engine in memory.
//!
//! ```text
//! Plan (definition, input, mocks, commands, endpoints, other machines: all checked before anything runs)
//!   -> Session: engine + IdleClock on a thread of its own <- Ctrl-C
//!   -> outcome, history
//! ```
//!
//! The engine runs on one thread, so that its being idle can be seen: only then may skipped time pass.

mod commands;
mod history;
mod idle_clock;
mod input;
mod mock;
mod objects;
mod outcome;
mod plan;
mod session;
mod stand_in;
mod supply;
mod surroundings;
mod tasks;

use super::arguments::RunArguments;
use crate::exit::End;
use plan::Plan;

/// Runs a definition and prints what came of it.
pub(super) fn run(wanted: &RunArguments) -> anyhow::Result<End> {
    let Some(plan) = Plan::of(wanted)? else { return Ok(End::BadUsage) };
    let outcome = session::run(plan)?;
    outcome.print(wanted)
}
