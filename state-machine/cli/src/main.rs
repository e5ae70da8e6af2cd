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
mod run;
mod services;
mod up;

/// The network makes and drops buffers of megabytes for each layer. The system's allocator gives them back to the kernel
/// each time, and taking them anew costs a quarter of the time that the network takes; this one keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::builder().with_default_directive(LevelFilter::ERROR.into()).from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .init();
    exit::report(dispatch(arguments.command))
}

fn dispatch(command: arguments::Command) -> anyhow::Result<exit::End> {
    match command {
        arguments::Command::Run(wanted) => run::run(&wanted),
        arguments::Command::Demo(wanted) => demo::demo(&wanted),
        arguments::Command::Model(wanted) => model::model(&wanted),
        arguments::Command::Infra(wanted) => infra::infra(&wanted),
        arguments::Command::Asl(wanted) => asl::asl(&wanted),
        arguments::Command::Up(wanted) => up::up(&wanted),
    }
}
