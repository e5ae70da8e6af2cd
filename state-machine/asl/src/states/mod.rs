//! What each type of state has of its own.

mod choice;
mod credentials;
mod fail;
mod map;
mod parallel;
mod pass;
mod task;
mod wait;

pub use choice::Choice;
pub use credentials::{Credentials, RoleArn};
pub use fail::Fail;
pub use map::Map;
pub use parallel::Parallel;
pub use pass::Pass;
pub use task::{Task, Timing};
pub use wait::{Wait, WaitTime};
