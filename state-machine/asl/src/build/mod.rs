//! Machines written in Rust: `Task::new(resource).arguments(..).retry(..).catch(..).next(..)`.
//!
//! Everything built here is `JSONata`; what comes out are the same types that parsing makes, so one validator and one
//! writer serve both.

mod choice;
mod fail;
mod flow;
mod leaving;
mod map;
mod parallel;
mod pass;
mod succeed;
mod task;
mod wait;

pub use choice::Choice;
pub use fail::Fail;
pub use flow::{Flow, machine};
pub use map::Map;
pub use parallel::Parallel;
pub use pass::Pass;
pub use succeed::Succeed;
pub use task::Task;
pub use wait::Wait;
