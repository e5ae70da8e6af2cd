//! `apoyo asl`: any state machine that Step Functions accepts, checked, run and drawn on this machine.
//!
//! ```text
//! file --Source--> JSON text --check--> findings with line and column
//!                      |-----run------> an engine in memory, with mocks, commands and named endpoints as services
//!                      `-----graph----> apoyo_graph
//! ```
//! Architecture invariant: nothing here knows a rule of the language; `apoyo_asl` and `apoyo_engine` do. Standard output holds
//! the result and nothing else.

mod arguments;
mod check;
mod finding;
mod graph;
mod position;
mod refusal;
mod run;
mod source;

pub(crate) use arguments::AslArguments;

use crate::exit::End;
use arguments::AslCommand;
use refusal::Refusal;

/// Does what was asked with a state machine.
pub(crate) fn asl(wanted: &AslArguments) -> anyhow::Result<End> {
    let done = match &wanted.command {
        AslCommand::Check(wanted) => check::check(wanted),
        AslCommand::Run(wanted) => run::run(wanted),
        AslCommand::Graph(wanted) => graph::graph(wanted),
    };
    match done.map_err(anyhow::Error::downcast::<Refusal>) {
        Ok(end) => Ok(end),
        Err(Ok(refusal)) => {
            eprintln!("apoyo: {refusal}");
            Ok(End::BadUsage)
        }
        Err(Err(error)) => Err(error),
    }
}
