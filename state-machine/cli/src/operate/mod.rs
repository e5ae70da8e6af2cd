//! `apoyo plan | start | list | show | watch | stop | replay | undo | audit`, against AWS or the embedded cloud.
//!
//! ```text
//! environment, apoyo.yaml, flags --Place--> apoyo_operate::Site --facts--> lines for people, or one JSON value
//! ```
//! Architecture invariant: nothing here decides what is replayed, put back or accounted for; `apoyo_operate` does. Standard
//! output holds the result and nothing else; progress goes to standard error.

mod arguments;
mod audit;
mod input;
mod list;
mod place;
mod plan;
mod progress;
mod real_time;
mod replay;
mod show;
mod start;
mod stop;
mod undo;
mod watch;
mod words;

pub(crate) use arguments::{
    AuditArguments, ListArguments, PlanArguments, ReplayArguments, ShowArguments, StartArguments,
    StopArguments, UndoArguments, WatchArguments,
};

use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use apoyo_operate::{Fault, OperateError};
use serde::Serialize;

use crate::exit::End;
use crate::say::{say, say_line};

/// Does what was asked with executions.
pub(crate) fn operate(wanted: &Operation<'_>) -> anyhow::Result<End> {
    match wanted {
        Operation::Plan(wanted) => attempt(plan::plan(wanted), STOPPED),
        Operation::Start(wanted) => attempt(start::start(wanted), GOES_ON),
        Operation::List(wanted) => attempt(list::list(wanted), STOPPED),
        Operation::Show(wanted) => attempt(show::show(wanted), STOPPED),
        Operation::Watch(wanted) => attempt(watch::watch(wanted), GOES_ON),
        Operation::Stop(wanted) => attempt(stop::stop(wanted), STOPPED),
        Operation::Replay(wanted) => attempt(replay::replay(wanted), STOPPED),
        Operation::Undo(wanted) => attempt(undo::undo(wanted), HALF_WAY),
        Operation::Audit(wanted) => attempt(audit::audit(wanted), STOPPED),
    }
}

/// One of the commands, with its arguments.
pub(crate) enum Operation<'a> {
    Plan(&'a PlanArguments),
    Start(&'a StartArguments),
    List(&'a ListArguments),
    Show(&'a ShowArguments),
    Watch(&'a WatchArguments),
    Stop(&'a StopArguments),
    Replay(&'a ReplayArguments),
    Undo(&'a UndoArguments),
    Audit(&'a AuditArguments),
}

/// What Ctrl-C leaves.
const STOPPED: &str = "stopped";
const GOES_ON: &str =
    "no longer watched; the execution, if it was started, goes on (apoyo watch, apoyo stop)";
const HALF_WAY: &str = "stopped; what is back stays back, the same command goes on";

/// Runs a command until it is done or Ctrl-C comes.
fn attempt(work: impl Future<Output = anyhow::Result<End>>, left: &str) -> anyhow::Result<End> {
    let runtime = tokio::runtime::Runtime::new().context("failed to start threads")?;
    let end = runtime.block_on(async {
        tokio::select! {
            end = work => end,
            _ = tokio::signal::ctrl_c() => {
                eprintln!("\n{left}");
                Ok(End::Failed)
            }
        }
    });
    runtime.shutdown_timeout(Duration::ZERO);
    match end.map_err(anyhow::Error::downcast::<OperateError>) {
        Ok(end) => Ok(end),
        Err(Ok(refused)) if refused.is_usage() => {
            eprintln!("apoyo: {refused}");
            Ok(End::BadUsage)
        }
        Err(Ok(error)) => Err(at_endpoint(error)),
        Err(Err(error)) => Err(error),
    }
}

/// Nobody at an endpoint is told with the endpoint's name, where the environment names one.
fn at_endpoint(error: OperateError) -> anyhow::Error {
    let is_silent = matches!(error, OperateError::Call { fault: Fault::NoAnswer(_), .. });
    let named = ["AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL"];
    match named.into_iter().find_map(|name| Some((name, std::env::var(name).ok()?))) {
        Some((name, endpoint)) if is_silent => {
            anyhow::Error::from(error).context(format!("endpoint {endpoint} ({name})"))
        }
        _ => error.into(),
    }
}

/// Prints facts for programs, or their text for people.
fn print<T: Serialize>(facts: &T, json: bool, text: impl FnOnce(&T) -> String) -> anyhow::Result<()> {
    if json {
        say_line(serde_json::to_string_pretty(facts)?);
    } else {
        say(text(facts));
    }
    Ok(())
}
