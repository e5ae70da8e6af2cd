//! Processes: started, signalled, ended, and their output in files.

mod command;
mod environment;
mod local_processes;
mod log_file;
mod process_table;
mod processes;

pub(crate) use environment::{JobVariables, environment};
pub use local_processes::LocalProcesses;
pub use processes::{Launch, ProcessSignal, Processes, Report, Reports};

pub use crate::model::{ProcessExit, ProcessIdentity};
