//! `apoyo`: finds the photos that show a pylon, keeps them, and clears the rest away without ever losing one.

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

mod arguments;
mod asl;
mod clock;
mod demo;
mod exit;
mod infra;
mod model;
mod operate;
mod run;
mod say;
mod services;
mod up;

use arguments::{Arguments, Command};
use operate::{Operation, operate};

/// The network makes and drops buffers of megabytes for each layer. The system's allocator gives them back to the kernel
/// each time, and taking them anew costs a quarter of the time that the network takes; this one keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Run(wanted) => told(|| run::run(&wanted)),
        Command::Demo(wanted) => told(|| demo::demo(&wanted)),
        Command::Model(wanted) => told(|| model::model(&wanted)),
        Command::Infra(wanted) => told(|| infra::infra(&wanted)),
        Command::Asl(wanted) => told(|| asl::asl(&wanted)),
        Command::Up(wanted) => told(|| up::up(&wanted)),
        Command::Plan(wanted) => told(|| operate(&Operation::Plan(&wanted))),
        Command::Start(wanted) => told(|| operate(&Operation::Start(&wanted))),
        Command::List(wanted) => told(|| operate(&Operation::List(&wanted))),
        Command::Show(wanted) => told(|| operate(&Operation::Show(&wanted))),
        Command::Watch(wanted) => told(|| operate(&Operation::Watch(&wanted))),
        Command::Stop(wanted) => told(|| operate(&Operation::Stop(&wanted))),
        Command::Replay(wanted) => told(|| operate(&Operation::Replay(&wanted))),
        Command::Undo(wanted) => told(|| operate(&Operation::Undo(&wanted))),
        Command::Audit(wanted) => told(|| operate(&Operation::Audit(&wanted))),
        // It has a log of its own, and exit codes that AWS Batch reads.
        Command::Worker => apoyo_worker::work(),
    }
}

/// Runs a command for a person, who is told of its troubles on standard error.
fn told(command: impl FnOnce() -> anyhow::Result<exit::End>) -> ExitCode {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::ERROR.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    exit::report(command())
}
