//! `apoyo up`: the embedded cloud with the photo state machine in it, until Ctrl-C.

mod arguments;
mod around;
mod deploy;
mod engine_says;
mod functions;
mod jobs;
mod keys;
mod local_section;
mod own_endpoints;
mod serve;
mod served;
mod starts;
mod steps;
mod tasks;
mod upload_log;
mod welcome;

pub(crate) use arguments::UpArguments;
pub(crate) use serve::up;
