//! `apoyo infra`: the stack from `apoyo.yaml` to AWS, looked at there, and away again.
//!
//! ```text
//! apoyo.yaml --Subject--> template --synth--> standard output
//!                            |
//!            zips, image tag +--deploy, diff, destroy, outputs--> apoyo_deploy::Cloud --> AWS
//! ```
//! Architecture invariant: nothing here decides what a change means, whether a stack may go, or when an operation is over;
//! this is words, questions and progress. Standard output holds the result and nothing else; all that is told meanwhile
//! goes to standard error.

mod arguments;
mod ask;
mod attempt;
mod changes;
mod deploy;
mod destroy;
mod diff;
mod differences;
mod image;
mod next_steps;
mod outputs;
mod package;
pub(crate) mod short;
pub(crate) mod subject;
mod synth;
pub(crate) mod table;
mod watch;

pub(crate) use arguments::InfraArguments;

use crate::exit::End;
use arguments::InfraCommand;

/// Does what was asked with the stack.
pub(crate) fn infra(wanted: &InfraArguments) -> anyhow::Result<End> {
    match &wanted.command {
        InfraCommand::Synth(wanted) => synth::synth(wanted),
        InfraCommand::Package(wanted) => package::package(wanted),
        InfraCommand::Diff(wanted) => attempt::look(diff::diff(wanted)),
        InfraCommand::Deploy(wanted) => deploy::deploy(wanted),
        InfraCommand::Outputs(wanted) => attempt::look(outputs::outputs(wanted)),
        InfraCommand::Destroy(wanted) => destroy::destroy(wanted),
    }
}
