//! What functions say, and what Lambda says about them.

mod invocation_log;
mod log_file;
mod report;

pub(crate) use invocation_log::InvocationLog;
pub(crate) use log_file::LogFile;
pub(crate) use report::{Report, Status};
