//! Processes of functions: started, watched, and killed with all that they started.

mod limits;
mod memory;
mod running;
mod watchdog;

pub(crate) use limits::Limits;
pub(crate) use running::{Happening, Process, StandardOutput};
pub(crate) use watchdog::Watchdog;
