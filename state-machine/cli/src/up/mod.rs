//! `apoyo up`: the embedded cloud with the photo state machine in it, until Ctrl-C.

mod arguments;
mod deploy;
mod engine_says;
mod serve;
mod tasks;
mod welcome;

pub(crate) use arguments::UpArguments;
pub(crate) use serve::up;
